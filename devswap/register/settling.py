"""Discrepancies before a person: listed, shown with both sides' evidence, settled by an entry of the register's own."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, get_args

import msgspec
from sqlalchemy import Connection, select

from devswap.errors import DevswapError
from devswap.ledger import events as ev
from devswap.ledger.discrepancy import Decision
from devswap.ledger.entry import Entry
from devswap.ledger.ids import instant, moment
from devswap.ledger.remedies import REMEDIES
from devswap.register import tables as t
from devswap.register.founding import Dice
from devswap.register.own import record

_ID = re.compile(r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
DECISIONS = get_args(Decision)
_d, _e, _j = t.discrepancies.c, t.entries.c, t.journals.c


def listed(connection: Connection, states: tuple[str, ...] = ("open",)) -> Iterator[dict[str, Any]]:
    """The discrepancies in these states, oldest first, as `register discrepancies --json` gives them."""
    rows = connection.execute(select(t.discrepancies).where(_d.state.in_(states)).order_by(_d.raised, _d.id))
    return (_as_object(row) for row in rows)


def shown(connection: Connection, name: str) -> dict[str, Any]:
    """One discrepancy with the entries that it rests on and when they really were. Raises DevswapError."""
    row = _one(connection, name)
    evidence = list(_evidence(connection, row.entries))
    return _as_object(row) | {
        "says": REMEDIES[row.code].says,
        "decision": row.decision,
        "evidence": evidence,
        "people": _numbers(connection, evidence),
    }


def sides(connection: Connection, name: str) -> list[str]:
    """What a discrepancy rests on, a line an entry: when and where, what, which device. Raises DevswapError."""
    return [_side(each) for each in _evidence(connection, _one(connection, name).entries)]


def _side(side: dict[str, Any]) -> str:
    event = side["event"]
    kind, label = event["kind"].replace("_", " "), next((i["value"] for i in event.get("identifiers", ())), "")
    doubt = "" if side["offset_known"] else ", by a clock that nobody compared"
    return f"{side['estimated'][:16]} {side['desk']} no. {side['number']}: {kind} {label}".rstrip() + doubt


def _numbers(connection: Connection, evidence: list[dict[str, Any]]) -> dict[str, str]:
    """The people that the evidence names by id, by number, as far as the lists know them."""
    named = {each[who] for each in evidence for who in ("operator", "authorised_by")}
    named |= {each["event"].get("recipient") for each in evidence}
    p = t.people.c
    rows = connection.execute(select(p.id, p.number).where(p.id.in_(named - {None})))
    return {str(row.id): row.number for row in rows}


def settle(
    connection: Connection, name: str, decision: Decision, now: datetime, dice: Dice, operator: str | None = None
) -> Entry:
    """Settle a discrepancy as it stands: exactly these entries, so that a further one opens it again.

    Raises DevswapError where there is none of this id, or nothing to settle.
    """
    row = _one(connection, name)
    if row.state == "closed":
        raise DevswapError(f"Discrepancy {name} has closed by itself: later entries explain it. Nothing is to be done.")
    event = ev.DiscrepancySettled(row.id, row.code, row.about, tuple(row.entries), decision)
    return record(connection, [event], now, dice, operator)[0]


def _one(connection: Connection, name: str) -> Any:
    row = None
    if _ID.match(name):
        row = connection.execute(select(t.discrepancies).where(_d.id == name)).one_or_none()
    if row is None:
        raise DevswapError(f"There is no discrepancy {name}. List them: devswap register discrepancies.")
    return row


def _as_object(row: Any) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.code, "state": row.state, "about": row.about, "entries": list(row.entries),
        "raised": instant(row.raised), "next": _next(row),
    }  # fmt: skip


def _next(row: Any) -> str:
    if row.state == "settled":
        return f"Nothing: it was settled ({row.decision}). A further entry opens it again."
    if row.state == "closed":
        return "Nothing: later entries explain it."
    return REMEDIES[row.code].next


def _evidence(connection: Connection, names: list[str]) -> Iterator[dict[str, Any]]:
    wanted = (
        select(_e.body, _e.position, _j.error, t.desks.c.name, t.desks.c.site).join(t.journals, _j.seq == _e.journal)
        .outerjoin(t.desks, t.desks.c.id == _j.desk).where(_e.id.in_(names)).order_by(_e.position)
    )  # fmt: skip
    for row in connection.execute(wanted):
        body = msgspec.json.decode(row.body)
        offset = body["offset"]
        yield {
            "entry": body["id"],
            "desk": row.name or "the register",
            "site": row.site,
            "number": body["number"],
            "position": row.position,
            "wall": body["wall"],
            "estimated": _estimated(body["wall"], offset),
            "offset_known": offset is not None,
            "error_ms": None if offset is None or row.error is None else -(-row.error // 1000),
            "basis": body["basis"],
            "operator": body["operator"],
            "authorised_by": body["authorised_by"],
            "event": body["event"],
        }


def _estimated(wall: str, offset: int | None) -> str:
    """The wall time as the register's clock would have shown it, where the desk had measured how far it was."""
    return instant(moment(wall) + timedelta(microseconds=offset or 0))
