"""Everything again, from the bytes of the entries: chains, log, heads that desks were told of, discrepancies."""

from collections.abc import Iterator
from heapq import merge
from typing import Any

from sqlalchemy import Connection, select

from devswap.ledger.discrepancies import find
from devswap.ledger.entry import Entry, chain_hash, genesis, open_entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.state import State
from devswap.register import tables as t
from devswap.wire import log_genesis, log_hash

_e, _j, _g, _s, _d = t.entries.c, t.journals.c, t.changes.c, t.shares.c, t.discrepancies.c
AT_ONCE = 2000


def everything(connection: Connection) -> State:
    """The fold of all entries that this program understands."""
    return fold(EMPTY, _entries(connection))


def faults(connection: Connection) -> Iterator[str]:
    """What is not as it must be, in sentences; nothing where all is well."""
    yield from _chains(connection)
    yield from _log(connection)
    yield from _discrepancies(connection)


def _entries(connection: Connection) -> Iterator[Entry]:
    wanted = select(_e.body, _e.hash).where(_e.judged).order_by(_e.position).execution_options(yield_per=AT_ONCE)
    return (open_entry(row.body, row.hash) for row in connection.execute(wanted))


def _chains(connection: Connection) -> Iterator[str]:
    known = {about for (about,) in connection.execute(select(_d.about).where(_d.code == "chain_broken"))}
    for journal in connection.execute(select(t.journals).order_by(_j.seq)).all():
        yield from _chain(connection, journal, known)
    homeless = select(_e.position).where(_e.journal.not_in(select(_j.seq))).order_by(_e.position)
    for position in connection.execute(homeless).scalars():
        yield f"position {position}: this entry is of no journal that is here"


def _chain(connection: Connection, journal: Any, known: set[str]) -> Iterator[str]:
    called = f"{journal.desk} {journal.incarnation}"
    number, head = journal.base, journal.base_hash
    if journal.branch == 0 and head != genesis(journal.desk, journal.incarnation, journal.parent, journal.parent_head):
        yield f"{called}: its beginning is not that of this incarnation"
    reached = journal.reported in (0, number)
    wanted = (
        select(_e.number, _e.hash, _e.body).where(_e.journal == journal.seq)
        .order_by(_e.number).execution_options(yield_per=AT_ONCE)
    )  # fmt: skip
    for row in connection.execute(wanted):
        if row.number != number + 1:
            yield f"{called}: numbers {number + 1} to {row.number - 1} are missing"
        elif chain_hash(head, row.body) != row.hash and f"{called} {row.number}" not in known:
            yield f"{called}: entry {row.number} is not what was sealed"
        number, head = row.number, row.hash
        reached = reached or (number == journal.reported and head == journal.reported_hash)
    if (number, head) != (journal.number, journal.hash):
        yield f"{called}: it ends at {number}, and was acknowledged through {journal.number}"
    if not reached and journal.reported <= journal.number:
        yield f"{called}: entry {journal.reported} is not the one that its desk was told is stored"


def _log(connection: Connection) -> Iterator[str]:
    register = connection.execute(select(t.register)).one()
    position, hash = 0, log_genesis(register.id)
    for row in merge(*_rows(connection), key=lambda row: row[0]):
        place, said, kind, key, content = row
        if place != position + 1:
            yield f"log: position {position + 1} is {'there twice' if place == position else 'missing'}"
        elif content is not None and log_hash(hash, kind, key, content) != said:
            yield f"log: position {place} is not what was stored"
        position, hash = place, said
    if (position, hash) != (register.position, register.log_hash):
        yield f"log: it ends at {position}, and its counter stands at {register.position}"


def _rows(connection: Connection) -> Iterator[Iterator[tuple[int, bytes, str, str, bytes | None]]]:
    """The three kinds of row, each in order; `content` is None where it was forgotten."""

    def paged(statement: Any) -> Any:
        return connection.execute(statement.execution_options(yield_per=AT_ONCE))

    entries = select(_e.position, _e.log_hash, _e.id, _e.body).order_by(_e.position)
    yield ((r.position, r.log_hash, "entry", r.id or "", r.body) for r in paged(entries))
    changes = select(_g.position, _g.log_hash, _g.kind, _g.key, _g.content).order_by(_g.position)
    yield ((r.position, r.log_hash, r.kind, r.key, r.content) for r in paged(changes))
    shares = select(_s.position, _s.log_hash, _s.desk, _s.entry).order_by(_s.position)
    yield ((r.position, r.log_hash, "share", r.desk, str(r.entry).encode()) for r in paged(shares))


def _discrepancies(connection: Connection) -> Iterator[str]:
    wanted = {d.id: (d.code, d.entries, d.freezes, d.decision) for d in find(everything(connection))}
    open_or_settled = select(t.discrepancies).where(_d.state != "closed", ~_d.walked)
    stored = {
        r.id: (r.code, tuple(r.entries), tuple(r.freezes), r.decision) for r in connection.execute(open_or_settled)
    }
    for name in sorted(wanted.keys() | stored.keys()):
        if name not in stored:
            yield f"discrepancy {name} ({wanted[name][0]}) is not raised"
        elif name not in wanted:
            yield f"discrepancy {name} ({stored[name][0]}) stands although nothing contradicts any more"
        elif wanted[name] != stored[name]:
            yield f"discrepancy {name} ({wanted[name][0]}) is not what its entries give"
