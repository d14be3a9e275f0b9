"""The day with a `kill -9` every few minutes of its clock, in the middle of a visit; the engineer then goes on."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from tests.day.drawn import Day, Visit
from tests.day.playing import A_LINE, Answer, Lines, kinds, set_clock, times

Minutes = tuple[float, float]
"""The least and the most between two kills."""
REFUSED = "attempt_refused"
"""What going on may add: somebody tries once more what was refused before the kill, and that is refused again."""


BATCHES = {"/delivery", "/send", "/receive", "/count", "/recount", "/round"}
"""What is scanned one after another; after a power cut it waits for `/resume`."""


class Killer:
    """Plays a day and kills the desk again and again; what is on disk then says where to go on."""

    def __init__(self, folder: Path, day: Day, whole: Sequence[tuple[str, Answer]], every: Minutes, seed: int) -> None:
        """`whole` is the same day as it goes when nobody kills the desk."""
        self.folder, self.day, self.every = folder, day, every
        self.dice = Random(seed)
        self.kills = self.in_between = 0
        """Kills; and those that came between a commit and its answer."""
        self._before = len(_lasting(kinds(folder)))
        recorded = (len(_lasting(answer["recorded"])) for _, answer in whole)
        self._after = list(accumulate(recorded))
        """Lasting entries after each line of the day."""
        self._desk = Lines(folder)
        self._line = 0

    def play(self) -> None:
        """The whole day. Raises AssertionError where an answer was printed whose entries are not on disk."""
        due = self._next(next(iter(times(self.day)))[0])
        for at, visit in times(self.day):
            first = self._line
            if at >= due:
                self._killed_in(visit, at)
                due = self._next(at)
            for n in range(self._line - first, len(visit)):
                set_clock(self.folder, at + n * A_LINE)
                self._go_on(first + n, visit[n])
            self._line = first + len(visit)
        self._desk.write_end()
        self._desk.process.wait()

    def _go_on(self, n: int, line: str) -> None:
        """A line of the script, which is recorded as it is when nobody kills."""
        said = _lasting(self._desk.say(line)["recorded"])
        before = self._after[n - 1] if n else 0
        assert len(said) == self._after[n] - before, f"{line}, the {n}th of the day: {said}"

    def _next(self, at: datetime) -> datetime:
        return at + timedelta(minutes=self.dice.uniform(*self.every))

    def _killed_in(self, visit: Visit, at: datetime) -> None:
        """Kill the desk at some line of the visit, whose answer may be there or not; find where to go on."""
        first, last = self._line, self.dice.randrange(len(visit))
        for n, line in enumerate(visit[:last]):
            set_clock(self.folder, at + n * A_LINE)
            self._desk.say(line)
        self._desk.write(visit[last])
        self.dice.random()
        printed = first + last + len(self._desk.kill())
        self.kills += 1
        there = len(_lasting(kinds(self.folder))) - self._before
        said = self._after[printed - 1] if printed else 0
        assert there >= said, f"{visit}: what was printed is on disk"
        assert there in (said, self._after[first + last]), f"{visit}: a line is recorded whole or not at all"
        self.in_between += there > said
        self._desk = Lines(self.folder)
        self._line = first + self._lasts(first, visit, there)
        for line in _again(visit, self._line - first):
            self._desk.say(line)

    def _lasts(self, first: int, visit: Visit, there: int) -> int:
        """How many lines of the visit are behind it: all up to the last that is on disk."""
        before = self._after[first - 1] if first else 0
        if there == before:
            return 0
        return next(n for n in range(1, len(visit) + 1) if self._after[first + n - 1] == there)


def _lasting(recorded: Sequence[str]) -> list[str]:
    return [kind for kind in recorded if kind != REFUSED]


def _again(visit: Visit, done: int) -> list[str]:
    """What the engineer does first: takes off what is not recorded, and brings back what the next line belongs to."""
    badges = dict.fromkeys(line for line in visit if line.startswith("B0003"))
    lines = [line for badge in badges for line in (f"/find {badge}", "/cancel")]
    if any(line.partition(" ")[0] in BATCHES for line in visit):
        lines = ["/resume", "/cancel", *lines]
    if done and len(badges) > 1:
        lines = []  # what the other one laid down before is on the desk still
    behind = [line for line in visit[:done] if line.startswith("B0003")]
    lines += [f"/find {behind[-1]}"] if behind else ["/park"]
    if "/empty" in visit[:done]:
        lines.append("/empty")
    if done and visit[0] == "/day-end":
        lines.append("/day-end")
    return lines
