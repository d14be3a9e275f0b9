"""What stands where: the stock and the custody of a site, and what is on the way.

Rows that nothing happened to since are read off the projections; the others are judged by the fold.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import exists, select

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.whereabouts import CAGE, SHELF, What, not_arrived, where
from devswap.store import tables as t
from devswap.store.connection import Database
from devswap.store.loading import load, opened
from devswap.store.sql import fixed, given, sql

_e, _a, _s, _w = t.entries.c, t.about.c, t.stock.c, t.wipe_jobs.c
_about = exists().where(_a.subject == _s.device, _a.entry == _e.seq)
_issued = _about.where(_e.kind == fixed("device_issued"))
_OTHER = ("issue_returned", "moved", "device_taken_in", "same_device", "device_released")
_other = _about.where(_e.kind.in_([fixed(kind) for kind in _OTHER]))
_STOCK = sql(
    select(_s.device, _s.category, _s.maker, _s.model, _s.serial, _s.asset_tag, _s.site, _s.order_ref, _s.unit_cost,
           _s.financial_year, _issued, _other)
    .where((_s.site == given("site")) | (given("any") == fixed(1)))
    .order_by(_s.seq)
)  # fmt: skip
_ended = exists().where(
    _a.subject.in_([_w.intake, _w.device]), _a.entry == _e.seq,
    _e.kind.in_([fixed(k) for k in ("moved", "issue_returned", "intake_withdrawn", "device_released")]),
)  # fmt: skip
_restocked = exists().where(_s.device == _w.device, _s.ends == _w.intake)
_CUSTODY = sql(
    select(_w.device, _w.category, _w.maker, _w.model, _w.serial, _w.asset_tag, _w.site, _w.since, _w.intake,
           _ended | _restocked)
    .where((_w.site == given("site")) | (given("any") == fixed(1)), _w.state != fixed("void"))
    .order_by(_w.seq)
)  # fmt: skip
_OF_KIND = sql(select(_e.hash, _e.body).where(_e.kind == given("kind")).order_by(_e.seq))


@dataclass(frozen=True, slots=True)
class Standing:
    """A device of the stock or in custody, and where it is."""

    device: str
    what: What
    category: str
    maker: str
    model: str
    serial: str
    asset_tag: str
    site: str
    spot: str
    since: str
    """When it came there; empty: with its receipt."""
    seal: str = ""
    on_the_way: bool = False
    order: str = ""
    unit_cost: int | None = None
    """Net, in pence."""
    financial_year: str = ""

    @property
    def called(self) -> str:
        """The serial, or the tag of what has none."""
        return self.serial or self.asset_tag or self.device[:8]


class Places:
    """What stands where, read."""

    _db: Database

    def stock_at(self, site: str | None = None) -> list[Standing]:
        """The new devices of a site that wait to be issued, or of every site. Raises StoreError."""
        found: dict[str, Standing] = {}
        for row in self._db.all(_STOCK, site or "", int(site is None)):
            device, category, maker, model, serial, tag, at, order, cost, year, issued, other = row
            if issued and not other:
                continue
            here = Standing(
                device, "stock", category, maker, model, serial, tag, at, SHELF, "", "", False, order, cost, year or ""
            )
            judged = _judged(self._db, here) if other else here
            if judged is not None and site in (None, judged.site):
                found[device] = judged
        return list(found.values())

    def custody_at(self, site: str | None = None) -> list[Standing]:
        """The old devices in custody at a site, or at every site, those that came back included. Raises StoreError."""
        found: dict[str, Standing] = {}
        for row in self._db.all(_CUSTODY, site or "", int(site is None)):
            device, category, maker, model, serial, tag, at, since, _, happened = row
            here = Standing(device, "custody", category, maker, model, serial, tag, at, CAGE, since)
            judged = _judged(self._db, here) if happened else here
            if judged is not None and site in (None, judged.site):
                found[device] = judged
        return list(found.values())

    def of_kind(self, kind: str) -> Iterator[Entry]:
        """The entries of one kind, in the order in which they came here. Raises StoreError."""
        for digest, raw in self._db.all(_OF_KIND, kind):
            yield opened(self._db, raw, digest)

    def sent(self) -> list[tuple[Entry, tuple[str, ...]]]:
        """The sendings that have not wholly arrived, oldest first, each with the devices still on the way by it."""
        waiting = []
        for entry in self.of_kind("moved"):
            if not isinstance(entry.event, ev.Moved) or entry.event.direction != "sent":
                continue
            missing = not_arrived(load(self._db, entry.id), entry.id)
            missing = tuple(d for d in missing if self._still(d, entry.id))
            if missing:
                waiting.append((entry, missing))
        return waiting

    def _still(self, device: str, sent: str) -> bool:
        here = where(load(self._db, device), device)
        return here is not None and here.on_the_way and here.entry == sent


def _judged(db: Database, row: Standing) -> Standing | None:
    here = where(load(db, row.device), row.device)
    if here is None or here.what != row.what:
        return None
    return Standing(
        row.device, row.what, row.category, row.maker, row.model, row.serial, row.asset_tag, here.place.site,
        here.place.spot, here.since, here.seal, here.on_the_way, row.order, row.unit_cost, row.financial_year,
    )  # fmt: skip
