"""Keys of a terminal: a scanner's told from a hand's, nothing lost, nothing leaked into a binding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.keystrokes import KeyPress, Keystrokes, Pace, Taken, character_of
from scanners.scan import Scan

FAST = 0.005
HAND = 0.12
NAMES = {"\r": "enter", "\t": "tab", "\n": "ctrl+j", " ": "space", "\x1d": "ctrl+right_square_bracket",
         "\x1e": "ctrl+circumflex_accent", "\x04": "ctrl+d", "\x1c": "ctrl+backslash", "\x02": "ctrl+b",
         "\x03": "ctrl+c", "\x11": "ctrl+q", "\x10": "ctrl+p", "\x16": "ctrl+v"}  # fmt: skip


class Typist:
    """Feeds keys at a pace, as the app does: what is not consumed, or is released, reaches the bindings in order."""

    def __init__(self, keystrokes: Keystrokes | None = None) -> None:
        self.keystrokes = keystrokes or Keystrokes()
        self.now = 100.0
        self.scans: list[Scan] = []
        self.reached: list[str] = []
        self.log: list[str] = []  # the characters of scans, and the keys that reached the app, as they came out

    def key(self, key: str, character: str | None, gap: float) -> Taken:
        self.now += gap
        deadline = self.keystrokes.deadline
        if deadline is not None and deadline < self.now:
            self._take(self.keystrokes.idle(deadline + 0.001))
        taken = self.keystrokes.feed(key, character, self.now)
        self._take(taken)
        if not taken.consumed:
            self.reached.append(key)
            self.log.append(key)
        return taken

    def type(self, text: str, gap: float, kitty: bool = False) -> "Typist":
        for character in text:
            name = NAMES.get(character, character)
            self.key(name, None if kitty and character < " " else character, gap)
        return self

    def wait(self, seconds: float) -> "Typist":
        self.now += seconds
        self._take(self.keystrokes.idle(self.now))
        return self

    @property
    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]

    def _take(self, taken: Taken) -> None:
        self.scans += taken.scans
        self.reached += [press.key for press in taken.released]
        self.log += [character for scan in taken.scans for character in scan.text]
        self.log += [press.key for press in taken.released]


@pytest.mark.parametrize("gap", [0.0, 0.001, 0.006, 0.010, 0.019])
@pytest.mark.parametrize("suffix", ["\r", "\t", "\r\n", "\n", ""])
@pytest.mark.parametrize("text", ["00042", "K7X2", "CND2145KXM", "]d1[)>\x1e06\x1dSPF4D7K2W\x1e\x04"])
def test_a_scanner_is_told_by_terminator_or_timing_whatever_its_speed(text: str, suffix: str, gap: float) -> None:
    typist = Typist().type(text + suffix, gap).wait(1.0)

    assert typist.texts == [text]
    assert typist.reached == []


@pytest.mark.parametrize("text", ["hello", "CND2145KXM\r", "a\tb\r", "1\r"])
def test_what_a_person_types_reaches_the_app_in_order(text: str) -> None:
    typist = Typist().type(text, HAND).wait(1.0)

    assert typist.scans == []
    assert typist.reached == [NAMES.get(character, character) for character in text]


def test_a_quick_pair_of_keys_is_still_a_person() -> None:
    typist = Typist().type("th", 0.02).type("e", HAND).type("\r", HAND).wait(1.0)

    assert typist.scans == []
    assert typist.reached == ["t", "h", "e", "enter"]


@pytest.mark.parametrize("gaps", [[0.045], [0.02, 0.045]])
def test_a_quick_typist_is_still_a_person(gaps: list[float]) -> None:
    typist = Typist()
    for place, character in enumerate("quickly"):
        typist.type(character, gaps[place % len(gaps)])
    typist.wait(1.0)

    assert typist.scans == []
    assert typist.reached == list("quickly")


def test_a_key_held_down_is_a_person() -> None:
    typist = Typist().type("a" * 40, 0.02).wait(1.0)

    assert typist.scans == []
    assert typist.reached == ["a"] * 40


def test_a_person_is_not_kept_waiting() -> None:
    keystrokes = Keystrokes()

    assert keystrokes.feed("a", "a", 1.0) == Taken(True, [], [])
    assert keystrokes.deadline == pytest.approx(1.05)
    assert keystrokes.idle(1.051).released == [KeyPress("a", "a", 1.0)]
    assert keystrokes.deadline is None
    assert keystrokes.feed("enter", "\r", 1.3) == Taken(False, [], [])


@pytest.mark.parametrize("kitty", [False, True])
def test_control_characters_are_kept_and_steer_nothing(kitty: bool) -> None:
    text = "]d1[)>\x1e06\x1d1P21CB\x1dSPF4D7K2W\x1e\x04\x11\x10\x16\x1c"
    typist = Typist().type(text + "\r", FAST, kitty).wait(1.0)

    assert typist.texts == [text]
    assert typist.reached == []


def test_a_person_may_still_quit_with_control_q() -> None:
    assert Typist().type("\x11", HAND).wait(1.0).reached == ["ctrl+q"]


@pytest.mark.parametrize(
    ("key", "character", "meant"),
    [
        ("ctrl+right_square_bracket", None, "\x1d"), ("ctrl+shift+6", None, "\x1e"), ("ctrl+6", None, "\x1e"),
        ("ctrl+circumflex_accent", "\x1e", "\x1e"), ("ctrl+backslash", None, "\x1c"), ("ctrl+d", None, "\x04"),
        ("ctrl+shift+minus", None, "\x1f"), ("ctrl+underscore", None, "\x1f"), ("ctrl+j", None, "\n"),
        ("ctrl+m", None, "\r"), ("enter", None, "\r"), ("tab", None, "\t"), ("space", " ", " "), ("plus", "+", "+"),
        ("+", "+", "+"), ("A", "A", "A"), ("escape", "\x1b", None), ("backspace", "\x7f", None), ("f1", None, None),
        ("up", None, None), ("ctrl+left", None, None), ("alt+x", "x", None), ("shift+tab", None, None),
        ("ctrl+alt+d", None, None), ("super+a", None, None), ("", None, None),
    ],
)  # fmt: skip
def test_keys_by_name_under_legacy_and_kitty(key: str, character: str | None, meant: str | None) -> None:
    assert character_of(key, character) == meant


@pytest.mark.parametrize("shift", ["left_shift", "right_shift", "left_control", "caps_lock", "iso_level3_shift"])
def test_a_modifier_alone_is_ignored(shift: str) -> None:
    typist = Typist()
    for character in "CND2145KXM":
        typist.key(shift, None, 0.002)
        typist.key(character, character, 0.002)
    typist.type("\r", FAST)

    assert typist.texts == ["CND2145KXM"]
    assert not Typist().key(shift, None, 0.1).consumed


@pytest.mark.parametrize("key", ["f1", "escape", "up", "pagedown", "alt+x", "backspace", "ctrl+left"])
def test_keys_without_a_character_are_left_to_the_app(key: str) -> None:
    typist = Typist().type("ab", HAND)
    typist.key(key, None, 0.01)

    assert typist.reached == ["a", "b", key]
    assert typist.scans == []


def test_inside_a_burst_they_steer_nothing_and_the_scan_is_known_to_lack_something() -> None:
    typist = Typist().type("CND2145", FAST)
    typist.key("f1", None, FAST)
    typist.type("KXM\r", FAST)

    assert typist.reached == []
    assert [(scan.text, scan.damage) for scan in typist.scans] == [("CND2145KXM", "torn")]


def test_a_terminator_that_comes_late_is_swallowed_and_the_keyboard_waited_for_from_then_on() -> None:
    typist = Typist().type("00042", FAST).wait(0.1)
    assert typist.texts == ["00042"]
    typist.type("\r\n", 0.05)
    assert typist.reached == []

    typist.wait(5.0).type("CND21", FAST).type("4", 0.2).type("5KX", FAST).type("M", 0.2).type("\r", FAST)
    assert typist.texts == ["00042", "CND2145KXM"], "a pause does not tear a scan where a terminator is due"


def test_a_keyboard_that_stops_ending_its_scans_is_not_waited_for() -> None:
    typist = Typist().type("00042\r", FAST).wait(5.0).type("00043", FAST)
    assert typist.wait(0.2).texts == ["00042"]
    assert typist.wait(0.2).texts == ["00042", "00043"]

    assert typist.wait(5.0).type("00044", FAST).wait(0.1).texts[2:] == ["00044"]


def test_enter_long_after_a_scan_is_a_person() -> None:
    typist = Typist().type("00042\r", FAST).wait(1.0)

    assert typist.type("\r", HAND).reached == ["enter"]


def test_scans_back_to_back_are_kept_apart() -> None:
    assert Typist().type("BN8R5T1\r\n6WMD9Q3\r\n", FAST).wait(1.0).texts == ["BN8R5T1", "6WMD9Q3"]


def test_two_bursts_without_terminators_are_kept_apart_by_the_pause() -> None:
    assert Typist().type("BN8R5T1", FAST).wait(0.1).type("6WMD9Q3", FAST).wait(1.0).texts == ["BN8R5T1", "6WMD9Q3"]


def test_an_enclosure_is_taken_off() -> None:
    assert Typist().type("\x02GZ4W8L3\x03\r", FAST).wait(1.0).texts == ["GZ4W8L3"]
    assert Typist().type("\x02GZ4W8L3\r\x03", FAST).wait(1.0).texts == ["GZ4W8L3"]
    assert Typist().type("A\x02B\x03C\r", FAST).wait(1.0).texts == ["A\x02B\x03C"]


def test_a_label_without_an_end_is_cut_kept_and_reported() -> None:
    keystrokes = Keystrokes(pace=Pace(longest=10))
    typist = Typist(keystrokes).type("A" * 5 + "B" * 20 + "\r", FAST).wait(1.0).type("00042\r", FAST)

    assert [(scan.text, scan.damage) for scan in typist.scans] == [
        ("AAAAABBBBB", "overlong"), ("BBBBBBBBBB", "overlong"), ("BBBBB", "overlong"), ("00042", ""),
    ]  # fmt: skip


def test_a_cut_label_that_ends_right_there_leaves_the_next_one_sound() -> None:
    keystrokes = Keystrokes(pace=Pace(longest=10))
    typist = Typist(keystrokes).type("AAAAABBBBB", FAST).wait(1.0).type("00042\r", FAST)

    assert [(scan.text, scan.damage) for scan in typist.scans] == [("AAAAABBBBB", "overlong"), ("00042", "")]


def test_a_slow_bluetooth_scanner_can_be_told_with_a_pace_of_its_own() -> None:
    keystrokes = Keystrokes(pace=Pace(gap=0.3, burst=0.2))

    assert Typist(keystrokes).type("CND2145KXM\r", 0.15).wait(1.0).texts == ["CND2145KXM"]


def test_a_paste_is_a_scan_a_line() -> None:
    keystrokes = Keystrokes("window")

    assert keystrokes.paste("]d2010403\x1d10A2\r", 5.0) == Taken(
        True, [Scan("]d2010403\x1d10A2", "window", 5.0, keyed=True)], []
    )
    assert [scan.text for scan in keystrokes.paste("BN8R5T1\r\n\n6WMD9Q3\n\tX", 6.0).scans] == [
        "BN8R5T1",
        "6WMD9Q3",
        "X",
    ]
    assert keystrokes.paste("\r\n", 7.0).scans == []
    assert [(len(s.text), s.damage) for s in keystrokes.paste("X" * 25_000, 8.0).scans] == [
        (10_000, "overlong"), (10_000, "overlong"), (5_000, "overlong"),
    ]  # fmt: skip


def test_keys_before_a_paste_keep_their_place() -> None:
    keystrokes = Keystrokes()
    keystrokes.feed("a", "a", 1.0)

    taken = keystrokes.paste("8XKQ2M3", 1.01)
    assert [press.key for press in taken.released] == ["a"]
    assert [scan.text for scan in taken.scans] == ["8XKQ2M3"]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "B", "7", "\x1d", "\x02", "\x03", "\r", "\n", "\t", "F1", "SHIFT"]),
            st.sampled_from([0.0, 0.005, 0.02, 0.04, 0.06, 0.25, 1.0]),
        ),
        max_size=60,
    )
)
def test_every_key_ends_up_in_a_scan_or_with_the_app_once_and_in_order(keys: list[tuple[str, float]]) -> None:
    """Marks may go, and keys without a character may be taken in the middle of a burst."""
    typist = Typist()
    for key, gap in keys:
        special = {"F1": "f1", "SHIFT": "left_shift"}.get(key)
        typist.key(special or NAMES.get(key, key), None if special else key, gap)
    typist.wait(5.0)

    back = {name: character for character, name in NAMES.items()}
    came_out = [back.get(key, key) for key in typist.log]
    marks = [*"\r\n\t\x02\x03", "f1", "left_shift"]
    assert [key for key in came_out if key not in marks] == [
        key for key, _ in keys if len(key) == 1 and key not in marks
    ]
    assert all(scan.text for scan in typist.scans)
