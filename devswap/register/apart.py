"""Facts of a revoked desk: kept, each once, where no fold reads them, until a person has looked (P4)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, select
from sqlalchemy.dialects.postgresql import insert

from devswap.errors import DevswapError
from devswap.ledger.entry import Malformed, chain_hash, open_entry
from devswap.ledger.events import Event, Unread, kind_of
from devswap.ledger.ids import instant, uuid4
from devswap.register import tables as t
from devswap.register.chains import links_of
from devswap.register.database import transaction
from devswap.register.founding import Dice
from devswap.register.ingest import receive
from devswap.register.journals import hash_at, lanes
from devswap.wire import Diverged, Head, Push, Pushed, Refusal, pack

_q = t.quarantine.c


def keep_apart(engine: Engine, desk: str, push: Push, now: datetime) -> Refusal:
    """Keep a batch apart; the answer that the desk is given. Raises Unknown, ValueError on a malformed batch."""
    rows = [
        {
            "desk": desk, "incarnation": push.incarnation, "number": link.number, "hash": link.hash, "body": link.raw,
            "why": "revoked", "received": now,
        }
        for link in links_of(push, desk)
    ]  # fmt: skip
    if rows:
        with transaction(engine) as connection:
            connection.execute(insert(t.quarantine).on_conflict_do_nothing(), rows)
    return Refusal("revoked", "This desk was shut out. What it sent is kept apart.", "Keep its store; ask the office.")


def listed(connection: Connection, desk: str) -> Iterator[dict[str, Any]]:
    """What is kept apart of a desk, in the order of its journals."""
    for row in connection.execute(_of(desk)):
        told = {"incarnation": row.incarnation, "number": row.number, "received": instant(row.received)}
        try:
            entry = open_entry(row.body, row.hash)
        except Malformed:
            yield told | {"wall": None, "kind": "no_entry", "device": None}
            continue
        yield told | {"wall": entry.wall, "kind": kind_of(entry.event), "device": _device(entry.event)}


def _device(event: Event | Unread) -> str | None:
    """The first label of the device that an event is about."""
    identifiers = getattr(event, "identifiers", ())
    return identifiers[0].value if identifiers else None


def admit(engine: Engine, desk: str, now: datetime, dice: Dice) -> int:
    """Take in what is kept apart of a desk, as if it had been sent while it was let in; how many entries.

    Each is judged then as any other, and what contradicts is raised; what is here already is passed over. Raises
    DevswapError where one follows on nothing that is here; Unknown where the database fails.
    """
    with engine.connect() as connection:
        rows = connection.execute(_of(desk)).all()
    boot = uuid4(dice(128))
    for row in rows:
        with transaction(engine) as connection:
            push = _sent(connection, row, boot)
        answer = receive(engine, desk, push, now)
        if not isinstance(answer, Pushed) and not (isinstance(answer, Diverged) and answer.held):
            raise _follows_nothing(row)
        with transaction(engine) as connection:
            connection.execute(delete(t.quarantine).where(_q.seq == row.seq))
    return len(rows)


def _of(desk: str) -> Select[Any]:
    return select(t.quarantine).where(_q.desk == desk).order_by(_q.incarnation, _q.number, _q.seq)


def _sent(connection: Connection, row: Any, boot: str) -> Push:
    """The entry as a push of its own, behind whichever chain it goes on from."""
    held = lanes(connection, row.desk, row.incarnation)
    before = [hash for lane in held if (hash := hash_at(connection, lane, row.number - 1)) is not None]
    if not before:
        raise _follows_nothing(row)
    sound = [hash for hash in before if chain_hash(hash, row.body) == row.hash]
    damaged = () if sound else (Head(row.number, row.hash.hex()),)
    head = Head(row.number - 1, (sound or before)[0].hex())
    return Push(None, row.incarnation, boot, head, (pack(row.body),), damaged)


def _follows_nothing(row: Any) -> DevswapError:
    return DevswapError(
        f"Entry {row.number} of desk {row.desk} follows on nothing that is here. Import the whole journal of that desk "
        "(`devswap register journal import`), then take it in."
    )
