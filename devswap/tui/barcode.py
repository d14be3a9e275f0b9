"""Our barcodes on the screen: Code 128 two bars to a cell, QR two rows to one, black on white whatever the theme.

A cell's left and right half are two modules, so that a command of seven letters, with the quiet zones that ISO/IEC
15417 asks for (ten modules each side), is 66 columns wide. Imagers read it off a display; a laser reads paper only.
"""

from typing import Final

from devswap.tui.text import Row, row

_QUIET: Final = "0" * 10
_HALVES: Final = {"00": " ", "10": "▌", "01": "▐", "11": "█"}
_STACKED: Final = {"00": " ", "10": "▀", "01": "▄", "11": "█"}
_INK: Final = "#000000 on #ffffff"


def modules(code: str) -> str:
    """The bars of a Code 128, quiet zones included: `1` for a dark module, `0` for a light one."""
    from barcode.codex import Code128

    bars: list[str] = Code128(code).build()
    bits = _QUIET + bars[0] + _QUIET
    return bits + "0" * (len(bits) % 2)


def cells(code: str) -> Row:
    """One row of the symbol; as many as it is to be high go below each other."""
    bits = modules(code)
    halves = "".join(_HALVES[bits[n : n + 2]] for n in range(0, len(bits), 2))
    return row((halves, _INK))


def square(text: str) -> list[Row]:
    """A QR code with its quiet zone, two modules below each other to a cell: for what is too long for a row of bars.

    Read back before it is shown. Raises SymbolFault.
    """
    from devswap.printing.symbols import QUIET, Symbol, Symbology, image, modules

    symbol = Symbol(text, Symbology.QR)
    image(symbol, 2)
    quiet = QUIET[Symbology.QR]
    made = modules(symbol)
    blank = "0" * (len(made[0]) + 2 * quiet)
    lines = ["0" * quiet + "".join("01"[dark] for dark in one) + "0" * quiet for one in made]
    lines = [blank] * quiet + lines + [blank] * (quiet + len(made) % 2)
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return [row(("".join(_STACKED[a + b] for a, b in zip(*pair, strict=True)), _INK)) for pair in pairs]
