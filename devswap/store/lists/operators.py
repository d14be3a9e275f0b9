"""One operator at a time, where a whole list would be too much: the first supervisor, a colleague for a day."""

from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from devswap.errors import StoreError
from devswap.ledger import events as ev
from devswap.ledger.ids import normal_serial, uuid4
from devswap.ledger.known import Operator
from devswap.store import tables as t
from devswap.store.sql import fixed, given, inserting, searchable, sql
from devswap.store.values import Recording

if TYPE_CHECKING:
    from devswap.store import Store

_o, _p = t.operators.c, t.people.c
_DROP = sql(delete(t.operators).where(_o.number == given("number")))
_PERSON = inserting(t.people, "number", "id", prefix="OR IGNORE")
_ADD = sql(
    insert(t.operators).from_select(
        ["seq", "number", "name", "role", "badge"],
        select(
            func.coalesce(func.max(_o.seq), fixed(0)) + fixed(1),
            given("number"),
            given("name"),
            given("role"),
            given("badge"),
        ).select_from(t.operators),
    )
)


def add_operator(store: "Store", number: str, name: str, role: str, badge: str) -> Operator:
    """Put an operator on this desk's list, or change the row of that number; the next list takes its place.

    Raises StoreError where the desk has its operators from a register, where number, name or badge cannot stand in a
    list, or the badge is somebody else's; NotRecorded.
    """
    if store.standing() is not None:
        raise StoreError("This desk has its operators from the register. Import the list there.")
    key, mark = normal_serial(number), normal_serial(badge)
    if not searchable(key) or not (name == "" or searchable(name)) or not (mark == "" or searchable(mark)):
        raise StoreError("Number, name and badge are printable text, at most 512 characters. Write them again.")
    bearer = store.operator_by_badge(mark) if mark else None
    if bearer is not None and bearer.number != key:
        raise StoreError(f"The badge {mark} is that of operator {bearer.number}. Give each operator their own.")
    with store.appending() as journal:
        driver = journal.db.driver
        driver.execute(_PERSON, (key, uuid4(store.dice(128))))
        driver.execute(_DROP, (key,))
        driver.execute(_ADD, (key, name, role, mark))
        journal.append(Recording(ev.CatalogueImported("operators", _digest(store), len(store.operators()), 0), None))
    found = store.operator_by_number(key)
    assert found is not None  # it was added in the transaction that is done
    return found


def _digest(store: "Store") -> str:
    """Of the list as it stands now; salted by its people's random ids, so that it tells nothing of anybody."""
    from hashlib import sha256

    return sha256("\n".join(operator.id + operator.role for operator in store.operators()).encode()).hexdigest()
