"""What a store holds about one person: for them who ask for it, and for whoever judges how long it stays."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import func, literal_column, or_, select

from devswap.ledger.known import Operator, Recipient
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.forgetting import texts_naming
from devswap.store.reader import Reader
from devswap.store.sql import given, inserting, sql

_UUID: Final = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_e, _l, _p, _b, _u = t.entries.c, t.look_ups.c, t.people.c, t.bookings.c, t.unknown_scans.c
_NUMBERS = sql(select(_p.number, _p.id))
_NUMBER = sql(select(_p.number).where(_p.id == given("person")))
_ID = sql(select(_p.id).where(_p.number == given("number")))
_NAMING = sql(select(_e.body).where(func.instr(_e.body, given("person")) > literal_column("0")).order_by(_e.seq))
_BODIES = sql(select(_e.wall, _e.body).order_by(_e.seq))
_TEXTS = sql(select(t.texts.c.digest, t.texts.c.text).where(t.texts.c.person == given("person")))
_DRAFTS = sql(select(t.drafts.c.visit).where(t.drafts.c.recipient == given("person")))
_BOOKINGS = sql(select(_b.day, _b.time, _b.label).where(or_(_b.number == given("number"), _b.badge == given("badge"))))
_UNKNOWN = sql(select(_u.at, _u.scan).where(or_(_u.scan == given("number"), _u.scan == given("badge"))))
_LOOKED = sql(
    select(_l.at, _l.person, _l.operator, _l.how)
    .where(or_(_l.person == given("person"), _l.operator == given("same")))
    .order_by(_l.seq)
)
_ALL_LOOKED = sql(select(_l.at, _l.person, _l.operator, _l.how).order_by(_l.seq))
_LOOK = inserting(t.look_ups, "at", "person", "operator", "how")


def person_of(store: Reader, number: str) -> str | None:
    """The random id behind a staff or location number in normal form; None where no list ever named it."""
    row = store.rows(_ID, number)
    return row[0][0] if row else None


def held_about(store: Reader, person: str) -> dict[str, Any]:
    """Everything that this store holds about a person, as plain values. Holds are not among it: they are silent (P9).

    Reads every entry. Raises StoreError.
    """
    number = store.rows(_NUMBER, person)[0][0]
    recipient, operator = store.recipient_by_number(number), store.operator(person)
    badges = {row.badge for row in (recipient, operator) if row is not None and row.badge} or {number}
    return {
        "number": number,
        "id": person,
        "recipient": _as_recipient(recipient),
        "operator": _as_operator(operator),
        "pin": store.pins.has(number),
        "devices_listed": [d.serial or d.asset_tag for d in store.assigned_to(person)],
        "entitlements_open": store.open_entitlements(person),
        "entries": [json.loads(body) for (body,) in store.rows(_NAMING, person.encode())],
        "texts": [
            {"digest": digest, "text": text}
            for digest, text in (*store.rows(_TEXTS, person), *texts_naming(store.rows, number))
        ],
        "visits_open": [visit for (visit,) in store.rows(_DRAFTS, person)],
        "bookings": [
            {"day": day, "time": time, "device": label}
            for badge in sorted(badges)
            for day, time, label in store.rows(_BOOKINGS, number, badge)
        ],
        "unknown_scans": [
            {"at": at, "scan": scan} for badge in sorted(badges) for at, scan in store.rows(_UNKNOWN, number, badge)
        ],
        "look_ups": list(look_ups(store, person)),
    }


def _as_recipient(row: Recipient | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"kind": row.kind, "name": row.name, "unit": row.unit, "badge": row.badge, "at_check": row.at_check}


def _as_operator(row: Operator | None) -> dict[str, Any] | None:
    return {"name": row.name, "role": row.role, "badge": row.badge} if row is not None else None


def look_ups(store: Reader, person: str | None = None) -> Iterator[dict[str, Any]]:
    """Who looked for whom, when and where on the desk: by or for one person, or all of them, oldest first."""
    numbers = {name: number for number, name in store.rows(_NUMBERS)}
    rows = store.rows(_ALL_LOOKED) if person is None else store.rows(_LOOKED, person, person)
    for at, whom, operator, how in rows:
        yield {"at": at, "person": numbers.get(whom, whom), "by": numbers.get(operator, operator), "how": how}


def note_look_up(db: Database, at: str, person: str, operator: str | None, how: str) -> None:
    """Keep that somebody was looked for. Raises NotRecorded."""
    db.commit(_LOOK, (at, person, operator, how))


def last_named(store: Reader) -> dict[str, str]:
    """For each person whom an entry names, operators too, the wall time of the last one. Reads every entry."""
    known = {name.encode(): name for _, name in store.rows(_NUMBERS)}
    last: dict[str, str] = {}
    for wall, body in store.rows(_BODIES):
        for found in _UUID.findall(body):
            if found in known:
                last[known[found]] = max(wall, last.get(known[found], ""))
    return last


def why_kept(store: Reader, person: str, now: str) -> str:
    """Why a person cannot be forgotten yet, in words; empty where nothing but a hold may stand against it."""
    if store.rows(_DRAFTS, person):
        return "a visit of theirs lies on the desk"
    names = store.open_entitlements(person)
    if any(e.name in names and (e.expires is None or e.expires >= now) for e in store.load(*names).entitlements()):
        return "an entitlement of theirs is open"
    return ""
