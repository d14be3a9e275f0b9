"""The one way out: what a desk is to know, page by page, from the log or as a snapshot at a position of it.

A desk is told the lists; the stock of its own site; the entries of the desks beside it at that site, and the register's
own, which settle what those may contradict; those of others that its own are connected with, whatever was given up to
it among them; and those of its own earlier lives, which its store may have lost when it was put back from a copy. Those
of the life that it is in it has.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Connection, Select, and_, any_, false, func, or_, select

from devswap.ledger.ids import instant
from devswap.register import tables as t
from devswap.register.enrolment import Desk
from devswap.register.founding import Identity, log_head
from devswap.wire import (
    PAGE_ROWS,
    Beside,
    Cursor,
    Head,
    JournalPage,
    LogPage,
    Relayed,
    Rewound,
    Row,
    SnapshotPage,
    log_genesis,
    pack,
)

Listed = Literal["policy", "operator", "recipient", "estate", "stock", "entry"]
_e, _j, _d, _g, _s, _w = t.entries.c, t.journals.c, t.desks.c, t.changes.c, t.shares.c, t.rows.c
_FLEET = (
    select(_d.id, _d.name, _d.site, _d.revoked, _j.incarnation, _j.number, _j.hash)
    .outerjoin(t.journals, and_(_j.desk == _d.id, _j.branch == 0)).order_by(_j.seq)
)  # fmt: skip
_ENTRY = (_e.position, _e.log_hash, _e.id, _e.kind, _e.site, _e.hash, _e.body, _j.parent, _j.parent_head)


def log_page(
    connection: Connection,
    register: Identity,
    desk: Desk,
    after: Cursor,
    limit: int,
    now: datetime,
    life: str | None = None,
) -> LogPage | Rewound:
    """What follows a cursor, for a desk in this life; Rewound where the cursor is not of this log."""
    head = log_head(connection)
    if not _is_ours(connection, register, after, head):
        return Rewound(head.epoch, head)
    limit = min(max(limit, 1), PAGE_ROWS)
    found = _found(connection, register, desk, life, after, head, limit) if after.position < head.position else []
    rows = tuple(islice(sorted(found, key=lambda row: row.position), limit))
    whole = len(found) < limit
    end = head if whole or not rows else Cursor(head.epoch, rows[-1].position, rows[-1].hash)
    page = LogPage(register.id, head.epoch, rows, end.position, head, instant(now), end.hash)
    if end != head:
        return page
    shut_out, beside, held = _fleet(connection, desk, life)
    disputed = _disputed(connection, desk)
    return msgspec.structs.replace(page, discrepancies=disputed, shut_out=shut_out, beside=beside, held=held)


def _found(
    connection: Connection, register: Identity, desk: Desk, life: str | None, after: Cursor, head: Cursor, limit: int
) -> list[Row]:
    """At most so many rows of each kind."""
    found = [*_entries(connection, register, desk, life, after, head, limit)]
    found += _changes(connection, desk, after, head, limit)
    found += _shared(connection, desk, after, head, limit)
    return found


def _disputed(connection: Connection, desk: Desk) -> int:
    """How many open discrepancies rest on an entry of this desk."""
    d = t.discrepancies.c
    theirs = (
        select(_e.position).join(t.journals, _j.seq == _e.journal)
        .where(_e.id == any_(d.entries), _j.desk == desk.id).exists()
    )  # fmt: skip
    return connection.execute(
        select(func.count()).select_from(t.discrepancies).where(d.state == "open", theirs)
    ).scalar_one()


def _fleet(
    connection: Connection, desk: Desk, life: str | None
) -> tuple[tuple[str, ...], tuple[Beside, ...], Head | None]:
    """The desks that were shut out; the others of this site, each with the life that it is in; this life's end."""
    shut_out: set[str] = set()
    beside: dict[str, Beside] = {}
    held: Head | None = None
    for row in connection.execute(_FLEET):  # a desk's lives in the order in which they began: the last one stays
        if row.revoked:
            shut_out.add(row.id)
        elif row.id == desk.id:
            held = Head(row.number, row.hash.hex()) if life is not None and row.incarnation == life else held
        elif row.site == desk.site and row.incarnation is not None:
            beside[row.id] = Beside(row.id, row.incarnation, row.name)
    return tuple(sorted(shut_out)), tuple(beside[name] for name in sorted(beside)), held


def snapshot_page(
    connection: Connection,
    register: Identity,
    desk: Desk,
    kind: Listed,
    after: str,
    limit: int,
    position: int | None,
    life: str | None = None,
) -> SnapshotPage | Rewound:
    """A page of one kind, by key. What changes meanwhile comes again with the log, from the snapshot's position on."""
    head = log_head(connection)
    at = head
    if position is not None:
        hash = hash_of(connection, register, position) if position <= head.position else None
        if hash is None:
            return Rewound(head.epoch, head)
        at = Cursor(head.epoch, position, hash)
    limit = min(max(limit, 1), PAGE_ROWS)
    if kind in ("stock", "entry"):
        rows = _kept_entries(connection, register, desk, life, kind, after, limit, at.position)
    else:
        wanted = select(_w.key, _w.content).where(_w.kind == kind, _w.key > after).order_by(_w.key).limit(limit)
        rows = [(row.key, msgspec.Raw(row.content)) for row in connection.execute(wanted)]
    contents = tuple(content for _, content in rows)
    return SnapshotPage(register.id, at, kind, contents, rows[-1][0] if rows else "", len(rows) < limit)


