"""The clock of the terminal's line counts the silence that was watched; a paste's mark is known however it is cut."""

import random
from itertools import pairwise

import pytest

from devswap.tui.terminal import LOOK, QUIET, QUIET_LOOK, Paste, Watch


class Line:
    """A line in virtual time: bytes come at these moments, and the machine holds the next look up by `late`."""

    def __init__(self, *comes: float) -> None:
        self.now, self.comes, self.late = 100.0, [100.0 + at for at in comes], 0.0

    def clock(self) -> float:
        return self.now

    def ready(self, seconds: float) -> bool:
        until = self.now + seconds
        came = bool(self.comes) and self.comes[0] <= until
        self.now = max(self.now, self.comes.pop(0)) if came else until
        self.now, self.late = self.now + self.late, 0.0
        return came


def looks(watch: Watch) -> float:
    """When the next bytes came by the line's clock."""
    while not watch.look():
        pass
    return watch.at


def test_gaps_are_what_they_are_where_nothing_holds_it_up() -> None:
    line = Line(1.0, 1.004, 1.01, 1.07, 1.37)
    watch = Watch(line.clock, line.ready)
    at = [looks(watch) - 100.0 for _ in range(5)]
    assert at == pytest.approx([1.0, 1.004, 1.01, 1.07, 1.37])


def test_what_a_look_comes_back_late_is_no_silence_of_the_line() -> None:
    line = Line(1.0, 1.004, 1.3)
    watch = Watch(line.clock, line.ready)
    first = looks(watch)
    line.late = 0.25
    second = looks(watch)
    assert second - first <= LOOK
    line.late = 0.0
    assert line.now > second + 0.2
    assert 0.04 < looks(watch) - second < 0.06


def test_a_persons_gaps_are_a_persons_where_every_look_is_late() -> None:
    line = Line(1.0, 1.15, 1.3)
    watch = Watch(line.clock, line.ready)
    at = []
    while line.comes:
        line.late = 0.01
        if watch.look():
            at.append(watch.at)
    assert all(later - earlier > 0.12 for earlier, later in pairwise(at))


def test_silence_is_told_however_slow_the_looks_are() -> None:
    line = Line(1.0)
    watch = Watch(line.clock, line.ready)
    looks(watch)
    for _ in range(200):
        line.late = 0.02
        watch.look()
    assert watch.silent_for > QUIET


def test_the_clock_is_never_ahead_and_is_put_right_in_silence() -> None:
    rng = random.Random(5)
    line = Line(*(n * 0.003 for n in range(300)))
    watch = Watch(line.clock, line.ready)
    for _ in range(600):
        line.late = rng.choice([0.0, 0.0, 0.1])
        watch.look()
        assert watch.at <= line.now + 1e-6
    assert line.now - watch.at > 0.2 or watch.silent_for > QUIET
    for _ in range(int(QUIET / LOOK) + 3):
        watch.look()
    assert watch.at == pytest.approx(line.now, abs=QUIET_LOOK * 1.01)


def test_an_idle_line_is_looked_at_no_oftener_than_before() -> None:
    line = Line()
    watch = Watch(line.clock, line.ready)
    for _ in range(1000):
        watch.look()
    assert line.now - 100.0 > 800 * QUIET_LOOK


@pytest.mark.parametrize("cut", range(13))
def test_a_paste_is_open_from_mark_to_mark_wherever_they_are_cut(cut: int) -> None:
    text, paste = "\x1b[200~ab\x1b[201~", Paste()
    paste.heed(text[:cut])
    assert paste.is_open == (cut >= 6)
    for character in text[cut:]:
        paste.heed(character)
    assert not paste.is_open
    paste.heed("\x1b[201~\x1b[200~")
    assert paste.is_open
