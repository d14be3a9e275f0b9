"""The band: word, symbol and colour together, and the cure never cut."""

import pytest
from msgspec.structs import replace
from textual.geometry import Size

from devswap.desk.outcome import Outcome
from devswap.tui import glyphs
from devswap.tui.widgets import band
from tests.desk.scenes import OKAFOR, REID, Scene
from tests.tui.values import ASK, DONE, HOSTILE, NEXT, NOT_RECORDED, STOP, drawn

ALL = {"DONE": DONE, "NEXT": NEXT, "ASK": ASK, "STOP": STOP, "NOT RECORDED": NOT_RECORDED}
SIZES = [(120, 5), (80, 7), (200, 8)]
"""On a short screen the alarm has seven rows, the other words five."""


def words(rows: list[str]) -> str:
    """What is written, without the block letters."""
    return " ".join("".join(c if c.isascii() else " " for c in " ".join(rows)).split())


@pytest.mark.parametrize("word", ALL)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_word_stands_whole_with_its_symbol(word: str, width: int, height: int) -> None:
    rows = drawn(band.draw, ALL[word], width, height)
    letters = glyphs.rows(word, gap=1 if word == "NOT RECORDED" else 2)
    top = next(n for n, row in enumerate(rows) if letters[0] in row)
    assert all(letter in row for letter, row in zip(letters, rows[top:], strict=False))
    assert len(rows) == height
    if word != "NOT RECORDED" or width > 110:
        assert band.SYMBOLS[word] in "".join(rows)


@pytest.mark.parametrize("outcome", ALL.values())
def test_every_cell_of_the_band_has_the_colour_of_its_word(outcome: Outcome) -> None:
    for row in band.draw(outcome, Size(120, 5)):
        assert row.cell_length == 120
        assert all("on $" in style for _, style in row)


@pytest.mark.parametrize(
    ("outcome", "width", "height"),
    [(STOP, 120, 5), (STOP, 80, 5), (ASK, 120, 5), (ASK, 80, 5), (NOT_RECORDED, 120, 5), (NOT_RECORDED, 80, 7)],
)
def test_the_cure_is_whole_however_long_the_message(outcome: Outcome, width: int, height: int) -> None:
    long = replace(outcome, message=f"{outcome.message} {'and so on ' * 60}")
    assert outcome.next in words(drawn(band.draw, long, width, height))


def test_a_question_is_whole_on_a_narrow_screen() -> None:
    assert "Why is R. Okafor bringing it?" in words(drawn(band.draw, ASK, 80, 5))


def test_next_says_first_what_to_do() -> None:
    rows = drawn(band.draw, NEXT, 120, 5)
    assert "Scan the new monitor" in rows[1]
    assert "Old monitor is here" in rows[2]


def test_an_initial_does_not_end_a_sentence() -> None:
    rows = drawn(band.draw, replace(STOP, message="This is T. Reid's laptop. It stays."), 120, 5)
    assert "This is T. Reid's laptop." in rows[1]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_sentences_stay_in_their_place(text: str) -> None:
    rows = band.draw(replace(STOP, message=text, next=text), Size(80, 5))
    assert all(row.cell_length == 80 for row in rows[:5])


def test_a_stop_does_not_stay_before_the_next_person(scene: Scene) -> None:
    assert scene.say(OKAFOR, "5CG2411RVD", OKAFOR).word == "STOP"
    said = scene.say(REID)
    assert (said.code, said.verdict, said.word) == ("recipient_changed", "told", "NEXT")
    assert said.next == "Scan the old device."
