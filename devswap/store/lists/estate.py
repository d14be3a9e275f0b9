"""The estate: reference rows, replaced as a whole. A row's place is the line that it came from."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import delete, func, select
from sqlalchemy.schema import CreateIndex, DropIndex

from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.lists import columns as c
from devswap.store.lists.checking import Bad, Columns, filled
from devswap.store.lists.naming import device_ids
from devswap.store.projecting import identifying, see_again
from devswap.store.sql import fixed, given, inserting, sql

CHECKS: Final[Mapping[str, c.Check]] = {
    "serial": c.label, "asset_tag": c.label, "category": c.words, "maker": c.words, "model": c.words,
    "assigned_to": c.label, "site": c.words, "end_of_life": c.day, "imei": c.imei, "mac": c.mac, "iccid": c.label,
    "drives": c.labels, "sensitivity": c.words,
}  # fmt: skip
NEEDED: Final = (("serial", "asset_tag"), ("category",))
RULES: Final = (filled("serial", "asset_tag"),)

_l, _i = t.estate.c, t.estate_identifiers.c
_INSERT = inserting(t.estate, "seq", "device", *CHECKS)
_LAST = sql(select(func.max(_l.seq)))
_INDEXES = sorted(t.estate.indexes, key=lambda i: str(i.name))
_IDENTIFIERS = sql(identifying(t.estate_identifiers, (_l.serial, _l.asset_tag, _l.imei, _l.mac, _l.iccid), _l.seq))
_SHARED = sql(select(_i.value).group_by(_i.value).having(func.count() > fixed(1)))
_BEARERS = sql(
    select(_l.seq, _l.device, _l.serial, _l.asset_tag)
    .join(t.estate_identifiers, _i.row == _l.seq)
    .where(_i.value == given("value"))
    .order_by(_l.seq)
)


class Estate:
    """Takes an estate's rows into the open transaction."""

    def __init__(self, db: Database, *, add: bool) -> None:
        self._db = db
        driver = db.driver
        for index in _INDEXES:
            driver.execute(sql(DropIndex(index)))
        if not add:
            driver.execute(sql(delete(t.estate_identifiers)))
            driver.execute(sql(delete(t.estate)))
        row = db.one(_LAST)
        self._base: int = (row[0] if row else 0) or 0

    def take(self, lines: Sequence[int], rows: Columns) -> int:
        """Take some rows; how many were new."""
        ids = device_ids(rows["maker"], rows["serial"], rows["asset_tag"])
        places = [self._base + line for line in lines] if self._base else lines
        self._db.driver.executemany(_INSERT, zip(places, ids, *(rows[name] for name in CHECKS), strict=True))
        return len(ids)

    def finish(self) -> Iterator[Bad]:
        """Make the rows findable; those that say what another row says already."""
        driver = self._db.driver
        driver.execute(_IDENTIFIERS, [self._base] * 5)
        twice = list(self._twice())
        if twice:
            yield from twice
            return
        for index in _INDEXES:
            driver.execute(sql(CreateIndex(index)))
        see_again(self._db)

    def _twice(self) -> Iterator[Bad]:
        for (value,) in self._db.all(_SHARED):
            devices: dict[str, int] = {}
            tags: dict[str, int] = {}
            for seq, device, _, tag in self._db.all(_BEARERS, value):
                first = devices.setdefault(device, seq)
                if first != seq:
                    yield self._bad(seq, "serial", value, first)
                elif tag == value and tags.setdefault(tag, seq) != seq:
                    yield self._bad(seq, "asset_tag", value, tags[tag])

    def _bad(self, seq: int, column: str, value: str, first: int) -> Bad:
        where = f"line {first - self._base}" if first > self._base else "another file"
        return Bad(seq - self._base, column, value, f"it is on {where} too")
