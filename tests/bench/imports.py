"""Importing estate and stock, against raw `sqlite3` `executemany` of the same rows; and the memory that it takes.

Two floors, in turns with the import, in the same run and on the same disk, WAL and `synchronous=FULL`:

- `same rows`: what the import leaves behind, put by `executemany` into the same tables, indexes built at the end;
- `bare table`: the file's own columns into one table without any index, where nothing could be found again.

Each run is a process of its own, so that its peak memory is its own. Reading the file, checking every cell, making
ids, hashing and sealing are the import's alone. `python -m tests.bench imports [ROWS…]`.
"""

import csv
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import SystemRandom
from statistics import median

from devswap import sample
from devswap.store import Store
from devswap.store.lists import import_list

TABLES = {
    "estate": ("estate", "estate_identifiers"),
    "stock": ("incarnations", "entries", "receipts", "stock", "stock_identifiers"),
}
"""Where the rows of an import are."""
STOCK = "serial,asset_tag,category,maker,model,site,order_ref,unit_cost_pence,financial_year,imei,mac".split(",")
AN_ORDER = 500


def run(arguments: list[str]) -> None:
    """Measure every size in turns, and print medians, ratios and memory."""
    sizes = [int(argument) for argument in arguments] or [100_000, 1_000_000]
    for rows in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            _lay_out(folder, rows)
            for kind in TABLES:
                _compare(folder, kind, rows, rounds=3 if rows <= 100_000 else 1)


def _lay_out(folder: Path, rows: int) -> None:
    """An estate of so many devices, and as many in deliveries."""
    sample.write(folder, rows)
    estate, stock = folder / "estate.csv", folder / "stock.csv"
    with estate.open(encoding="utf-8", newline="") as source, stock.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, STOCK, extrasaction="ignore")
        writer.writeheader()
        for number, row in enumerate(csv.DictReader(source)):
            order = f"PO-{number // AN_ORDER:06}"
            new = {"site": "Lambeth", "order_ref": order, "unit_cost_pence": "84921", "financial_year": "2026/27"}
            writer.writerow(row | new)


def _compare(folder: Path, kind: str, rows: int, rounds: int) -> None:
    ours, same, bare = [], [], []
    for _ in range(rounds):
        ours.append(_child("import", folder, kind))
        same.append(_child("same", folder, kind))
        bare.append(_child("bare", folder, kind))
    took, memory = median(s for s, _ in ours), max(m for _, m in ours)
    print(f"{kind:7} {rows:9,} rows   {took:7.2f} s   {rows / took:9,.0f} rows/s   peak {memory:4.0f} MiB")
    for name, floor, wanted in (("same rows", same, "wanted: 0.35 or more"), ("bare table", bare, "no index, no ids")):
        base = median(s for s, _ in floor)
        print(f"        {name:16} {base:7.2f} s   ratio {base / took:5.2f}   {wanted}")


def _child(mode: str, folder: Path, kind: str) -> tuple[float, float]:
    """Seconds, and peak memory in MiB, of one run in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.imports", mode, str(folder), kind]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, memory = json.loads(said)
    return float(seconds), float(memory)


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()


def _import(folder: Path, kind: str) -> float:
    """The import into a fresh store, until it is durable and settled; the store is left for the floor."""
    path = folder / f"{kind}.db"
    for file in folder.glob(f"{path.name}*"):
        file.unlink()
    with Store.open(path, clock=_Clock(), dice=SystemRandom().getrandbits, ballast=0) as store:
        return _timed(lambda: import_list(store, kind, folder / f"{kind}.csv"))  # type: ignore[arg-type]


def _same(folder: Path, kind: str) -> float:
    """The rows that the import left, into the same tables."""
    with sqlite3.connect(folder / f"{kind}.db") as source:
        marks = ", ".join("?" * len(TABLES[kind]))
        schema = f"SELECT sql FROM sqlite_master WHERE type = ? AND sql <> '' AND tbl_name IN ({marks})"
        made = [row[0] for row in source.execute(schema, ("table", *TABLES[kind]))]
        indexes = [row[0] for row in source.execute(schema, ("index", *TABLES[kind]))]
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES[kind]}

    def put(db: sqlite3.Connection) -> None:
        for statement in made:
            db.execute(statement)
        for table, values in rows.items():
            db.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
        for statement in indexes:
            db.execute(statement)

    return _floor(folder / "same.db", put)


def _bare(folder: Path, kind: str) -> float:
    """The file's columns into one table."""
    with (folder / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)

    def put(db: sqlite3.Connection) -> None:
        db.execute(f"CREATE TABLE list ({', '.join(header)})")
        db.executemany(f"INSERT INTO list VALUES ({', '.join('?' * len(header))})", rows)

    return _floor(folder / "bare.db", put)


def _floor(path: Path, put: Callable[[sqlite3.Connection], None]) -> float:
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    db = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -16384"):
        db.execute(f"PRAGMA {pragma}")

    def all_of_it() -> None:
        db.execute("BEGIN")
        put(db)
        db.execute("COMMIT")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    seconds = _timed(all_of_it)
    db.close()
    return seconds


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _report(arguments: list[str]) -> Iterator[float]:
    mode, folder, kind = arguments
    yield {"import": _import, "same": _same, "bare": _bare}[mode](Path(folder), kind)
    yield resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    print(json.dumps(list(_report(sys.argv[1:]))))
