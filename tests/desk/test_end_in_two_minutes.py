"""The end of a shift takes two minutes: what the engineer scans and presses, at a pace, and what the desk computes."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devswap.desk.outcome import Outcome
from tests.day.drawn import Day
from tests.desk.scenes import Scene
from tests.desk.test_day_end import sheets, with_papers

SWAPS = 40
"""Of a shift; their old devices stand in the cage."""
LEFT = 20
"""New devices on the shelf when it ends."""
A_SCAN = 1.5
"""Seconds from one device on a shelf to the next."""
A_STEP = 3.0
"""Seconds to read what is asked, and to scan CONFIRM or press its key."""


class Shift:
    """A desk after a shift, and the engineer who ends it."""

    def __init__(self, folder: Path) -> None:
        self.scene = Scene(folder, lists=False)
        self.day = Day()
        swaps = [(badge := self.day.person(), self.day.old(badge), self.day.new(), badge) for _ in range(SWAPS)]
        self.cage = [old for _, old, _, _ in swaps]
        self.shelf = [self.day.new() for _ in range(LEFT)]
        for kind, text in self.day.lists.items():
            if kind != "bookings":
                self.scene.bring(kind, text)
        self.scene.close()
        self.scene.open()
        with_papers(self.scene)
        for swap in swaps:
            assert self.scene.say(*swap).code == "swap_recorded"
        self.scans = self.steps = 0
        self.computed = 0.0

    def step(self, line: str) -> Outcome:
        """A command: its barcode or its key."""
        self.steps += 1
        return self._do(line)

    def scan(self, labels: list[str]) -> None:
        """Devices, one after another, as they stand."""
        for label in labels:
            self.scans += 1
            assert self._do(label).verdict == "accepted"

    def _do(self, line: str) -> Outcome:
        begun = time.process_time()
        said = self.scene.say(line)
        self.computed += time.process_time() - begun
        return said

    @property
    def seconds(self) -> float:
        """How long it took, at the pace of a person."""
        return self.scans * A_SCAN + self.steps * A_STEP + self.computed


@pytest.fixture
def shift(tmp_path: Path) -> Iterator[Shift]:
    made = Shift(tmp_path)
    yield made
    made.scene.close()


def test_a_shift_of_forty_swaps_ends_in_two_minutes_with_everything_scanned(shift: Shift) -> None:
    assert shift.step("/day-end").code == "count_due"
    shift.step("/count stock")
    shift.scan(shift.shelf)
    assert shift.step("/confirm").code == "count_recorded"
    shift.step("/count custody")
    shift.scan(shift.cage)
    said = shift.step("/confirm")
    assert f"{SWAPS} in = {SWAPS} out" in said.next, "the balance is on the screen"
    assert shift.step("/confirm").code == "day_closed"
    assert len(sheets(shift.scene)) == 1
    assert (shift.scans, shift.steps) == (SWAPS + LEFT, 6), "each device once, and six steps"
    assert shift.computed < 3.0
    assert shift.seconds < 120, f"{shift.seconds:.0f} s"


def test_a_sealed_cage_is_counted_by_its_seal(shift: Shift) -> None:
    shift.scene.say("/send custody to Lambeth cage seal=S-18", *shift.cage, "/confirm")
    shift.scene.say("/receive cage seal=S-18", "/confirm")
    shift.step("/day-end")
    shift.step("/count stock")
    shift.scan(shift.shelf)
    shift.step("/confirm")
    shift.step("/count custody")
    shift.scan(["S-18"])
    assert f"{SWAPS} in = {SWAPS} out" in shift.step("/confirm").next
    assert shift.step("/confirm").code == "day_closed"
    assert (shift.scans, shift.steps) == (LEFT + 1, 6)
    assert shift.seconds < 60, f"{shift.seconds:.0f} s"


def test_a_difference_costs_one_step_more(shift: Shift) -> None:
    shift.step("/day-end")
    shift.step("/count stock")
    shift.scan(shift.shelf[1:])
    said = shift.step("/confirm")
    assert shift.shelf[0] in said.message
    shift.step("/count custody")
    shift.scan(shift.cage)
    assert shift.shelf[0] in shift.step("/confirm").next
    assert shift.step("/explain lent to the training room").code == "day_ends"
    assert shift.step("/confirm").code == "day_closed"
    assert (shift.scans, shift.steps) == (SWAPS + LEFT - 1, 7)
