"""The voucher of an open entitlement: its recipient comes back with it, and the barcode opens the visit.

On 100 × 50 mm, on 72 mm of receipt paper, or wherever else it fits.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from devswap.printing.lettering import Face, day
from devswap.printing.page import Canvas, Page

LABEL: Final = (100.0, 50.0)
RECEIPT: Final = (72.0, 50.0)
"""Width and height in mm."""


@dataclass(frozen=True, slots=True)
class Voucher:
    """What the voucher says. A name that may not be shown is empty."""

    entitlement: str
    """Its id, or the number that the desk gave it: what the barcode carries."""
    reference: str
    """What people read out: `V-0412`."""
    categories: tuple[str, ...]
    """Any one of these is due."""
    recipient: str
    recipient_number: str
    site: str
    desk: str
    """The entitlement belongs to this desk, and is used here only."""
    collect_by: date


def draw(voucher: Voucher, size: tuple[float, float] = LABEL, dpi: int = 203) -> Page:
    """The voucher on paper of this size (mm). Raises `SymbolFault` where its barcode cannot be made or read back."""
    wide, high = size
    inner, right = wide - 8, wide - 4
    canvas = Canvas(f"voucher-{voucher.reference}", wide, high, dpi)
    due = f"One new {' or '.join(voucher.categories)}"
    canvas.text(4, 7.4, due, 5.4, Face.STRONG, room=inner, smallest=3.2)
    recipient = " · ".join(part for part in (voucher.recipient, voucher.recipient_number) if part)
    canvas.text(4, 12.8, f"for {recipient}" if recipient else "to collect", 3.6, room=inner * 0.68, smallest=2.6)
    canvas.text(right, 12.8, voucher.reference, 4.2, Face.CODE, room=inner * 0.3, align="right", smallest=3)
    canvas.code("voucher", voucher.entitlement, 0, 14.8, wide, 19)
    canvas.rule(4, 35.4, inner)
    canvas.text(4, 40, f"{voucher.site}, {voucher.desk}", 4, Face.STRONG, room=inner * 0.56, smallest=3)
    canvas.text(
        right, 40, f"by {day(voucher.collect_by)}", 4, Face.STRONG, room=inner * 0.42, align="right", smallest=3
    )
    canvas.text(4, 45.2, "At this desk only. Bring this paper and your badge.", 3.2, room=inner, smallest=2.6)
    return canvas.page()
