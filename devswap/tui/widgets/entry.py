"""The line in which a person types: a value that keys change, and the row that draws it.

It has no focus and no cursor that blinks: keys reach it because a screen hands them on, after the wedge has seen that
they are a person's. So a scan in the middle of a word goes to the desk, and the word stays as it was.
"""

import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from rich.cells import cell_len
from textual.geometry import Size

from devswap.tui.text import At, Row, cut, place, row, safe

LONGEST: Final = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """What has been typed so far, and where the cursor stands in it."""

    text: str = ""
    cursor: int = 0

    def key(self, name: str, character: str | None) -> "Entry | None":
        """The entry after a key; None where the key is none of the entry's."""
        before, after = self.text[: self.cursor], self.text[self.cursor :]
        match name:
            case "backspace" if self.text:
                return Entry(before[:-1] + after, len(before[:-1]))
            case "delete" if self.text:
                return replace(self, text=before + after[1:])
            case "left" if self.text:
                return replace(self, cursor=max(0, self.cursor - 1))
            case "right" if self.text:
                return replace(self, cursor=min(len(self.text), self.cursor + 1))
            case "home" if self.text:
                return replace(self, cursor=0)
            case "end" if self.text:
                return replace(self, cursor=len(self.text))
        if character is None or unicodedata.category(character).startswith("C") or len(self.text) >= LONGEST:
            return None
        return Entry(before + character + after, self.cursor + len(character))


@dataclass(frozen=True, slots=True)
class Line:
    """The row under the band: what is being typed and what for, or what was merely told, or nothing."""

    label: str = ""
    entry: Entry = Entry()
    hint: str = ""
    told: str = ""
    cure: str = ""
    """What to do about what was told: whole, however long that is."""
    secret: int | None = None
    """From this character on a dot is drawn for each; None: all is shown."""
    open: bool = False
    """The line is there to be typed into even while it is empty."""


def secret_from(text: str) -> int | None:
    """Where the PIN of a sign-in begins that somebody types whole; None where there is none."""
    words = text.removeprefix("/")
    start = len(text) - len(words)
    for verb in ("sign-in ", "pin "):
        if words.startswith(verb):
            start += len(verb)
            if verb == "pin ":
                return start
    blank = text.find(" ", start)
    return None if blank < 0 else blank + 1


def draw_line(line: Line, size: Size) -> list[Row]:
    """One row; a rule where there is nothing to say."""
    width = size.width
    if line.entry.text or line.open:
        return [_typing(line, width)]
    if line.told:
        room = max(16, width - 7 - cell_len(safe(line.cure)))
        told = row(cut(row((line.told, "$ink")), room), " ", (line.cure, "$bright"))
        return [place(width, At(2, "·", "bold $quiet"), At(4, told))]
    return [Row((("─" * width, "$rule"),))]


def _typing(line: Line, width: int) -> Row:
    if line.secret is not None:
        hidden = line.entry.text[: line.secret] + "•" * len(line.entry.text[line.secret :])
        line = replace(line, entry=replace(line.entry, text=hidden), secret=None)
    label = f"{line.label} "
    room = max(8, width - len(label) - len(line.hint) - 8)
    start = max(0, line.entry.cursor - room + 1)
    before = safe(line.entry.text[start : line.entry.cursor])
    under = safe(line.entry.text[line.entry.cursor : line.entry.cursor + 1]) or " "
    after = safe(line.entry.text[line.entry.cursor + 1 : start + room])
    typed = row((label, "bold $next"), (before, "$bright"), (under, "reverse"), (after, "$bright"))
    return place(width, At(2, typed), At(-3, line.hint, "$quiet"))