def journal_page(
    connection: Connection, register: Identity, desk: str, incarnation: str, after: int, limit: int
) -> JournalPage | None:
    """Entries of a desk's own journal, from behind a number on; None where the register does not know it."""
    chains = select(t.journals).where(_j.desk == desk, _j.incarnation == incarnation, _j.branch == 0)
    journal = connection.execute(chains).one_or_none()
    if journal is None:
        return None
    wanted = (
        select(_e.hash, _e.body).where(_e.journal == journal.seq, _e.number > after)
        .order_by(_e.number).limit(min(max(limit, 1), PAGE_ROWS))
    )  # fmt: skip
    rows = connection.execute(wanted).all()
    parent = Head(journal.parent_number, journal.parent_head.hex()) if journal.parent_head else None
    return JournalPage(
        register.id, desk, incarnation, journal.parent, parent, tuple(pack(row.body) for row in rows),
        tuple(row.hash.hex() for row in rows), Head(journal.number, journal.hash.hex()),
    )  # fmt: skip


def hash_of(connection: Connection, register: Identity, position: int) -> str | None:
    """The log's hash at a position."""
    if position == 0:
        return log_genesis(register.id).hex()
    for column, place in ((_e.log_hash, _e.position), (_g.log_hash, _g.position), (_s.log_hash, _s.position)):
        hash = connection.execute(select(column).where(place == position)).scalar_one_or_none()
        if hash is not None:
            return bytes(hash).hex()
    return None


def _is_ours(connection: Connection, register: Identity, cursor: Cursor, head: Cursor) -> bool:
    if cursor.epoch != head.epoch or cursor.position > head.position:
        return False
    if cursor.position == head.position:
        return cursor.hash == head.hash
    return hash_of(connection, register, cursor.position) == cursor.hash


def _beside(desk: Desk) -> ColumnElement[bool]:
    """Journals of the other desks at this desk's site. What a revoked one sent before it was shut out stands too."""
    mates = select(_d.id).where(_d.site == desk.site, _d.id != desk.id)
    return _j.desk.in_(mates)


def _of_interest(register: Identity, desk: Desk, life: str | None) -> Select[Any]:
    told = or_(_e.site == desk.site, _beside(desk), _j.desk == register.id)
    others = and_(_j.desk != desk.id, told)
    before = and_(_j.desk == desk.id, _j.branch == 0, _j.incarnation != life) if life else false()
    return select(*_ENTRY).join(t.journals, _j.seq == _e.journal).where(_e.judged, or_(others, before))


def _between(place: ColumnElement[int], after: Cursor, head: Cursor) -> ColumnElement[bool]:
    return and_(place > after.position, place <= head.position)


def _entries(
    connection: Connection, register: Identity, desk: Desk, life: str | None, after: Cursor, head: Cursor, limit: int
) -> Iterator[Row]:
    wanted = (
        _of_interest(register, desk, life).where(_between(_e.position, after, head)).order_by(_e.position).limit(limit)
    )
    for row in connection.execute(wanted):
        yield Row(row.position, row.log_hash.hex(), _kind(row, desk), row.id, _relayed(row))


def _shared(connection: Connection, desk: Desk, after: Cursor, head: Cursor, limit: int) -> Iterator[Row]:
    wanted = (
        select(_s.position.label("share"), _s.log_hash.label("share_hash"), *_ENTRY)
        .join(t.entries, _e.position == _s.entry).join(t.journals, _j.seq == _e.journal)
        .where(_s.desk == desk.id, _between(_s.position, after, head)).order_by(_s.position).limit(limit)
    )  # fmt: skip
    for row in connection.execute(wanted):
        yield Row(row.share, row.share_hash.hex(), _kind(row, desk), row.id, _relayed(row))


def _changes(connection: Connection, desk: Desk, after: Cursor, head: Cursor, limit: int) -> Iterator[Row]:
    wanted = (
        select(t.changes).where(_between(_g.position, after, head), _g.content.is_not(None))
        .where(_g.site.in_(("", desk.site))).order_by(_g.position).limit(limit)
    )  # fmt: skip
    for row in connection.execute(wanted):
        yield Row(row.position, row.log_hash.hex(), row.kind, row.key, msgspec.Raw(row.content))


def _kept_entries(
    connection: Connection,
    register: Identity,
    desk: Desk,
    life: str | None,
    kind: Listed,
    after: str,
    limit: int,
    position: int,
) -> list[tuple[str, msgspec.Raw]]:
    """Entries by position, which is their key here."""
    stocked = and_(_e.kind == "stock_received", _e.site == desk.site)
    mine = _of_interest(register, desk, life)
    sources = [mine.where(stocked)] if kind == "stock" else [mine, _shares_of(desk)]
    found = {}
    for wanted in sources:
        page = (
            wanted.where(stocked if kind == "stock" else ~stocked)
            .where(_e.position > int(after or 0), _e.position <= position).order_by(_e.position).limit(limit)
        )  # fmt: skip
        found.update({row.position: _relayed(row) for row in connection.execute(page)})
    return [(f"{place:020d}", found[place]) for place in sorted(found)[:limit]]


def _shares_of(desk: Desk) -> Select[Any]:
    return (
        select(*_ENTRY).join(t.shares, _s.entry == _e.position).join(t.journals, _j.seq == _e.journal)
        .where(_s.desk == desk.id)
    )  # fmt: skip


def _kind(row: Any, desk: Desk) -> Literal["entry", "stock"]:
    return "stock" if row.kind == "stock_received" and row.site == desk.site else "entry"


def _relayed(row: Any) -> msgspec.Raw:
    parent_head = row.parent_head.hex() if row.parent_head else None
    return msgspec.Raw(msgspec.json.encode(Relayed(row.hash.hex(), pack(row.body), row.parent, parent_head)))
