"""Rows into PostgreSQL by COPY, in its binary format (PostgreSQL manual, COPY, "Binary Format"): no byte is quoted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from struct import Struct
from typing import Final, LiteralString

from psycopg.copy import Copy, LibpqWriter
from psycopg.errors import error_from_result
from psycopg.generators import execute
from psycopg.pq import ExecStatus
from sqlalchemy import Connection

from devswap.ledger.events import kind_of
from devswap.register.chains import Link
from devswap.register.links import key
from devswap.wire import log_hash

_ENTRIES: Final = (
    "COPY entries (position, journal, number, id, kind, site, judged, hash, log_hash, body) FROM STDIN (FORMAT binary)"
)
_ABOUT: Final = "COPY about (subject, position) FROM STDIN (FORMAT binary)"
_BEGIN: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END: Final = b"\xff\xff"
_PLACE: Final = Struct("!h iq ii iq").pack
"""Ten fields; position, journal and number, each behind its length."""
_HASHES: Final = Struct("!i? i32s i32s i").pack
"""`judged` and the two hashes, and the length of the body."""
_TWO: Final = Struct("!h").pack(2)
_AT: Final = Struct("!iq").pack
"""A position behind its length: with the `key` before it a row of `about`, which has two fields."""
_LENGTH: Final = Struct("!i").pack
_NULL: Final = _LENGTH(-1)
_AT_ONCE: Final = 50
"""Rows given to the connection together. It passes them on as far as PostgreSQL reads: it is at work meanwhile."""


class _Ahead(LibpqWriter):
    """Says at once that these were all the rows, and waits for the end when it must.

    PostgreSQL inserts the rows of a binary COPY a thousand at a time (`copyfrom.c`, MAX_BUFFERED_TUPLES), so those of a
    batch when it has heard that there are no more: psycopg's own writer would say so after the work beside it.
    """

    _all = False

    def all(self) -> None:
        """No row comes after these."""
        self._all = True
        self._pgconn.put_copy_end()
        self._pgconn.flush()

    def finish(self, exc: BaseException | None = None) -> None:
        """Wait for the end, and see that it is a good one. Raises psycopg.Error."""
        if not self._all:
            super().finish(exc)
            return
        [result] = self.connection.wait(execute(self._pgconn))
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result, encoding=self._pgconn._encoding)


@contextmanager
def _copying(connection: Connection, statement: LiteralString) -> Iterator[tuple[Copy, _Ahead]]:
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor:
        writer = _Ahead(cursor)
        with cursor.copy(statement, writer=writer) as copy:
            copy.write(_BEGIN)
            yield copy, writer


@contextmanager
def storing(connection: Connection, journal: int, stored: dict[int, Link], log: bytes) -> Iterator[bytes]:
    """Store links by position, each closing the log over the one before it; gives the log's hash after the last.

    PostgreSQL takes the rows in while they are made and while the block inside works; they are stored when it is left.
    """
    with _copying(connection, _ENTRIES) as (copy, ahead):
        rows: list[bytes] = []
        for position, link in stored.items():
            name = link.entry.id if link.entry is not None else ""
            log = log_hash(log, "entry", name, link.raw)
            rows += (
                _PLACE(10, 8, position, 4, journal, 8, link.number),
                _LENGTH(16) + bytes.fromhex(name.replace("-", "")) if name else _NULL,
                _text(kind_of(link.entry.event) if link.entry is not None else ""),
                _text(link.site),
                _HASHES(1, link.judged, 32, link.hash, 32, log, len(link.raw)),
                link.raw,
            )
            if position % _AT_ONCE == 0:
                copy.write(b"".join(rows))
                rows.clear()
        copy.write(b"".join((*rows, _END)))
        ahead.all()
        yield log


@contextmanager
def storing_about(connection: Connection, found_by: Mapping[int, tuple[str, ...]]) -> Iterator[None]:
    """Store by which subjects the entry at each position is found again, while the block inside works."""
    rows: list[bytes] = []
    for position, subjects in found_by.items():
        at = _AT(8, position)
        rows += [_TWO + subject + at for subject in set(map(key, subjects))]
    with _copying(connection, _ABOUT) as (copy, ahead):
        copy.write(b"".join((*rows, _END)))
        ahead.all()
        yield


@lru_cache(1024)
def _text(text: str) -> bytes:
    content = text.replace("\0", "").encode()  # which PostgreSQL's text has no place for
    return _LENGTH(len(content)) + content
