"""What the lists say: devices by any of their identifiers, people by badge, number or name.

Exact matches of normal forms only. A list may be stale: nothing here is evidence.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, literal_column, select, union_all

from devswap.ledger import events as ev
from devswap.ledger.ids import normal, normal_mac, normal_serial
from devswap.ledger.known import Device, Operator, Recipient
from devswap.ledger.parts import Identifier
from devswap.store import holding, names
from devswap.store import tables as t
from devswap.store.connection import Database, Values
from devswap.store.loading import load
from devswap.store.sql import Keyed, first, fixed, given, searchable, sql
from devswap.store.values import Found

MOST_ASSIGNED = 500
"""Devices of one recipient that are listed at all: a location may have hundreds."""

_l, _li, _s, _si, _se = t.estate.c, t.estate_identifiers.c, t.stock.c, t.stock_identifiers.c, t.seen_identifiers.c
_p, _r, _o, _w, _en = t.people.c, t.recipients.c, t.operators.c, t.wipe_jobs.c, t.entries.c
_NOTHING: ColumnElement[Any] = literal_column("''")


def _of_estate(*first: ColumnElement[Any]) -> Select[Any]:
    return select(
        *first, fixed("estate"), _l.device, _l.category, _l.maker, _l.model, _l.serial, _l.asset_tag, _l.site, _l.imei,
        _l.mac, _l.assigned_to, _p.id, _l.end_of_life, _l.drives, _l.sensitivity, _NOTHING,
    ).select_from(t.estate.outerjoin(t.people, _p.number == _l.assigned_to))  # fmt: skip


def _of_stock(*first: ColumnElement[Any]) -> Select[Any]:
    return select(
        *first, fixed("stock"), _s.device, _s.category, _s.maker, _s.model, _s.serial, _s.asset_tag, _s.site, _s.imei,
        _s.mac, _NOTHING, _NOTHING, _NOTHING, _NOTHING, _NOTHING, _en.id,
    ).select_from(t.stock.join(t.entries, _en.seq == _s.receipt))  # fmt: skip


_BLANK = [_NOTHING] * 14
_BY_IDENTIFIER = Keyed(
    lambda among: union_all(
        _of_estate(_li.value).join(t.estate_identifiers, _li.row == _l.seq).where(among(_li.value, "listed")),
        _of_stock(_si.value).join(t.stock_identifiers, _si.row == _s.seq).where(among(_si.value, "stocked")),
        select(_se.value, fixed("none"), _se.device, *_BLANK).where(among(_se.value, "seen")),
    )
)
_BY_ID = sql(
    union_all(
        _of_estate(_NOTHING).where(_l.device == given("device")),
        _of_stock(_NOTHING).where(_s.device == given("same")),
    )
)
_ASSIGNED = sql(
    first(
        _of_estate(_NOTHING)
        .where(
            _l.assigned_to == select(_p.number).where(_p.id == given("person")).scalar_subquery(),
            ~exists().where(
                t.about.c.subject == _l.device,
                _w.seq == t.about.c.entry,
                _w.device == _l.device,
                _w.state != fixed("void"),
            ),
        )
        .order_by(_l.seq),
        MOST_ASSIGNED,
    )
)
_RECIPIENT = select(_p.id, _r.kind, _p.number, _r.name, _r.unit, _r.badge, _r.at_check)
_LISTED = _RECIPIENT.join(t.people, _p.number == _r.number)
_PERSON = sql(
    _RECIPIENT.select_from(t.people.outerjoin(t.recipients, _r.number == _p.number)).where(_p.id == given("id"))
)
_RECIPIENT_BY_NUMBER = sql(_LISTED.where(_r.number == given("number")))
_RECIPIENT_OF_ROW = sql(_LISTED.where(_r.seq == given("seq")))
_OPERATOR = select(_p.id, _p.number, _o.name, _o.role, _o.badge).join(t.operators, _o.number == _p.number)
_OPERATOR_BY_NUMBER = sql(_OPERATOR.where(_o.number == given("number")))
_BY_BADGE = sql(
    union_all(
        select(fixed("recipient"), *_LISTED.selected_columns)
        .select_from(t.recipients.join(t.people, _p.number == _r.number))
        .where(_r.badge == given("badge")),
        select(fixed("operator"), _p.id, _p.number, _o.name, _o.role, _o.badge, _NOTHING, _NOTHING)
        .select_from(t.operators.join(t.people, _p.number == _o.number))
        .where(_o.badge == given("same")),
    )
)
"""Whoever bears a badge: recipient, operator or both."""
_OPERATORS = sql(_OPERATOR.order_by(_o.number))
_OPERATOR_BY_ID = sql(_OPERATOR.where(_p.id == given("id")))


class Catalogue:
    """The lists of a store, read."""

    _db: Database

    def devices(self, kind_values: Sequence[tuple[str, str]]) -> list[Found]:
        """The devices that bear one of these identifiers, each as every list that has it describes it.

        Kinds are those of `ledger.parts.Identifier`, or `any`. A device that no list knows but the journal saw is
        found too, `listed_in == "none"`. One query, however many values. Raises StoreError.
        """
        return self._db.known(("devices", *kind_values), lambda: self._bearing(kind_values))

    def _bearing(self, kind_values: Sequence[tuple[str, str]]) -> list[Found]:
        asked: dict[str, tuple[str, str]] = {}
        for kind, value in kind_values:
            for form in _forms(kind, value):
                asked.setdefault(form, (kind, value))
        if not asked:
            return []
        found: dict[tuple[str, str], Found] = {}
        for row in self._db.all(*_BY_IDENTIFIER.of(asked)):
            kind, value = asked[row[0]]
            device = self._device(row) if row[1] != "none" else self._seen(row[2])
            if device is not None and _bears(device, kind, row[0]):
                found[device.listed_in, device.id] = Found(device, value)
        listed = {name for place, name in found if place != "none"}
        return [f for (place, name), f in found.items() if place != "none" or name not in listed]

    def device(self, name: str) -> Device | None:
        """A device by its id: as the estate lists it, else the stock, else as the journal saw it."""
        rows = self._db.asked(_BY_ID, name, name)
        estate = next((row for row in rows if row[1] == "estate"), None)
        return self._device(estate or rows[-1]) if rows else self._seen(name)

    def stocked(self, name: str) -> Device | None:
        """A device by its id as the stock lists it: its last receipt's row."""
        rows = [row for row in self._db.asked(_BY_ID, name, name) if row[1] == "stock"]
        return self._device(rows[-1]) if rows else None

    def assigned_to(self, recipient: str) -> list[Device]:
        """What the estate lists for a recipient and nobody has taken in, at most 500 devices."""
        return [self._device(row) for row in self._db.asked(_ASSIGNED, recipient)]

    def held(self, device: str | None, recipient: str | None) -> bool:
        """Whether a hold stands against this device or this person, listed or placed (P9)."""
        return holding.held(self._db, device, recipient)

    def person(self, name: str) -> Recipient | None:
        """A recipient by person id; of one that the list no longer has, the number alone."""
        return _recipient(self._db.asked(_PERSON, name))

    def recipient_by_number(self, number: str) -> Recipient | None:
        """The recipient of this staff or location number."""
        key = normal_serial(number)
        return _recipient(self._db.asked(_RECIPIENT_BY_NUMBER, key)) if searchable(key) else None

    def recipient_by_badge(self, badge: str) -> Recipient | None:
        """The recipient whose badge says this."""
        return self.bearers(badge)[0]

    def recipients_by_name(self, text: str, most: int = 20) -> list[Recipient]:
        """Recipients whose name has this text in it, those that begin with it first."""
        key = text.strip().casefold()
        if not key or not searchable(key):
            return []
        rows = (self._db.all(_RECIPIENT_OF_ROW, seq) for seq in names.find(self._db, key, most))
        return [found for row in rows if (found := _recipient(row)) is not None]

    def operator(self, name: str) -> Operator | None:
        """An operator by person id."""
        return _operator(self._db.asked(_OPERATOR_BY_ID, name))

    def operators(self) -> list[Operator]:
        """Who may sign in here, by number."""
        return [Operator(*row) for row in self._db.asked(_OPERATORS)]

    def operator_by_number(self, number: str) -> Operator | None:
        """The operator of this staff number."""
        key = normal_serial(number)
        return _operator(self._db.asked(_OPERATOR_BY_NUMBER, key)) if searchable(key) else None

    def operator_by_badge(self, badge: str) -> Operator | None:
        """The operator whose badge says this."""
        return self.bearers(badge)[1]

    def bearers(self, badge: str) -> tuple[Recipient | None, Operator | None]:
        """Whose badge says this: a recipient, an operator, or one person who is both."""
        recipient: Recipient | None = None
        operator: Operator | None = None
        for row in self._bearers(badge):
            if row[0] == "recipient":
                recipient = recipient or _recipient([row[1:]])
            else:
                operator = operator or _operator([row[1:6]])
        return recipient, operator

    def _bearers(self, badge: str) -> list[Values]:
        key = normal_serial(badge)
        return self._db.asked(_BY_BADGE, key, key) if searchable(key) else []

    def _device(self, row: Values) -> Device:
        (
            _, place, name, category, maker, model, serial, tag, site, imei, mac, number, person, end_of_life, drives,
            sensitivity, receipt,
        ) = row  # fmt: skip
        held = holding.listed(self._db, normal_serial(serial), normal_serial(tag), number)
        assigned = (person or "") if number else None
        return Device(
            name, place, category, maker, model, serial, tag, site, imei, mac, assigned, end_of_life or None,
            tuple(drives.split(";")) if drives else (), sensitivity, receipt or None, held,
        )  # fmt: skip

    def _seen(self, name: str) -> Device | None:
        """A device as the journal's own entries describe it."""
        state = load(self._db, name)
        taken_in = state.about(name, ev.DeviceTakenIn)
        issued = state.about(name, ev.DeviceIssued)
        event: ev.DeviceTakenIn | ev.DeviceIssued
        if taken_in:
            event = taken_in[-1][1]
        elif any(i.device == name for _, i in issued):
            event = next(i for _, i in issued if i.device == name)
        else:
            return None
        known = _known(event.identifiers)
        held = holding.listed(self._db, known.get("serial", ""), known.get("asset_tag", ""), "")
        return Device(
            name, "none", event.category, event.maker, event.model, known.get("serial", ""), known.get("asset_tag", ""),
            event.site, known.get("imei", ""), known.get("mac", ""), held=held,
        )  # fmt: skip


def _forms(kind: str, value: str) -> tuple[str, ...]:
    forms = {normal(kind, value), normal_mac(value)} if kind == "any" else {normal(kind, value)}
    return tuple(form for form in forms if searchable(form))


def _bears(device: Device, kind: str, form: str) -> bool:
    """Whether an identifier of this kind, where one was asked for, has this normal form."""
    of_kind = {"serial": device.serial, "asset_tag": device.asset_tag, "imei": device.imei, "mac": device.mac}
    return kind not in of_kind or normal(kind, of_kind[kind]) == form


def _known(identifiers: Iterable[Identifier]) -> dict[str, str]:
    return {i.kind: i.value for i in reversed(tuple(identifiers))}


def _recipient(rows: list[Values]) -> Recipient | None:
    if not rows:
        return None
    name, kind, number, called, unit, badge, at_check = rows[0]
    return Recipient(name, kind or "person", number, called or "", unit or "", badge or "", bool(at_check))


def _operator(rows: list[Values]) -> Operator | None:
    return Operator(*rows[0]) if rows else None
