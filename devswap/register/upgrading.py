"""Entries that only a newer program understands, judged once this is that program: at each start, and idempotent."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from devswap.ledger import events as ev
from devswap.ledger.entry import open_entry
from devswap.register import log
from devswap.register import tables as t
from devswap.register.chains import Link
from devswap.register.copying import storing_about
from devswap.register.judging import judge
from devswap.register.links import links

_e = t.entries.c


def judge_kept(connection: Connection, now: datetime) -> int:
    """Judge what was kept unjudged and is understood now; how many entries."""
    log.take(connection, 0)  # the lock before the fold, as for what arrives
    kept = select(_e.position, _e.hash, _e.body).where(~_e.judged, _e.id.is_not(None)).order_by(_e.position)
    read = {row.position: open_entry(row.body, row.hash) for row in connection.execute(kept)}
    fresh = {place: entry for place, entry in read.items() if not isinstance(entry.event, ev.Unread)}
    stored = {place: Link(e.number, e.raw, e.hash, e) for place, e in fresh.items()}
    for place, link in stored.items():
        values = {"judged": True, "kind": ev.kind_of(fresh[place].event), "site": link.site}
        connection.execute(update(t.entries).where(_e.position == place).values(values))
    with storing_about(connection, {place: links(e) for place, e in fresh.items()}):
        pass  # what nobody understood is about nothing, so none of it is there yet
    if fresh:
        judge(connection, fresh, now)
    return len(fresh)
