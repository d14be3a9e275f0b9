"""Who must hear of whose entries: a share is a row of the log that gives a desk an entry of another to fold."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterator
from itertools import chain

from sqlalchemy import Connection, any_, insert, select

from devswap.ledger import events as ev
from devswap.ledger.whereabouts import same_site
from devswap.register import log
from devswap.register import tables as t
from devswap.register.arrays import array, numbers
from devswap.register.database import Prepared
from devswap.register.gathering import Scope
from devswap.register.links import LISTS
from devswap.wire import log_hash

_s = t.shares.c
_SHARED = Prepared(select(_s.desk, _s.entry).where(_s.entry == any_(numbers("places"))))


def concerned(scope: Scope) -> set[tuple[str, int]]:
    """Desks, and the positions of others' entries that their own are connected with or that give up to them; pure."""
    entries = scope.entries
    wrote = Counter(e.desk for e in entries.values())
    usual = max(wrote, key=wrote.__getitem__, default="")
    odd = [p for p, e in entries.items() if e.desk != usual or isinstance(e.event, ev.EntitlementGivenUp)]
    return {
        (desk, place)
        for group in (_groups(scope, odd) if odd else ())
        for desk in _readers(scope, group)
        for place in group
        if entries[place].desk != desk
    }


def share(connection: Connection, scope: Scope, concerned: set[tuple[str, int]]) -> None:
    """Let each desk know the entries of others that concern it, or that were sent to it, and that it did not know."""
    wanted = concerned | _sent_to(connection, scope)
    if not wanted:
        return
    known = _SHARED(connection, places=array({place for _, place in wanted}))
    wanted -= {(str(desk), place) for desk, place in known}
    if not wanted:
        return
    first, hash = log.take(connection, len(wanted))
    shares = []
    for position, (desk, place) in enumerate(sorted(wanted), first):
        hash = log_hash(hash, "share", desk, str(place).encode())
        shares.append({"position": position, "desk": desk, "entry": place, "log_hash": hash})
    connection.execute(insert(t.shares), shares)
    log.close(connection, hash)


def _sent_to(connection: Connection, scope: Scope) -> set[tuple[str, int]]:
    """What the desks of the site that something was sent to must hear: the sending, and all that is known of it."""
    entries = scope.entries
    sent = [place for place, e in entries.items() if isinstance(e.event, ev.Moved) and e.event.direction == "sent"]
    if not sent:
        return set()
    desks = connection.execute(select(t.desks.c.id, t.desks.c.site).where(~t.desks.c.revoked)).all()
    wanted = set()
    for place in sent:
        event = entries[place].event
        assert isinstance(event, ev.Moved)  # `sent` names no others
        there = [desk.id for desk in desks if same_site(desk.site, event.destination.site)]
        devices = set(event.devices)
        known = [p for p, found_by in scope.found_by.items() if devices.intersection(found_by)]
        wanted |= {(desk, p) for desk in there for p in {place, *known} if entries[p].desk != desk}
    return wanted


def _readers(scope: Scope, group: set[int]) -> set[str]:
    entries = [scope.entries[place] for place in group]
    given = {e.event.to_desk for e in entries if isinstance(e.event, ev.EntitlementGivenUp)}
    return given | {e.desk for e in entries if not isinstance(e.event, LISTS)}


def _groups(scope: Scope, odd: list[int]) -> Iterator[set[int]]:
    """What is connected with these positions, each group with the lists that its entries name."""
    lists = {e.id: place for place, e in scope.entries.items() if isinstance(e.event, LISTS)}
    named: dict[str, list[int]] = defaultdict(list)
    for place, entry in scope.entries.items():
        if entry.id not in lists:
            for subject in (entry.id, *scope.found_by[place]):
                named[subject].append(place)
    names = {place: scope.entries[place].id for place in odd}
    begins = chain.from_iterable(named[name] if name in lists else [place] for place, name in names.items())
    seen: set[int] = set()
    for begin in begins:
        if begin not in seen:
            group = _flood(scope, begin, named, lists)
            seen |= group
            yield group | {lists[s] for place in group for s in scope.found_by[place] if s in lists}


def _flood(scope: Scope, begin: int, named: dict[str, list[int]], lists: Container[str]) -> set[int]:
    """All that is connected with an entry; lists, custodies and limits connect nothing."""
    group, ahead = {begin}, [begin]
    while ahead:
        place = ahead.pop()
        for subject in (scope.entries[place].id, *scope.found_by[place]):
            if subject not in lists and not subject.startswith(("custody of ", "limit ")):
                new = set(named[subject]) - group
                group |= new
                ahead += new
    return group
