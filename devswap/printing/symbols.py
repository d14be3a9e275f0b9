"""Barcodes: a text → bars, and every image of bars read back before it leaves.

One maker each for what it does right, another program to read: python-barcode draws Code 128 and Code 39, segno QR,
zxing-cpp Data Matrix (square ones: older imagers
miss the oblong); zxing-cpp reads them all. python-barcode 0.16.1 silently drops a leading "99" of a Code 128
(python-barcode #251), turns Code 39 to upper case and appends a modulo-43 character unless told not to; so zxing-cpp
draws the Code 128 that begins with 99, and what a symbology cannot hold is refused.

References: ISO/IEC 15417 (Code 128), 16388 (Code 39), 18004 (QR), 16022 (Data Matrix), for the quiet zones too.
"""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

import zxingcpp
from PIL import Image

from devswap.errors import DevswapError


class SymbolFault(DevswapError):
    """A barcode cannot be made. Nothing was printed; write the code by hand, and report this."""


class Symbology(StrEnum):
    """What devswap prints; the names are those that labels are read with."""

    CODE_128 = "code128"
    CODE_39 = "code39"
    QR = "qr"
    DATA_MATRIX = "datamatrix"

    @property
    def linear(self) -> bool:
        """Bars as high as one likes, instead of a square."""
        return self in (Symbology.CODE_128, Symbology.CODE_39)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A text and the symbology that carries it."""

    text: str
    symbology: Symbology


Modules = tuple[tuple[bool, ...], ...]
"""Rows of modules, True where dark, without the quiet zone; a linear symbology has one row."""

QUIET: Final = {Symbology.CODE_128: 10, Symbology.CODE_39: 10, Symbology.QR: 4, Symbology.DATA_MATRIX: 2}
"""Modules that stay white around a symbol. Data Matrix asks for one; cheap imagers want two."""
LONGEST: Final = {Symbology.CODE_128: 100, Symbology.CODE_39: 50, Symbology.QR: 1000, Symbology.DATA_MATRIX: 1000}
"""Characters that one symbol carries: more would neither fit on paper nor under a scanner."""
_CODE_39: Final = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%")
_ASCII: Final = frozenset(map(chr, range(32, 127)))
_READ_AS: Final = {
    Symbology.CODE_128: zxingcpp.BarcodeFormat.Code128,
    Symbology.CODE_39: zxingcpp.BarcodeFormat.Code39Std,
    Symbology.QR: zxingcpp.BarcodeFormat.QRCode,
    Symbology.DATA_MATRIX: zxingcpp.BarcodeFormat.DataMatrix,
}


@lru_cache(maxsize=256)
def modules(symbol: Symbol) -> Modules:
    """The bars of a symbol. Raises `SymbolFault` for a text that its symbology cannot hold."""
    _held(symbol)
    text = symbol.text
    match symbol.symbology:
        case Symbology.CODE_128:
            return (_zxing(symbol)[0] if text.startswith("99") else _code128(text),)
        case Symbology.CODE_39:
            return (_code39(text),)
        case Symbology.QR:
            return _qr(text)
        case Symbology.DATA_MATRIX:
            return _zxing(symbol)


def code128_modules(text: str) -> tuple[bool, ...]:
    """The bars of a Code 128, True where dark, for drawing on a terminal: read back already, without quiet zone.

    Leave `QUIET` modules white on either side. Raises `SymbolFault`.
    """
    symbol = Symbol(text, Symbology.CODE_128)
    image(symbol, 2, 16)
    return modules(symbol)[0]


def size(symbol: Symbol) -> tuple[int, int]:
    """Width and height in modules, quiet zone included; a linear symbol is one module high."""
    rows, quiet = modules(symbol), 2 * QUIET[symbol.symbology]
    return len(rows[0]) + quiet, 1 if symbol.symbology.linear else len(rows) + quiet


def image(symbol: Symbol, module: int, height: int = 0) -> Image.Image:
    """A symbol in black on white, `module` dots to the module, quiet zone included, read back.

    `height` is that of a linear symbol, in dots. Raises `SymbolFault`.
    """
    drawn = drawing(symbol, module, height)
    return checked(drawn, symbol)


def drawing(symbol: Symbol, module: int, height: int) -> Image.Image:
    """What `image` draws, not read back: for a page that reads back what stands on it when it is done."""
    across, down = size(symbol)
    quiet = QUIET[symbol.symbology]
    small = Image.new("1", (across, down), 1)
    for y, row in enumerate(modules(symbol), start=0 if symbol.symbology.linear else quiet):
        for x, dark in enumerate(row, start=quiet):
            if dark:
                small.putpixel((x, y), 0)
    return small.resize(
        (across * module, height if symbol.symbology.linear else down * module), Image.Resampling.NEAREST
    )


def checked(picture: Image.Image, *symbols: Symbol) -> Image.Image:
    """The picture, once a reader finds exactly these symbols on it: their texts and symbologies, none more, none less.

    Raises `SymbolFault`. Black on white, upright; the symbologies that are not expected are not looked for.
    """
    found = zxingcpp.read_barcodes(
        picture,
        formats=zxingcpp.BarcodeFormats([_READ_AS[s] for s in {s.symbology for s in symbols}]),
        try_rotate=False,
        try_downscale=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    read = Counter((barcode.text, barcode.symbology) for barcode in found)
    if read != Counter((symbol.text, _READ_AS[symbol.symbology].symbology) for symbol in symbols):
        made = ", ".join(f"{symbol.symbology} {symbol.text[:40]!r}" for symbol in symbols)
        back = ", ".join(f"{barcode.symbology} {barcode.text[:40]!r}" for barcode in found) or "nothing"
        raise SymbolFault(f"Not printed: {made} reads back as {back}. Write the code by hand, and report this.")
    return picture


def _held(symbol: Symbol) -> None:
    allowed = _CODE_39 if symbol.symbology is Symbology.CODE_39 else _ASCII
    foreign = "".join(sorted(set(symbol.text) - allowed))[:10]
    if not symbol.text or foreign or len(symbol.text) > LONGEST[symbol.symbology]:
        why = f"cannot hold {foreign!r}" if foreign else f"holds 1 to {LONGEST[symbol.symbology]} characters"
        raise SymbolFault(f"Not printed: {symbol.symbology} {symbol.text[:40]!r} {why}. Choose another code.")


def _code128(text: str) -> tuple[bool, ...]:
    from barcode.codex import Code128

    return tuple(bar == "1" for bar in Code128(text).build()[0])


def _code39(text: str) -> tuple[bool, ...]:
    from barcode.codex import Code39

    return tuple(bar == "1" for bar in Code39(text, add_checksum=False).build()[0])


def _qr(text: str) -> Modules:
    import segno

    return tuple(tuple(map(bool, row)) for row in segno.make(text, error="m", micro=False).matrix)


def _zxing(symbol: Symbol) -> Modules:
    made = zxingcpp.create_barcode(symbol.text, _READ_AS[symbol.symbology], force_square=True)
    grey = Image.fromarray(made.to_image(scale=1, add_quiet_zones=False))
    rows = 1 if symbol.symbology.linear else grey.height
    return tuple(tuple(grey.getpixel((x, y)) == 0 for x in range(grey.width)) for y in range(rows))
