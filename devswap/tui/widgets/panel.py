"""A region of the screen that draws one value, and draws again only when the value is another one."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

ValueT = TypeVar("ValueT")

Draw = Callable[[ValueT, Size], Sequence[Content]]
"""A value, and the cells that there are for it → its rows."""


class Panel(Widget, Generic[ValueT]):
    """Its place and height are the style sheet's, so that showing a value never costs a layout."""

    DEFAULT_CSS = "Panel { text-wrap: nowrap; text-overflow: clip; }"

    def __init__(self, draw: Draw[ValueT], value: ValueT, *, id: str) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._value = value

    @property
    def value(self) -> ValueT:
        """What is shown."""
        return self._value

    def show(self, value: ValueT) -> None:
        """Draw this from now on."""
        if value != self._value:
            self._value = value
            self.refresh()

    def render(self) -> Content:
        """The rows, at the size that the panel has now."""
        size = self.content_size
        return Content("\n").join(self._draw(self._value, size)[: size.height])
