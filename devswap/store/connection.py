"""One writing connection to a store, and read-only ones beside it.

SQLite 3.7.0 to 3.51.2 can lose committed transactions where two connections write and checkpoint at once
(sqlite.org/wal.html#the_wal_reset_bug). It cannot happen here, whatever version is linked: one process holds the
store's lock, that process opens one writing connection, and every other connection is opened `mode=ro`, by which the
file is opened for reading alone and can neither write nor checkpoint.

Durability is set here and checked, for library defaults differ: WAL with `synchronous=FULL` lost nothing in 2,000
simulated power cuts, WAL with NORMAL lost 1,219 acknowledged commits, and a file whose folder was not synced after
creation was gone altogether.
"""

import os
import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from devswap.errors import NotRecorded, StoreError
from devswap.store.ballast import Ballast
from devswap.store.tables import APPLICATION

CACHE_KIB = 16 * 1024
"""Of pages, and of what a sort may hold before it goes to a file: memory stays flat however large the store."""
STATEMENTS = 256
_LARGEST_IDLE_WAL = 16 * 1024 * 1024
_PAGES, _FEW_PAGES = 1000, 200
"""Of the log, at which a commit brings it into the store: SQLite's own number, and what takes a few milliseconds."""

_WORDS = {
    sqlite3.SQLITE_FULL: "the disk is full",
    sqlite3.SQLITE_READONLY: "the store is read-only",
    sqlite3.SQLITE_IOERR: "the disk failed",
    sqlite3.SQLITE_CANTOPEN: "the store's file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the store's file is damaged",
    sqlite3.SQLITE_NOTADB: "the store's file is damaged",
    sqlite3.SQLITE_BUSY: "another program has the store locked",
    sqlite3.SQLITE_NOMEM: "there is not enough memory",
    sqlite3.SQLITE_TOOBIG: "it is too large to record",
}

_FULL = {sqlite3.SQLITE_IOERR_SHMSIZE: sqlite3.SQLITE_FULL}
"""Of the codes that read as a failing disk, the one by which a full disk has no room for the index of the log."""

Values = tuple[Any, ...]
T = TypeVar("T")
REMEMBERED = 1000
"""Answers that are remembered at once; the next one begins anew."""
FAULTS = (sqlite3.Error, UnicodeDecodeError)
"""What the driver raises; of a damaged schema it cannot even read SQLite's own message."""


def is_full(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    """Whether there is no room on the disk."""
    return _code(error) == sqlite3.SQLITE_FULL


def _code(error: sqlite3.Error | UnicodeDecodeError) -> int:
    code: int = getattr(error, "sqlite_errorcode", 0)
    return _FULL.get(code, code & 0xFF)


def words(error: sqlite3.Error | UnicodeDecodeError) -> str:
    """What a failure of SQLite means, in words without a full stop."""
    if isinstance(error, UnicodeDecodeError):
        return _WORDS[sqlite3.SQLITE_CORRUPT]
    code = _code(error)
    if code == sqlite3.SQLITE_CONSTRAINT:
        return f"the store refused it, for it would break what it guards ({error})"
    found = _WORDS.get(code)
    return f"{found} ({error})" if found and code != sqlite3.SQLITE_FULL else found or str(error)


def damaged(path: Path, what: str) -> StoreError:
    """The error for a store that cannot be trusted."""
    return StoreError(
        f"{path}: the store is damaged ({what}). Work no further on it: move it and the files beside it aside, put the "
        "last copy of it back, and keep the damaged one for `devswap journal export`."
    )


def unreadable(path: Path, error: sqlite3.Error | UnicodeDecodeError) -> StoreError:
    """The error for a store that could not be read."""
    if isinstance(error, UnicodeDecodeError):
        return damaged(path, "it does not hold text where text should be")
    if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(path, str(error))
    return StoreError(f"{path}: {words(error)}. Run `devswap doctor`.")


def _own(path: Path) -> None:
    """Make the file for its owner alone, and close one to others that was not; SQLite gives its log the same mode."""
    with suppress(OSError):  # SQLite says what is wrong with the place
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)


