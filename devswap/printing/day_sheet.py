"""The day's sheet: one desk's shift on paper, its balance, what did not add up, and the head of the journal.

The head's hash on paper, signed, is what a later change of the journal cannot reach.
"""

from dataclasses import dataclass
from datetime import datetime

from devswap.printing.certificate import ChainPlace
from devswap.printing.document import WIDTH, Document
from devswap.printing.lettering import Face, day, moment


@dataclass(frozen=True, slots=True)
class DaySheet:
    """What the sheet says. Times in the zone that they are to be told in."""

    site: str
    desk: str
    opened: datetime
    closed: datetime
    engineers: tuple[str, ...]
    counts: tuple[tuple[str, int | str], ...]
    """`old devices taken in`, 44."""
    balance: str
    """The sum in words: `44 in + 1 exemption = 42 out + 3 to collect`."""
    balanced: bool
    differences: tuple[tuple[str, str], ...]
    """What does not add up, and how it was explained, or `carried over`."""
    exceptions: tuple[tuple[str, str, str], ...]
    """Time, what, and who authorised it."""
    head: ChainPlace


def draw(sheet: DaySheet) -> bytes:
    """The sheet as a PDF; the same day gives the same bytes."""
    place = f"{sheet.site}, {sheet.desk}"
    document = Document("Day's sheet", f"{place} · {day(sheet.closed)}", f"{place}, {day(sheet.closed)}", sheet.closed)
    document.band("balanced" if sheet.balanced else "does not balance")
    document.paragraph(sheet.balance, 11)
    document.heading("Shift")
    document.fields((
        ("", "Opened", moment(sheet.opened)), ("", "Closed", moment(sheet.closed)),
        ("", "Engineers", ", ".join(sheet.engineers)),
    ))  # fmt: skip
    document.heading("Counts")
    document.fields([("", what, str(count)) for what, count in sheet.counts])
    document.heading("Differences")
    if sheet.differences:
        document.table(("what", "how it is explained"), (WIDTH / 2, WIDTH / 2), sheet.differences)
    else:
        document.paragraph("None.")
    document.heading("Exceptions")
    if sheet.exceptions:
        document.table(("time", "what", "authorised by"), (34, WIDTH - 84, 50), sheet.exceptions)
    else:
        document.paragraph("None.")
    document.heading("Head of the journal")
    document.fields((
        ("", "Journal", f"{sheet.head.desk}, entry {sheet.head.number}"), ("", "Incarnation", sheet.head.incarnation),
    ))  # fmt: skip
    document.fields((("", "Hash of the entry", sheet.head.hash),), Face.CODE)
    document.signature("Engineer")
    document.signature("Supervisor")
    return document.pdf()
