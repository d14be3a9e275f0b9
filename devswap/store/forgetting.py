"""What the law asks to be forgotten: a person, and scans that meant nothing.

Entries hold a random person id and salted digests alone, so that when the rows that give them a meaning are gone, the
record still stands and its chain still verifies (P7).
"""

from sqlalchemy import delete, select, update

from devswap.errors import StoreError
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.holding import held
from devswap.store.sql import fixed, given, sql

_NUMBER = sql(select(t.people.c.number).where(t.people.c.id == given("person")))
_OF_NUMBER = (
    sql(delete(t.recipients).where(t.recipients.c.number == given("number"))),
    sql(delete(t.operators).where(t.operators.c.number == given("number"))),
    sql(delete(t.bookings).where(t.bookings.c.number == given("number"))),
    sql(update(t.estate).values(assigned_to=fixed("")).where(t.estate.c.assigned_to == given("number"))),
)
_OF_PERSON = (
    sql(delete(t.texts).where(t.texts.c.person == given("person"))),
    sql(delete(t.drafts).where(t.drafts.c.recipient == given("person"))),
    sql(delete(t.people).where(t.people.c.id == given("person"))),
)
_UNKNOWN = sql(delete(t.unknown_scans).where(t.unknown_scans.c.at < given("before")))


def strip_person(db: Database, person: str) -> None:
    """Delete number, name, unit, badge and every text about a person, with its salt; their bytes are written over.

    Raises StoreError while a hold stands on the person, NotRecorded.
    """
    if held(db, None, person):
        raise StoreError(
            "A hold stands on this person, so nothing about them is forgotten. Have the hold lifted first."
        )
    row = db.one(_NUMBER, person)
    db.driver.execute("PRAGMA secure_delete = ON")
    with db.transaction() as driver:
        if row is not None:
            for statement in _OF_NUMBER:
                driver.execute(statement, row)
        for statement in _OF_PERSON:
            driver.execute(statement, (person,))
    db.driver.execute("PRAGMA secure_delete = FAST")
    db.all("PRAGMA wal_checkpoint(TRUNCATE)")


def forget_unknown_scans(db: Database, before: str) -> None:
    """Delete the scans that meant nothing and were kept before an instant. Raises NotRecorded."""
    db.commit(_UNKNOWN, (before,))
