"""Text from outside → text that a terminal shows as it is: escaped, bounded, cut and aligned by the cell.

Labels, names and sentences are data. Whatever could move the cursor, reorder or hide its neighbours is written out as
an escape, and no string reaches Textual but inside a `Content`, so markup in it stays text (Unicode UAX #9, #44).
"""

import unicodedata
from typing import Final, NamedTuple

from textual.content import Content

WIDE: Final = 100
"""Cells from which on a row has room for everything."""
LONGEST: Final = 400
"""Characters of one string that a screen ever shows."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_SPACES: Final = frozenset("\N{OGHAM SPACE MARK}\N{HANGUL FILLER}\N{BRAILLE PATTERN BLANK}")


def safe(text: str, longest: int = LONGEST) -> str:
    r"""The text with everything that is not to be seen written out, and cut after `longest` characters.

    >>> safe("5CG\x1b[2J\u202e")
    '5CG\\x1b[2J\\u202e'
    """
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    if cut.isascii() and cut.isprintable():
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


def serial(text: str, style: str = "") -> Content:
    """`spaced`, its tail in bold: what two people compare across a desk."""
    head, space, tail = spaced(text).rpartition(" ")
    return Content.assemble((head + space, style), (tail, f"bold {style}".strip()))


class At(NamedTuple):
    """A piece of a row and the column where it begins; a negative one is where it ends, counted from the right."""

    column: int
    text: str | Content
    style: str = ""

    @property
    def content(self) -> Content:
        """The piece, escaped and styled."""
        if isinstance(self.text, Content):
            return self.text
        return Content.styled(safe(self.text), self.style) if self.style else Content(safe(self.text))


def place(width: int, *pieces: At) -> Content:
    """One row: each piece at its column, cut with an ellipsis where the next one or the edge begins."""
    contents = [piece.content for piece in pieces]
    starts = [
        piece.column if piece.column >= 0 else max(0, width + piece.column + 1 - content.cell_length)
        for piece, content in zip(pieces, contents, strict=True)
    ]
    row: list[Content | str] = []
    at = 0
    for content, start, end in zip(contents, starts, [*(s - 1 for s in starts[1:]), width], strict=True):
        begin = max(start, at)
        room = min(end, width) - begin
        if room <= 0:
            continue
        cut = content.truncate(room, ellipsis=True)
        row += [" " * (begin - at), cut]
        at = begin + cut.cell_length
    return Content("").join(row)


def grounded(row: Content, width: int, ground: str) -> Content:
    """The row, as wide as its place, all of it on this ground."""
    text = row.plain + " " * (width - row.cell_length)
    pieces: list[tuple[str, str]] = []
    at = 0
    for start, end, style in sorted((span.start, span.end, str(span.style)) for span in row.spans):
        pieces += [(text[at:start], f"on {ground}"), (text[start:end], f"{style} on {ground}")]
        at = end
    return Content.assemble(*pieces, (text[at:], f"on {ground}"))


def wrapped(text: str, width: int, style: str = "") -> list[Content]:
    """A sentence as rows of at most `width` cells; no rows for no sentence."""
    content = At(0, text, style).content
    return [row.rstrip() for row in content.wrap(max(1, width))] if content else []


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
