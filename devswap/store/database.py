"""The desk's store: one file, one writer. What it acknowledges is on disk.

`Store.open` is the one writing end, `Store.read` a reading one beside it. An entry and everything that follows from it
are one transaction; where that fails, `NotRecorded` says why and nothing changed, neither on disk nor here. The store
works on when the disk does: a ballast file is thrown off when it is full, so that what lies on the desk still fits.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, update

from devswap import wire
from devswap.errors import NotRecorded, StoreError
from devswap.ledger.entry import Entry
from devswap.ledger.ids import instant, salted, uuid4, uuid7
from devswap.paths import made
from devswap.standing import Standing
from devswap.store import journal, relayed, syncing
from devswap.store import tables as t
from devswap.store.appending import Appending
from devswap.store.ballast import SIZE, Ballast
from devswap.store.connection import FAULTS, Database, damaged, is_full, open_writing, unreadable
from devswap.store.creating import bring_up, create, is_fresh
from devswap.store.forgetting import forget_unknown_scans, readmit, strip_person
from devswap.store.health import Health, look, vouch
from devswap.store.lock import Lock
from devswap.store.personal import note_look_up
from devswap.store.pins import Pins
from devswap.store.reader import Reader
from devswap.store.rebuilding import rebuild_projections
from devswap.store.sidecar import Mark, Sidecar
from devswap.store.sql import given, inserting, sql, storable
from devswap.store.values import Clock, Counts, Dice, Draft, Incarnation, Recording

if TYPE_CHECKING:
    from devswap.sync.core import Heard

_SAVE = inserting(t.drafts, prefix="OR REPLACE")
_DROP = sql(delete(t.drafts).where(t.drafts.c.visit == given("visit")))
_TEXT = inserting(t.texts, prefix="OR IGNORE")
_UNKNOWN = inserting(t.unknown_scans, "at", "scan", "symbology", "visit")
_META = inserting(t.meta, prefix="OR REPLACE")
_STOPPED = sql(update(t.meta).values(value=given("value")).where(t.meta.c.key == given("key")))


class Store(Reader):
    """A desk's store, written by this process alone."""

    def __init__(
        self, db: Database, lock: Lock, ballast: Ballast, clock: Clock, dice: Dice, sidecar: Path | None
    ) -> None:
        super().__init__(db)
        self.clock = clock
        self.dice = dice
        self.pins: Pins = Pins(db, dice)
        self._lock = lock
        self._ballast = ballast
        self.boot = uuid4(dice(128))
        """Of this start of the process."""
        self._texts: list[tuple[str, bytes, str, str | None]] = []
        self._drafts: dict[str, Draft] = {}
        """Drafts that `together` writes at its end, each as it is then."""
        self._counted: tuple[str, Counts] | None = None
        self._wall: datetime | None = None
        """What the clock said at the last entry; None: to be read."""
        self._life = self._current()
        self.health: Health = look(db, self._life, stopped_well=self._meta.get("stopped") == "well")
        """What was looked at on opening."""
        self._head = journal.head(db, self._life)
        self._standing = super().standing()
        folder, name = (sidecar, f"{self.owner[0]}.head") if sidecar else (db.path.parent, f"{db.path.name}.head")
        self._sidecar = Sidecar(folder / name)
        try:
            db.commit(_STOPPED, ("no", "stopped"))
        except NotRecorded:
            db.commit(_STOPPED, ("no", "stopped"))  # on a full disk the ballast has made room now
        self.went_back = self._went_back(self._sidecar.read())
        """The store was put back from a copy, and works on as a new incarnation, without the old one's entitlements."""
        if self.went_back:
            self._begin_incarnation()
        self._mark()

    @classmethod
    def open(cls, path: Path, *, clock: Clock, dice: Dice, ballast: int = SIZE, sidecar: Path | None = None) -> "Store":
        """Open a desk's store, or make a fresh one. Close it, or use it in a `with` block.

        `ballast` is in bytes, 0 for none. `sidecar` is the folder of the file by which a restored copy is noticed:
        best not the store's own; None puts it beside the store. Raises StoreError where another process works on it,
        it cannot be made, it is damaged, or a newer program wrote it.
        """
        path = path.absolute()
        try:
            made(path.parent)
        except OSError as error:
            raise StoreError(f"{path.parent}: cannot be made ({error.strerror}). Name another store.") from None
        lock = Lock(path)
        driver: sqlite3.Connection | None = None
        try:
            held = Ballast(path, ballast)
            if held.stands and path.is_file() and path.stat().st_size == 0:
                raise damaged(path, "its file is empty")
            driver = _opened(path, held)
            if is_fresh(driver):
                _make(driver, path, clock, dice)
            bring_up(driver, path)
            held.load()
            return cls(Database(driver, path, held), lock, held, clock, dice, sidecar)
        except BaseException as error:
            if driver is not None:
                driver.close()
            lock.release()
            raise _explained(path, error) from error

    # ------------------------------------------------------------------------------------------------- recording

    def new_id(self) -> str:
        """A fresh id for an entry, a visit or a drive: a UUIDv7."""
        return uuid7(int(self.clock.now().timestamp() * 1000), self.dice(74))

    def text_digest(self, text: str, person: str | None = None) -> str:
        """The digest to hold instead of a text; the text is stored with the next commit, and goes with its person."""
        salt = self.dice(128).to_bytes(16, "big")
        digest = salted(salt, text)
        self._texts.append((digest, salt, storable(text), person))
        return digest

    def record(self, events: Sequence[Recording], *, draft: Draft | None = None) -> list[Entry]:
        """Seal these events and commit them with all that follows, and the draft of the visit, in one transaction.

        On disk when it returns. Raises NotRecorded, whose text says why, where nothing was recorded.
        """
        with self.appending() as journal:
            entries = [journal.append(recording) for recording in events]
            if draft is not None:
                self._drafts.pop(draft[0], None)
                _write_draft(self._db.driver, draft)
        return entries

    @contextmanager
    def appending(self) -> Iterator[Appending]:
        """One transaction to append entries in, of any size; on disk when the block is left. Raises NotRecorded."""
        heard = syncing.heard_of(self._standing)
        journal = Appending(self._db, self._life, self._head, self.boot, self.clock, self.new_id, heard)
        with self._db.transaction() as driver:
            yield journal
            if self._texts:
                driver.executemany(_TEXT, self._texts)
        self._texts.clear()
        self._counted = None
        if journal.head != self._head:
            self._head, self._wall = journal.head, journal.at
            self._mark()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Everything that is recorded in this block is one transaction, on disk when it is left. Raises NotRecorded.

        Where it fails nothing of it was recorded, and the store is as it was.
        """
        head, texts = self._head, self._texts.copy()
        try:
            with self._db.together():
                yield
                with self._db.transaction(aside=True) as driver:
                    for draft in self._drafts.values():
                        _write_draft(driver, draft)
        except BaseException:
            self._head, self._texts, self._counted, self._wall = head, texts, None, None
            raise
        finally:
            self._drafts.clear()
        if self._head != head:
            self._mark()

    def save_draft(self, visit: str, recipient: str | None, blob: bytes | None) -> None:
        """Keep what lies on the desk for a visit; None: forget it. On disk when it returns. Raises NotRecorded."""
        if self._texts:
            self.record((), draft=(visit, recipient, blob))
        elif self._db.in_parts:
            self._drafts[visit] = (visit, recipient, blob)
        elif blob is None:
            self._db.commit(_DROP, (visit,), aside=True)
        else:
            self._db.commit(_SAVE, (visit, recipient, blob), aside=True)

    def save_drafts(self, drafts: Sequence[Draft]) -> None:
        """Keep several visits' drafts in one transaction, so that what goes from one to another is never in neither."""
        with self._db.transaction(aside=True) as driver:
            for draft in drafts:
                self._drafts.pop(draft[0], None)
                _write_draft(driver, draft)

    def keep_unknown(self, scan: str, symbology: str = "", visit: str | None = None) -> None:
        """Keep a scan that meant nothing. Raises NotRecorded."""
        self._db.commit(_UNKNOWN, (instant(self.clock.now()), storable(scan), storable(symbology), visit), aside=True)

    def forget_unknown_scans(self, before: str) -> None:
        """Forget the scans that meant nothing and were kept before an instant. Raises NotRecorded."""
        forget_unknown_scans(self._db, before)

    def note_look_up(self, person: str, operator: str | None, how: str) -> None:
        """Keep that an operator looked for a person, and where on the desk. Raises NotRecorded."""
        note_look_up(self._db, instant(self.clock.now()), person, operator, how)

    def readmit(self, number: str) -> bool:
        """Let lists name a stripped person's number again; whether it was one. Raises NotRecorded."""
        return readmit(self._db, number)

    def strip_person(self, person: str, *, stays_out: bool = True) -> None:
        """Forget a person: number, name, unit, badge, and every text about them, with its salt.

        Entries name the id alone, so that the chain still verifies. Raises StoreError under a hold, NotRecorded.
        """
        strip_person(self._db, person, self.dice, stays_out=stays_out)

    def rebuild_projections(self) -> int:
        """Make what follows from the entries again, from the entries; how many. Raises NotRecorded, StoreError."""
        self._counted = None
        return rebuild_projections(self._db)

    def take_over(self, lines: Iterable[bytes]) -> tuple[int, int]:
        """Take in an exported journal, all or nothing; how many entries were new, and how many were here.

        Raises StoreError, naming the line, where one is no entry or its chain breaks; NotRecorded.
        """
        done = journal.take_over(self._db, lines, instant(self.clock.now()))
        self._head, self._counted, self._wall = journal.head(self._db, self._life), None, None
        self._mark()
        return done

    def counts(self, day: str) -> Counts:
        """This desk's day (ISO, UTC) and what stands open; counted anew only after something was recorded."""
        if self._counted is None or self._counted[0] != day:
            self._counted = (day, super().counts(day))
        return self._counted[1]

    def last_wall(self) -> datetime | None:
        """What this desk's clock said when it recorded last; None where it has recorded nothing, or said nonsense."""
        if self._wall is None:
            self._wall = super().last_wall()
        return self._wall

    # ---------------------------------------------------------------------------------------------- the register

    def standing(self) -> Standing | None:
        """Where this desk stands with its register; None where it stands alone."""
        return self._standing

    def enrol(self, standing: Standing, rules: msgspec.Raw) -> None:
        """Belong to a register from here on. A store that belonged to one before begins a new incarnation.

        Raises NotRecorded; StoreError where the policy cannot be read.
        """
        if self.standing() is not None:
            self._begin_incarnation()
        with self._db.transaction():
            relayed.keep_own_people(self._db)
            syncing.keep_rules(self._db, rules)
            syncing.keep_standing(self._db, standing)
        self._standing = standing

    def take(self, heard: "Heard", snapshot_before: str = "", *, at_leisure: bool = False) -> Standing:
        """Take in what an answer of the register brought; where the desk stands after it.

        One transaction; but for the desk's own entries it is on disk with the next that must be, as the register
        brings what was lost again. `snapshot_before` is the last key of the snapshot's page before; `at_leisure`:
        nobody scans meanwhile. Raises NotRecorded; StoreError where the register sent what cannot be read.
        """
        db, at, standing = self._db, instant(self.clock.now()), heard.standing
        strays: set[str] = set()
        own = isinstance(heard.page, wire.JournalPage)
        with db.transaction() if own or at_leisure else db.in_passing():
            match heard.page:
                case wire.SnapshotPage() as page:
                    strays = syncing.take_snapshot(db, page, snapshot_before, self.owner, at, at_leisure)
                case wire.LogPage() as page:
                    strays = syncing.take_log(db, page, self.owner, at)
                case wire.JournalPage() as page:
                    syncing.take_back(db, page, self.owner[0])
            if strays - standing.branches.keys():
                standing = syncing.unproven(standing, strays - standing.branches.keys())
            syncing.keep_standing(db, standing)
        self._standing = standing
        self._head, self._counted, self._wall = journal.head(db, self._life), None, None
        if heard.begin:
            self._begin_incarnation()
        self._mark()
        return standing

    def settle(self) -> None:
        """After a large load: bring the write-ahead log into the store, and its file back to nothing."""
        self._db.all("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Say that the journal is right as far as it goes, and let go of the store."""
        try:
            vouch(self._db, self._life, self._head[0])
            self._db.commit(_STOPPED, ("well", "stopped"))
        except NotRecorded:
            pass  # the next start looks closer, as after any unclean stop
        finally:
            super().close()
            self._sidecar.close()
            self._lock.release()

    @property
    def sidecar_fault(self) -> str:
        """Why a copy put back could not be noticed, in words; empty where it would be."""
        return self._sidecar.missing

    @property
    def disk_is_low(self) -> bool:
        """The disk was full and the ballast is gone: finish what lies on the desk, begin nothing new."""
        return self._db.low

    # ----------------------------------------------------------------------------------------------- incarnations

    def _current(self) -> Incarnation:
        for life in self.incarnations():
            if (life.desk, life.incarnation) == self.owner:
                return life
        raise damaged(self.path, "the life that it says it leads is not there")

    def _mark(self) -> None:
        if self._db.in_parts:
            return  # what is not on disk yet is not vouched for
        number, digest = self._head
        self._sidecar.write(Mark(*self.owner, number, digest))

    def _went_back(self, mark: Mark | None) -> bool:
        """Whether the store lacks what the sidecar saw of this desk, or has something else in its place."""
        if mark is None or mark.desk != self.owner[0]:
            return False
        lives = [n for n in self.incarnations() if (n.desk, n.incarnation) == (mark.desk, mark.incarnation)]
        return not lives or journal.hash_at(self._db, lives[0], mark.number) != mark.hash

    def _begin_incarnation(self) -> None:
        desk, parent = self.owner
        fresh = uuid4(self.dice(128))
        with self._db.transaction() as driver:
            at = instant(self.clock.now())
            self._life = journal.open_incarnation(self._db, desk, fresh, parent, self._head[1], at)
            driver.execute(_META, ("incarnation", fresh))
        self.owner = (desk, fresh)
        self._counted = self._wall = None
        self._head = journal.head(self._db, self._life)


def _opened(path: Path, ballast: Ballast) -> sqlite3.Connection:
    """The writing connection; where the disk is too full for it, once more without the ballast."""
    try:
        return open_writing(path)
    except sqlite3.OperationalError as error:
        if not is_full(error) or not ballast.throw_off():
            raise
        return open_writing(path)


def _explained(path: Path, error: BaseException) -> BaseException:
    """Why a store could not be opened."""
    if isinstance(error, FAULTS):
        return unreadable(path, error)
    if isinstance(error, NotRecorded):
        return StoreError(f"{path}: {error}. Make room on the disk, or name another store, and start again.")
    if isinstance(error, OSError):
        return StoreError(f"{path}: {error.strerror}. Run `devswap doctor`.")
    if isinstance(error, ValueError | TypeError):
        return damaged(path, f"it holds what no devswap wrote: {error}")
    return error


def _make(driver: sqlite3.Connection, path: Path, clock: Clock, dice: Dice) -> None:
    desk, incarnation = uuid4(dice(128)), uuid4(dice(128))
    create(driver, path, desk, incarnation, instant(clock.now()))


def _write_draft(driver: sqlite3.Connection, draft: Draft) -> None:
    visit, recipient, blob = draft
    if blob is None:
        driver.execute(_DROP, (visit,))
    else:
        driver.execute(_SAVE, (visit, recipient, blob))
