"""A document of text on A4: headings, numbered fields, tables, barcodes, a foot with its reference and page numbers.

The same content gives the same bytes: the only date in the file is the document's own, the file's id is a digest of its
content, and no version of a library is written into it. What Windows-1252 can write is set in the fonts that every PDF
reader has; any other text in devswap's own, embedded: a certificate takes 10 ms instead of 90, and 5 kB instead of 30.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from devswap.printing import symbols
from devswap.printing.lettering import Face, printable
from devswap.printing.symbols import Symbol

MARGIN: Final = 18.0
WIDTH: Final = 210 - 2 * MARGIN
"""mm between the margins."""
LONGEST: Final = 1000
"""Characters of one value, cell or paragraph."""
_LINE: Final = 4.7
_CORE: Final = {Face.TEXT: ("helvetica", ""), Face.STRONG: ("helvetica", "B"), Face.CODE: ("courier", "B")}
_EMBEDDED: Final = {Face.TEXT: ("text", ""), Face.STRONG: ("text", "B"), Face.CODE: ("code", "B")}
_SMALL: Final = 8.5
"""Points, in tables."""
_MOST_LINES: Final = 12
"""Of one cell of a table."""
_GREY: Final = 235


class Document:
    """A document that grows from top to bottom. Lengths in mm, type sizes in points."""

    def __init__(self, title: str, subtitle: str, reference: str, at: datetime) -> None:
        """`reference` stands in every foot; `at`, aware, is the date of the file."""
        from devswap.printing.a4 import A4, FOOT

        self._sheet = A4(WIDTH)
        self._sheet.core_fonts_encoding = "cp1252"
        self._sheet.reference = (
            printable(f"devswap · {reference}", longest=90).encode("cp1252", "replace").decode("cp1252")
        )
        self._sheet.set_title(printable(f"{title} {reference}"))
        self._sheet.set_producer("devswap")
        self._sheet.set_lang("en-GB")
        self._sheet.set_creation_date(at)
        self._sheet.set_margins(MARGIN, MARGIN)
        self._sheet.set_auto_page_break(True, FOOT + 2)
        self._sheet.set_draw_color(0)
        self._sheet.set_line_width(0.2)
        self._sheet.add_page()
        self._line(title, Face.STRONG, 22, 10)
        self._line(subtitle, Face.TEXT, 10, 6)
        self.gap(3)

    def gap(self, height: float) -> None:
        """White space."""
        self._sheet.set_y(self._sheet.get_y() + height)

    def heading(self, text: str) -> None:
        """A heading with a rule under it; it stays with the lines that follow."""
        if self._sheet.will_page_break(24):
            self._sheet.add_page()
        self.gap(3)
        self._line(text, Face.STRONG, 11.5, 6)
        y = self._sheet.get_y()
        self._sheet.line(MARGIN, y, MARGIN + WIDTH, y)
        self.gap(1.2)

    def band(self, text: str) -> None:
        """The one thing to be seen from afar, white on black."""
        sheet = self._sheet
        shown = self._set(Face.STRONG, 15, text)
        sheet.set_text_color(255)
        sheet.set_fill_color(0)
        sheet.cell(WIDTH, 11, "  " + self._cut(shown, WIDTH - 4), fill=True, new_x="LMARGIN", new_y="NEXT")
        sheet.set_text_color(0)
        self.gap(1)

    def fields(self, rows: Sequence[tuple[str, str, str]], face: Face = Face.STRONG) -> None:
        """Number, label and value, one under the other; an empty value is a dash, so that nobody fills it in later."""
        size = 8 if face is Face.CODE else 9.5
        for number, label, value in rows:
            self._kept_together(value, face, size)
            self._cell(8, number, 8)
            self._cell(52, label, 9.5)
            self._wrapped(WIDTH - 60, value or "–", face, size)

    def paragraph(self, text: str, size: float = 9.5) -> None:
        """A text over the whole width."""
        self._wrapped(WIDTH, text, Face.TEXT, size)

    def table(self, headings: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """Rows whose cells wrap; the headings stand on every page again.

        `widths` are in mm and sum to at most `WIDTH`.
        """
        self._row(headings, widths, Face.STRONG)
        for row in rows:
            height = self._height(row, widths)
            if self._sheet.will_page_break(height):
                self._sheet.add_page()
                self._row(headings, widths, Face.STRONG)
            self._row(row, widths, Face.TEXT)
        self.gap(1)

    def symbol(self, symbol: Symbol, x: float, y: float, width: float, height: float) -> None:
        """A barcode at a fixed place of the page, in this room, read back. Raises `SymbolFault`."""
        module = 4
        across, down = symbols.size(symbol)
        scale = min(width / across, height / down) if not symbol.symbology.linear else width / across
        bars = symbols.image(symbol, module, round(height / scale * module))
        picture = BytesIO()
        bars.save(picture, "PNG")
        self._sheet.image(picture, x, y, w=across * scale, h=height if symbol.symbology.linear else down * scale)

    def signature(self, label: str) -> None:
        """A line to sign on, by hand."""
        if self._sheet.will_page_break(14):
            self._sheet.add_page()
        self.gap(9)
        y = self._sheet.get_y()
        self._sheet.line(MARGIN + 60, y, MARGIN + WIDTH, y)
        self._cell(8, "", 8)
        self._cell(52, label, 9.5)
        self.gap(4)
        self._sheet.set_x(MARGIN)

    @property
    def y(self) -> float:
        """Where the next line begins, in mm from the top of the page."""
        return float(self._sheet.get_y())

    def pdf(self) -> bytes:
        """The document. Call it once, last."""
        return bytes(self._sheet.output())

    def _set(self, face: Face, size: float, text: str) -> str:
        """Choose the font that can write a text; returns the text as it can stand on paper."""
        shown = printable(text, face, LONGEST)
        try:
            shown.encode("cp1252")
            family, style = _CORE[face]
        except UnicodeEncodeError:
            family, style = _EMBEDDED[face]
            if family + style not in self._sheet.fonts:
                self._sheet.add_font(family, style, face.path)
        self._sheet.set_font(family, style, size)
        return shown

    def _line(self, text: str, face: Face, size: float, height: float) -> None:
        shown = self._set(face, size, text)
        self._sheet.cell(WIDTH, height, self._cut(shown, WIDTH), new_x="LMARGIN", new_y="NEXT")

    def _cell(self, width: float, text: str, size: float) -> None:
        shown = self._set(Face.TEXT, size, text)
        self._sheet.cell(width, _LINE, self._cut(shown, width))

    def _wrapped(self, width: float, text: str, face: Face, size: float) -> None:
        left = self._sheet.get_x()
        for line in self._broken(self._set(face, size, text), width):
            self._sheet.set_x(left)
            self._sheet.cell(width, _LINE, line, new_x="LMARGIN", new_y="NEXT")

    def _kept_together(self, value: str, face: Face, size: float) -> None:
        """A new page, where a field's value would be torn apart."""
        lines = len(self._broken(self._set(face, size, value), WIDTH - 60))
        if self._sheet.will_page_break(_LINE * lines):
            self._sheet.add_page()

    def _height(self, cells: Sequence[str], widths: Sequence[float]) -> float:
        lines = (self._lines(Face.TEXT, cell, width) for cell, width in zip(cells, widths, strict=True))
        return 4 * max(map(len, lines)) + 1.4

    def _lines(self, face: Face, cell: str, width: float) -> list[str]:
        lines = self._broken(self._set(face, _SMALL, cell), width)
        return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]

    def _row(self, cells: Sequence[str], widths: Sequence[float], face: Face) -> None:
        """One row of a table, where the next line begins; headings on grey."""
        sheet = self._sheet
        top, height = sheet.get_y(), self._height(cells, widths)
        if face is Face.STRONG:
            sheet.set_fill_color(_GREY)
            sheet.rect(MARGIN, top, sum(widths), height, style="F")
        left = MARGIN
        for cell, width in zip(cells, widths, strict=True):
            for number, line in enumerate(self._lines(face, cell, width)):
                sheet.set_xy(left, top + 0.7 + 4 * number)
                sheet.cell(width, 4, line)
            left += width
        sheet.line(MARGIN, top + height, left, top + height)
        sheet.set_xy(MARGIN, top + height)

    def _broken(self, text: str, width: float) -> list[str]:
        """The text as lines that fit, in the font that is set; a word that is longer than a line is broken too."""
        if self._fits(text, width):
            return [text]
        lines, line = [], ""
        for word in text.split(" "):
            joined = f"{line} {word}" if line else word
            if self._fits(joined, width):
                line = joined
                continue
            lines += [line] * bool(line)
            line = word
            while not self._fits(line, width):
                kept = self._most(line, width)
                lines.append(line[:kept])
                line = line[kept:]
        return [*lines, line]

    def _fits(self, text: str, width: float) -> bool:
        return float(self._sheet.get_string_width(text)) <= width - 2 * self._sheet.c_margin

    def _most(self, text: str, width: float, last: str = "") -> int:
        """How many characters fit, with `last` behind them; one at least."""
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._fits(text[:middle] + last, width) else (low, middle - 1)
        return low

    def _cut(self, text: str, width: float) -> str:
        """The text cut to the width, in the font that is set."""
        return text if self._fits(text, width) else text[: self._most(text, width, "…")].rstrip() + "…"
