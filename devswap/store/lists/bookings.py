"""Bookings: who is expected when, with which device set aside. A plan, no fact: it is in no entry."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import delete

from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.lists import columns as c
from devswap.store.lists.checking import Bad, Columns, filled
from devswap.store.sql import inserting, sql

CHECKS: Final[Mapping[str, c.Check]] = {
    "number": c.label, "badge": c.label, "day": c.day, "time": c.time, "serial": c.label, "asset_tag": c.label,
}  # fmt: skip
NEEDED: Final = (("number", "badge"), ("day",))
RULES: Final = (filled("number", "badge"), filled("day"))
_INSERT = inserting(t.bookings, "day", "time", "number", "badge", "label")


class Bookings:
    """Takes a list of bookings into the open transaction."""

    def __init__(self, db: Database, *, add: bool) -> None:
        self._db = db
        if not add:
            db.driver.execute(sql(delete(t.bookings)))

    def take(self, lines: Sequence[int], rows: Columns) -> int:
        """Take some rows; how many were new."""
        labels = [serial or tag for serial, tag in zip(rows["serial"], rows["asset_tag"], strict=True)]
        columns = (rows["day"], rows["time"], rows["number"], rows["badge"], labels)
        self._db.driver.executemany(_INSERT, list(zip(*columns, strict=True)))
        return len(lines)

    def finish(self) -> Iterator[Bad]:
        """No row can contradict another: somebody may come twice."""
        yield from ()
