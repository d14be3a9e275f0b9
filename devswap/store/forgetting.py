"""What the law asks to be forgotten: a person, and scans that meant nothing.

Entries hold a random person id and salted digests alone, so that when the rows that give them a meaning are gone, the
record still stands and its chain still verifies (P7). A keyed digest of the number stays where a person asked to be
forgotten, so that the next list does not bring them back unnoticed: only who has this store, key and all, can try
numbers against it.
"""

import re
import sqlite3
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Final

from sqlalchemy import delete, select, update

from devswap.errors import StoreError
from devswap.store import names
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.holding import held
from devswap.store.sql import array, fixed, given, inserting, sql
from devswap.store.values import Dice

Ask = Callable[..., list[Any]]
"""A statement and its values to its rows."""
_KEY: Final = "strip_key"
_KEY_OF = sql(select(t.meta.c.value).where(t.meta.c.key == given("key")))
_KEEP_KEY = inserting(t.meta, prefix="OR IGNORE")
_STRIP = inserting(t.stripped, prefix="OR IGNORE")
_STRIPPED = sql(select(t.stripped.c.digest))
_READMIT = sql(delete(t.stripped).where(t.stripped.c.digest == given("digest")))
_NUMBER = sql(select(t.people.c.number).where(t.people.c.id == given("person")))
_BADGES = sql(
    select(t.recipients.c.badge).where(t.recipients.c.number == given("number"))
    .union(select(t.operators.c.badge).where(t.operators.c.number == given("same")))
)  # fmt: skip
_OF_NUMBER = (
    sql(delete(t.recipients).where(t.recipients.c.number == given("number"))),
    sql(delete(t.operators).where(t.operators.c.number == given("number"))),
    sql(delete(t.pins).where(t.pins.c.number == given("number"))),
    sql(delete(t.bookings).where(t.bookings.c.number == given("number"))),
    sql(update(t.estate).values(assigned_to=fixed("")).where(t.estate.c.assigned_to == given("number"))),
)
_OF_LABEL = (
    sql(delete(t.unknown_scans).where(t.unknown_scans.c.scan == given("label"))),
    sql(delete(t.bookings).where(t.bookings.c.badge == given("label"))),
)
_CALLED = sql(
    select(t.recipients.c.name, t.recipients.c.badge).where(t.recipients.c.number == given("number"))
    .union(select(t.operators.c.name, t.operators.c.badge).where(t.operators.c.number == given("same")))
)  # fmt: skip
_OF_NOBODY = sql(select(t.texts.c.digest, t.texts.c.text).where(t.texts.c.person.is_(None)))
"""What was written down about nobody in particular."""
_TEXT = sql(delete(t.texts).where(t.texts.c.digest == given("digest")))
_SHORTEST: Final = 4
"""Characters of a number, a badge or a name that is looked for in texts; a shorter one stands in many by chance."""
_OF_PERSON = (
    sql(delete(t.texts).where(t.texts.c.person == given("person"))),
    sql(delete(t.drafts).where(t.drafts.c.recipient == given("person"))),
    sql(delete(t.people).where(t.people.c.id == given("person"))),
)
_LOOK_UPS = sql(delete(t.look_ups).where(t.look_ups.c.person == given("person")))
_UNKNOWN = sql(delete(t.unknown_scans).where(t.unknown_scans.c.at < given("before")))


class Forgotten:
    """The numbers of those who were stripped, as keyed digests."""

    def __init__(self, db: Database) -> None:
        row = db.one(_KEY_OF, _KEY)
        self._key = bytes.fromhex(row[0]) if row else b""
        self._digests = frozenset(digest for (digest,) in db.all(_STRIPPED)) if row else frozenset()

    def digest(self, number: str) -> str:
        """The keyed digest of a number in normal form."""
        return blake2b(number.encode(), key=self._key, digest_size=20).hexdigest()

    def __bool__(self) -> bool:
        """Whether anybody was."""
        return bool(self._digests)

    def has(self, number: str) -> bool:
        """Whether the person of this number was stripped."""
        return bool(self._digests) and self.digest(number) in self._digests


def strip_person(db: Database, person: str, dice: Dice, *, stays_out: bool = True) -> None:
    """Delete number, name, unit, badge, PIN and every text about a person, with its salt; their bytes are written over.

    A text about nobody in particular goes where it names them, by number, badge or whole name.

    `stays_out`: a later list that names the number is told so. Raises StoreError while a hold stands on the person,
    NotRecorded.
    """
    if held(db, None, person):
        raise StoreError(
            "A hold stands on this person, so nothing about them is forgotten. Have the hold lifted first."
        )
    row = db.one(_NUMBER, person)
    db.driver.execute("PRAGMA secure_delete = ON")
    with db.transaction() as driver:
        if row is not None:
            driver.executemany(_TEXT, [(digest,) for digest, _ in texts_naming(db.all, row[0])])
            driver.execute(_KEEP_KEY, (_KEY, dice(256).to_bytes(32, "big").hex()))
            if stays_out:
                driver.execute(_STRIP, (Forgotten(db).digest(row[0]),))
            _forget_number(db, driver, row[0])
        for statement in (*_OF_PERSON, _LOOK_UPS):
            driver.execute(statement, (person,))
    db.driver.execute("PRAGMA secure_delete = FAST")
    db.all("PRAGMA wal_checkpoint(TRUNCATE)")


def texts_naming(rows: Ask, number: str) -> list[tuple[str, str]]:
    """Digest and words of the texts that are kept about nobody in particular, and name whoever has this number."""
    called = {number, *(word for row in rows(_CALLED, number, number) for word in row)}
    words = "|".join(re.escape(word) for word in called if len(word) >= _SHORTEST)
    named = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    return sorted((digest, text) for digest, text in rows(_OF_NOBODY) if words and named.search(text))


def _forget_number(db: Database, driver: sqlite3.Connection, number: str) -> None:
    labels = {number, *(badge for (badge,) in db.all(_BADGES, number, number) if badge)}
    names.drop_of(driver, array([number]))
    for statement in _OF_NUMBER:
        driver.execute(statement, (number,))
    for statement in _OF_LABEL:
        driver.executemany(statement, [(label,) for label in labels])


def readmit(db: Database, number: str) -> bool:
    """Let lists name this number again; whether its person had been stripped. Raises NotRecorded."""
    forgotten = Forgotten(db)
    if not forgotten.has(number):
        return False
    db.commit(_READMIT, (forgotten.digest(number),))
    return True


def forget_unknown_scans(db: Database, before: str) -> None:
    """Delete the scans that meant nothing and were kept before an instant. Raises NotRecorded."""
    db.commit(_UNKNOWN, (before,))