def open_writing(path: Path) -> sqlite3.Connection:
    """The one writing connection; the caller holds the store's lock. Raises StoreError, sqlite3.Error."""
    _own(path)
    db = sqlite3.connect(path, isolation_level=None, cached_statements=STATEMENTS)
    try:
        if _pragma(db, "application_id") != APPLICATION and db.execute("SELECT 1 FROM sqlite_master").fetchone():
            raise _not_ours(path)
        _tune(db)
        for name, value in {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}.items():
            db.execute(f"PRAGMA {name} = {value}")
            if _pragma(db, name) != value:
                raise StoreError(
                    f"{path}: SQLite would not set {name} to {value} here, so what is recorded might be lost. Keep the "
                    "store on a local disk."
                )
        db.execute(f"PRAGMA journal_size_limit = {_LARGEST_IDLE_WAL}")
        db.execute("PRAGMA secure_delete = FAST")
        if sys.platform == "darwin":
            db.execute("PRAGMA fullfsync = ON")
    except BaseException:
        db.close()
        raise
    return db


def open_reading(path: Path) -> sqlite3.Connection:
    """A connection that can neither write nor checkpoint. Raises StoreError, sqlite3.Error."""
    if not path.is_file():
        raise StoreError(f"{path}: there is no store. `devswap desk` or `devswap import` makes one.")
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    try:
        if _pragma(db, "application_id") != APPLICATION:
            raise _not_ours(path)
        _tune(db)
        db.execute("PRAGMA query_only = ON")
    except BaseException:
        db.close()
        raise
    return db


def _not_ours(path: Path) -> StoreError:
    return StoreError(f"{path}: this is no store of devswap's. Name another file as [desk] store.")


def _tune(db: sqlite3.Connection) -> None:
    db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    db.execute("PRAGMA temp_store = FILE")
    db.execute("PRAGMA cell_size_check = ON")
    db.execute("PRAGMA trusted_schema = OFF")
    db.execute("PRAGMA busy_timeout = 2000")


def _pragma(db: sqlite3.Connection, name: str) -> Any:
    return db.execute(f"PRAGMA {name}").fetchone()[0]


