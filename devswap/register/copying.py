"""Rows into PostgreSQL by COPY, in its text format (PostgreSQL manual, COPY, "Text Format")."""

from typing import Final

from sqlalchemy import Connection

from devswap.ledger.events import kind_of
from devswap.register.chains import Link
from devswap.register.links import key, links
from devswap.wire import log_hash

_ENTRIES: Final = "COPY entries (position, journal, number, id, kind, site, judged, hash, log_hash, body) FROM STDIN"
_ABOUT: Final = "COPY about (subject, position) FROM STDIN"
_NULL: Final = r"\N"
_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r", "\0": None})


def copy_entries(connection: Connection, journal: int, stored: dict[int, Link], log: bytes) -> bytes:
    """Store links by position, each closing the log over the one before it; the log's hash after the last."""
    lines = []
    for position, link in stored.items():
        entry = link.entry
        name = entry.id if entry is not None else ""
        kind = _kind(link)
        log = log_hash(log, "entry", name, link.raw)
        lines.append(
            f"{position}\t{journal}\t{link.number}\t{name or _NULL}\t{kind.translate(_ESCAPES)}\t"
            f"{link.site.translate(_ESCAPES)}\t{'t' if link.judged else 'f'}\t\\\\x{link.hash.hex()}\t"
            f"\\\\x{log.hex()}\t\\\\x{link.raw.hex()}\n"
        )
    _copy(connection, _ENTRIES, "".join(lines))
    return log


def copy_about(connection: Connection, stored: dict[int, Link]) -> None:
    """Store by which subjects each entry is found again."""
    lines = [
        f"{subject}\t{position}\n"
        for position, link in stored.items()
        if link.entry is not None
        for subject in {key(s) for s in links(link.entry.event)}
    ]
    _copy(connection, _ABOUT, "".join(lines))


def _kind(link: Link) -> str:
    return kind_of(link.entry.event) if link.entry is not None else ""


def _copy(connection: Connection, statement: str, lines: str) -> None:
    if not lines:
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(lines.encode())
