"""Badge sheets: cards of 85.6 × 54 mm (ISO/IEC 7810 ID-1), ten to an A4 page, to cut out and put behind plastic.

For operators without a card that a scanner can read, for locations, and for practice. The barcode carries the badge as
the lists hold it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from devswap.printing.lettering import Face
from devswap.printing.page import A4, Canvas, Page

CARD: Final = (85.6, 54.0)
"""Width and height in mm."""
_ACROSS: Final = 2
_DOWN: Final = 5
PER_PAGE: Final = _ACROSS * _DOWN


@dataclass(frozen=True, slots=True)
class Badge:
    """What one card says. A name that may not be shown is empty."""

    badge: str
    """As the recipients' or operators' list holds it."""
    name: str
    number: str
    says: str
    """Role, unit or place: `supervisor`, `Unit 1`, `Custody suite 4`."""


def draw(badges: Sequence[Badge], dpi: int = 300) -> list[Page]:
    """The cards on as many A4 pages as they need. Raises `SymbolFault`."""
    starts = range(0, len(badges), PER_PAGE)
    return [_sheet(badges[start : start + PER_PAGE], number, dpi) for number, start in enumerate(starts, start=1)]


def _sheet(badges: Sequence[Badge], number: int, dpi: int) -> Page:
    canvas = Canvas(f"badges-{number}", *A4, dpi)
    left, top = (A4[0] - _ACROSS * CARD[0]) / 2, (A4[1] - _DOWN * CARD[1]) / 2
    for place, badge in enumerate(badges):
        row, column = divmod(place, _ACROSS)
        _card(canvas, left + column * CARD[0], top + row * CARD[1], badge)
    return canvas.page()


def _card(canvas: Canvas, x: float, y: float, badge: Badge) -> None:
    wide, high = CARD
    room = wide - 12
    canvas.frame(x, y, wide, high, 0.1)
    canvas.text(x + 6, y + 12, badge.name or badge.says, 6.4, Face.STRONG, room=room, smallest=4.2)
    canvas.text(x + 6, y + 19, badge.says if badge.name else "", 4.2, room=room, smallest=3.2)
    canvas.code("badge", badge.badge, x + 1, y + 24, wide - 2, 18)
    canvas.text(x + 6, y + 48.5, badge.number, 4.4, Face.CODE, room=room * 0.6)
    canvas.text(x + wide - 6, y + 48.5, "devswap", 3.2, room=room * 0.35, align="right")
