"""A region of the screen that draws one value, and draws again only when the value is another one."""

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Self, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.content import Content
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

ValueT = TypeVar("ValueT")

Draw = Callable[[ValueT, Size], Sequence[Content]]
"""A value, and the cells that there are for it → its rows. The styles of a row do not overlap."""


class Panel(Widget, Generic[ValueT]):
    """Its place and height are the style sheet's, so that showing a value never costs a layout.

    Rows become strips here, and stay strips while nothing changes: Textual asks every widget for its lines at every
    paint, and its way from a `Content` to a strip costs three times as much as this one.
    """

    def __init__(self, draw: Draw[ValueT], value: ValueT, *, id: str) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._value = value
        self._strips: list[Strip] = []
        self._kept: tuple[Region, list[Strip]] | None = None
        self._inks: dict[str, Style] = {}

    @property
    def value(self) -> ValueT:
        """What is shown."""
        return self._value

    def show(self, value: ValueT) -> None:
        """Draw this from now on."""
        if value != self._value:
            self._value = value
            self.refresh()

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Forget what was drawn."""
        self._strips, self._kept = [], None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        """Another theme, or another class: forget what was drawn, and in which colours."""
        self._strips, self._kept = [], None
        self._inks.clear()
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines with border and padding, as they were drawn last where nothing has changed."""
        if self._kept is None or self._kept[0] != crop:
            self._kept = (crop, super().render_lines(crop))
        return self._kept[1]

    def render_line(self, y: int) -> Strip:
        """One line of the content."""
        size = self.content_size
        if not self._strips:
            rows = self._draw(self._value, size)[: size.height]
            blank = Strip([Segment(" " * size.width, self._ink(""))], size.width)
            self._strips = [self._strip(row, size.width) for row in rows] + [blank] * (size.height - len(rows))
        return self._strips[y]

    def _strip(self, row: Content, width: int) -> Strip:
        return Strip(self._segments(row)).adjust_cell_length(width, self._ink(""))

    def _segments(self, row: Content) -> Iterator[Segment]:
        text, at = row.plain, 0
        if not text.isprintable():  # the last gate: whatever drew this row, no control character gets out
            text = "".join(c if c.isprintable() else "·" for c in text)
        for start, end, style in sorted((span.start, span.end, str(span.style)) for span in row.spans):
            if start > at:
                yield Segment(text[at:start], self._ink(""))
            yield Segment(text[start:end], self._ink(style))
            at = end
        if at < len(text):
            yield Segment(text[at:], self._ink(""))

    def _ink(self, style: str) -> Style:
        """The colours and weight of a style string of the theme, on the ground of this panel."""
        ink = self._inks.get(style)
        if ink is None:
            base = self.visual_style
            ink = (base + self.app.stylesheet.parse_style(style) if style else base).rich_style
            self._inks[style] = ink
        return ink
