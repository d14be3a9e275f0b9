"""A report as a PDF: its rows as one table, its columns as wide as what stands in them."""

from collections.abc import Sequence
from datetime import datetime
from math import sqrt

from devswap.printing.document import WIDTH, Document
from devswap.printing.lettering import moment

_LEAST = 4


def draw(title: str, subtitle: str, headings: Sequence[str], rows: Sequence[Sequence[str]], at: datetime) -> bytes:
    """The report; the same rows at the same moment give the same bytes. `at` in the zone that it is to be told in."""
    document = Document(title, f"{subtitle} · {moment(at)}", f"{title}, {moment(at)}", at)
    if rows:
        document.table(headings, widths(headings, rows), rows)
    document.paragraph(f"{len(rows)} row{'' if len(rows) == 1 else 's'}." if rows else "Nothing to report.")
    return document.pdf()


def widths(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
    """Millimetres of each column: by the root of its longest cell: a long one wraps, a short one does not."""
    longest = [max(_LEAST, len(head), *(len(row[n]) for row in rows)) for n, head in enumerate(headings)]
    shares = [sqrt(length) for length in longest]
    return [WIDTH * share / sum(shares) for share in shares]
