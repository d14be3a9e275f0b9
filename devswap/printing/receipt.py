"""The receipt on 80 mm paper: what came in and what went out, for whom, by whom, and how sure the desk could be.

Two copies, one for the recipient and one for the record. A reprint says so in white on black. The lists' age stands on
it, because a desk that is cut off decides by the lists that it has.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from devswap.printing.lettering import Face, moment
from devswap.printing.page import Canvas, Page

WIDTH: Final = 72.0
"""mm that a printer for 80 mm paper prints on (576 dots at 203 to the inch: Epson TM-T20 and its like)."""
COPIES: Final = ("copy for the recipient", "copy for the record")
MOST_LINES: Final = 40
"""Swaps on one receipt; what is beyond is counted on it."""
_INDENT: Final = 13.0


@dataclass(frozen=True, slots=True)
class ReceiptDevice:
    """A device as the receipt names it."""

    category: str
    model: str
    serial: str
    tag: str = ""
    cage: str = ""
    """Of an old one: its cage label's code."""


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A swap; or an old device alone, or a new one for which the old one came in before."""

    old: ReceiptDevice | None
    new: ReceiptDevice | None
    note: str = ""
    """What is particular: `new laptop to collect by 5 Dec 2025`."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receipt says. Times in the zone that they are to be told in; a name that may not be shown is empty."""

    number: str
    programme: str
    recipient: str
    recipient_number: str
    unit: str
    lines: tuple[ReceiptLine, ...]
    engineer: str
    site: str
    desk: str
    at: datetime
    statement: str
    """The sentence that the recipient acknowledged."""
    acknowledged: str
    """How: `by badge`, `by CONFIRM`."""
    exceptions: tuple[str, ...] = ()
    lists_as_of: datetime | None = None
    """When the lists that the desk decided by were made; None where nobody knows."""


def draw(receipt: Receipt, *, reprint: bool = False, dpi: int = 203) -> tuple[Page, Page]:
    """Both copies, each as long as it has to be. Raises `SymbolFault`."""
    first, second = (_copy(receipt, words, f"{n}", reprint, dpi) for n, words in enumerate(COPIES, 1))
    return first, second


def age(taken: timedelta) -> str:
    """How old something is, in two units at most.

    >>> age(timedelta(minutes=522)), age(timedelta(days=3, hours=5)), age(timedelta(seconds=-4))
    ('8 h 42 min', '3 days 5 h', '0 min')
    """
    minutes = max(0, int(taken.total_seconds())) // 60
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    days = minutes // (24 * 60)
    return f"{days} day{'s' * (days != 1)} {minutes // 60 % 24} h"


def _copy(receipt: Receipt, words: str, copy: str, reprint: bool, dpi: int) -> Page:
    lines = receipt.lines[:MOST_LINES]
    canvas = Canvas(
        f"receipt-{receipt.number}-{copy}", WIDTH, 150 + 36 * len(lines) + 10 * len(receipt.exceptions), dpi
    )
    y = _head(canvas, receipt, words, reprint)
    for number, line in enumerate(lines, start=1):
        y = _swap(canvas, y, number, line)
    if len(receipt.lines) > MOST_LINES:
        canvas.text(0, y, f"and {len(receipt.lines) - MOST_LINES} more, in the desk's record", 3.2, room=WIDTH)
        y += 6
    y = _exceptions(canvas, y, receipt.exceptions)
    y = _facts(canvas, y, receipt)
    return canvas.page(y + 4)


def _head(canvas: Canvas, receipt: Receipt, words: str, reprint: bool) -> float:
    canvas.text(0, 6, "Devices handed over", 5.6, Face.STRONG, room=WIDTH)
    canvas.text(0, 11, receipt.programme, 3.4, room=WIDTH)
    canvas.text(0, 17, f"No. {receipt.number}", 3.8, Face.STRONG, room=WIDTH * 0.5)
    canvas.text(WIDTH, 17, words, 3.4, room=WIDTH * 0.5, align="right")
    y = 19.0
    if reprint:
        canvas.band(0, y + 1, WIDTH, 7)
        canvas.text(WIDTH / 2, y + 6.2, "REPRINT", 5, Face.STRONG, room=WIDTH, align="centre", white=True)
        y += 9
    canvas.rule(0, y, WIDTH, 0.4)
    return y + 6


def _swap(canvas: Canvas, y: float, number: int, line: ReceiptLine) -> float:
    canvas.text(0, y, str(number), 4, Face.STRONG, room=4)
    if line.old is not None:
        y = _device(canvas, y, "IN", line.old)
    if line.new is not None:
        y = _device(canvas, y, "OUT", line.new)
    if line.note:
        y = canvas.paragraph(_INDENT, y, line.note, 3.2, Face.STRONG, room=WIDTH - _INDENT, lines=2)
    canvas.rule(0, y - 2.4, WIDTH)
    return y + 2.6


def _device(canvas: Canvas, y: float, way: Literal["IN", "OUT"], device: ReceiptDevice) -> float:
    room = WIDTH - _INDENT
    canvas.text(4.6, y, way, 3.2, Face.STRONG, room=8)
    canvas.text(_INDENT, y, f"{device.category} · {device.model}", 3.5, room=room)
    canvas.text(_INDENT, y + 5, device.serial, 4.2, Face.CODE, room=room, smallest=3.0)
    also = [f"tag {device.tag}"] * bool(device.tag) + [f"cage {device.cage}"] * bool(device.cage)
    if also:
        canvas.text(_INDENT, y + 9.4, " · ".join(also), 3.2, room=room)
        y += 4.4
    return y + 10.4


def _exceptions(canvas: Canvas, y: float, exceptions: tuple[str, ...]) -> float:
    if not exceptions:
        canvas.text(0, y, "Nothing raised.", 3.2, room=WIDTH)
        return y + 5.4
    canvas.text(0, y, "Raised at the desk", 3.2, Face.STRONG, room=WIDTH)
    y += 4.4
    for exception in exceptions:
        canvas.text(0, y, "▸", 3.2, room=4)
        y = canvas.paragraph(4, y, exception, 3.2, room=WIDTH - 4, lines=2)
    return y + 1.2


def _facts(canvas: Canvas, y: float, receipt: Receipt) -> float:
    recipient = " · ".join(part for part in (receipt.recipient, receipt.recipient_number) if part)
    if receipt.lists_as_of is None:
        lists = "of unknown age"
    else:
        lists = f"{age(receipt.at - receipt.lists_as_of)} old, of {moment(receipt.lists_as_of)}"
    facts = (
        ("Recipient", recipient), ("Unit", receipt.unit), ("Engineer", receipt.engineer),
        ("Desk", f"{receipt.site}, {receipt.desk}"), ("Time", moment(receipt.at)), ("Lists", lists),
        ("Signed", receipt.acknowledged),
    )  # fmt: skip
    canvas.rule(0, y - 3, WIDTH, 0.4)
    y += 2.6
    for label, fact in facts:
        if fact:
            canvas.text(0, y, label, 3.2, room=15)
            y = canvas.paragraph(16, y, fact, 3.2, Face.STRONG, room=WIDTH - 16, lines=2)
    return canvas.paragraph(0, y + 2, receipt.statement, 3.2, room=WIDTH, lines=5)
