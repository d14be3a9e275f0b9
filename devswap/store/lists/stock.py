"""The stock: facts, not a list. Rows become `stock_received` entries of one site and order, at most 500 devices each.

A device that the stock has already is passed over, so that the same file can be read again.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.schema import CreateIndex, DropIndex

from devswap.ledger import events as ev
from devswap.ledger.parts import Identifier, StockDevice
from devswap.store import tables as t
from devswap.store.appending import Appending
from devswap.store.lists import columns as c
from devswap.store.lists.checking import Bad, Columns, filled
from devswap.store.lists.naming import device_ids
from devswap.store.projecting import RECEIPT, STOCK, identifying, see_again
from devswap.store.sql import array as keys
from devswap.store.sql import fixed, given, one_of, sql
from devswap.store.values import Recording

CHECKS: Final[Mapping[str, c.Check]] = {
    "serial": c.label, "asset_tag": c.label, "category": c.words, "maker": c.words, "model": c.words, "site": c.words,
    "order_ref": c.words, "unit_cost_pence": c.pence, "financial_year": c.year, "imei": c.imei, "mac": c.mac,
}  # fmt: skip
NEEDED: Final = (("serial", "asset_tag"), ("category",))
RULES: Final = (filled("serial", "asset_tag"),)
AN_ENTRY: Final = 500
"""Devices."""
WAITING: Final = 20_000
"""Devices that wait for their entry to fill; beyond that the one that waited longest is sealed as it is."""

_s, _i = t.stock.c, t.stock_identifiers.c
_LAST = sql(select(func.max(_s.seq)))
_INDEXES = sorted(t.stock.indexes, key=lambda i: str(i.name))
_IDENTIFIERS = sql(identifying(t.stock_identifiers, (_s.serial, _s.asset_tag, _s.imei, _s.mac), _s.seq))
_HERE = sql(
    select(_s.device).join(t.stock_identifiers, _i.row == _s.seq).where(one_of(_i.value), _s.seq <= given("base"))
)
_SHARED = sql(select(_i.value).group_by(_i.value).having(func.count() > fixed(1)))
_BEARERS = sql(
    select(_s.seq, _s.device, _s.asset_tag)
    .join(t.stock_identifiers, _i.row == _s.seq)
    .where(_i.value == given("value"))
    .order_by(_s.seq)
)
Row = tuple[Any, ...]


class Stock:
    """Takes deliveries into the open transaction."""

    def __init__(self, journal: Appending, operator: str | None) -> None:
        self._journal, self._operator = journal, operator
        self._db = journal.db
        for index in _INDEXES:
            self._db.driver.execute(sql(DropIndex(index)))
        row = self._db.one(_LAST)
        self._base: int = (row[0] if row else 0) or 0
        self._lines = array("L")
        """The line of each row, in the order of the rows' places."""
        self._waiting: dict[tuple[str, str], list[Row]] = {}
        self._count = 0

    def take(self, lines: Sequence[int], rows: Columns) -> int:
        """Take some rows; how many were new."""
        serials, tags = rows["serial"], rows["asset_tag"]
        ids = device_ids(rows["maker"], serials, tags)
        here = self._here(ids, serials, tags)
        waiting = self._waiting
        taken = 0
        for key, row in zip(
            zip(rows["site"], rows["order_ref"], strict=True),
            zip(
                ids, serials, tags, rows["category"], rows["maker"], rows["model"], rows["unit_cost_pence"],
                rows["financial_year"], rows["imei"], rows["mac"], lines, strict=True,
            ),
            strict=True,
        ):  # fmt: skip
            if row[0] in here:
                continue
            taken += 1
            group = waiting.get(key)
            if group is None:
                waiting[key] = [row]
            else:
                group.append(row)
                if len(group) == AN_ENTRY:
                    self._seal(key)
        self._count += taken
        while self._count > WAITING:
            self._seal(next(iter(waiting)))
        return taken

    def finish(self) -> Iterator[Bad]:
        """Seal what waits and make the rows findable; those that say what another row says already."""
        for key in list(self._waiting):
            self._seal(key)
        driver = self._db.driver
        driver.execute(_IDENTIFIERS, [self._base] * 4)
        twice = list(self._twice())
        if twice:
            yield from twice
            return
        for index in _INDEXES:
            driver.execute(sql(CreateIndex(index)))
        see_again(self._db)

    def _here(self, ids: Sequence[str], serials: Sequence[str], tags: Sequence[str]) -> set[str]:
        if not self._base:
            return set()
        labels = keys(label for label in (*serials, *tags) if label)
        return {row[0] for row in self._db.all(_HERE, labels, self._base)}.intersection(ids)

    def _seal(self, key: tuple[str, str]) -> None:
        site, order = key
        rows = self._waiting.pop(key)
        self._count -= len(rows)
        event = ev.StockReceived(site, order, "", "", "listed", tuple(map(_device, rows)))
        seq = self._journal.append_checked(Recording(event, self._operator))
        devices, serials, tags, categories, makers, models, costs, years, imeis, macs, lines = zip(*rows, strict=True)
        driver = self._db.driver
        driver.execute(RECEIPT, (seq, site, order, "", "", "listed"))
        driver.executemany(STOCK, zip(
            devices, repeat(seq), serials, tags, categories, makers, models, repeat(site), repeat(order), costs, years,
            imeis, macs, repeat(None),
        ))  # fmt: skip
        self._lines.extend(lines)

    def _twice(self) -> Iterator[Bad]:
        for (value,) in self._db.all(_SHARED):
            devices: dict[str, int] = {}
            tags: dict[str, int] = {}
            for seq, device, tag in self._db.all(_BEARERS, value):
                first = devices.setdefault(device, seq)
                if first == seq and tag == value:
                    first = tags.setdefault(tag, seq)
                if first != seq and seq > self._base:
                    where = f"on line {self._line(first)}" if first > self._base else "in an earlier delivery"
                    yield Bad(self._line(seq), "asset_tag" if tag == value else "serial", value, f"it is {where} too")

    def _line(self, seq: int) -> int:
        return self._lines[seq - self._base - 1]


def _device(row: Row) -> StockDevice:
    device, serial, tag, category, maker, model, cost, year, imei, mac, _ = row
    listed = [Identifier("serial", serial, "", "", "listed")] if serial else []
    if tag:
        listed.append(Identifier("asset_tag", tag, "", "", "listed"))
    if imei:
        listed.append(Identifier("imei", imei, "", "", "listed"))
    if mac:
        listed.append(Identifier("mac", mac, "", "", "listed"))
    return StockDevice(device, tuple(listed), category, maker, model, cost, year)
