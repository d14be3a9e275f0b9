"""First paint, idle and memory of the desk, against a bare Textual app's.

Exec to the first bytes that show the screen, both in turns; then the desk left alone with its scanner.
`python -m tests.bench start [DEVICES …]`: 47,000 and 1,000,000 unless said.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench._desks import lay_out
from tests.bench.paint import Line
from tests.terminal.screen import Terminal

ROUNDS = 9
IDLE = 20.0
"""Seconds."""
HERTZ = os.sysconf("SC_CLK_TCK")


def run(arguments: list[str]) -> None:
    """Print medians for each size."""
    for devices in arguments or ("47000", "1000000"):
        _size(int(devices))


def _size(devices: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(folder, devices)
        config = folder / "config.toml"
        with config.open("a", encoding="utf-8") as file:
            file.write(f'\n[[scanner]]\nname = "lane"\nport = "{Line().port}"\n')
        desk = [sys.executable, "-m", "devswap", "desk", "--config", str(config)]
        home = {"XDG_STATE_HOME": str(folder / "state")}
        bare = [sys.executable, "-m", "tests.bench._bare"]
        times = [(_first_paint(desk, b"F12", home), _first_paint(bare, b"bare and ready", {})) for _ in range(ROUNDS)]
        ours, floor = (median(column) for column in zip(*times, strict=True))
        print(f"{devices:,} devices")
        print(
            f"  first paint  desk {ours:5.0f} ms   bare {floor:5.0f} ms   ratio {ours / floor:5.2f}"
            "   wanted: 2.00 or less"
        )
        _alone(desk, home)


def _first_paint(command: list[str], marker: bytes, home: dict[str, str]) -> float:
    """Milliseconds from exec to the marker."""
    began = time.perf_counter()
    with Terminal(command, 120, 40, home) as terminal:
        while marker not in terminal.raw:
            assert terminal.read_bytes(20.0), terminal.raw[-2000:]
        took = (time.perf_counter() - began) * 1000
        terminal.send(b"\x11")
        terminal.wait(10.0)
    return took


def _alone(command: list[str], home: dict[str, str]) -> None:
    with Terminal(command, 120, 40, home) as terminal:
        terminal.wait_for("scanner ready")
        until = time.monotonic() + 4.0
        while time.monotonic() < until:
            terminal.read_bytes(0.1)
        before, written = _busy(terminal.process.pid), len(terminal.raw)
        time.sleep(IDLE)
        used = (_busy(terminal.process.pid) - before) / HERTZ / IDLE * 100
        terminal.read_bytes(0.0)
        print(f"  idle         {used:5.2f} % of a core, {len(terminal.raw) - written} bytes   wanted: 1 % or less")
        print(f"  memory       {_memory(terminal.process.pid):5.0f} MB resident         wanted: 150 MB or less")


def _busy(process: int) -> int:
    """Clock ticks that the process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _memory(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(row.split()[1]) for row in status if row.startswith("VmRSS")) / 1024
