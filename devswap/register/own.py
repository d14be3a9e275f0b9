"""The register's own journal: settlements, stock and imports are entries like any desk's."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, select

from devswap.ledger.entry import Body, Entry, seal
from devswap.ledger.events import SCHEMA, Event
from devswap.ledger.ids import instant, uuid4, uuid7
from devswap.register import tables as t
from devswap.register.chains import Link
from devswap.register.founding import Dice
from devswap.register.ingest import append
from devswap.register.journals import lanes


def record(
    connection: Connection, events: Iterable[Event], now: datetime, dice: Dice, operator: str | None = None
) -> list[Entry]:
    """Seal these at the end of the register's journal, and judge what they touch."""
    desk, incarnation = connection.execute(select(t.register.c.id, t.register.c.incarnation)).one()
    lane = lanes(connection, desk, incarnation)[0]
    boot, head, entries = uuid4(dice(128)), lane.hash, []
    for number, event in enumerate(events, lane.number + 1):
        name = uuid7(int(now.timestamp() * 1000), dice(74))
        body = Body(desk, incarnation, number, name, boot, instant(now), 0, 0, None, operator, None, SCHEMA, event)
        entry = seal(body, head)
        head = entry.hash
        entries.append(entry)
    links = [Link(entry.number, entry.raw, entry.hash, entry) for entry in entries]
    append(connection, desk, incarnation, lane, links, boot, now)
    return entries
