"""The lists as CSV into the register: checked as at a desk, then all of it or nothing, in one transaction.

Estate, recipients and operators are reference rows; the stock becomes entries of the register's own journal. A person
keeps the id that the first list minted for its number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Connection, insert, select

from devswap.errors import ImportRefused
from devswap.ledger import events as ev
from devswap.ledger.ids import uuid4
from devswap.ledger.parts import Identifier, StockDevice
from devswap.register import catalogue
from devswap.register import tables as t
from devswap.register.checking import everything
from devswap.register.founding import Dice
from devswap.register.own import record
from devswap.store.lists import columns as c
from devswap.store.lists import estate, people, stock
from devswap.store.lists.checking import Bad, Rule, checked
from devswap.store.lists.naming import device_ids
from devswap.store.lists.sheet import Sheet
from devswap.wire import EstateRow, OperatorRow, RecipientRow

Kind = Literal["estate", "stock", "recipients", "operators"]
_IMPORTING: Final = 0x44535749
"""The advisory lock under which one list comes in and the next waits, however long it takes: both name people."""
NAMED = 100
"""Bad rows that are named; of more, how many."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    rows: int
    changed: int
    digest: str


_FORMS: Mapping[Kind, tuple[Mapping[str, c.Check], Sequence[tuple[str, ...]], Sequence[Rule]]] = {
    "estate": (estate.CHECKS, estate.NEEDED, estate.RULES),
    "stock": (stock.CHECKS, stock.NEEDED, stock.RULES),
    "recipients": (people.RECIPIENTS, people.NEEDED_OF_RECIPIENTS, people.RULES),
    "operators": (people.OPERATORS, people.NEEDED_OF_OPERATORS, people.RULES),
}


def import_list(
    connection: Connection,
    kind: Kind,
    path: Path,
    categories: frozenset[str],
    now: datetime,
    dice: Dice,
    operator: str | None = None,
) -> Imported:
    """Import one CSV file; it takes the place of the list that was here, but for the stock, which it is added to.

    Raises ImportRefused, each bad row named, where nothing is taken.
    """
    rows, digest = read(kind, path, categories)
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_IMPORTING})")
    match kind:
        case "estate":
            contents = {row["device"]: msgspec.json.encode(EstateRow(**row)) for row in _with_ids(rows)}
            changed = catalogue.put(connection, "estate", contents, add=False)
        case "stock":
            changed = _receive(connection, _with_ids(rows), now, dice, operator)
        case "recipients":
            named = _people(connection, rows, dice)
            contents = {row["person"]: msgspec.json.encode(_recipient(row)) for row in named}
            changed = catalogue.put(connection, "recipient", contents, add=False)
        case "operators":
            named = _people(connection, rows, dice)
            contents = {row["person"]: msgspec.json.encode(OperatorRow(**row)) for row in named}
            changed = catalogue.put(connection, "operator", contents, add=False)
    record(connection, [ev.CatalogueImported(kind, digest, len(rows), 0)], now, dice, operator)
    return Imported(len(rows), changed, digest)


def read(kind: Kind, path: Path, categories: frozenset[str]) -> tuple[list[dict[str, Any]], str]:
    """The rows of a file in normal form, and its digest. Raises ImportRefused."""
    checks, needed, rules = _FORMS[kind]
    if "category" in checks:
        checks = {**checks, "category": c.one_of(categories)}
    sheet = Sheet(path, tuple(checks), needed)
    rows: list[dict[str, Any]] = []
    bad: list[Bad] = []
    seen: dict[str, int] = {}
    try:
        for chunk in sheet.chunks(lambda *_: None):
            good = checked(chunk, checks, rules, frozenset())
            bad += good.bad
            for line, values in zip(good.lines, zip(*good.columns.values(), strict=True), strict=True):
                row = dict(zip(good.columns, values, strict=True))
                name = str(row.get("number") or (row.get("maker"), row.get("serial"), row.get("asset_tag")))
                if seen.setdefault(name, line) != line:
                    bad.append(Bad(line, "row", "", f"it is on line {seen[name]} too"))
                rows.append(row)
        digest = sheet.digest()
    finally:
        sheet.close()
    if bad or not rows:
        raise ImportRefused(_refusal(path, sorted(bad, key=lambda row: row.line)))
    return rows, digest


def _refusal(path: Path, bad: list[Bad]) -> str:
    if not bad:
        return f"{path}: it has no rows. Nothing was taken."
    more = [f"  and {len(bad) - NAMED} more rows"] if len(bad) > NAMED else []
    head = f"{path}: {len(bad)} rows are wrong, and nothing was taken. Correct them."
    return "\n".join([head, *(f"  {row}" for row in bad[:NAMED]), *more])


def _with_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = device_ids(*([row[name] for row in rows] for name in ("maker", "serial", "asset_tag")))
    return [{"device": name, **row} for name, row in zip(ids, rows, strict=True)]


def _people(connection: Connection, rows: list[dict[str, Any]], dice: Dice) -> list[dict[str, Any]]:
    p = t.people.c
    known = {row.number: row.id for row in connection.execute(select(p.number, p.id))}
    minted = {row["number"]: uuid4(dice(128)) for row in rows if row["number"] not in known}
    if minted:
        connection.execute(insert(t.people), [{"number": n, "id": name} for n, name in minted.items()])
    known |= minted
    return [{"person": known[row["number"]], **row} for row in rows]


def _receive(
    connection: Connection, rows: list[dict[str, Any]], now: datetime, dice: Dice, operator: str | None
) -> int:
    """Record what is not in stock yet, by site and order, at most 500 devices an entry."""
    here = {d.device for _, receipt in everything(connection).of(ev.StockReceived) for d in receipt.devices}
    groups: dict[tuple[str, str], list[StockDevice]] = {}
    for row in rows:
        if row["device"] not in here:
            groups.setdefault((row["site"], row["order_ref"]), []).append(_device(row))
    events = [
        ev.StockReceived(site, order, "", "", "listed", tuple(devices[at : at + stock.AN_ENTRY]))
        for (site, order), devices in groups.items()
        for at in range(0, len(devices), stock.AN_ENTRY)
    ]
    if events:
        record(connection, events, now, dice, operator)
    return sum(map(len, groups.values()))


def _device(row: dict[str, Any]) -> StockDevice:
    listed = tuple(
        Identifier(kind, row[kind], "", "", "listed") for kind in ("serial", "asset_tag", "imei", "mac") if row[kind]
    )
    return StockDevice(
        row["device"], listed, row["category"], row["maker"], row["model"], row["unit_cost_pence"],
        row["financial_year"],
    )  # fmt: skip


def _recipient(row: dict[str, Any]) -> RecipientRow:
    return RecipientRow(**{**row, "at_check": bool(row["at_check"])})
