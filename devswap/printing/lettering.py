"""Letters on paper: the three faces, what they can show, and how a text is brought into the room that it has.

The faces are DejaVu Sans Condensed, its bold, and DejaVu Sans Mono Bold, whose zero has a dot: identifiers are set in
it, so that 0 and O, 1 and I stay apart. They ship with devswap, cut down to the letters below, because Pillow's own
face has no £ and no é, and the system's fonts differ from desk to desk.
"""

import unicodedata
from datetime import date, datetime
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from PIL import ImageFont


class Face(StrEnum):
    """What a text is set in; the value is the font's file."""

    TEXT = "DejaVuSansCondensed.ttf"
    STRONG = "DejaVuSansCondensed-Bold.ttf"
    CODE = "DejaVuSansMono-Bold.ttf"
    """Identifiers and codes: every character as wide as the next, 0 and O apart."""

    @property
    def path(self) -> Path:
        """Where the font lies."""
        return Path(__file__).parent / "fonts" / self.value


LONGEST: Final = 300
"""Characters of one text that are ever put on paper."""
_WIDE: Final = """0020-007E 00A0-017F 0192 0218-021B 0386-038A 038C 038E-03A1 03A3-03CE 0400-045F 0490-0491
    1E80-1E85 1EA0-1EF9 2010-2015 2018-201E 2020-2022 2026 2030 2039-203A 20AC 2116 2122 2190-2193 2212 2260
    2264-2265 2500 25A0-25A1 25B8 2713 2715 2717 FFFD"""
LETTERS: Final = {Face.TEXT: _WIDE, Face.STRONG: _WIDE, Face.CODE: "0020-007E 00A0-017F 2010-2015 2026 FFFD"}
"""What each font file holds, as ranges of code points: Latin with the letters of European and Vietnamese names, Greek,
Cyrillic and a few signs; Latin alone for codes."""
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@cache
def covered(face: Face) -> frozenset[str]:
    """The characters that a face can show."""
    ends = [(part.split("-")[0], part.split("-")[-1]) for part in LETTERS[face].split()]
    return frozenset(chr(code) for first, last in ends for code in range(int(first, 16), int(last, 16) + 1))


@lru_cache(maxsize=64)
def font(face: Face, size: int) -> ImageFont.FreeTypeFont:
    """A face at so many dots to the em."""
    return ImageFont.truetype(face.path, size, layout_engine=ImageFont.Layout.BASIC)


def printable(text: str, face: Face = Face.TEXT, longest: int = LONGEST) -> str:
    r"""A text as it can stand on paper: one line, composed, bounded, and � for what the face cannot show.

    >>> printable("Zoë\n  O'Neill\x1b[2J"), printable("Łukasz 王")
    ("Zoë O'Neill�[2J", 'Łukasz �')
    """
    line = " ".join(unicodedata.normalize("NFC", text[: 4 * longest]).split())
    cut = line if len(line) <= longest else line[: longest - 1] + "…"
    shown = covered(face)
    return "".join(character if character in shown else "\N{REPLACEMENT CHARACTER}" for character in cut)


def width(text: str, face: Face, size: int) -> int:
    """How many dots a text takes."""
    return int(font(face, size).getlength(text) + 0.999)


def fitted(text: str, face: Face, size: int, room: int) -> str:
    """The text cut to `room` dots: a code loses its middle, for its ends tell it apart; any other text loses its end.

    >>> fitted("CN0F7TK98123", Face.CODE, 20, 110)
    'CN0F…8123'
    """
    if width(text, face, size) <= room:
        return text
    low, high = 0, len(text) - 1
    while low < high:
        kept = (low + high + 1) // 2
        low, high = (kept, high) if width(_shortened(text, kept, face), face, size) <= room else (low, kept - 1)
    return _shortened(text, low, face) if low else ""


def _shortened(text: str, kept: int, face: Face) -> str:
    if face is not Face.CODE:
        return text[:kept].rstrip() + "…"
    tail = kept // 2
    return text[: kept - tail] + "…" + text[len(text) - tail :]


def wrapped(text: str, face: Face, size: int, room: int, lines: int) -> list[str]:
    """A text as at most so many lines of `room` dots; a word that is longer than a line is cut."""
    rows: list[str] = []
    words = text.split(" ")
    while words and len(rows) < lines:
        count = len(words)
        if len(rows) < lines - 1:
            while count > 1 and width(" ".join(words[:count]), face, size) > room:
                count -= 1
        rows.append(fitted(" ".join(words[:count]), face, size, room))
        words = words[count:]
    return rows


def moment(at: datetime) -> str:
    """A time as people write it, with the zone that it is told in.

    >>> from datetime import UTC
    >>> moment(datetime(2025, 11, 7, 9, 5, tzinfo=UTC))
    '7 Nov 2025 09:05 UTC'
    """
    return f"{day(at)} {at:%H:%M} {at.tzname() or ''}".rstrip()


def day(at: date) -> str:
    """A day; the month's name is English whatever the machine's language."""
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"
