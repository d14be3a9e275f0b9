"""What is looked at before a store is worked on.

Every start: that the file is SQLite and ours, that its schema is known, and that the journal's last entry closes over
the one before it. After an unclean stop, besides: SQLite's `integrity_check` (of stores beyond 128 MiB `quick_check`,
which leaves out comparing indexes with their tables), and the chain from the last number that was verified.
"""

from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select, update

from devswap.store import tables as t
from devswap.store.connection import Database, damaged
from devswap.store.journal import head, walk
from devswap.store.sql import given, sql
from devswap.store.values import Incarnation

LARGE: Final = 128 * 1024 * 1024
"""Bytes of a store whose indexes are not compared with their tables: 457 MB took 12 s, and 1.4 s without."""

_VERIFIED = sql(select(t.incarnations.c.verified).where(t.incarnations.c.seq == given("seq")))
_VERIFY = sql(update(t.incarnations).values(verified=given("number")).where(t.incarnations.c.seq == given("seq")))


@dataclass(frozen=True, slots=True)
class Health:
    """What was looked at, for `doctor`."""

    stopped_well: bool
    check: Literal["", "integrity_check", "quick_check"]
    entries_walked: int


def look(db: Database, life: Incarnation, *, stopped_well: bool) -> Health:
    """Look at a store that was just opened. Raises StoreError, saying what to do, where it is damaged."""
    number, _ = head(db, life)
    row = db.one(_VERIFIED, life.seq)
    verified = row[0] if row else 0
    check: Literal["", "integrity_check", "quick_check"] = ""
    after = max(number - 1, 0)
    if not stopped_well:
        check = "quick_check" if db.path.stat().st_size > LARGE else "integrity_check"
        found = db.all(f"PRAGMA {check}(3)")
        if found != [("ok",)]:
            raise damaged(db.path, "; ".join(str(row[0]) for row in found))
        after = min(verified, number)
    for wrong in walk(db, life, after):
        if wrong.code != "clock_implausible":
            raise damaged(db.path, f"entry {wrong.number} of the journal: {wrong.says}")
    return Health(stopped_well, check, number - after)


def vouch(db: Database, life: Incarnation, number: int) -> None:
    """Note that the chain is right up to this number. Raises NotRecorded."""
    db.commit(_VERIFY, (number, life.seq))
