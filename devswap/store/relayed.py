"""The lists as the register keeps them: rows put, changed and taken away one by one, in the open transaction.

A person here is a number, a name, a unit, a badge and the AT yes or no, and nothing else. Who is gone at the register
is gone here, with the words that were kept about them; entries go on naming the id alone (P7).
"""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.dialects.sqlite import insert

from devswap import wire
from devswap.ledger.ids import normal_serial
from devswap.store import names
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.forgetting import Forgotten
from devswap.store.projecting import identifying, see_again
from devswap.store.sql import array, fixed, given, inserting, one_of, sql

NAMED = 8
"""Blocks of names that are made with each page: more than a page fills."""
_l, _li, _p, _r, _o = t.estate.c, t.estate_identifiers.c, t.people.c, t.recipients.c, t.operators.c
_LABELS = (_l.serial, _l.asset_tag, _l.imei, _l.mac, _l.iccid)
_COLUMNS = t.estate.columns.keys()[1:]
_PUT_DEVICE = inserting(t.estate, *_COLUMNS)
_CHANGE_DEVICE = sql(
    update(t.estate).where(_l.seq == given("place")).values({column: given(column) for column in _COLUMNS})
)
_LAST = sql(select(func.coalesce(func.max(_l.seq), fixed(0))))
_IDENTIFY = sql(identifying(t.estate_identifiers, _LABELS, _l.seq))
_THERE = sql(select(_l.seq, *_LABELS, _l.device).where(one_of(_l.device)))
_UNIDENTIFY = sql(delete(t.estate_identifiers).where(_li.value == given("value"), _li.row == given("row")))
_DROP_DEVICES = sql(delete(t.estate).where(one_of(_l.device)))
_AFTER = sql(select(_l.device).where(_l.device > given("before")))
_BETWEEN = sql(select(_l.device).where(_l.device > given("before"), _l.device <= given("last")))
_UNSEE = sql(
    delete(t.seen_identifiers).where(
        exists().where(
            _li.value == t.seen_identifiers.c.value, _l.seq == _li.row, _l.device == t.seen_identifiers.c.device,
            _l.seq > given("base"),
        )
    )
)  # fmt: skip
_LISTS = {"recipient": t.recipients, "operator": t.operators}
_UNLIST = {
    kind: sql(
        delete(table).where(table.c.number == select(_p.number).where(_p.id == given("person")).scalar_subquery())
    )
    for kind, table in _LISTS.items()
}
_LISTED = {kind: select(_p.id).join(table, table.c.number == _p.number) for kind, table in _LISTS.items()}
_own = t.own_people.c
_OWN = sql(insert(t.own_people).prefix_with("OR IGNORE").from_select(["id"], select(_p.id)))
_OWN_LISTED = {kind: sql(listed.join(t.own_people, _own.id == _p.id)) for kind, listed in _LISTED.items()}
_IS_OWN = exists().where(_own.id == _p.id)
_NO_OWN = sql(delete(t.own_people))
_OWN_NO_MORE = sql(delete(t.own_people).where(_own.id == given("id")))
_GIVE_WAY = sql(update(t.people).values(number=_p.id).where(_p.number == given("number"), _p.id != given("id")))
_NAME = sql(insert(t.people).values(number=given("number"), id=given("id")).on_conflict_do_update(
    index_elements=["id"], set_={"number": insert(t.people).excluded.number}
))  # fmt: skip
_RECIPIENT = inserting(t.recipients, *t.recipients.columns.keys()[1:])
_OPERATOR = inserting(t.operators, *t.operators.columns.keys()[1:])
_FORGET_WORDS = sql(delete(t.texts).where(t.texts.c.person == given("person")))
_FORGET = sql(
    delete(t.people).where(
        _p.id == given("person"), ~exists().where(_r.number == _p.number), ~exists().where(_o.number == _p.number)
    )
)


def last_device(db: Database) -> int:
    """The place of the device that was listed last; 0 where none ever was."""
    return int((db.one(_LAST) or (0,))[0])


def put_estate(db: Database, rows: Sequence[wire.EstateRow], *, findable: bool = True) -> None:
    """Devices listed, each in place of what was listed under its id; else found by nothing until `make_findable`.

    One that bears the labels it bore is changed where it is: what it is found by stays. Raises sqlite3.Error.
    """
    if not rows:
        return
    there = {device: (place, labels) for place, *labels, device in db.all(_THERE, array(row.device for row in rows))}
    changed, new = [], []
    for r in rows:
        values = (
            r.device, r.serial, r.asset_tag, r.category, r.maker, r.model, r.assigned_to, r.site, r.end_of_life,
            r.imei, r.mac, r.iccid, r.drives, r.sensitivity,
        )  # fmt: skip
        place, labels = there.get(r.device, (0, []))
        if labels == [r.serial, r.asset_tag, r.imei, r.mac, r.iccid]:
            changed.append((*values, place))
        else:
            new.append(values)
    db.driver.executemany(_CHANGE_DEVICE, changed)
    _drop_devices(db, [values[0] for values in new])
    base = last_device(db)
    db.driver.executemany(_PUT_DEVICE, new)
    if findable:
        make_findable(db, base)


