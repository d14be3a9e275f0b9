"""A store, read: what every command but the desk itself works with."""

from pathlib import Path
from typing import Any, Self

from sqlalchemy import select

from devswap.ledger.state import State
from devswap.store import tables as t
from devswap.store.bookings import Bookings
from devswap.store.catalogue import Catalogue
from devswap.store.connection import FAULTS, Database, damaged, open_reading, unreadable
from devswap.store.consignments import Consignments
from devswap.store.evidence import EvidenceRows
from devswap.store.journal import Journal
from devswap.store.loading import load, load_same
from devswap.store.pins import Attempted
from devswap.store.places import Places
from devswap.store.sql import first, given, sql
from devswap.store.syncing import Enrolment
from devswap.store.values import SavedDraft, UnknownScan
from devswap.store.views import Views

_META = sql(select(t.meta.c.key, t.meta.c.value))
_DRAFTS = sql(select(t.drafts.c.visit, t.drafts.c.recipient, t.drafts.c.blob).order_by(t.drafts.c.visit))
_TEXT = sql(select(t.texts.c.text).where(t.texts.c.digest == given("digest")))
_u = t.unknown_scans.c
_UNKNOWN = sql(first(select(_u.at, _u.scan, _u.symbology, _u.visit).order_by(_u.seq.desc())))


class Reader(Bookings, Catalogue, Consignments, Enrolment, EvidenceRows, Journal, Places, Views):
    """A store's contents. Nothing here writes; beside a working desk it sees what that has committed."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.path = db.path
        self.pins = Attempted(db)
        self._meta: dict[str, str] = {row[0]: row[1] for row in db.all(_META)}
        if not self._meta.keys() >= {"desk", "incarnation"}:
            raise damaged(db.path, "it does not say whose it is")
        self.owner: tuple[str, str] = (self._meta["desk"], self._meta["incarnation"])
        """Desk and incarnation: who may use the entitlements that are given here now."""

    @classmethod
    def read(cls, path: Path) -> "Reader":
        """Open a store for reading alone, beside a desk that works on it or none. Raises StoreError."""
        try:
            db = Database(open_reading(path), path)
        except FAULTS as error:
            raise unreadable(path, error) from error
        try:
            return Reader(db)
        except BaseException:
            db.driver.close()
            raise

    def load(self, *subjects: str) -> State:
        """The fold of every entry that has to do with these devices, entitlements or entries. Raises StoreError."""
        return self._db.known(("load", *subjects), lambda: load(self._db, *subjects))

    def one_person(self, one: str, other: str) -> bool:
        """Whether entries say that these two ids are one person's. Raises StoreError."""
        return self._db.known(("one_person", one, other), lambda: self._one_person(one, other))

    def _one_person(self, one: str, other: str) -> bool:
        state = load_same(self._db, one, other)
        return state.one(one) == state.one(other)

    def drafts(self) -> list[SavedDraft]:
        """The visits that lie on the desk."""
        return [SavedDraft(*row) for row in self._db.all(_DRAFTS)]

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """What a statement of this package finds. Raises StoreError."""
        return self._db.all(statement, *values)

    def text(self, digest: str) -> str | None:
        """The text behind a digest, or None where it was stripped, or is another desk's."""
        row = self._db.one(_TEXT, digest)
        return row[0] if row else None

    def unknown_scans(self, limit: int = 50) -> list[UnknownScan]:
        """Scans that meant nothing, the last first."""
        return [UnknownScan(*row) for row in self._db.all(_UNKNOWN, limit)]

    def look_over(self) -> None:
        """Look at every page of the file, as a check of the record does. Raises StoreError where one is damaged."""
        found = self._db.all("PRAGMA quick_check(3)")
        if found != [("ok",)]:
            raise damaged(self.path, "; ".join(str(row[0]) for row in found))

    def close(self) -> None:
        """Let go of the file."""
        self._db.driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
