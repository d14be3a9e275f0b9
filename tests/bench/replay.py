"""`desk --plain --json` on a recorded day of plain swaps, against four raw fsynced SQLite commits a swap.

A swap is four scans, and each answer is printed only after what it says is on disk: that is the floor. It commits rows
of the same sizes as the desk's own (a draft thrice, then two entries and the draft), WAL and `synchronous=FULL`, on the
same disk, in the same run. `python -m tests.bench replay [SWAPS] [ROUNDS] [FOLDER]`.
"""

import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from operator import truediv
from pathlib import Path
from statistics import median

from devswap import sample
from devswap.sample.world import PROGRAMME_ENDS, SITES

Sizes = tuple[int, int]
"""Bytes of a draft, and of an entry."""


def run(arguments: list[str]) -> None:
    """Measure in turns, and print medians and their ratio."""
    swaps = int(arguments[0]) if arguments else 300
    rounds = int(arguments[1]) if len(arguments) > 1 else 5
    with tempfile.TemporaryDirectory(dir=arguments[2] if len(arguments) > 2 else None) as name:
        folder = Path(name)
        lines = _lay_out(folder, swaps * rounds)
        desk, floor = [], []
        for number in range(rounds):
            desk.append(_replay(folder, lines[number * swaps : (number + 1) * swaps]))
            floor.append(_floor(folder / f"floor-{number}.db", swaps, _sizes(folder / "desk.db")))
    ratio = median(map(truediv, desk, floor))  # each round's own: both met the same disk
    print(f"desk --plain --json   {median(desk):8.1f} swaps/s   (median of {rounds} runs of {swaps} swaps)")
    print(f"four raw commits      {median(floor):8.1f} swaps/s")
    print(f"ratio                 {ratio:8.2f}       wanted: 0.60 or more")


def _lay_out(folder: Path, swaps: int) -> list[str]:
    """A desk with its lists, and so many plain swaps of people who come once, four lines each."""
    devices = swaps * 18
    while True:
        sample.write(folder, devices)
        people = {row["number"]: row for row in _rows(folder / "recipients.csv") if row["at_check"] == "no"}
        olds = {
            row["assigned_to"]: row["serial"]
            for row in _rows(folder / "estate.csv")
            if row["category"] == "laptop" and "" < row["end_of_life"] <= PROGRAMME_ENDS
        }
        news = [r["serial"] for r in _rows(folder / "stock.csv") if r["category"] == "laptop" and r["site"] == SITES[0]]
        operators = {row["number"] for row in _rows(folder / "operators.csv")}
        able = [number for number in olds if number in people and number not in operators]
        if min(len(able), len(news)) >= swaps:
            break
        devices *= 2
    for kind in ("recipients", "operators", "estate", "stock"):
        _devswap(folder, "import", kind, str(folder / f"{kind}.csv"))
    pairs = zip(able[:swaps], news, strict=False)
    return ["{0}\n]C0{1}\n]C0{2}\n{0}\n".format(people[number]["badge"], olds[number], new) for number, new in pairs]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _devswap(folder: Path, *arguments: str) -> None:
    subprocess.run(_command(folder, *arguments), check=True, stdout=subprocess.DEVNULL, env=_environment(folder))


def _command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "devswap", "--config", str(folder / "config.toml"), *arguments]


def _environment(folder: Path) -> dict[str, str]:
    return os.environ | {"XDG_STATE_HOME": str(folder / "state")}


def _replay(folder: Path, lines: list[str]) -> float:
    """Swaps a second from the first answer to the last: the start of the program is not measured."""
    first, rest = lines[0], "".join(lines[1:]).encode()
    process = subprocess.Popen(
        _command(folder, "desk", "--plain", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=_environment(folder),
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    process.stdin.write(first.encode())
    process.stdin.flush()
    for _ in range(4):
        process.stdout.readline()
    recording = folder / "swaps.scans"
    recording.write_bytes(rest)
    began = time.perf_counter()
    with process.stdin, recording.open("rb") as source:
        feeder = subprocess.Popen(["cat"], stdin=source, stdout=process.stdin)
    recorded, took = 0, 0.0
    for line in process.stdout:
        recorded += b'"swap_recorded"' in line
        took = time.perf_counter() - began
    feeder.wait()
    assert process.wait() == 0
    process.stdout.close()
    assert recorded == len(lines) - 1, f"{recorded} of {len(lines) - 1} swaps were recorded"
    return recorded / took


def _sizes(store: Path) -> Sizes:
    """What this desk's own rows take: a draft while its visit is open, and an entry of a swap."""
    with closing(sqlite3.connect(f"{store.as_uri()}?mode=ro", uri=True)) as db:
        draft = db.execute("SELECT avg(length(blob)) FROM drafts").fetchone()[0]
        entry = db.execute(
            "SELECT avg(length(body)) FROM entries WHERE kind IN ('device_taken_in', 'device_issued')"
        ).fetchone()[0]
    return int(draft or 800), int(entry)


def _floor(file: Path, swaps: int, sizes: Sizes) -> float:
    draft, entry = (os.urandom(size // 2).hex().encode() for size in sizes)
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.executescript(
            "PRAGMA journal_mode = wal; PRAGMA synchronous = full;"
            "CREATE TABLE drafts (visit TEXT PRIMARY KEY, blob BLOB);"
            "CREATE TABLE entries (seq INTEGER PRIMARY KEY, body BLOB)"
        )
        began = time.perf_counter()
        for number in range(swaps):
            for _ in range(3):
                db.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?)", (str(number), draft))
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO entries (body) VALUES (?)", ((entry,), (entry,)))
            db.execute("INSERT OR REPLACE INTO drafts VALUES (?, ?)", (str(number), draft))
            db.execute("COMMIT")
        return swaps / (time.perf_counter() - began)
