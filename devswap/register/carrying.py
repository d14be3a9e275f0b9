"""A journal that came on a stick, for a desk that never gets a network: the same way in as a push, batch by batch.

What is here already is passed over, so a file may be taken in once or ten times. A line whose bytes are not what was
sealed is kept and raised (`chain_broken`), as from the wire; a file with a hole in it is refused whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import msgspec
from sqlalchemy import Connection, Engine, func, insert, select

from devswap.errors import DevswapError
from devswap.ledger.entry import chain_hash, genesis
from devswap.ledger.ids import uuid4
from devswap.register import tables as t
from devswap.register.apart import keep_apart
from devswap.register.database import transaction
from devswap.register.enrolment import Desk, desk_of
from devswap.register.founding import Dice
from devswap.register.ingest import receive
from devswap.register.journals import lanes, open_journal
from devswap.store.journal import Line
from devswap.wire import Diverged, Head, Push, Pushed, pack

_j = t.journals.c
_MOST = 64
"""Entries of a batch: 64 of the largest are well below what one request may carry."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file had."""

    entries: int
    new: int
    apart: bool
    """Its desk is revoked: all of it is kept apart."""


def bring(
    engine: Engine, lines: Iterable[bytes], site: str | None, name: str | None, now: datetime, dice: Dice
) -> Brought:
    """Take an exported journal in. A desk that is not known yet needs its site and name.

    Raises DevswapError where the file is no whole journal, before anything is taken; Unknown where the database fails.
    """
    read = [_line(raw, at) for at, raw in enumerate(lines, 1) if raw.strip()]
    journals = [list(some) for _, some in groupby(read, key=lambda line: (line.desk, line.incarnation))]
    for journal in journals:
        _whole(journal)
    before = _stored(engine)
    apart = False
    for journal in journals:
        desk = _desk(engine, journal[0].desk, site, name, now)
        apart = apart or desk.revoked
        for push in _batches(engine, journal, dice):
            if desk.revoked:
                keep_apart(engine, desk.id, push, now)
                continue
            answer = receive(engine, desk.id, push, now)
            if not isinstance(answer, Pushed) and not (isinstance(answer, Diverged) and answer.held):
                raise DevswapError(f"The journal of {desk.name} does not go on from what is here. Export it again.")
    return Brought(len(read), _stored(engine) - before, apart)


def _line(raw: bytes, at: int) -> Line:
    try:
        return msgspec.json.decode(raw, type=Line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise DevswapError(f"line {at}: this is no entry of a journal ({error}). Nothing was taken.") from None


def _whole(journal: list[Line]) -> None:
    """Every number from 1 on, each once. Raises DevswapError."""
    for number, line in enumerate(journal, 1):
        if line.number != number:
            raise DevswapError(
                f"entry {number} of desk {line.desk} is missing in this file. Nothing was taken; export it again."
            )


def _desk(engine: Engine, desk: str, site: str | None, name: str | None, now: datetime) -> Desk:
    with transaction(engine) as connection:
        known = desk_of(connection, desk)
        if known is not None:
            return known
        if desk == connection.execute(select(t.register.c.id)).scalar_one():  # its own, back from a desk that read it
            return Desk(desk, "the register", "", "", False)
        if not site or not name:
            raise DevswapError(
                f"The register does not know desk {desk}. Say whose journal this is: --site SITE --desk NAME."
            )
        made = Desk(desk, name, site, "", False)
        row = {"id": desk, "name": name, "site": site, "public_key": "", "revoked": False, "enrolled": now}
        connection.execute(insert(t.desks).values(row))  # no key: nobody can speak for it until it is enrolled
    return made


def _batches(engine: Engine, journal: list[Line], dice: Dice) -> Iterator[Push]:
    first = journal[0]
    parent_head = bytes.fromhex(first.parent_head) if first.parent_head else None
    start = genesis(first.desk, first.incarnation, first.parent, parent_head)
    boot = _boot(engine, journal, parent_head, dice)
    head = Head(0, start.hex())
    for at in range(0, len(journal), _MOST):
        some = journal[at : at + _MOST]
        damaged, previous = [], bytes.fromhex(head.hash)
        for line in some:
            if chain_hash(previous, line.body.encode()).hex() != line.hash:
                damaged.append(Head(line.number, line.hash))
            previous = bytes.fromhex(line.hash)
        entries = tuple(pack(line.body.encode()) for line in some)
        yield Push(None, first.incarnation, boot, head, entries, tuple(damaged))
        head = Head(some[-1].number, some[-1].hash)


def _boot(engine: Engine, journal: list[Line], parent_head: bytes | None, dice: Dice) -> str:
    """The boot that the journal's row has, which a stick must not change: two that take turns are a clone."""
    first = journal[0]
    with transaction(engine) as connection:
        held = lanes(connection, first.desk, first.incarnation)
        if not held:
            head = Head(_parent_number(connection, parent_head), parent_head.hex()) if parent_head else None
            open_journal(connection, first.desk, first.incarnation, first.parent if head else None, head)
            return uuid4(dice(128))
        boot = connection.execute(select(t.journals.c.boot).where(t.journals.c.seq == held[0].seq)).scalar_one()
    return boot or uuid4(dice(128))


def _parent_number(connection: Connection, parent_head: bytes) -> int:
    """An export names the parent's head by its hash alone; the number is that of the entry here, 0 where none is."""
    return connection.execute(select(t.entries.c.number).where(t.entries.c.hash == parent_head)).scalar() or 0


def _stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(select(func.coalesce(func.sum(_j.number - _j.base), 0))).scalar_one())
