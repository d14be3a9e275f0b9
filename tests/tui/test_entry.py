"""The line that a person types into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from devswap.tui.widgets.entry import LONGEST, Entry, Line, draw_line
from tests.tui.values import HOSTILE, drawn


def typed(*keys: str | tuple[str, str]) -> Entry:
    entry = Entry()
    for key in keys:
        name, character = key if isinstance(key, tuple) else (key, key if len(key) == 1 else None)
        entry = entry.key(name, character) or entry
    return entry


def test_letters_go_in_where_the_cursor_stands() -> None:
    assert typed("a", "c", "left", "b").text == "abc"
    assert typed("a", "b", "home", "delete").text == "b"
    assert typed("a", "b", "backspace", "c").text == "ac"
    assert typed("a", "b", "home", "end", "c").text == "abc"


@pytest.mark.parametrize("key", ["f1", "ctrl+q", "up", "enter", "backspace", "left"])
def test_other_keys_are_left_to_others_while_nothing_is_typed(key: str) -> None:
    assert Entry().key(key, None) is None


def test_a_control_character_is_never_typed() -> None:
    assert Entry("a", 1).key("ctrl+d", "\x04") is None
    assert Entry("a", 1).key("enter", "\r") is None


@given(st.lists(st.sampled_from(["a", "é", "日", "backspace", "delete", "left", "right", "home", "end"]), max_size=60))
def test_the_cursor_never_leaves_the_text(keys: list[str]) -> None:
    entry = typed(*keys)
    assert 0 <= entry.cursor <= len(entry.text)
    assert len(entry.text) <= len(keys)


def test_a_line_is_bounded() -> None:
    assert Entry("x" * LONGEST, LONGEST).key("a", "a") is None


def test_what_is_typed_hides_what_was_told_and_nothing_is_a_rule() -> None:
    assert drawn(draw_line, Line("Typed", Entry("5CG", 3), "ENTER sends", "told"), 80, 1)[0].startswith("  Typed 5CG")
    assert drawn(draw_line, Line("Typed", told="told so"), 80, 1) == ["  · told so"]
    assert drawn(draw_line, Line(), 80, 1) == ["─" * 80]
    cured = drawn(draw_line, Line(told="a long story " * 20, cure="Check its cable."), 80, 1)[0]
    assert cured.startswith("  · a long story")
    assert cured.endswith("… Check its cable.")
    assert "Reason" in drawn(draw_line, Line("Reason", open=True), 80, 1)[0]


def test_a_long_line_shows_the_part_around_the_cursor() -> None:
    text = "".join(chr(65 + n % 26) for n in range(300))
    assert text[-20:] in drawn(draw_line, Line("Typed", Entry(text, 300), "ENTER"), 80, 1)[0]
    assert text[:20] in drawn(draw_line, Line("Typed", Entry(text, 0), "ENTER"), 80, 1)[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_the_line_stays_in_its_place(text: str) -> None:
    for line in (Line("Typed", Entry(text, len(text)), "ENTER"), Line(told=text)):
        row = drawn(draw_line, line, 80, 1)[0]
        assert "\x1b" not in row
        assert cell_len(row) <= 80
