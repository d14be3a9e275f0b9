"""What new entries are judged with: all that they are connected with, read along subjects, names and discrepancies.

It runs in the transaction that stores the entries, after the lock on the position counter: read before it, two workers
would each see one of two contradicting intakes, and neither would raise it (`reference/sync.md` 3.4).
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection, any_, bindparam, or_, select, union

from devswap.ledger import events as ev
from devswap.ledger.discrepancy import Discrepancy
from devswap.ledger.entry import Entry, open_entry
from devswap.register import tables as t
from devswap.register.arrays import Keys, array, ids, numbers
from devswap.register.database import Prepared
from devswap.register.links import key, links, named_by, reach

_UUID = 36
"""Characters of a UUID; other subjects are digests, and name no entry."""
_e, _a, _d = t.entries.c, t.about.c, t.discrepancies.c
_PLACES = Prepared(
    union(
        select(_a.position).where(_a.subject == any_(numbers("keys")), _a.position < bindparam("before")),
        select(_e.position).where(_e.id == any_(ids("names"))),
    )
)
_BODIES = Prepared(select(_e.position, _e.body, _e.hash).where(_e.position == any_(numbers("places")), _e.judged))
_TOUCHED = Prepared(
    select(_d.id, _d.code, _d.about, _d.entries, _d.freezes, _d.walked)
    .where(or_(_d.entries.overlap(ids("names")), _d.id == any_(ids("settled"))))
)  # fmt: skip


@dataclass(slots=True)
class Scope:
    """The entries that are judged together: those that came, and all that they are connected with."""

    entries: dict[int, Entry]
    """By position."""
    found_by: dict[int, tuple[str, ...]]
    """The `links` of each."""
    before: int
    """What came is stored from this position on, or not yet; what it is connected with was stored before."""
    own: dict[str, Discrepancy]
    """What the walk along the new entries found."""
    fully: set[str]
    """The ids of those of whose lists every device is looked for."""
    whole: set[str] = field(default_factory=set)
    """The ids of those whose every connection is here: only what rests on one of them is judged."""
    stored: dict[str, Discrepancy] = field(default_factory=dict)
    """The discrepancies that were known of them."""
    walked: set[str] = field(default_factory=set)
    """Those of them that stand by themselves, as `own` does."""
    subjects: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    """What was looked for."""


class Look(NamedTuple):
    """What the next entries are to be found by."""

    keys: Keys
    """Of subjects."""
    names: str
    """Of entries, as an array."""
    behind: set[str]
    """The ids of those that it is about: what discrepancies rest on them?"""
    settled: AbstractSet[str] = frozenset()
    """And these discrepancies."""


def begun(
    fresh: dict[int, Entry], found_by: dict[int, tuple[str, ...]], walked: Iterable[Discrepancy], before: int
) -> tuple[Scope, Look]:
    """The scope of these entries (by position), what stands against them by themselves, and what to look for; pure."""
    events = [e.event for e in fresh.values()]
    sent = {event.sent for event in events if isinstance(event, ev.Moved) and event.sent}
    scope = Scope(
        dict(fresh), found_by | {place: links(e) for place, e in fresh.items() if place not in found_by}, before,
        {d.id: d for d in walked}, sent | {e.id for e in fresh.values()},
    )  # fmt: skip
    settled = {event.discrepancy for event in events if isinstance(event, ev.DiscrepancySettled)}
    return scope, _look(scope, fresh.keys())._replace(settled=settled | scope.own.keys())


def gather(connection: Connection, scope: Scope, look: Look) -> None:
    """Bring all into a scope that its entries are connected with. To be called behind the lock on the counter."""
    while look.behind:
        new = _open(connection, _places(connection, look.keys, look.names, scope), scope)
        new += _open(connection, _discrepancies(connection, look, scope), scope)
        lists = ev.StockReceived | ev.AttemptRefused
        look = _look(scope, [place for place in new if not isinstance(scope.entries[place].event, lists)])


def _look(scope: Scope, frontier: Iterable[int]) -> Look:
    """What the entries at these positions, which were not looked at yet, are connected with."""
    behind, about, named = set(), set[str](), set[str]()
    for place in frontier:
        entry, found_by = scope.entries[place], scope.found_by[place]
        behind.add(entry.id)
        about.update(reach(entry, found_by, fully=entry.id in scope.fully))
        named.update(named_by(entry.event, found_by))
    about -= scope.subjects
    named -= scope.names
    scope.whole |= behind
    scope.subjects |= about
    scope.names |= named
    return Look(Keys.of(map(key, about)), array(n for n in named if len(n) == _UUID), behind)


def _places(connection: Connection, keys: Keys, names: str, scope: Scope) -> list[int]:
    return [place for (place,) in _PLACES(connection, keys=keys, names=names, before=scope.before)]


def _open(connection: Connection, places: Iterable[int], scope: Scope) -> list[int]:
    """Those of these positions that are new to a scope, with their entries in it."""
    places = [place for place in places if place not in scope.entries]
    if not places:
        return []
    found = _BODIES(connection, places=array(places))
    for place, body, hash in found:
        scope.entries[place] = open_entry(body, hash)
        scope.found_by[place] = links(scope.entries[place])
    return [place for place, _, _ in found]


def _discrepancies(connection: Connection, look: Look, scope: Scope) -> Iterable[int]:
    """Take in the discrepancies known of these entries; the positions of the entries that they rest on."""
    behind: set[str] = set()
    known = _TOUCHED(connection, names=array(look.behind), settled=array(look.settled))
    for name, code, about, entries, freezes, walked in known:
        found = Discrepancy(str(name), code, about, tuple(map(str, entries)), tuple(map(str, freezes)))
        scope.stored[found.id] = found
        if walked:
            scope.walked.add(found.id)
        behind.update(found.entries)
    behind -= scope.whole
    if not behind:
        return []
    return _places(connection, Keys.of(()), array(behind), scope)
