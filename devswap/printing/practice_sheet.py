"""Sheets to practise with: for each visit the badge, the old device and the new one, to be scanned off the paper."""

from collections.abc import Sequence
from typing import Final

from devswap.printing.lettering import Face
from devswap.printing.page import A4, Page
from devswap.printing.sheets import MARGIN, headed
from devswap.printing.symbols import Symbol, Symbology

Visit = tuple[str, str, str, str]
"""Whose it is, and what badge, old and new device say."""
PER_PAGE: Final = 9
_TOP: Final = 34.0
_ROW: Final = 27.0
_COLUMNS: Final = ("badge", "old", "new")


def practice_sheets(visits: Sequence[Visit], dpi: int = 300) -> list[Page]:
    """The visits on as many A4 pages as they need, every barcode read back. Raises `SymbolFault`."""
    starts = range(0, len(visits), PER_PAGE)
    return [_sheet(visits[start : start + PER_PAGE], number, dpi) for number, start in enumerate(starts, 1)]


def _sheet(visits: Sequence[Visit], number: int, dpi: int) -> Page:
    canvas = headed(f"practice-{number}", "PRACTICE", dpi)
    column = (A4[0] - 2 * MARGIN) / len(_COLUMNS)
    for row, (name, *codes) in enumerate(visits):
        y = _TOP + row * _ROW
        canvas.text(MARGIN, y, name, 4.4, Face.STRONG, room=column * 2)
        for place, (what, code) in enumerate(zip(_COLUMNS, codes, strict=True)):
            x = MARGIN + place * column
            canvas.symbol(Symbol(code, Symbology.CODE_128), x, y + 2, column, 12, "centre")
            canvas.text(x + column / 2, y + 18.5, f"{what} {code}", 3.4, Face.CODE, room=column - 4, align="centre")
        canvas.rule(MARGIN, y + 21.4, A4[0] - 2 * MARGIN, 0.1)
    return canvas.page()