def make_findable(db: Database, after: int) -> None:
    """Have the devices that were listed behind this place found by their labels. Raises sqlite3.Error."""
    db.driver.execute(_IDENTIFY, [after] * len(_LABELS))
    db.driver.execute(_UNSEE, (after,))


def drop_estate_between(db: Database, before: str, last: str, kept: Collection[str]) -> None:
    """Devices with an id behind `before` up to `last` (empty: to the end) that are not among those kept."""
    listed = db.all(_BETWEEN, before, last) if last else db.all(_AFTER, before)
    gone = [row[0] for row in listed if row[0] not in kept]
    if gone:
        _drop_devices(db, gone)
        see_again(db)


def _drop_devices(db: Database, devices: Iterable[str]) -> None:
    names = array(devices)
    there = db.all(_THERE, names)
    if there:
        db.driver.executemany(_UNIDENTIFY, [(value, place) for place, *labels, _ in there for value in labels if value])
        db.driver.execute(_DROP_DEVICES, (names,))


def put_recipients(db: Database, rows: Sequence[wire.RecipientRow]) -> None:
    """Recipients listed, each in place of what was listed under the same id; stripped ones stay out.

    Raises sqlite3.Error.
    """
    forgotten = Forgotten(db)
    rows = [row for row in rows if not forgotten.has(normal_serial(row.number))]
    _put_people(db, "recipient", [(row.person, row.number) for row in rows])
    db.driver.executemany(_RECIPIENT, [
        (r.kind, normal_serial(r.number), r.name, r.name.casefold(), r.unit, normal_serial(r.badge), int(r.at_check))
        for r in rows
    ])  # fmt: skip
    names.drop_of(db.driver, array(normal_serial(row.number) for row in rows))
    names.fill(db.driver, NAMED)


def put_operators(db: Database, rows: Sequence[wire.OperatorRow]) -> None:
    """Operators listed, each in place of what was listed under the same id; stripped ones stay out.

    Raises sqlite3.Error.
    """
    forgotten = Forgotten(db)
    rows = [row for row in rows if not forgotten.has(normal_serial(row.number))]
    _put_people(db, "operator", [(row.person, row.number) for row in rows])
    values = [(normal_serial(r.number), r.name, r.role, normal_serial(r.badge)) for r in rows]
    db.driver.executemany(_OPERATOR, values)


def _put_people(db: Database, kind: str, people: Sequence[tuple[str, str]]) -> None:
    """Ids and numbers. Another id that has the number, from before this desk was enrolled, is known without it."""
    named = [(normal_serial(number), person) for person, number in people]
    if kind == "recipient":
        names.drop_of_people(db.driver, array(person for person, _ in people))
    db.driver.executemany(_UNLIST[kind], [(person,) for person, _ in people])
    db.driver.executemany(_OWN_NO_MORE, [(person,) for person, _ in people])  # the register names them itself
    db.driver.executemany(_GIVE_WAY, named)
    db.driver.executemany(_NAME, named)
    db.driver.executemany(_UNLIST[kind], [(person,) for person, _ in people])


def keep_own_people(db: Database) -> None:
    """Whom the desk's own lists name stays served until the register's lists are here whole. Raises sqlite3.Error.

    Their ids are this desk's, so that nothing but the end of a list says that the register does not name them: a first
    reading that breaks off for days must leave nobody unknown.
    """
    db.driver.execute(_OWN)


def drop_people_between(db: Database, kind: str, before: str, last: str, kept: Collection[str]) -> None:
    """People of a list with an id behind `before` up to `last` (empty: to the end) that are not among those kept.

    At the end those of the desk's own lists go too.
    """
    bounds = [_p.id > given("before")] + ([_p.id <= given("last")] if last else [])
    listed = db.all(sql(_LISTED[kind].where(*bounds, ~_IS_OWN)), before, *([last] if last else []))
    gone = listed if last else listed + db.all(_OWN_LISTED[kind])
    for (person,) in gone:
        if person not in kept:
            _drop_person(db, kind, person)
    if not last and kind == "recipient":  # the last list of people: KINDS
        db.driver.execute(_NO_OWN)


def _drop_person(db: Database, kind: str, person: str) -> None:
    if kind == "recipient":
        names.drop_of_people(db.driver, array([person]))
    db.driver.execute(_UNLIST[kind], (person,))
    if kind == "recipient":
        db.driver.execute(_FORGET_WORDS, (person,))
    db.driver.execute(_FORGET, (person,))


def drop(db: Database, kind: str, key: str) -> None:
    """The row of this key is listed no more."""
    match kind:
        case "estate":
            _drop_devices(db, [key])
            see_again(db)
        case "recipient" | "operator":
            _drop_person(db, kind, key)
