"""A page of black and white dots: drawn in millimetres, let go only when every barcode on it has been read back.

Thermal printers know black and white, and a sheet for a scanner wants hard edges: so a page has one bit to the dot, at
the printer's own resolution, and one drawing serves PNG, PDF, ZPL and ESC/POS alike.
"""

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from PIL import Image, ImageDraw

from devswap.labels.commands import encode
from devswap.printing import lettering, symbols
from devswap.printing.lettering import Face, fitted, font, printable
from devswap.printing.symbols import Symbol, SymbolFault, Symbology

A4: Final = (210.0, 297.0)
"""Width and height in mm."""
_SMALLEST: Final = {
    Symbology.CODE_128: 0.19,
    Symbology.CODE_39: 0.19,
    Symbology.QR: 0.25,
    Symbology.DATA_MATRIX: 0.25,
}
"""mm of one module, below which a hand-held scanner has to be held just so (7.5 and 10 mil)."""
_LARGEST: Final = {Symbology.CODE_128: 0.51, Symbology.CODE_39: 0.51, Symbology.QR: 1.0, Symbology.DATA_MATRIX: 1.0}
STAMP: Final = 15.0
"""mm at the lower right that every paper leaves to the stamp of a reprint."""
_PARAGRAPH: Final = 1000
"""Characters of a paragraph."""
_EPOCH: Final = time.gmtime(0)


@dataclass(frozen=True, slots=True)
class Page:
    """One drawn page, its barcodes read back. Made by `Canvas.page`."""

    name: str
    """What it is, for a file's name: lower-case letters, digits and hyphens."""
    image: Image.Image
    """Mode `1`: 1 is white."""
    dpi: int

    def png(self) -> bytes:
        """The page as a PNG that knows its resolution."""
        made = io.BytesIO()
        self.image.save(made, "PNG", dpi=(self.dpi, self.dpi))
        return made.getvalue()

    def dots(self) -> bytes:
        """Rows of dots as thermal printers take them: eight to the byte, 1 is black, rows padded with white."""
        return self.image.tobytes("raw", "1;I")


def stamped(page: Page) -> Page:
    """The page with REPRINT in white on black at its lower right, where papers keep their corner free."""
    image = page.image.copy()
    dot = page.dpi / 25.4
    right, bottom = image.width - round(2 * dot), image.height - round(0.8 * dot)
    left, top = right - round((STAMP - 2.5) * dot), bottom - round(3.6 * dot)
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, top, right, bottom), 0)
    middle, base = (left + right) // 2, bottom - round(0.9 * dot)
    draw.text((middle, base), "REPRINT", 1, font(Face.STRONG, round(2.6 * dot)), "ms")
    return Page(page.name, image, page.dpi)


def pdf(pages: Sequence[Page]) -> bytes:
    """Pages as one PDF, each in its own size. The same pages give the same bytes."""
    made = io.BytesIO()
    first, *rest = pages
    first.image.save(
        made,
        "PDF",
        resolution=first.dpi,
        save_all=True,
        append_images=[page.image for page in rest],
        title=first.name,
        producer="devswap",
        creationDate=_EPOCH,
        modDate=_EPOCH,
    )
    return made.getvalue()


