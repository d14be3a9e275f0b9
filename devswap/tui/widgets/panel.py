"""A region of the screen that draws one value, and draws again only when the value is another one."""

from collections.abc import Callable, Sequence
from typing import Generic, Self, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from devswap.tui.text import EMPTY, Row

ValueT = TypeVar("ValueT")

Draw = Callable[[ValueT, Size], Sequence[Row]]
"""A value, and the cells that there are for it → its rows."""


class Panel(Widget, Generic[ValueT]):
    """Its place and height are the style sheet's, so that showing a value never costs a layout.

    Rows become strips here, and stay strips while nothing changes: Textual asks every widget for its lines at every
    paint, and its own way through a `Content` costs three times as much. No markup is read on this way.
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

    def take(self, value: ValueT) -> bool:
        """Have this to draw when the screen is painted next, without asking for that; whether it is another value."""
        if value == self._value:
            return False
        self._value = value
        self._strips, self._kept = [], None
        self._set_dirty()
        return True

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
            bare = not any(self.gutter) and crop.column_span == (0, self.size.width)
            self._kept = (crop, self._bare(crop) if bare else super().render_lines(crop))
        return self._kept[1]

    def _bare(self, crop: Region) -> list[Strip]:
        """The lines of a panel without border and padding: Textual's way to draw those costs as much as the rows."""
        return [self.render_line(y) for y in crop.line_range]

    def render_line(self, y: int) -> Strip:
        """One line of the content."""
        size = self.content_size
        if not self._strips:
            rows = self._draw(self._value, size)[: size.height]
            blank = [EMPTY] * (size.height - len(rows))
            self._strips = [self._strip(row, size.width) for row in (*rows, *blank)]
        return self._strips[y]

    def _strip(self, row: Row, width: int) -> Strip:
        return Strip(Segment(text, self._ink(style)) for text, style in row).adjust_cell_length(width, self._ink(""))

    def _ink(self, style: str) -> Style:
        """The colours and weight of a style string of the theme, on the ground of this panel."""
        ink = self._inks.get(style)
        if ink is None:
            base = self.visual_style
            ink = (base + self.app.stylesheet.parse_style(style) if style else base).rich_style
            if self.app.no_color and style.endswith("on $alarm"):
                ink += Style(reverse=True)
            self._inks[style] = ink = self._filtered(ink)
        return ink

    def _filtered(self, ink: Style) -> Style:
        """What the app's filters make of a style (no colour, dim): once for each, and not for every line."""
        segments = [Segment(" ", ink)]
        for line_filter in self.get_line_filters():
            segments = line_filter.apply(segments, self.background_colors[1])
        return segments[0].style or ink
