"""The fold over what new entries touch: discrepancies raised, closed and reopened; who must hear of whose entries.

It runs in the transaction that stores the entries, after the lock on the position counter: folded before it, two
workers would each see one of two contradicting intakes, and neither would raise it (`reference/sync.md` 3.4).
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain

from sqlalchemy import Connection, any_, or_, select, union, update
from sqlalchemy.dialects.postgresql import insert

from devswap.ledger import events as ev
from devswap.ledger.discrepancies import find, settled
from devswap.ledger.discrepancy import Discrepancy
from devswap.ledger.entry import Entry, open_entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.whereabouts import same_site
from devswap.register import log
from devswap.register import tables as t
from devswap.register.arrays import array, ids, numbers
from devswap.register.links import LISTS, key, links, named_by, reach
from devswap.wire import log_hash

_UUID = 36
"""Characters of a UUID; other subjects are digests, and name no entry."""
_e, _a, _d = t.entries.c, t.about.c, t.discrepancies.c
_PLACES = union(
    select(_a.position).where(_a.subject == any_(numbers("keys"))),
    select(_e.position).where(_e.id == any_(ids("names"))),
)
_BODIES = select(_e.position, _e.body, _e.hash).where(_e.position == any_(numbers("places")), _e.judged)
_TOUCHED = select(t.discrepancies).where(or_(_d.entries.overlap(ids("names")), _d.id == any_(ids("settled"))))
_put = insert(t.discrepancies)
_told = _put.excluded
_RAISE = _put.on_conflict_do_update(
    index_elements=[_d.id],
    set_={name: _told[name] for name in ("entries", "freezes", "state", "decision", "changed")},
    where=or_(
        _d.entries != _told.entries, _d.state != _told.state, _d.freezes != _told.freezes,
        _d.decision.is_distinct_from(_told.decision),
    ),
)  # fmt: skip


@dataclass(slots=True)
class Scope:
    """The entries that are judged together: those that came, and all that they are connected with."""

    entries: dict[int, Entry] = field(default_factory=dict)
    """By position."""
    whole: set[str] = field(default_factory=set)
    """The ids of those whose every connection is here: only what rests on one of them is judged."""
    stored: dict[str, Discrepancy] = field(default_factory=dict)
    """The discrepancies that were known of them."""
    walked: set[str] = field(default_factory=set)
    """Those of them that stand by themselves, as `own` does."""
    own: dict[str, Discrepancy] = field(default_factory=dict)
    """What the walk along the new entries found."""


def judge(connection: Connection, fresh: dict[int, Entry], now: datetime) -> None:
    """Fold what these stored entries (by position) touch, and write what follows."""
    scope = gather(connection, fresh, ())
    write(connection, scope, judged(scope), now)


def judged(scope: Scope) -> dict[str, Discrepancy]:
    """The discrepancies that the entries of a scope give, settled ones included; pure."""
    state = fold(EMPTY, scope.entries.values())
    found = {d.id: d for d in find(state) if scope.whole.intersection(d.entries)}
    for name in scope.walked | scope.own.keys():
        before, own = scope.stored.get(name), scope.own.get(name)
        entries = {*(before.entries if before else ()), *(own.entries if own else ())}
        seen = own or before
        assert seen is not None
        found[name] = settled(state, replace(seen, entries=tuple(sorted(entries)), decision=None))
    return found


def write(connection: Connection, scope: Scope, found: dict[str, Discrepancy], now: datetime) -> None:
    """Raise, close and reopen what was found of a scope, and share its entries with whom they concern."""
    _write(connection, scope, found, now)
    _share(connection, scope)


def gather(connection: Connection, fresh: dict[int, Entry], walked: Iterable[Discrepancy]) -> Scope:
    """These entries (by position), whether stored already or not, with all that they are connected with.

    `walked` is what stands against them by themselves. To be called behind the lock on the position counter.
    """
    scope = Scope(dict(fresh), own={d.id: d for d in walked})
    frontier = list(fresh.values())
    settlings = scope.own.keys() | {e.event.discrepancy for e in frontier if isinstance(e.event, ev.DiscrepancySettled)}
    fully = {e.id for e in frontier} | {e.event.sent for e in frontier if isinstance(e.event, ev.Moved)}
    subjects: set[str] = set()
    names: set[str] = set()
    while frontier:
        scope.whole.update(e.id for e in frontier)
        pairs = [(e, links(e.event)) for e in frontier]
        about = set(chain.from_iterable(reach(e, some, fully=e.id in fully) for e, some in pairs)) - subjects
        named = set(chain.from_iterable(named_by(e.event, some) for e, some in pairs)) - names
        new = _read(connection, about, named, scope)
        new += _discrepancies(connection, {e.id for e in frontier}, settlings, scope)
        subjects, names, settlings = subjects | about, names | named, set()
        frontier = [e for e in new if not isinstance(e.event, ev.StockReceived | ev.AttemptRefused)]
    return scope


def _read(connection: Connection, about: set[str], named: set[str], scope: Scope) -> list[Entry]:
    wanted = {"keys": array(map(key, about)), "names": array(n for n in named if len(n) == _UUID)}
    places = connection.execute(_PLACES, wanted).scalars()
    return _open(connection, [place for place in places if place not in scope.entries], scope)


def _open(connection: Connection, places: list[int], scope: Scope) -> list[Entry]:
    if not places:
        return []
    new = {p: open_entry(body, hash) for p, body, hash in connection.execute(_BODIES, {"places": array(places)})}
    scope.entries.update(new)
    return list(new.values())


def _discrepancies(connection: Connection, names: set[str], settlings: AbstractSet[str], scope: Scope) -> list[Entry]:
    """Take in the discrepancies known of these entries; the entries that they rest on and that are not here yet."""
    behind: set[str] = set()
    for row in connection.execute(_TOUCHED, {"names": array(names), "settled": array(settlings)}):
        scope.stored[row.id] = Discrepancy(row.id, row.code, row.about, tuple(row.entries), tuple(row.freezes))
        if row.walked:
            scope.walked.add(row.id)
        behind.update(row.entries)
    behind -= scope.whole
    places = connection.execute(_PLACES, {"keys": array(()), "names": array(behind)}).scalars().all() if behind else []
    return _open(connection, [place for place in places if place not in scope.entries], scope)


def _write(connection: Connection, scope: Scope, found: dict[str, Discrepancy], now: datetime) -> None:
    gone = [name for name in scope.stored if name not in found]
    if gone:
        connection.execute(
            update(t.discrepancies).where(_d.id.in_(gone), _d.state != "closed").values(state="closed", changed=now)
        )
    if not found:
        return
    connection.execute(
        _RAISE,
        [
            {
                "id": d.id, "code": d.code, "about": d.about, "entries": list(d.entries), "freezes": list(d.freezes),
                "walked": d.id in scope.walked or d.id in scope.own, "state": "settled" if d.decision else "open",
                "decision": d.decision,
                "raised": now, "changed": now,
            }
            for d in found.values()
        ],
    )  # fmt: skip


def _share(connection: Connection, scope: Scope) -> None:
    """Let each desk know the entries of others that its own are connected with, and what was given up to it."""
    entries = scope.entries
    sent = [place for place, e in entries.items() if isinstance(e.event, ev.Moved) and e.event.direction == "sent"]
    if (
        len({e.desk for e in entries.values()}) < 2
        and not sent
        and not any(isinstance(e.event, ev.EntitlementGivenUp) for e in entries.values())
    ):
        return
    wanted = {
        (desk, place)
        for group in _groups(scope)
        for desk in _readers(scope, group)
        for place in group
        if entries[place].desk != desk
    }
    wanted |= _sent_to(connection, entries, sent)
    wanted.difference_update(
        (row.desk, row.entry)
        for row in connection.execute(select(t.shares).where(t.shares.c.entry.in_(place for _, place in wanted)))
    )
    if wanted:
        first, hash = log.take(connection, len(wanted))
        shares = []
        for position, (desk, place) in enumerate(sorted(wanted), first):
            hash = log_hash(hash, "share", desk, str(place).encode())
            shares.append({"position": position, "desk": desk, "entry": place, "log_hash": hash})
        connection.execute(insert(t.shares), shares)
        log.close(connection, hash)


def _sent_to(connection: Connection, entries: dict[int, Entry], sent: list[int]) -> set[tuple[str, int]]:
    """What the desks of the site that something was sent to must hear: the sending, and all that is known of it."""
    if not sent:
        return set()
    desks = connection.execute(select(t.desks.c.id, t.desks.c.site).where(~t.desks.c.revoked)).all()
    wanted = set()
    for place in sent:
        event = entries[place].event
        assert isinstance(event, ev.Moved)  # `sent` names no others
        there = [desk.id for desk in desks if same_site(desk.site, event.destination.site)]
        devices = set(event.devices)
        known = [p for p, e in entries.items() if devices.intersection(links(e.event))]
        wanted |= {(desk, p) for desk in there for p in {place, *known} if entries[p].desk != desk}
    return wanted


def _readers(scope: Scope, group: list[int]) -> set[str]:
    entries = [scope.entries[place] for place in group]
    given = {e.event.to_desk for e in entries if isinstance(e.event, ev.EntitlementGivenUp)}
    return given | {e.desk for e in entries if not isinstance(e.event, LISTS)}


def _groups(scope: Scope) -> list[list[int]]:
    """The positions that are connected, each group with the lists that its entries name."""
    root: dict[str, str] = {}

    def find_root(one: str) -> str:
        while root.setdefault(one, one) != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    lists = {e.id for e in scope.entries.values() if isinstance(e.event, LISTS)}
    for entry in scope.entries.values():
        if entry.id not in lists:
            for subject in links(entry.event):
                if subject not in lists and not subject.startswith(("custody of ", "limit ")):
                    root[find_root(subject)] = find_root(entry.id)
    groups: dict[str, set[int]] = defaultdict(set)
    by_id = {e.id: place for place, e in scope.entries.items()}
    for place, entry in scope.entries.items():
        if entry.id not in lists:
            group = groups[find_root(entry.id)]
            group.add(place)
            group.update(by_id[s] for s in links(entry.event) if s in lists)
    return [sorted(group) for group in groups.values()]
