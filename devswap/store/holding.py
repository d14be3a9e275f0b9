"""Holds: those of an imported list, by serial, tag or staff number, and those that entries placed (P9).

A hold is silent at the desk: nothing here is shown where its subject may stand.
"""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, union_all, update

from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.sql import fixed, given, sql

_h, _p, _w, _a, _e = t.holds.c, t.people.c, t.wipe_jobs.c, t.about.c, t.entries.c


def _imported(
    serial: ColumnElement[str], asset_tag: ColumnElement[str], number: ColumnElement[str]
) -> ColumnElement[bool]:
    kinds = (("serial", serial), ("asset_tag", asset_tag), ("number", number))
    return exists().where(
        _h.value.in_([value for _, value in kinds]),
        or_(*(and_(_h.kind == fixed(kind), _h.value == value) for kind, value in kinds)),
    )


def _number(person: ColumnElement[str]) -> ColumnElement[str]:
    return select(_p.number).where(_p.id == person).correlate_except(t.people).scalar_subquery()


def _placed(subject: str) -> Select[tuple[int]]:
    lift_about, lift = t.about.alias(), t.entries.alias()
    lifted = exists().where(
        lift_about.c.subject == _e.id, lift.c.seq == lift_about.c.entry, lift.c.kind == fixed("hold_lifted")
    )
    return (
        select(_e.seq).join(t.about, _a.entry == _e.seq)
        .where(_a.subject == given(subject), _e.kind == fixed("hold_placed"), ~lifted)
    )  # fmt: skip


_ANY = sql(select(exists().where(_h.seq > fixed(0))))
_PLACED = sql(union_all(_placed("device"), _placed("person")))
_LISTED = sql(select(_imported(given("serial"), given("asset_tag"), given("number"))))
_HELD = update(t.wipe_jobs).values(held=_imported(_w.serial, _w.asset_tag, _number(_w.recipient)))
_HELD_ALL = sql(_HELD)
_HELD_ONE = sql(_HELD.where(_w.seq == given("seq")))
_NUMBER = sql(select(_p.number).where(_p.id == given("person")))
_LABELS = sql(
    union_all(
        select(t.estate.c.serial, t.estate.c.asset_tag).where(t.estate.c.device == given("device")),
        select(t.stock.c.serial, t.stock.c.asset_tag).where(t.stock.c.device == given("same")),
        select(_w.serial, _w.asset_tag).join(t.about, _a.entry == _w.seq).where(_a.subject == given("again")),
    )
)


def any_listed(db: Database) -> bool:
    """Whether any list of holds was imported."""
    return bool(db.asked(_ANY)[0][0])


def listed(db: Database, serial: str, asset_tag: str, number: str) -> bool:
    """Whether an imported hold names this serial, tag or staff number. Values in normal form."""
    if not any_listed(db):
        return False
    row = db.one(_LISTED, serial, asset_tag, number, serial, asset_tag, number)
    return row is not None and bool(row[0])


def placed(db: Database, device: str | None, recipient: str | None) -> bool:
    """Whether an entry placed a hold on this device or person that none has lifted."""
    return db.one(_PLACED, device, recipient) is not None


def held(db: Database, device: str | None, recipient: str | None) -> bool:
    """Whether a hold stands against this device or person, listed or placed."""
    if placed(db, device, recipient):
        return True
    row = db.one(_NUMBER, recipient)
    number = row[0] if row else ""
    labels = db.all(_LABELS, device, device, device) or [("", "")]
    return any(listed(db, serial, tag, number) for serial, tag in labels)


def hold_jobs(db: Database, seq: int | None = None) -> None:
    """Mark the wipe jobs that an imported hold names: one, or all after an import. Within a transaction."""
    if seq is None:
        db.driver.execute(_HELD_ALL)
    else:
        db.driver.execute(_HELD_ONE, (seq,))
