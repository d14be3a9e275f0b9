"""Names in blocks: so that a part of a name is found among a million people without reading their rows.

A block holds what is looked for of some thousand recipients, each name with its row's number behind it in octal, in
bytes that no UTF-8 has: so no text can match a number. What a block knows is exact or the block is not there; a block
that is missing is made from the rows when it is asked for. Whoever writes or deletes a recipient drops its block.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from heapq import nsmallest
from itertools import islice
from typing import Final

from sqlalchemy import delete, func, select

from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.sql import fixed, given, inserting, one_of, sql

SIZE: Final = 1024
"""Rows whose names are in one block."""
MOST: Final = 4_000
"""Names that are compared with each other; so many share only what says nothing."""
_END: Final = b"\x1e"
_OCTAL: Final = bytes(range(0xF8, 0x100))
_TO_DIGITS: Final = bytes.maketrans(_OCTAL, b"01234567")
_FROM_DIGITS: Final = bytes.maketrans(b"01234567", _OCTAL)

_r, _n = t.recipients.c, t.names.c
_BLOCKS = sql(select(_n.block, _n.text))
_LAST = sql(select(func.max(_r.seq)))
_ROWS = sql(select(_r.seq, _r.search).where(_r.seq >= given("first"), _r.seq < given("end")))
_KEEP = inserting(t.names, prefix="OR REPLACE")
_KNOWN = sql(select(_n.block))
_DROP_FROM = sql(delete(t.names).where(_n.block >= given("block")))
_block = _r.seq.op("/")(fixed(SIZE))
_OF_PEOPLE = sql(
    delete(t.names).where(
        _n.block.in_(select(_block).join(t.people, t.people.c.number == _r.number).where(one_of(t.people.c.id)))
    )
)
_OF_NUMBERS = sql(delete(t.names).where(_n.block.in_(select(_block).where(one_of(_r.number, "numbers")))))


def find(db: Database, key: str, most: int) -> list[int]:
    """The rows of recipients whose name has this casefolded text in it, those that begin with it first."""
    needle = key.encode()
    found: list[tuple[int, bytes, int]] = []
    for block in _all(db):
        found += _in_block(block, needle)
        if len(found) >= MOST:
            break
    return [seq for _, _, seq in nsmallest(most, found)]


def fill(driver: sqlite3.Connection, most: int | None = None) -> None:
    """Make the blocks that are missing, or so many of them, in the open transaction. Raises sqlite3.Error."""
    last = driver.execute(_LAST).fetchone()[0]
    there = {block for (block,) in driver.execute(_KNOWN)}
    missing = (block for block in range((last or 0) // SIZE + 1) if block not in there)
    made = ((block, text) for block in missing if (text := _made(driver.execute(_ROWS, _bounds(block)))))
    driver.executemany(_KEEP, list(islice(made, most)))


def drop_from(driver: sqlite3.Connection, seq: int) -> None:
    """Drop the blocks of this row and of all behind it, in the open transaction. Raises sqlite3.Error."""
    driver.execute(_DROP_FROM, (seq // SIZE,))


def drop_of(driver: sqlite3.Connection, numbers: str) -> None:
    """Drop the blocks of the recipients of these numbers (a JSON array), in the open transaction."""
    driver.execute(_OF_NUMBERS, (numbers,))


def drop_of_people(driver: sqlite3.Connection, people: str) -> None:
    """Drop the blocks of the recipients of these person ids (a JSON array), in the open transaction."""
    driver.execute(_OF_PEOPLE, (people,))


def _all(db: Database) -> Iterator[bytes]:
    """Every block, kept or made."""
    there = set()
    for block, text in db.each(_BLOCKS):
        there.add(block)
        yield text
    last = (db.one(_LAST) or (None,))[0]
    for block in range((last or 0) // SIZE + 1):
        if block not in there:
            yield _made(db.all(_ROWS, *_bounds(block)))


def _bounds(block: int) -> tuple[int, int]:
    return block * SIZE, (block + 1) * SIZE


def _made(rows: Iterable[tuple[int, str]]) -> bytes:
    return b"".join(
        name.encode().replace(_END, b" ") + f"{seq:o}".encode().translate(_FROM_DIGITS) + _END for seq, name in rows
    )


def _in_block(block: bytes, needle: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Where in the name it stands, the name, and the row."""
    at = block.find(needle)
    while at >= 0:
        start, end = block.rfind(_END, 0, at) + 1, block.find(_END, at)
        line = block[start:end]
        name = line.rstrip(_OCTAL)
        yield at - start, name, int(line[len(name) :].translate(_TO_DIGITS), 8)
        at = block.find(needle, end)
