"""The desks as whoever keeps the register sees them: when each was heard last, and how far its journal is here."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Text, cast, func, or_, select, update

from devswap.errors import DevswapError
from devswap.ledger.ids import instant
from devswap.register import tables as t
from devswap.register.founding import log_head
from devswap.wire import OperatorRow

SEEN: Final = timedelta(seconds=30)
"""How exactly the last contact is kept: one write for each of these, not one for each question."""
_d, _j, _q = t.desks.c, t.journals.c, t.quarantine.c


def saw(connection: Connection, desk: str, now: datetime) -> None:
    """A desk asked something."""
    connection.exec_driver_sql("SET LOCAL synchronous_commit = off")  # a reader waits for no standby
    stale = or_(_d.seen.is_(None), _d.seen < now - SEEN)
    connection.execute(update(t.desks).where(_d.id == desk, stale).values(seen=now))


def desks(connection: Connection) -> Iterator[dict[str, Any]]:
    """Every desk with its newest incarnation, by site and name.

    `waiting` is what the desk had recorded beyond what is here when it last said HELLO; `apart` what it sent since it
    was revoked.
    """
    counted = connection.execute(select(_q.desk, func.count().label("entries")).group_by(_q.desk))
    apart = {row.desk: row.entries for row in counted}
    last = select(func.max(_j.seq)).where(_j.branch == 0).group_by(_j.desk)
    newest = select(t.journals).where(_j.seq.in_(last)).subquery()
    wanted = (
        select(t.desks, newest.c.incarnation, newest.c.number, newest.c.hash, newest.c.heard, newest.c.state)
        .outerjoin(newest, newest.c.desk == _d.id).order_by(_d.site, _d.name, _d.enrolled)
    )  # fmt: skip
    epoch = log_head(connection).epoch
    for row in connection.execute(wanted):
        yield {
            "desk": row.id, "name": row.name, "site": row.site, "revoked": row.revoked,
            "seen": instant(row.seen) if row.seen else None, "incarnation": row.incarnation,
            "head": row.number or 0, "hash": row.hash.hex() if row.hash else None,
            "waiting": max((row.heard or 0) - (row.number or 0), 0), "apart": apart.get(row.id, 0),
            "state": row.state or "enrolled", "epoch": epoch,
        }  # fmt: skip


def one(connection: Connection, called: str, *, revoked: bool = False) -> str:
    """The id of the desk that is called so: its id, the beginning of it, or its name. Raises DevswapError.

    A name that a replacement took over is that of the one desk which is not revoked yet, or (`revoked`) which is.
    """
    rows = connection.execute(select(_d.id, _d.name, _d.revoked, _d.seen)).all()
    exact = [row for row in rows if called in (row.id, row.name)]
    found = exact or [row for row in rows if len(called) >= 8 and row.id.startswith(called)]
    if not found:
        raise DevswapError(f"There is no desk {called}. List them: devswap register desks.")
    found = [row for row in found if row.revoked == revoked] or found[:1]
    if len(found) > 1:
        each = (f"{row.id[:8]} (heard {instant(row.seen)[:16] if row.seen else 'never'})" for row in found)
        raise DevswapError(
            f"{len(found)} desks are called {called}. Name one by its id, as it stands here: {', '.join(sorted(each))}."
        )
    return str(found[0].id)


def operator(connection: Connection, number: str | None, *roles: str) -> str | None:
    """The person id of a listed operator who has one of these roles; None for none. Raises DevswapError."""
    if number is None:
        return None
    p, w = t.people.c, t.rows.c
    wanted = select(p.id, w.content).join(t.rows, (w.key == cast(p.id, Text)) & (w.kind == "operator"))
    row = connection.execute(wanted.where(p.number == number)).one_or_none()
    if row is None:
        raise DevswapError(f"Operator {number} is not in the register's list. Import it: register import operators.")
    if roles and msgspec.json.decode(row.content, type=OperatorRow).role not in roles:
        raise DevswapError(f"Operator {number} is no {' or '.join(roles)}. Nothing was done; ask one.")
    return str(row.id)
