"""An open transaction that entries are sealed and appended in."""

from collections.abc import Callable

import msgspec

from devswap.errors import NotRecorded
from devswap.ledger.entry import Basis, Body, Entry, Malformed, chain_hash, seal
from devswap.ledger.events import SCHEMA, kind_of
from devswap.ledger.ids import instant
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.projecting import project
from devswap.store.sql import inserting
from devswap.store.values import Clock, Incarnation, Recording

_encode = msgspec.json.Encoder().encode
_INSERT = inserting(t.entries, "journal", "number", "id", "kind", "wall", "hash", "body")


def insert(db: Database, life: Incarnation, entry: Entry) -> int:
    """Put a sealed entry into the open transaction; its place. Raises sqlite3.Error."""
    return _insert(db, life, entry, kind_of(entry.event), entry.hash, entry.raw)


def _insert(db: Database, life: Incarnation, entry: Entry | Body, kind: str, digest: bytes, raw: bytes) -> int:
    values = (life.seq, entry.number, entry.id, kind, entry.wall, digest, raw)
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
        self.at = clock.now()
        """The moment, by the wall clock."""
        self._wall = instant(self.at)
        self._ticks = int(clock.monotonic() * 1_000_000)
        self._new_id = new_id
        self._offset, self._basis = heard

    def append(self, recording: Recording) -> Entry:
        """Seal an event, with all that follows. Raises sqlite3.Error; NotRecorded where it could not be read back."""
        try:
            entry = seal(self._body(recording), self.head[1])
        except Malformed as error:
            raise NotRecorded(str(error)) from None
        project(self.db, entry, insert(self.db, self._life, entry), own=True)
        self.head = (entry.number, entry.hash)
        return entry

    def append_checked(self, recording: Recording) -> int:
        """Seal an event whose every field was checked, leaving its rows to the caller; its place. Raises sqlite3.Error.

        Its bytes are those that `seal` makes, but are not read back first: for 500 devices that costs as much as the
        rest of their import.
        """
        body = self._body(recording)
        raw = _encode(body)
        digest = chain_hash(self.head[1], raw)
        seq = _insert(self.db, self._life, body, kind_of(body.event), digest, raw)
        self.head = (body.number, digest)
        return seq

    def _body(self, recording: Recording) -> Body:
        life = self._life
        return Body(
            life.desk, life.incarnation, self.head[0] + 1, recording.id or self._new_id(), self._boot, self._wall,
            self._ticks, self._offset, self._basis, recording.operator, recording.authorised_by, SCHEMA,
            recording.event,
        )  # fmt: skip
