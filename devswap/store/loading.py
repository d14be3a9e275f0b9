"""From a subject to the handful of entries about it, and their fold.

`about` leads from a device, an entitlement or an entry to the entries about it; each of those names others, and so on
until nothing new is named. Entries about many devices (counts, moves) are leaves: their other devices are not followed.
A stock receipt lists up to 500 devices; the fold gets it trimmed to those that it asks about, made from the stock's
rows, with the receipt's id and place but without its bytes.
"""

from collections import defaultdict
from typing import Final

from sqlalchemy import select, union_all

from devswap.errors import StoreError
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry, Malformed, open_entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.parts import FromStock, Identifier, StockDevice
from devswap.ledger.state import State
from devswap.ledger.subjects import subjects
from devswap.store import tables as t
from devswap.store.connection import Database, Values
from devswap.store.sql import Keyed, fixed, given, sql

LIMIT: Final = 5000
"""Entries in one fold; more hang together only where something is badly wrong."""
_LEAVES = (ev.Moved, ev.Counted, ev.AttemptRefused, ev.NoteAdded)

_e, _a, _s, _r, _n = t.entries.c, t.about.c, t.stock.c, t.receipts.c, t.incarnations.c
_FOLDED = (_e.kind != fixed("stock_received"), _e.kind != fixed("attempt_refused"))
_ABOUT = Keyed(
    lambda among: union_all(
        select(_e.id, _e.hash, _e.body).join(t.about, _a.entry == _e.seq).where(among(_a.subject, "subject"), *_FOLDED),
        select(_e.id, _e.hash, _e.body).where(among(_e.id, "id"), *_FOLDED),
    )
)
_SAME_PERSON = sql(
    select(_e.id, _e.hash, _e.body).join(t.about, _a.entry == _e.seq)
    .where(_a.subject == given("person"), _e.kind == fixed("same_person"))
)  # fmt: skip
_RECEIVED = Keyed(
    lambda among: select(
        _e.id, _n.desk, _n.incarnation, _e.number, _e.wall, _r.site, _r.order_ref, _r.delivery, _r.decision, _r.how,
        _s.device, _s.serial, _s.asset_tag, _s.imei, _s.mac, _s.category, _s.maker, _s.model, _s.unit_cost,
        _s.financial_year, _s.ends,
    )
    .join(t.receipts, _r.seq == _s.receipt)
    .join(t.entries, _e.seq == _s.receipt)
    .join(t.incarnations, _n.seq == _e.journal)
    .where(among(_s.device, "device"))
    .order_by(_s.seq)
)  # fmt: skip


def load(db: Database, *wanted: str) -> State:
    """The fold of every entry that has to do with these devices, entitlements or entries. Raises StoreError."""
    found: dict[str, Entry] = {}
    asked: set[str] = set()
    names = {name for name in wanted if name}
    while names:
        asked |= names
        rows = db.all(*_ABOUT.of(names))
        names = set()
        for name, digest, raw in rows:
            if name not in found:
                found[name] = entry = opened(db, raw, digest)
                names.update(_named(entry))
        names -= asked
        if len(found) > LIMIT:
            raise StoreError(f"{db.path}: more than {LIMIT} entries hang together here. Run `devswap audit`.")
    received = _receipts(db.all(*_RECEIVED.of(asked)))
    return fold(EMPTY, [*found.values(), *received]) if found or received else EMPTY


def load_same(db: Database, *people: str) -> State:
    """The fold of the entries that say of these people's ids, or of any these lead to, that two are one person's.

    Nothing else is read, for it is asked at every badge. Raises StoreError.
    """
    found: dict[str, Entry] = {}
    names, asked = set(people), set[str]()
    while names:
        asked |= names
        rows = [row for name in names for row in db.all(_SAME_PERSON, name)]
        found |= {name: opened(db, raw, digest) for name, digest, raw in rows if name not in found}
        names = {name for entry in found.values() for name in linked(entry)} - asked
    return fold(EMPTY, found.values()) if found else EMPTY


def opened(db: Database, raw: bytes, digest: bytes) -> Entry:
    """An entry from its bytes. Raises StoreError where they are none."""
    try:
        return open_entry(raw, digest)
    except Malformed as error:
        raise StoreError(f"{db.path}: {error}. Run `devswap journal verify`.") from None


def linked(entry: Entry) -> tuple[str, ...]:
    """The subjects that lead to an entry. No receipt: 500 devices that have nothing to do with each other share it."""
    match entry.event:
        case ev.StockReceived():
            return ()
        case ev.DeviceIssued(source=FromStock(receipt=receipt)) | ev.CostCorrected(receipt=receipt):
            return tuple(s for s in entry.subjects if s != receipt)
    return entry.subjects


def _named(entry: Entry) -> tuple[str, ...]:
    return (entry.id,) if isinstance(entry.event, _LEAVES) else (entry.id, *linked(entry))


def _receipts(rows: list[Values]) -> list[Entry]:
    devices: dict[str, list[StockDevice]] = defaultdict(list)
    for row in rows:
        devices[row[0]].append(_stock_device(*row[10:]))
    return [_receipt(row, tuple(devices[row[0]])) for row in {row[0]: row for row in rows}.values()]


def _receipt(row: Values, devices: tuple[StockDevice, ...]) -> Entry:
    name, desk, incarnation, number, wall, site, order, delivery, decision, how = row[:10]
    event = ev.StockReceived(site, order, delivery, decision, how, devices)
    return Entry(
        desk, incarnation, number, name, "", wall, 0, None, None, None, None, ev.SCHEMA, event, b"", b"",
        subjects(event),
    )  # fmt: skip


def _stock_device(
    device: str, serial: str, asset_tag: str, imei: str, mac: str, category: str, maker: str, model: str,
    unit_cost: int | None, financial_year: str | None, ends: str | None,
) -> StockDevice:  # fmt: skip
    listed = (("serial", serial), ("asset_tag", asset_tag), ("imei", imei), ("mac", mac))
    identifiers = tuple(Identifier(kind, value, how="listed") for kind, value in listed if value)
    return StockDevice(device, identifiers, category, maker, model, unit_cost, financial_year, ends)
