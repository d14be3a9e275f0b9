"""An open transaction that entries are sealed and appended in."""

from collections.abc import Callable

from devswap.errors import NotRecorded
from devswap.ledger.entry import Basis, Body, Entry, Malformed, seal
from devswap.ledger.events import SCHEMA, kind_of
from devswap.ledger.ids import instant
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.projecting import project
from devswap.store.sql import inserting
from devswap.store.values import Clock, Incarnation, Recording

_INSERT = inserting(t.entries, "journal", "number", "id", "kind", "wall", "hash", "body")


def insert(db: Database, life: Incarnation, entry: Entry) -> int:
    """Put a sealed entry into the open transaction; its place. Raises sqlite3.Error."""
    values = (life.seq, entry.number, entry.id, kind_of(entry.event), entry.wall, entry.hash, entry.raw)
    seq = db.driver.execute(_INSERT, values).lastrowid
    assert seq is not None  # an INSERT into a table with row ids has one
    return seq


class Appending:
    """The end of a journal as it will be once the transaction commits. One moment for all its entries."""

    def __init__(
        self,
        db: Database,
        life: Incarnation,
        head: tuple[int, bytes],
        boot: str,
        clock: Clock,
        new_id: Callable[[], str],
        heard: tuple[int | None, Basis | None],
    ) -> None:
        self.db = db
        self.head = head
        self._life = life
        self._boot = boot
        self._wall = instant(clock.now())
        self._ticks = int(clock.monotonic() * 1_000_000)
        self._new_id = new_id
        self._offset, self._basis = heard

    def append(self, recording: Recording) -> Entry:
        """Seal an event, with all that follows. Raises sqlite3.Error; NotRecorded where it could not be read back."""
        entry = self._seal(recording)
        project(self.db, entry, insert(self.db, self._life, entry), own=True)
        self.head = (entry.number, entry.hash)
        return entry

    def append_alone(self, recording: Recording) -> int:
        """Seal an event, leaving its rows to the caller; its place. Raises as `append`."""
        entry = self._seal(recording)
        seq = insert(self.db, self._life, entry)
        self.head = (entry.number, entry.hash)
        return seq

    def _seal(self, recording: Recording) -> Entry:
        number, previous = self.head
        life = self._life
        body = Body(
            life.desk, life.incarnation, number + 1, recording.id or self._new_id(), self._boot, self._wall,
            self._ticks, self._offset, self._basis, recording.operator, recording.authorised_by, SCHEMA,
            recording.event,
        )  # fmt: skip
        try:
            return seal(body, previous)
        except Malformed as error:
            raise NotRecorded(str(error)) from None
