"""How the programme stands, for those who answer for it: swaps, entitlements, wipe queue, desks, discrepancies."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.ids import instant
from devswap.ledger.wipe_jobs import wipe_job
from devswap.register import tables as t
from devswap.register.checking import everything

_d, _j = t.discrepancies.c, t.journals.c


def report(connection: Connection, now: datetime) -> dict[str, Any]:
    """The report as of now, one object."""
    state = everything(connection)
    coins = Coins(state)
    intakes = {entry.id for entry, _ in state.of(ev.DeviceTakenIn)}
    issued = [issue for entry, issue in state.of(ev.DeviceIssued) if not state.returned(entry.id)]
    today = now.date()
    queue = [job for name in sorted(intakes) if (job := wipe_job(state, name, today.isoformat())) is not None]
    waiting = [(today - date.fromisoformat(job.since[:10])).days for job in queue if job.state in _WAITING]
    return {
        "as_of": instant(now),
        "intakes": len(intakes),
        "issues": len(issued),
        "swaps": sum(issue.uses in intakes for issue in issued),
        "entitlements": dict(sorted(Counter(coins.of(e) for e in state.entitlements()).items())),
        "wipes": dict(sorted(Counter(job.state for job in queue).items())),
        "oldest_wipe_days": max(waiting, default=0),
        "discrepancies": _open(connection),
        "desks": _desks(connection),
    }


_WAITING = ("queued", "keeping", "held", "started", "failed")


def _open(connection: Connection) -> dict[str, int]:
    wanted = select(_d.code, func.count()).where(_d.state == "open").group_by(_d.code).order_by(_d.code)
    return {code: count for code, count in connection.execute(wanted)}  # noqa: C416 - a row is no tuple of two


def _desks(connection: Connection) -> list[dict[str, Any]]:
    entries = select(_j.desk, func.sum(_j.number - _j.base).label("entries")).group_by(_j.desk).subquery()
    wanted = (
        select(t.desks, func.coalesce(entries.c.entries, 0).label("entries"))
        .outerjoin(entries, entries.c.desk == t.desks.c.id).order_by(t.desks.c.site, t.desks.c.name)
    )  # fmt: skip
    return [
        {
            "desk": row.id, "name": row.name, "site": row.site, "entries": int(row.entries),
            "seen": instant(row.seen) if row.seen else None, "revoked": row.revoked,
        }
        for row in connection.execute(wanted)
    ]  # fmt: skip
