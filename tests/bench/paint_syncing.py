"""Scan to paint at a desk while it reads its register without end, against the same desk standing alone.

Two desks in terminals side by side take the same scans in turns, so that both meet the same machine. The one is
enrolled and was in step; since then every device of the estate was listed anew, and the desk beside it records, a batch
every half second. It reads all that through a real worker on a real PostgreSQL, whose files are in memory where there
is such a file system: a register is on another machine, and its fsyncs are not to hold a desk's up. The floor is the
disk itself, written and synced after every scan. `python -m tests.bench paint_syncing [DEVICES] [SWAPS] [disk]`:
20,000 and 100 unless said; with `disk` the register's files are on the desk's disk all the same.
"""

import csv
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from typing import IO

from devswap.register import embedded
from devswap.sample.world import SITES
from tests.bench._days import Day
from tests.bench._desks import Swap, lay_out, opened
from tests.bench._register import MEMORY, database, worker
from tests.bench.paint import APART, Line, _drain, _p99
from tests.register.speaking import Speaker
from tests.terminal.screen import Terminal

A_BATCH = 150
"""Entries of the desk beside, every half second."""


def run(arguments: list[str]) -> None:
    """Print percentiles of both desks, and how much the one read meanwhile."""
    sizes = [int(a) for a in arguments if a != "disk"]
    devices, swaps = (*sizes, *(20_000, 100)[len(sizes) :])
    within = MEMORY if MEMORY.is_dir() and "disk" not in arguments else None
    print(f"the register's files are {'in memory' if within else 'on the disk that the desks write'}")
    with tempfile.TemporaryDirectory() as name, database(within) as address, worker(address) as url:
        alone, enrolled = Path(name) / "alone", Path(name) / "enrolled"
        alone.mkdir()
        work = lay_out(alone, devices)[:swaps]
        shutil.copytree(alone, enrolled)
        _join(address, url, enrolled)
        with _desk_beside(address, url):
            ours, floor, disk = _both(enrolled, alone, work)
        with opened(enrolled) as store:
            standing = store.standing()
            read = standing.cursor.position if standing is not None and standing.cursor is not None else 0
    with_sync, without, disk = sorted(ours), sorted(floor), sorted(disk)
    print(f"{devices:,} devices, {len(ours)} scans; the enrolled desk read the log up to {read:,}")
    for who, times in (("syncing", with_sync), ("alone", without), ("fsync", disk)):
        print(f"  {who:8} p50 {median(times):6.1f}   p99 {_p99(times):6.1f}   max {times[-1]:6.1f} ms")
    print(f"  ratio    p50 {median(with_sync) / median(without):6.2f}   p99 {_p99(with_sync) / _p99(without):6.2f}")
    print("  wanted: p99 33 ms or less while it syncs")


def _join(address: str, url: str, folder: Path) -> None:
    """Give the register the desk's lists, let the desk in, and give the register another estate."""
    environment = os.environ | {embedded.VARIABLE: address, "XDG_STATE_HOME": str(folder / "state")}
    config = ("--config", str(folder / "config.toml"))

    def devswap(*command: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "devswap", *config, *command], env=environment, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise SystemExit(f"{command}: {done.stderr}")
        return done.stdout.strip()

    for kind in ("recipients", "operators", "estate"):
        devswap("register", "import", kind, str(folder / f"{kind}.csv"))
    devswap("enrol", url, devswap("register", "code", "--site", SITES[0], "--desk", "Desk"))
    devswap("sync", "--once")
    with (folder / "estate.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (folder / "estate.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | {"drives": "2"} for row in rows)
    devswap("register", "import", "estate", str(folder / "estate.csv"))


@contextmanager
def _desk_beside(address: str, url: str) -> Iterator[None]:
    """A desk of the same site that records all the time."""
    done = threading.Event()

    def record() -> None:
        for number in count():
            day = Day(f"beside {number}", 20 * A_BATCH)
            day.site = SITES[0]
            speaker = Speaker(address, url, day)
            for at in range(0, len(day.entries), A_BATCH):
                if done.wait(0.5):
                    return
                speaker.push(day.entries[at : at + A_BATCH])

    recording = threading.Thread(target=record)
    recording.start()
    try:
        yield
    finally:
        done.set()
        recording.join()


def _both(enrolled: Path, alone: Path, swaps: list[Swap]) -> tuple[list[float], list[float], list[float]]:
    """Milliseconds of every scan at either desk, and of a page that is written and synced beside their stores."""
    lines = Line(), Line()
    times: tuple[list[float], list[float]] = ([], [])
    disk: list[float] = []
    commands = []
    for folder, line in zip((enrolled, alone), lines, strict=True):
        config = folder / "config.toml"
        with config.open("a", encoding="utf-8") as file:
            file.write(f'\n[[scanner]]\nname = "lane"\nport = "{line.port}"\n')
        commands.append([sys.executable, "-m", "devswap", "desk", "--config", str(config)])
    homes = [{"XDG_STATE_HOME": str(folder / "state")} for folder in (enrolled, alone)]
    page = (alone / "page").open("wb", buffering=0)
    with page, Terminal(commands[0], 120, 40, homes[0]) as one, Terminal(commands[1], 120, 40, homes[1]) as other:
        one.wait_for("scanner ready")
        other.wait_for("scanner ready")
        _drain(one, other, 1.0)
        for swap in swaps:
            seen = (f"{swap.name} is here", swap.old[3:], swap.new[3:], "Swap recorded.")
            for text, words in zip(swap.scans, seen, strict=True):
                for line, terminal, took in zip(lines, (one, other), times, strict=True):
                    took.append(line.timed(text, words, terminal))
                    _drain(one, other, random.uniform(*APART))
                disk.append(_synced(page))
    return *times, disk


def _synced(page: IO[bytes]) -> float:
    began = time.perf_counter()
    page.write(bytes(4096))
    os.fsync(page.fileno())
    return (time.perf_counter() - began) * 1000
