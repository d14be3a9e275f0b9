"""Key codes by the scanner's own layout."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.us_layout import UsKeyboard, control

SHIFT, CTRL, ALT, CAPS = 42, 29, 56, 58
ROWS = {2: "1234567890-=", 16: "qwertyuiop[]", 30: "asdfghjkl;'`", 43: "\\zxcvbnm,./", 57: " "}
SHIFTED = {2: "!@#$%^&*()_+", 16: "QWERTYUIOP{}", 30: 'ASDFGHJKL:"~', 43: "|ZXCVBNM<>?"}
PLAIN = {character: first + place for first, row in ROWS.items() for place, character in enumerate(row)}
WITH_SHIFT = {character: first + place for first, row in SHIFTED.items() for place, character in enumerate(row)}


def typed(keyboard: UsKeyboard, *events: tuple[int, int]) -> str:
    return "".join(keyboard.press(code, value) for code, value in events)


def strokes(text: str) -> list[tuple[int, int]]:
    """The events of a scanner that types `text`, shift pressed and released around each shifted key."""
    events: list[tuple[int, int]] = []
    for character in text:
        code = PLAIN.get(character) or WITH_SHIFT[character]
        around = character in WITH_SHIFT
        events += [(SHIFT, 1)] * around + [(code, 1), (code, 0)] + [(SHIFT, 0)] * around
    return events


@given(st.text(string.ascii_letters + string.digits + string.punctuation + " "))
def test_every_printable_character_is_typed_as_the_scanner_meant_it(text: str) -> None:
    assert typed(UsKeyboard(), *strokes(text)) == text


def test_enter_tab_and_the_keypad() -> None:
    assert typed(UsKeyboard(), (28, 1), (28, 0), (15, 1), (96, 1), (71, 1), (82, 1), (83, 1)) == "\r\t\r70."


@pytest.mark.parametrize(
    ("code", "byte"), [(27, "\x1d"), (43, "\x1c"), (32, "\x04"), (7, "\x1e"), (12, "\x1f"), (3, "\x00")]
)
def test_control_and_a_key_is_a_control_character(code: int, byte: str) -> None:
    assert typed(UsKeyboard(), (CTRL, 1), (code, 1), (code, 0), (CTRL, 0), (30, 1)) == byte + "a"


def test_rs_is_also_control_shift_6() -> None:
    assert typed(UsKeyboard(), (CTRL, 1), (SHIFT, 1), (7, 1), (SHIFT, 0), (CTRL, 0)) == "\x1e"


def test_caps_lock_turns_letters_and_only_letters() -> None:
    assert typed(UsKeyboard(), (CAPS, 1), (CAPS, 0), *strokes("aB1-"), (CAPS, 1), *strokes("aB1-")) == "Ab1-aB1-"


def test_alt_and_four_digits_on_the_keypad_are_one_character() -> None:
    digits = {"0": 82, "1": 79, "2": 80, "3": 81, "4": 75, "5": 76, "6": 77, "7": 71, "8": 72, "9": 73}
    events = [(ALT, 1), *((digits[digit], value) for digit in "0080" for value in (1, 0)), (ALT, 0)]

    assert typed(UsKeyboard(), *events) == "P"


def test_a_repeated_key_types_nothing() -> None:
    assert typed(UsKeyboard(), (30, 1), (30, 2), (30, 2), (30, 0)) == "a"


def test_lost_events_leave_no_modifier_down() -> None:
    keyboard = UsKeyboard()
    keyboard.press(SHIFT, 1)
    keyboard.reset()

    assert keyboard.press(30, 1) == "a"


@given(st.lists(st.tuples(st.integers(0, 767), st.integers(0, 2))))
def test_no_events_make_it_raise_and_each_character_is_one_byte(events: list[tuple[int, int]]) -> None:
    assert typed(UsKeyboard(), *events).encode("latin-1") is not None


@pytest.mark.parametrize(
    ("key", "made"), [("]", "\x1d"), ("^", "\x1e"), ("6", "\x1e"), ("d", "\x04"), ("D", "\x04"), ("é", None)]
)
def test_control_characters_by_key(key: str, made: str | None) -> None:
    assert control(key) == made