def sync_folder(path: Path) -> None:
    """Make a file's creation durable: sync its folder, where the system knows how."""
    if sys.platform == "win32":
        return
    handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Database:
    """A connection, its file, and what its failures mean."""

    def __init__(self, driver: sqlite3.Connection, path: Path, ballast: Ballast | None = None) -> None:
        self.driver = driver
        self.path = path
        self.low = False
        """The disk was full and the ballast is gone: begin nothing new."""
        self._ballast = ballast
        self._together = False
        self._known: dict[tuple[Any, ...], Any] | None = None if ballast is None else {}
        """What was asked since the last change; None where others change the file beside us, or it is changing now."""
        self._spoilt: BaseException | None = None
        """What failed since `together` began: all of it is rolled back."""

    @property
    def in_parts(self) -> bool:
        """Whether what is recorded now is part of something that is committed later."""
        return self._together

    def all(self, sql: str, *values: Any) -> list[Values]:
        """Every row of a query. Raises StoreError."""
        try:
            return self.driver.execute(sql, values).fetchall()
        except FAULTS as error:
            raise unreadable(self.path, error) from error

    def one(self, sql: str, *values: Any) -> Values | None:
        """The first row of a query, or None. Raises StoreError."""
        try:
            row: Values | None = self.driver.execute(sql, values).fetchone()
        except FAULTS as error:
            raise unreadable(self.path, error) from error
        return row

    def each(self, sql: str, *values: Any) -> Iterator[Values]:
        """The rows of a query as they are read. Raises StoreError."""
        try:
            for row in self.driver.execute(sql, values):  # noqa: UP028 - it would close a cursor of a closed store
                yield row
        except FAULTS as error:
            raise unreadable(self.path, error) from error

    def asked(self, sql: str, *values: Any) -> list[Values]:
        """As `all`, remembered as `known` does. Raises StoreError."""
        known = self._known
        if known is None:
            return self.all(sql, *values)
        key = (sql, *values)
        rows: list[Values] | None = known.get(key)
        if rows is None:
            rows = self._remember(known, key, self.all(sql, *values))
        return rows

    def known(self, key: tuple[Any, ...], find: Callable[[], T]) -> T:
        """What `find` finds, remembered until something is written: a visit asks for the same rows at every scan.

        `key` names the question with all that its answer depends on. Raises what `find` raises.
        """
        known = self._known
        if known is None:
            return find()
        return known[key] if key in known else self._remember(known, key, find())

    def _remember(self, known: dict[tuple[Any, ...], Any], key: tuple[Any, ...], found: T) -> T:
        if len(known) >= REMEMBERED:
            known.clear()
        known[key] = found
        return found

    def commit(self, sql: str, values: Sequence[Any], *, aside: bool = False) -> None:
        """One statement, committed and on disk. Raises NotRecorded.

        `aside`: nothing that is remembered depends on it.
        """
        if self._together:
            with self.transaction(aside=aside):
                self.driver.execute(sql, values)
            return
        try:
            self.driver.execute(sql, values)
        except FAULTS as error:
            raise self._failed(error) from error
        finally:
            if not aside:
                self._forget()

    @contextmanager
    def transaction(self, *, aside: bool = False) -> Iterator[sqlite3.Connection]:
        """Statements that are committed together, and on disk when the block is left. Raises NotRecorded.

        `aside`: nothing that is remembered depends on them.
        """
        known = self._known
        if not aside:
            self._known = None
        try:
            with self._part() if self._together else self._whole():
                yield self.driver
        finally:
            self._known = known
            if not aside:
                self._forget()

    @contextmanager
    def in_passing(self) -> Iterator[sqlite3.Connection]:
        """As `transaction`, on disk with the next that must be: for what is brought again where it was lost.

        Nothing waits for the disk, and the log is brought into the store in small parts: a scan may wait behind this.
        Raises NotRecorded.
        """
        self.driver.execute("PRAGMA synchronous = NORMAL")
        self.driver.execute(f"PRAGMA wal_autocheckpoint = {_FEW_PAGES}")
        try:
            with self.transaction() as driver:
                yield driver
        finally:
            self.driver.execute("PRAGMA synchronous = FULL")
            self.driver.execute(f"PRAGMA wal_autocheckpoint = {_PAGES}")

    @contextmanager
    def together(self) -> Iterator[None]:
        """What would be several transactions is one, on disk when the block is left.

        Where any part of it failed, none is recorded. Raises NotRecorded.
        """
        try:
            with self._whole():
                self._together, self._spoilt = True, None
                try:
                    yield
                finally:
                    self._together = False
                if self._spoilt is not None:
                    raise NotRecorded(str(self._spoilt))
        except BaseException:
            self._forget()
            raise

    @contextmanager
    def _whole(self) -> Iterator[None]:
        try:
            self.driver.execute("BEGIN IMMEDIATE")
            yield
            self.driver.execute("COMMIT")
        except FAULTS as error:
            self._roll_back()
            raise self._failed(error) from error
        except BaseException:
            self._roll_back()
            raise

    def _forget(self) -> None:
        if self._known is not None:
            self._known.clear()

    @contextmanager
    def _part(self) -> Iterator[None]:
        """One transaction of several that are one: after a failure nothing more is tried."""
        if self._spoilt is not None:
            raise NotRecorded(str(self._spoilt))
        try:
            yield
        except FAULTS as error:
            self._spoilt = self._failed(error)
            raise self._spoilt from error
        except BaseException as error:
            self._spoilt = error
            raise

    def _roll_back(self) -> None:
        if self.driver.in_transaction:
            self.driver.execute("ROLLBACK")

    def _failed(self, error: sqlite3.Error | UnicodeDecodeError) -> NotRecorded:
        if is_full(error):
            self.low = True
            if self._ballast is not None:
                self._ballast.throw_off()
        return NotRecorded(words(error))
