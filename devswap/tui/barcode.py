"""Our command barcodes on the screen: Code 128, two bars to a cell, black on white whatever the theme.

A cell's left and right half are two modules, so that a command of seven letters, with the quiet zones that ISO/IEC
15417 asks for (ten modules each side), is 66 columns wide. Imagers read it off a display; a laser reads paper only.
"""

from typing import Final

from devswap.tui.text import Row, row

_QUIET: Final = "0" * 10
_HALVES: Final = {"00": " ", "10": "▌", "01": "▐", "11": "█"}
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
