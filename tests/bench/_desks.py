"""Desks of any size to measure: sample data, its lists brought in, and plain swaps of people who come once."""

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from shutil import copy
from typing import NamedTuple

from devswap import config, sample
from devswap.cli.opening import SystemClock
from devswap.desk.desk import Desk
from devswap.desk.table import Settings
from devswap.sample.world import PROGRAMME_ENDS, SITES
from devswap.store import Store
from devswap.store.lists import import_list
from scanners.scan import Scan

TABLES = ("entries", "about", "entitlements", "used", "issues", "wipe_jobs")
"""What a swap adds rows to."""

Statement = tuple[str, list[tuple[object, ...]]]
"""An INSERT and its rows."""


class Swap(NamedTuple):
    """Four scans."""

    name: str
    badge: str
    old: str
    new: str

    @property
    def scans(self) -> tuple[str, str, str, str]:
        return self.badge, self.old, self.new, self.badge


def lay_out(folder: Path, devices: int) -> list[Swap]:
    """A desk with an estate of so many devices in `folder`, and the swaps that it can do."""
    sample.write(folder, devices)
    with opened(folder) as store:
        for kind in ("recipients", "operators", "estate", "stock"):
            import_list(store, kind, folder / f"{kind}.csv")
    olds = {
        row["assigned_to"]: row["serial"]
        for row in _rows(folder / "estate.csv")
        if row["category"] == "laptop" and "" < row["end_of_life"] <= PROGRAMME_ENDS
    }
    operators = {row["number"] for row in _rows(folder / "operators.csv")}
    people = (
        row
        for row in _rows(folder / "recipients.csv")
        if row["at_check"] == "no" and row["number"] in olds and row["number"] not in operators
    )
    news = (
        row["serial"] for row in _rows(folder / "stock.csv") if row["category"] == "laptop" and row["site"] == SITES[0]
    )
    pairs = zip(people, news, strict=False)
    return [Swap(row["name"], row["badge"], f"]C0{olds[row['number']]}", f"]C0{new}") for row, new in pairs]


def opened(folder: Path) -> Store:
    """The desk's store."""
    return Store.open(
        config.read(folder / "config.toml").store, clock=SystemClock(), dice=Random(1).getrandbits, ballast=0,
        sidecar=folder / "state" / "devswap",
    )  # fmt: skip


def rows_of(folder: Path, swaps: list[Swap]) -> tuple[list[str], int, list[list[Statement]]]:
    """What these swaps write, found out on a copy: the tables' own SQL, bytes of a draft, and each swap's rows."""
    read = config.read(folder / "config.toml")
    twin = folder / "twin"
    twin.mkdir()
    copy(read.store, twin / "twin.db")
    store = Store.open(twin / "twin.db", clock=SystemClock(), dice=Random(2).getrandbits, ballast=0, sidecar=twin)
    with store:
        before = store.how_many()
        desk = Desk(store, Settings(read.desk.name, read.desk.site, read.policy, read.programme, read.desk.operator))
        sizes = []
        for n, swap in enumerate(swaps):
            for at, text in enumerate(swap.scans):
                outcome = desk.scan(Scan(text, "twin", 10.0 * n + at))
                sizes += [len(draft.blob) for draft in store.drafts()]
            assert outcome.code == "swap_recorded", outcome
    with closing(sqlite3.connect(f"file:{twin / 'twin.db'}?mode=ro", uri=True)) as db:
        marks = ", ".join("?" * len(TABLES))
        schema = db.execute(
            f"SELECT sql FROM sqlite_master WHERE tbl_name IN ({marks}, 'drafts') AND sql <> ''", TABLES
        )
        made = [row[0] for row in schema]
        first = db.execute("SELECT max(seq) FROM entries").fetchone()[0] - (_count(db) - before)
        found = {table: _new(db, table, first) for table in TABLES}
    statements = [[_chunk(table, rows, n, len(swaps)) for table, rows in found.items()] for n in range(len(swaps))]
    return made, max(sizes, default=800), statements


def _count(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM entries").fetchone()[0])


def _new(db: sqlite3.Connection, table: str, first: int) -> list[tuple[object, ...]]:
    """The rows that the swaps added; the other tables were empty."""
    newer = {"entries": "WHERE seq > ?", "about": "WHERE entry > ?"}.get(table, "WHERE ? IS NOT NULL")
    return db.execute(f"SELECT * FROM {table} {newer}", (first,)).fetchall()


def _chunk(table: str, rows: list[tuple[object, ...]], n: int, of: int) -> Statement:
    each = len(rows) // of
    return f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows[n * each : (n + 1) * each]


def _rows(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def now() -> str:
    """The time of a measurement."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M}Z"