class Canvas:
    """A white page to draw on. All places and sizes are in mm from the top left; texts stand on their baseline."""

    def __init__(self, name: str, width: float, height: float, dpi: int) -> None:
        self.name = name
        self.dpi = dpi
        self._image = Image.new("1", (self.dots(width), self.dots(height)), 1)
        self._draw = ImageDraw.Draw(self._image)
        self._symbols: list[tuple[Symbol, tuple[int, int, int, int]]] = []

    def dots(self, mm: float) -> int:
        """A length in dots of this page."""
        return round(mm * self.dpi / 25.4)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        face: Face = Face.TEXT,
        *,
        room: float,
        align: Literal["left", "centre", "right"] = "left",
        white: bool = False,
        smallest: float | None = None,
    ) -> None:
        """A line of text of `size` mm to the em, at most `room` mm wide: set smaller down to `smallest`, then cut.

        `x` is its left end, middle or right end, by `align`.
        """
        shown, space = printable(text, face), self.dots(room)
        em, least = self.dots(size), self.dots(smallest or size)
        while em > least and lettering.width(shown, face, em) > space:
            em -= 1
        anchor = {"left": "ls", "centre": "ms", "right": "rs"}[align]
        place = (self.dots(x), self.dots(y))
        self._draw.text(place, fitted(shown, face, em, space), int(white), font(face, em), anchor)

    def paragraph(
        self, x: float, y: float, text: str, size: float, face: Face = Face.TEXT, *, room: float, lines: int = 3
    ) -> float:
        """A text over at most `lines` lines; returns the baseline of the line after it."""
        em = self.dots(size)
        for row in lettering.wrapped(printable(text, face, _PARAGRAPH), face, em, self.dots(room), lines):
            self._draw.text((self.dots(x), self.dots(y)), row, 0, font(face, em), "ls")
            y += size * 1.3
        return y

    def rule(self, x: float, y: float, width: float, thickness: float = 0.15) -> None:
        """A horizontal line, at least one dot thick."""
        self.band(x, y, width, max(thickness, 25.4 / self.dpi))

    def band(self, x: float, y: float, width: float, height: float) -> None:
        """A black area, for white text."""
        left, top = self.dots(x), self.dots(y)
        self._draw.rectangle((left, top, left + self.dots(width) - 1, top + max(1, self.dots(height)) - 1), 0)

    def frame(self, x: float, y: float, width: float, height: float, thickness: float = 0.15) -> None:
        """A box that is open inside."""
        left, top = self.dots(x), self.dots(y)
        edges = (left, top, left + self.dots(width), top + self.dots(height))
        self._draw.rectangle(edges, outline=0, width=max(1, self.dots(thickness)))

    def module(self, symbol: Symbol, width: float, height: float) -> int:
        """The dots that a module of this symbol may have in this room; 0 where it would be too fine to be read."""
        across, down = symbols.size(symbol)
        most = min(self.dots(width) // across, self.dots(_LARGEST[symbol.symbology]))
        if not symbol.symbology.linear:
            most = min(most, self.dots(height) // down)
        return most if most / self.dpi * 25.4 >= _SMALLEST[symbol.symbology] else 0

    def symbol(
        self, symbol: Symbol, x: float, y: float, width: float, height: float, align: Literal["left", "centre"] = "left"
    ) -> float:
        """A barcode in this room, as large as it may be, quiet zone included; returns the width it takes, in mm.

        Raises `SymbolFault` where it would be too fine to be read.
        """
        module = self.module(symbol, width, height)
        if not module:
            raise SymbolFault(
                f"Too long for {width:g} mm: {symbol.text[:40]!r}. Take a larger label, or a shorter code."
            )
        drawn = symbols.drawing(symbol, module, self.dots(height))
        left, top = self.dots(x), self.dots(y)
        if align == "centre":
            left += (self.dots(width) - drawn.width) // 2
        self._image.paste(drawn, (left, top))
        self._symbols.append((symbol, (left, top, left + drawn.width, top + drawn.height)))
        return drawn.width / self.dpi * 25.4

    def code(self, kind: str, value: str, x: float, y: float, width: float, height: float) -> None:
        """One of devswap's own codes (`labels.commands`) in the middle of this room: Code 128 where it fits, else Data
        Matrix. Raises `SymbolFault`."""
        try:
            text = encode(kind, value)
        except ValueError as error:
            raise SymbolFault(f"Not printed: {value[:40]!r}: {error}. Choose another code.") from error
        line, square = Symbol(text, Symbology.CODE_128), Symbol(text, Symbology.DATA_MATRIX)
        self.symbol(line if self.module(line, width, height) else square, x, y, width, height, "centre")

    def page(self, height: float | None = None) -> Page:
        """The page, or its upper part, once each barcode on it reads back. Raises `SymbolFault`."""
        for symbol, place in self._symbols:
            symbols.checked(self._image.crop(place), symbol)
        whole = self._image
        return Page(self.name, whole.crop((0, 0, whole.width, self.dots(height))) if height else whole, self.dpi)
