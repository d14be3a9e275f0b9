"""What a shift came to, read off its entries and the desk: the balance, the counts, and what is still to be seen to.

A shift lasts from the closing before it, a day at the most. Nothing is kept about it but what its entries say: after a
power cut its end goes on where it was.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from devswap.desk.moving import names
from devswap.desk.table import Table
from devswap.desk.views import summary
from devswap.desk.visit import Visit
from devswap.desk.words import named
from devswap.ledger import events as ev
from devswap.ledger.coins import Coins, CoinState
from devswap.ledger.entry import Entry
from devswap.ledger.ids import moment
from devswap.ledger.shift import Flow, flow
from devswap.ledger.whereabouts import What
from devswap.store import Store
from devswap.store.places import Standing

CLOSED: Final = "day_closed"
"""The note that closes a shift, on the entry before it."""
CARRIED: Final = "carried_over"
EXPLAINED: Final = "explained"
PLACES: Final[dict[What, str]] = {"stock": "shelf", "custody": "cage"}


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that must be seen to before the shift closes."""

    kind: Literal["visit", "count", "differs", "balance"]
    about: Literal["device", "person", "entry"]
    subject: str
    """The id that a note about it names."""
    what: str
    """In words, as it will stand on the day's sheet."""
    explained: str
    """The note's code where a reason is given."""
    carried: str
    """The note's code where none is."""
    goes: str = ""
    """`count`: the command that counts it."""
    how: str = ""
    """How it was explained, or that it is carried over; empty: not yet."""


@dataclass(frozen=True, slots=True)
class Tally:
    """One count of the shift."""

    what: What
    spot: str
    counted: int
    listed: int
    agrees: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Day:
    """A shift."""

    opened: datetime
    entries: tuple[Entry, ...]
    flow: Flow
    on_tables: int
    """New devices that lie in open visits."""
    tallies: tuple[Tally, ...]
    points: tuple[Point, ...]
    before: Entry | None
    """The last entry of all; None: there is none yet."""
    closing: Entry | None
    """The entry that closed the shift; None: it goes on."""

    @property
    def due(self) -> Point | None:
        """What is to be seen to next; None: all is."""
        return next((point for point in self.points if not point.how), None)


def read(table: Table) -> Day:
    """The shift as it stands; the one that was closed, where nothing was recorded since. Raises StoreError."""
    entries = table.store.since(table.instant(-1))
    ends = [n for n, entry in enumerate(entries) if _closes(entry)]
    closing = entries[-1] if ends and ends[-1] == len(entries) - 1 else None
    if closing is not None:
        entries, ends = entries[:-1], ends[:-1]
    shift = tuple(entries[ends[-1] + 1 if ends else 0 :])
    first = next((entry.wall for entry in shift if entry.operator), None)
    counts = _counts(shift)
    result = flow(shift, _standing(table.store))
    last = table.store.history(1)
    subject = last[0].id if last else ""
    return Day(
        opened=moment(first) if first else table.now(),
        entries=shift,
        flow=result,
        on_tables=sum(len(visit.news) for visit in open_visits(table)),
        tallies=tuple(_tally(*count) for count in counts),
        points=tuple(_settled(table.store, shift, p) for p in _points(table, counts, result, subject)),
        before=last[0] if last else None,
        closing=closing,
    )


def balance_words(found: Flow) -> str:
    """The sum in words, what is nought left out: `44 in + 1 exempt = 42 out + 3 to collect`."""
    came = ((found.before, "from before"), (found.intakes, "in"), (found.exemptions, "exempt"), (found.returns, "back"))
    went = (
        (found.issues, "out"), (found.void, "withdrawn"), (found.given_up, "given up"), (found.open, "to collect"),
        (found.frozen, "frozen"),
    )  # fmt: skip
    left, right = (" + ".join(f"{n} {word}" for n, word in side if n) or "0" for side in (came, went))
    return f"{left} {'=' if found.balanced else '≠'} {right}"


def open_visits(table: Table) -> list[Visit]:
    """The visits in which something lies on the desk, oldest first."""
    here = [table.current] if table.current is not None else []
    found = [visit for visit in (*table.parked.values(), *here) if not visit.empty]
    return sorted(found, key=lambda visit: visit.opened)


