"""Text from outside → rows that a terminal shows as they are: escaped, bounded, cut and aligned by the cell.

Labels, names and sentences are data. Whatever could move the cursor, reorder or hide its neighbours is written out as
an escape, and since a `Row` is made by `row` alone, nothing else can be drawn. Rows hold no markup: a bracket is a
bracket. References: Unicode UAX #9 (bidirectional controls), UAX #44 (general categories).
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size

WIDE: Final = 100
"""Cells from which on a row has room for everything."""
LONGEST: Final = 400
"""Characters of one string that a screen ever shows."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES: Final = frozenset("\N{OGHAM SPACE MARK}\N{HANGUL FILLER}\N{BRAILLE PATTERN BLANK}")
_HARMLESS: Final = re.compile("[ -~\u00a1-\u00ac\u00ae-\u024f─-▟✓✕▸‼…↑↓]*")
"""Basic Latin, Latin letters, and what our own drawing is made of."""

Piece = tuple[str, str]
"""Text, and its style: weight and the theme's variables, as in `bold $stop`."""


class Row(tuple[Piece, ...]):
    """One row of cells: pieces of text from left to right, each in one style. Made by `row`."""

    __slots__ = ()

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(text for text, _ in self)

    @property
    def cell_length(self) -> int:
        """How wide it is."""
        return sum(cell_len(text) for text, _ in self)


EMPTY: Final = Row()


def row(*pieces: "str | Piece | Row") -> Row:
    """A row of these pieces, escaped."""
    made: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str):
            made.append((safe(piece), ""))
        elif isinstance(piece, Row):
            made += piece
        else:
            made.append((safe(piece[0]), piece[1]))
    return Row(made)


def joined(gap: int, rows: Iterable[Row]) -> Row:
    """Rows side by side, so many cells apart."""
    made: list[Piece] = []
    for one in rows:
        made += [(" " * gap, ""), *one] if made else one
    return Row(made)


def safe(text: str, longest: int = LONGEST) -> str:
    r"""The text with everything that is not to be seen written out, and cut after `longest` characters.

    >>> safe("5CG\x1b[2J\u202e")
    '5CG\\x1b[2J\\u202e'
    """
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    if _HARMLESS.fullmatch(cut):
        return cut
    shown: list[str] = []
    marks = 0
    for character in unicodedata.normalize("NFC", cut):
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        shown.append(_escaped(character) if _hides(character, marks) else character)
    return "".join(shown)[: longest * 2]


def _hides(character: str, marks: int) -> bool:
    """Not to be seen, or the second of several marks on one letter, which would climb over the rows above."""
    variation = "\ufe00" <= character <= "\ufe0f"
    return marks > 1 or variation or character in _SPACES or unicodedata.category(character) in _HIDDEN


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def spaced(serial: str) -> str:
    """A serial as people read it aloud: its last three or four characters set apart.

    >>> spaced("5CG7290HTW"), spaced("CN0F7TK98123"), spaced("104233")
    ('5CG7290 HTW', 'CN0F7TK9 8123', '104233')
    """
    shown = safe(serial, 64)
    if len(shown) < 7 or " " in shown:
        return shown
    tail = 4 if len(shown) > 10 else 3
    return f"{shown[:-tail]} {shown[-tail:]}"


def serial(text: str, style: str = "") -> Row:
    """`spaced`, its tail in bold: what two people compare across a desk."""
    head, space, tail = spaced(text).rpartition(" ")
    return row((head + space, style), (tail, f"bold {style}".strip()))


class At(NamedTuple):
    """A piece of a row and the column where it begins; a negative one is where it ends, counted from the right."""

    column: int
    text: str | Row
    style: str = ""


def place(width: int, *pieces: At) -> Row:
    """One row: each piece at its column, cut with an ellipsis where the next one or the edge begins."""
    rows = [text if isinstance(text, Row) else Row(((safe(text), style),)) for _, text, style in pieces]
    lengths = [one.cell_length for one in rows]
    starts = [
        piece.column if piece.column >= 0 else max(0, width + piece.column + 1 - length)
        for piece, length in zip(pieces, lengths, strict=True)
    ]
    made: list[Piece] = []
    at = 0
    for n, one in enumerate(rows):
        begin = max(starts[n], at)
        room = min(starts[n + 1] - 1 if n + 1 < len(rows) else width, width) - begin
        if room <= 0:
            continue
        if begin > at:
            made.append((" " * (begin - at), ""))
        made += one if lengths[n] <= room else cut(one, room)
        at = begin + min(lengths[n], room)
    return Row(made)


def cut(one: Row, room: int) -> Row:
    """The row, with an ellipsis where it was longer than `room` cells."""
    if one.cell_length <= room:
        return one
    made: list[Piece] = []
    left = max(0, room - 1)
    for text, style in one:
        size = cell_len(text)
        if size > left:
            return Row((*made, (set_cell_size(text, left) + "…", style)))
        made.append((text, style))
        left -= size
    return Row(made)


def grounded(one: Row, width: int, ground: str) -> Row:
    """The row, as wide as its place, all of it on this ground."""
    rest = (" " * (width - one.cell_length), "")
    return Row((text, f"{style} on {ground}".strip()) for text, style in (*one, rest) if text)


def option(width: int, chosen: bool, column: int, *pieces: At) -> Row:
    """One of several to choose from: a row with its mark, on a ground of its own where it is the chosen one."""
    made = place(width, At(column, "▸" if chosen else "", "bold $next"), *pieces)
    return grounded(made, width, "$chosen") if chosen else made


def wrapped(text: str, width: int, style: str = "") -> list[Row]:
    """A sentence as rows of at most `width` cells; no rows for no sentence."""
    rows: list[str] = []
    line = ""
    for word in safe(text).split():
        longer = f"{line} {word}" if line else word
        if cell_len(longer) <= width:
            line = longer
            continue
        if line:
            rows.append(line)
        while cell_len(word) > width:
            head = set_cell_size(word, width).rstrip()
            rows.append(head)
            word = word[len(head) :]
        line = word
    return [Row(((one, style),)) for one in (*rows, line) if one]


def minutes(count: float) -> str:
    """A stretch of time as a desk says it: `24 min`, `2 h 14 min`, `3 days`.

    >>> minutes(24.9), minutes(134), minutes(3 * 24 * 60 + 5)
    ('24 min', '2 h 14 min', '3 days')
    """
    whole = max(0, int(count))
    if whole < 60:
        return f"{whole} min"
    if whole < 48 * 60:
        return f"{whole // 60} h {whole % 60} min"
    return f"{whole // (24 * 60)} days"
