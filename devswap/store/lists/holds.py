"""Holds: devices by serial or tag, and people by number, that nothing may be wiped or released of (P9)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import delete

from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.holding import hold_jobs
from devswap.store.lists import columns as c
from devswap.store.lists.checking import Bad, Columns, filled
from devswap.store.sql import inserting, sql

CHECKS: Final[Mapping[str, c.Check]] = {
    "serial": c.label,
    "asset_tag": c.label,
    "recipient_number": c.label,
    "reference": c.words,
}
NEEDED: Final = (("serial", "asset_tag", "recipient_number"),)
RULES: Final = (filled("serial", "asset_tag", "recipient_number"),)
_KINDS: Final = {"serial": "serial", "asset_tag": "asset_tag", "recipient_number": "number"}
_INSERT = inserting(t.holds, "kind", "value", "reference")


class Holds:
    """Takes a list of holds into the open transaction."""

    def __init__(self, db: Database, *, add: bool) -> None:
        self._db = db
        if not add:
            db.driver.execute(sql(delete(t.holds)))

    def take(self, lines: Sequence[int], rows: Columns) -> int:
        """Take some rows; how many were new."""
        for column, kind in _KINDS.items():
            pairs = zip(rows[column], rows["reference"], strict=True)
            self._db.driver.executemany(_INSERT, [(kind, value, reference) for value, reference in pairs if value])
        return len(lines)

    def finish(self) -> Iterator[Bad]:
        """Mark the wipe jobs that are held; no row can contradict another."""
        hold_jobs(self._db)
        yield from ()
