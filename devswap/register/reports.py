"""How the programme stands, for those who answer for it: swaps, entitlements, wipe queue, desks, discrepancies."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.ids import instant, moment
from devswap.ledger.parts import FromStock
from devswap.ledger.state import State
from devswap.ledger.wipe_jobs import wipe_job
from devswap.register import fleet
from devswap.register import tables as t
from devswap.register.checking import everything

_d, _j = t.discrepancies.c, t.journals.c


def report(connection: Connection, now: datetime) -> dict[str, Any]:
    """The report as of now, one object. Counts are of entries, as those of an audit; a swap is one that stands."""
    state = everything(connection)
    coins = Coins(state)
    counts = Counter(type(entry.event) for entry in state.entries.values())
    stands = [issue for entry, issue in state.of(ev.DeviceIssued) if not state.returned(entry.id)]
    coming = {entry.id for entry, _ in state.of(ev.DeviceTakenIn)}
    today = now.date()
    queue = [job for name in sorted(coming) if (job := wipe_job(state, name, today.isoformat())) is not None]
    fates = [(coins.of(entitlement), entitlement.given) for entitlement in state.entitlements()]
    return {
        "as_of": instant(now),
        "intakes": counts[ev.DeviceTakenIn],
        "withdrawn": counts[ev.IntakeWithdrawn],
        "exemptions": counts[ev.ExemptionGranted],
        "issues": counts[ev.DeviceIssued],
        "returns": counts[ev.IssueReturned],
        "swaps": sum(issue.origin in coming for issue in stands),
        "sites": _sites(connection, state),
        "years": _years(state),
        "entitlements": dict(sorted(Counter(fate for fate, _ in fates).items())),
        "open_entitlements": _ages((given for fate, given in fates if fate in ("open", "frozen")), today),
        "wipes": dict(sorted(Counter(job.state for job in queue).items())),
        "wipes_waiting": _ages((job.since for job in queue if job.state in _WAITING), today),
        "discrepancies": _open(connection),
        "desks": _desks(connection, now),
    }


def _ages(since: Iterable[str], today: date) -> dict[str, int]:
    """How many stand how long: up to a week, up to four, longer; and the days of the oldest."""
    days = [(today - date.fromisoformat(instant[:10])).days for instant in since]
    return {
        "to_7_days": sum(age <= 7 for age in days),
        "to_28_days": sum(7 < age <= 28 for age in days),
        "longer": sum(age > 28 for age in days),
        "oldest_days": max(days, default=0),
    }


def _sites(connection: Connection, state: State) -> dict[str, dict[str, int]]:
    """What came in and went out, by the site of the desk that recorded it."""
    sites = {row.id: row.site for row in connection.execute(select(t.desks.c.id, t.desks.c.site))}
    came = Counter(sites.get(entry.desk, "") for entry, _ in state.of(ev.DeviceTakenIn))
    went = Counter(sites.get(entry.desk, "") for entry, _ in state.of(ev.DeviceIssued))
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


def _desks(connection: Connection, now: datetime) -> list[dict[str, Any]]:
    """Every desk: what is here of it, what waited at it when it was last heard, and how many hours ago that was."""
    entries = select(_j.desk, func.sum(_j.number - _j.base).label("entries")).group_by(_j.desk)
    held = {row.desk: int(row.entries) for row in connection.execute(entries)}
    found = []
    for desk in fleet.desks(connection):
        seen = desk["seen"]
        found.append({
            "desk": desk["desk"], "name": desk["name"], "site": desk["site"], "entries": held.get(desk["desk"], 0),
            "seen": seen, "silent_hours": int((now - moment(seen)).total_seconds() // 3600) if seen else None,
            "waiting": desk["waiting"], "apart": desk["apart"], "revoked": desk["revoked"],
        })  # fmt: skip
    return found