def _closes(entry: Entry) -> bool:
    return isinstance(entry.event, ev.NoteAdded) and entry.event.code == CLOSED


def _standing(store: Store) -> dict[str, CoinState]:
    """This desk's entitlements that its rows hold unused, each with what the fold says of it."""
    held = store.own_open()
    if not held:
        return {}
    state = store.load(*held)
    coins = Coins(state)
    found = ((name, state.entitlement(name)) for name in held)
    return {name: coins.of(entitlement) for name, entitlement in found if entitlement is not None}


def _points(table: Table, counts: Sequence[tuple[Entry, ev.Counted]], found: Flow, subject: str) -> Iterator[Point]:
    """What the end of a shift looks at, in the order in which it asks; `subject` is what a note on the shift names."""
    names_shown = table.policy.privacy.names_on_screen
    for visit in open_visits(table):
        who = visit.recipient
        what = f"visit of {named(who, names_shown)}: {summary(visit)}"
        if who is not None:
            yield Point("visit", "person", who.id, what, CARRIED, CARRIED)
        else:
            lies = [item.device.id for item in visit.olds] + [item.device.id for item in visit.news]
            yield Point("visit", "device", lies[0], what, CARRIED, CARRIED)
    if not found.balanced:
        code = "balance_differs"
        yield Point("balance", "entry", subject, f"the balance: {balance_words(found)}", code, code)
    if subject:
        site = table.settings.site
        yield from _uncounted("stock", table.store.stock_at(site), counts, subject)
        yield from _uncounted("custody", table.store.custody_at(site), counts, subject)
    for entry, count in counts:
        if count.not_listed or count.not_counted:
            yield Point("differs", "entry", entry.id, _difference(table, count), EXPLAINED, CARRIED)


def _counts(shift: Iterable[Entry]) -> list[tuple[Entry, ev.Counted]]:
    """The counts of the shift that stand: the last one of each place."""
    found: dict[tuple[str, str], tuple[Entry, ev.Counted]] = {}
    replaced: set[str | None] = set()
    for entry in shift:
        event = entry.event
        if isinstance(event, ev.Counted):
            found[event.what, event.place.spot.casefold()] = (entry, event)
            replaced.add(event.recounts)
    return [(entry, count) for entry, count in found.values() if entry.id not in replaced]


def _uncounted(
    what: What, rows: Iterable[Standing], counts: Sequence[tuple[Entry, ev.Counted]], subject: str
) -> Iterator[Point]:
    """What stands here and was not counted in this shift, the whole of it or spot by spot."""
    counted = {count.place.spot.casefold() for _, count in counts if count.what == what}
    spots = dict.fromkeys(row.spot for row in rows if not row.on_the_way)
    left = [] if "" in counted else [spot for spot in spots if spot.casefold() not in counted]
    if left:
        goes = f"/count {what}" if len(left) == len(spots) else f"/count {what} {left[0]}"
        where = PLACES[what] if len(left) == len(spots) else ", ".join(left)
        code = f"{what}_not_counted"
        yield Point("count", "entry", subject, f"{where}: not counted", code, code, goes)


def _difference(table: Table, count: ev.Counted) -> str:
    parts = [f"missing {names(table, list(count.not_counted))}"] if count.not_counted else []
    parts += [f"not listed {names(table, list(count.not_listed))}"] if count.not_listed else []
    where = count.place.spot or PLACES[count.what]
    return f"{where}: {'; '.join(parts)}"


def _tally(entry: Entry, count: ev.Counted) -> Tally:
    agrees = not count.not_listed and not count.not_counted
    return Tally(count.what, count.place.spot, count.counted, count.listed, agrees, moment(entry.wall))


def _settled(store: Store, shift: Iterable[Entry], point: Point) -> Point:
    """The point with what was noted about it in this shift."""
    for entry in shift:
        note = entry.event
        if not isinstance(note, ev.NoteAdded) or note.code not in (point.explained, point.carried):
            continue
        if note.subject != point.subject and point.kind in ("visit", "differs"):
            continue
        text = store.text(note.text) if note.text else None
        if note.code == EXPLAINED:
            point = replace(point, how=text or EXPLAINED)
        elif not point.how:
            point = replace(point, how=f"carried over: {text}" if text else "carried over")
    return point
