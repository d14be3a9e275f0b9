"""How the programme stands, for those who answer for it: swaps, entitlements, wipe queue, desks, discrepancies."""

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.ids import instant
from devswap.ledger.parts import FromStock
from devswap.ledger.state import State
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
        "sites": _sites(connection, state),
        "years": _years(state),
        "entitlements": dict(sorted(Counter(coins.of(e) for e in state.entitlements()).items())),
        "wipes": dict(sorted(Counter(job.state for job in queue).items())),
        "oldest_wipe_days": max(waiting, default=0),
        "discrepancies": _open(connection),
        "desks": _desks(connection),
    }


def _sites(connection: Connection, state: State) -> dict[str, dict[str, int]]:
    """What came in and went out, by the site of the desk that recorded it."""
    sites = {row.id: row.site for row in connection.execute(select(t.desks.c.id, t.desks.c.site))}
    came = Counter(sites.get(entry.desk, "") for entry, _ in state.of(ev.DeviceTakenIn))
    went = Counter(sites.get(e.desk, "") for e, _ in state.of(ev.DeviceIssued) if not state.returned(e.id))
    return {site: {"intakes": came[site], "issues": went[site]} for site in sorted(came.keys() | went.keys())}


def _years(state: State) -> dict[str, dict[str, int]]:
    """Issues that stand and their net cost in pence, by the financial year of the stock; "" where none is known."""
    stock = {
        (entry.id, device.device): device for entry, receipt in state.of(ev.StockReceived) for device in receipt.devices
    }
    years: dict[str, dict[str, int]] = {}
    for entry, issue in state.of(ev.DeviceIssued):
        if state.returned(entry.id):
            continue
        receipt = issue.source.receipt if isinstance(issue.source, FromStock) else ""
        device = stock.get((receipt, issue.device))
        year = years.setdefault((device.financial_year if device else "") or "", {"issues": 0, "cost_pence": 0})
        year["issues"] += 1
        year["cost_pence"] += (device.unit_cost if device else 0) or 0
    return dict(sorted(years.items()))


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
