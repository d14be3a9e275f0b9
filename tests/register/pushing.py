"""Desks of the ledger's stories, and their journals pushed to a register."""

from typing import Any

import msgspec
from sqlalchemy import Engine, select

from devswap.ledger.entry import Entry, genesis
from devswap.register import tables as t
from devswap.register.database import transaction
from devswap.register.ingest import Answer, receive
from devswap.register.journals import open_journal
from devswap.wire import Head, Push, Pushed, pack
from tests.ledger.stories import Desk, name
from tests.register.conftest import NOW


def meet(engine: Engine, *desks: Desk) -> None:
    """Let the register know these desks' incarnations."""
    with transaction(engine) as connection:
        for desk in desks:
            open_journal(connection, *desk.owner)


def head(entries: list[Entry], desk: Desk) -> Head:
    """The head after these entries."""
    return Head(len(entries), (entries[-1].hash if entries else genesis(*desk.owner)).hex())


def batch(desk: Desk, first: int = 1, last: int | None = None, boot: str = "boot", **more: Any) -> Push:
    """The entries of a desk from number `first` to `last` as one batch."""
    entries = desk.entries[first - 1 : last]
    before = head(desk.entries[: first - 1], desk)
    return Push(None, desk.incarnation, name(boot), before, tuple(pack(e.raw) for e in entries), **more)


def push(engine: Engine, desk: Desk, first: int = 1, last: int | None = None, **more: Any) -> Answer:
    """Push these entries; the register's answer."""
    return receive(engine, desk.desk, batch(desk, first, last, **more), NOW)


def pushed(engine: Engine, desk: Desk, first: int = 1, last: int | None = None) -> Pushed:
    """Push these entries, which the register takes."""
    answer = push(engine, desk, first, last)
    assert isinstance(answer, Pushed), msgspec.json.encode(answer)
    return answer


def discrepancies(engine: Engine, *states: str) -> dict[str, tuple[str, tuple[str, ...], tuple[str, ...], str | None]]:
    """The stored discrepancies in these states (default: open ones), by id."""
    d = t.discrepancies.c
    with engine.connect() as connection:
        rows = connection.execute(select(t.discrepancies).where(d.state.in_(states or ("open",))))
        return {r.id: (r.code, tuple(r.entries), tuple(r.freezes), r.decision) for r in rows}


def positions(engine: Engine) -> list[int]:
    with engine.connect() as connection:
        return list(connection.execute(select(t.entries.c.position).order_by(t.entries.c.position)).scalars())
