"""The band: the giant word, what happened to which thing, and what to do now."""

import re
from typing import Final

from textual.geometry import Size

from devswap.desk.outcome import Outcome
from devswap.tui import glyphs
from devswap.tui.text import EMPTY, WIDE, At, Row, grounded, place, wrapped

SYMBOLS: Final = {"DONE": "✓", "NEXT": "▸", "ASK": "?", "STOP": "✕", "NOT RECORDED": "‼"}
STYLES: Final = {"DONE": "$done", "NEXT": "$next", "ASK": "$ask", "STOP": "$stop", "NOT RECORDED": "$alarm-ink"}
_GROUNDS: Final = {
    "DONE": "$band-done", "NEXT": "$band-next", "ASK": "$band-ask", "STOP": "$band-stop", "NOT RECORDED": "$alarm",
}  # fmt: skip

_SENTENCE_END: Final = re.compile(r"(?<=\w\w[.?!])\s+")
_WIDEST_FOUR: Final = 26
"""Columns of four block letters: the sentence begins at one place, whatever the word."""


def draw(outcome: Outcome, size: Size) -> list[Row]:
    """The band of an outcome that has a word, in `height` rows of `width` cells.

    The sentence stands beside the word and goes on below it where it is long; beside NOT RECORDED there is room on a
    wide screen only. What to do now comes last and is never cut.
    """
    width, height = size
    word = outcome.word
    left, gap = (4, 5) if width >= WIDE else (2, 3)
    letters = glyphs.rows(word, gap=1 if len(word) > 4 else 2)
    symbol = left + max(_WIDEST_FOUR, *map(len, letters)) + gap
    if symbol + 40 > width:
        text = [EMPTY] * 3 + _sentences(outcome, width - left - 2, height - 3)
        symbol, beside = left, left
    else:
        beside = symbol + 3
        text = _sentences(outcome, width - beside - 2, height)
    rows = [EMPTY] if len(text) < height else []
    for y in range(max(len(text), 3)):
        pieces = [At(left, letters[y], STYLES[word])] if y < 3 else []
        if y == 0 and symbol > left:
            pieces.append(At(symbol, SYMBOLS[word], f"bold {STYLES[word]}"))
        if y < len(text) and text[y]:
            pieces.append(At(beside, text[y]))
        rows.append(place(width, *pieces))
    rows += [EMPTY] * (height - len(rows))
    return [grounded(row, width, _GROUNDS[word]) for row in rows]


def _sentences(outcome: Outcome, width: int, height: int) -> list[Row]:
    """The headline, the rest, and what to do now, wrapped; the last is whole however little room there is."""
    alarm = outcome.word == "NOT RECORDED"
    ink, bright = ("$alarm-ink", "$alarm-ink") if alarm else ("$ink", "$bright")
    if outcome.word == "NEXT":
        headline, details, cure = outcome.next, outcome.message, ""
    else:
        headline, *rest = _SENTENCE_END.split(outcome.message, maxsplit=1)
        details, cure = "".join(rest), outcome.next
    last = wrapped(cure, width, ink if outcome.word == "DONE" else bright)
    first = wrapped(headline, width, f"bold {bright}") + wrapped(details, width, ink)
    return first[: max(1, height - len(last))] + last
