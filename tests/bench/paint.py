"""A scan's last byte on a pty → its verdict painted and committed, against a bare Textual app with raw commits.

Both run side by side and take their scans in turns, so that both meet the same machine. The floor reads its pty in a
thread, commits the same rows into the same tables with raw `sqlite3` (WAL, `synchronous=FULL`), and updates one
`Static` without a layout. `python -m tests.bench paint [DEVICES …]`: 47,000 and 1,000,000 unless said.
"""

import os
import random
import sqlite3
import sys
import tempfile
import time
import tty
from contextlib import closing
from itertools import chain, pairwise
from pathlib import Path
from statistics import median

import msgspec

from tests.bench._desks import Swap, lay_out, rows_of
from tests.terminal.screen import Terminal

SWAPS = 100
APART = (0.08, 0.16)
"""Seconds between two scans."""
Times = list[list[float]]
"""For each of a swap's four scans, milliseconds from its last byte to its verdict on the terminal."""


class Line:
    """A scanner's line."""

    def __init__(self) -> None:
        self.ours, theirs = os.openpty()
        tty.setraw(theirs)
        self.port = os.ttyname(theirs)

    def timed(self, text: str, seen: str, terminal: Terminal) -> float:
        """Send one scan; milliseconds until this is painted."""
        while terminal.read_bytes(0.0):
            pass
        wanted, painted = seen.encode(), b""
        began = time.perf_counter()
        os.write(self.ours, f"{text}\r".encode())
        while wanted not in painted:
            came = terminal.read_bytes(5.0)
            assert came, f"{seen!r} was never painted"
            painted += came
        return (time.perf_counter() - began) * 1000


def run(arguments: list[str]) -> None:
    """Print medians and percentiles for each size, and the ratios that matter."""
    medians = [_size(int(devices)) for devices in arguments or ("47000", "1000000")]
    for smaller, larger in pairwise(medians):
        print(f"larger / smaller estate, p50  {larger / smaller:6.2f}      wanted: 1.20 or less")


def _size(devices: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        swaps = lay_out(folder, devices)[: SWAPS + 5]
        desk, bare = _both(folder, swaps)
    all_desk, all_bare = sorted(chain(*desk)), sorted(chain(*bare))
    print(f"{devices:,} devices, {len(all_desk)} scans")
    for label, ours, floor in (("every scan", all_desk, all_bare), ("the swap", sorted(desk[3]), sorted(bare[3]))):
        for who, times in (("desk", ours), ("floor", floor)):
            print(f"  {label:11} {who:6} p50 {median(times):6.1f}   p99 {_p99(times):6.1f}   max {times[-1]:6.1f} ms")
        print(
            f"  {label:11} ratio  p50 {median(ours) / median(floor):6.2f}      wanted: 1.50 or less, p99 33 ms or less"
        )
    return median(all_desk)


def _p99(times: list[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.99))]


def _both(folder: Path, swaps: list[Swap]) -> tuple[Times, Times]:
    """The times of the desk and of the floor, scan by scan in turns; the first five swaps warm both up."""
    rows, database = _floor(folder, swaps)
    desk_line, bare_line = Line(), Line()
    config = folder / "config.toml"
    with config.open("a", encoding="utf-8") as file:
        file.write(f'\n[[scanner]]\nname = "lane"\nport = "{desk_line.port}"\n')
    desk_command = [sys.executable, "-m", "devswap", "desk", "--config", str(config)]
    bare_command = [sys.executable, "-m", "tests.bench._bare", bare_line.port, str(database), str(rows)]
    times: tuple[Times, Times] = ([[], [], [], []], [[], [], [], []])
    home = {"XDG_STATE_HOME": str(folder / "state")}
    with Terminal(desk_command, 120, 40, home) as desk, Terminal(bare_command, 120, 40) as bare:
        desk.wait_for("scanner ready")
        bare.wait_for("bare and ready")
        _drain(desk, bare, 2.5)
        for n, swap in enumerate(swaps):
            seen = (f"{swap.name} is here", swap.old[3:], swap.new[3:], "Swap recorded.")
            for step, text in enumerate(swap.scans):
                took = desk_line.timed(text, seen[step], desk)
                _drain(desk, bare, random.uniform(*APART))
                floor = bare_line.timed(text, f"shown: {text}", bare)
                _drain(desk, bare, random.uniform(*APART))
                if n >= 5:
                    times[0][step].append(took)
                    times[1][step].append(floor)
    return times


def _drain(desk: Terminal, bare: Terminal, seconds: float) -> None:
    """Let time pass while both are read, as a terminal reads."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        desk.read_bytes(0.005)
        bare.read_bytes(0.005)


def _floor(folder: Path, swaps: list[Swap]) -> tuple[Path, Path]:
    schema, draft, statements = rows_of(folder, swaps)
    rows, database = folder / "rows", folder / "floor.db"
    rows.write_bytes(msgspec.msgpack.encode((os.urandom(draft), statements)))
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA journal_mode = wal")
        for statement in schema:
            db.execute(statement)
    return rows, database
