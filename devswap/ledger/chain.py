"""The walk along a journal: one pass in order, what is sealed against what is stored, and the clocks it was sealed by.

It finds what the set of entries cannot show: `chain_broken`, `number_reused` and `clock_implausible` of one
incarnation. After a break the walk goes on from the stored hash, so that one changed byte is one finding and not the
rest of the journal. A journal cut off at its end verifies; only a head known from elsewhere (the sidecar, the printed
slip, the register) shows that.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from devswap.ledger.discrepancy import Discrepancy, discrepancy
from devswap.ledger.entry import Entry, Malformed, chain_hash, genesis, open_entry
from devswap.ledger.ids import moment

DRIFT = timedelta(minutes=10)
"""Wall against monotonic time within a boot, wall time going back between boots, and the measured offset."""
ABSENCE = timedelta(days=366)
"""How far wall time may leap between boots: longer than any desk stands unused."""
FIRST_YEAR = 2025
"""No desk ran before; a clock that says so was never set."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong at one place of one incarnation."""

    code: Literal["chain_broken", "number_reused", "clock_implausible"]
    desk: str
    incarnation: str
    number: int
    entries: tuple[str, ...]
    says: str

    @property
    def discrepancy(self) -> Discrepancy:
        """The finding as a discrepancy that a person settles."""
        return discrepancy(self.code, f"{self.desk} {self.incarnation} {self.number}", self.entries)


class Walk:
    """How far the walk along one incarnation has come. `previous` is None where the hash before it is not known."""

    def __init__(self, desk: str, incarnation: str, previous: bytes | None) -> None:
        self.desk = desk
        self.incarnation = incarnation
        self.number = 0
        self.head = previous
        self._clock = Clock()

    def step(self, entry: Entry) -> Iterator[Finding]:
        """Take the next entry, and say what is wrong with it."""
        if entry.number <= self.number:
            yield self._finding("number_reused", entry, f"number {entry.number} is taken already")
        else:
            wrong = self._place(entry) or self._seal(entry)
            if wrong:
                yield self._finding("chain_broken", entry, wrong)
            self.number, self.head = entry.number, entry.hash or None
        before, complaints = self._clock.judge(entry)
        if complaints:
            names = (before, entry.id) if before else (entry.id,)
            yield Finding("clock_implausible", self.desk, self.incarnation, entry.number, names, "; ".join(complaints))

    def damaged(self, why: str, stored: bytes) -> Finding:
        """Take a place whose bytes are no entry; the walk goes on from its stored hash."""
        self.number += 1
        self.head = stored or None
        return Finding("chain_broken", self.desk, self.incarnation, self.number, (), why)

    def _place(self, entry: Entry) -> str | None:
        if (entry.desk, entry.incarnation) != (self.desk, self.incarnation):
            return f"entry {entry.id} belongs to another journal: {entry.desk} {entry.incarnation}"
        missing = entry.number - self.number - 1
        if missing == 1:
            return f"number {self.number + 1} is missing"
        return f"numbers {self.number + 1} to {entry.number - 1} are missing" if missing > 1 else None

    def _seal(self, entry: Entry) -> str | None:
        if self.head is None or not entry.hash or chain_hash(self.head, entry.raw) == entry.hash:
            return None
        return "its bytes, or those before it, are not what was sealed"

    def _finding(self, code: Literal["chain_broken", "number_reused"], entry: Entry, says: str) -> Finding:
        return Finding(code, self.desk, self.incarnation, entry.number, (entry.id,), says)


class Clock:
    """The clock of one incarnation, as its last entry showed it."""

    __slots__ = ("_boot", "_entry", "_monotonic", "_standing", "_wall")

    def __init__(self) -> None:
        self._boot, self._entry = "", ""
        self._wall: datetime | None = None
        self._monotonic = 0
        self._standing: set[str] = set()

    def judge(self, entry: Entry) -> tuple[str, list[str]]:
        """The entry before, where the clock leapt since, and what cannot be; what lasts is said where it begins."""
        wall = _moment(entry.wall)
        leap = self._leap(entry, wall)
        lasting = _lasting(entry, wall)
        before = self._entry if leap else ""
        self._boot, self._entry, self._monotonic = entry.boot, entry.id, entry.monotonic
        self._wall = wall or self._wall
        if not (leap or lasting or self._standing):
            return "", []
        new = [says for key, says in lasting.items() if key not in self._standing]
        self._standing = set(lasting)
        return before, [leap, *new] if leap else new

    def _leap(self, entry: Entry, wall: datetime | None) -> str | None:
        if wall is None or self._wall is None:
            return None
        passed = wall - self._wall
        if entry.boot == self._boot:
            drift = passed - timedelta(microseconds=entry.monotonic - self._monotonic)
            return f"the clock was set by {_amount(drift)} while it ran" if abs(drift) > DRIFT else None
        if passed < -DRIFT:
            return f"the clock went back by {_amount(passed)} between two starts"
        return f"the clock went forward by {passed.days} days between two starts" if passed > ABSENCE else None


def _lasting(entry: Entry, wall: datetime | None) -> dict[str, str]:
    found: dict[str, str] = {}
    if wall is None:
        found["date"] = f"{entry.wall} is no date"
    elif wall.year < FIRST_YEAR:
        found["year"] = f"the clock says {wall.year}"
    if entry.offset is not None and abs(offset := timedelta(microseconds=entry.offset)) > DRIFT:
        found["offset"] = f"the register's clock was {_amount(offset)} away"
    return found


def _moment(text: str) -> datetime | None:
    try:
        return moment(text)
    except ValueError:
        return None


def _amount(span: timedelta) -> str:
    return f"{abs(span).total_seconds() / 60:.0f} minutes"


def walk(
    stored: Iterable[tuple[bytes, bytes]],
    desk: str,
    incarnation: str,
    parent: str | None = None,
    parent_head: bytes | None = None,
    known_head: tuple[int, bytes] | None = None,
) -> Iterator[Finding]:
    """What is wrong with one incarnation, from its stored bytes and hashes in order, in flat memory.

    `parent` and `parent_head` are what its first hash was made with; `known_head` a number and hash known from
    elsewhere, which the journal must still reach.
    """
    here = Walk(desk, incarnation, genesis(desk, incarnation, parent, parent_head))
    reached = known_head is None or known_head[0] == 0
    for raw, stored_hash in stored:
        try:
            entry = open_entry(raw, stored_hash)
        except Malformed as error:
            yield here.damaged(str(error), stored_hash)
            continue
        yield from here.step(entry)
        reached = reached or (entry.number, entry.hash) == known_head
    if not reached and known_head is not None:
        says = f"it ends at {here.number}; entry {known_head[0]} was sealed, and is not here as it was sealed"
        yield Finding("chain_broken", desk, incarnation, known_head[0], (), says)
