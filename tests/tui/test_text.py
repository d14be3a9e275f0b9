"""Text from outside is shown as it is, and nothing in it acts."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from devswap.tui.text import At, Row, cut, grounded, joined, minutes, option, place, row, safe, serial, spaced, wrapped
from tests.tui.values import HOSTILE


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_moves_nothing(text: str) -> None:
    shown = safe(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in shown)
    assert len(shown) <= 800


@given(st.text(max_size=600))
def test_no_text_whatever_keeps_a_character_that_acts(text: str) -> None:
    shown = safe(text)
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in shown)
    assert safe(shown) == shown[:399] + "…" if len(shown) > 400 else safe(shown) == shown


def test_a_name_with_accents_stays_readable() -> None:
    assert safe("Zoe\u0308 Ma\u0308ller") == "Zoë Mäller"
    assert safe("Zoë Müller-Łuczak") == "Zoë Müller-Łuczak"


def test_marks_cannot_climb_over_other_rows() -> None:
    assert safe("a" + "\u0301" * 4) == "á\u0301\\u0301\\u0301"


@given(st.text(alphabet="ABCDEFGH0123456789", min_size=1, max_size=20))
def test_a_serial_is_never_changed_but_for_one_space(text: str) -> None:
    assert spaced(text).replace(" ", "") == text
    assert serial(text).plain.strip() == spaced(text)


@given(st.text(max_size=80), st.text(max_size=80), st.integers(10, 130), st.integers(0, 60))
def test_a_row_is_never_wider_than_its_place(left: str, right: str, width: int, column: int) -> None:
    row = place(width, At(2, left), At(2 + column, right, "bold"), At(-2, "end"))
    assert cell_len(row.plain) <= width


def test_pieces_are_cut_where_the_next_one_begins() -> None:
    assert place(20, At(0, "abcdefghij"), At(5, "XYZ")).plain == "abc… XYZ"
    assert place(12, At(0, "ab"), At(-1, "right")).plain == "ab     right"


def test_markup_in_a_piece_stays_text() -> None:
    assert place(40, At(0, "[b]x[/b] [@click=app.quit]y[/]", "bold")).plain == "[b]x[/b] [@click=app.quit]y[/]"


@given(st.text(max_size=60), st.text(max_size=60), st.integers(1, 60))
def test_what_is_cut_fits_and_says_that_it_is_cut(left: str, right: str, room: int) -> None:
    whole = row((left, "bold"), right)
    short = cut(whole, room)
    assert short.cell_length <= room
    assert (short == whole) is (whole.cell_length <= room)
    assert short == whole or short.plain.endswith("…")


@given(st.lists(st.text(max_size=20), max_size=4))
def test_a_row_holds_no_character_that_acts_however_it_is_made(texts: list[str]) -> None:
    made = joined(2, [row((text, "bold"), text) for text in texts])
    assert not any(unicodedata.category(c) in ("Cc", "Cf", "Cs") for c in made.plain)


def test_a_ground_covers_the_whole_row_and_the_chosen_one_is_marked() -> None:
    ground = grounded(row("a", ("b", "bold")), 6, "$alarm")
    assert ground == Row((("a", "on $alarm"), ("b", "bold on $alarm"), ("    ", "on $alarm")))
    assert option(10, True, 0, At(2, "this")).plain == "▸ this    "
    assert option(10, False, 0, At(2, "that")).plain.strip() == "that"


@given(st.text(max_size=200), st.integers(4, 60))
def test_wrapped_rows_fit_and_lose_nothing(text: str, width: int) -> None:
    rows = wrapped(text, width)
    assert all(one.cell_length <= width for one in rows)
    assert "".join("".join(one.plain.split()) for one in rows) == "".join(safe(text).split())


def test_sentences_wrap_and_nothing_wraps_to_nothing() -> None:
    rows = wrapped("Nothing has been handed in for this one.", 20)
    assert [row.plain for row in rows] == ["Nothing has been", "handed in for this", "one."]
    assert wrapped("", 20) == []


@pytest.mark.parametrize(
    ("count", "said"),
    [(0.4, "0 min"), (59.9, "59 min"), (60, "1 h 0 min"), (2879, "47 h 59 min"), (2880, "2 days"), (-3, "0 min")],
)
def test_a_stretch_of_time_is_said_as_a_desk_says_it(count: float, said: str) -> None:
    assert minutes(count) == said
