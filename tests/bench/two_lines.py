"""Two serial lines at 115,200 Bd, back to back, in random pieces, into the desk in a terminal: what is lost, how late.

A scan's time is from its last byte on the line to the first paint behind its answer, which is behind its commit. The
floor is the same desk with one scan at a time. `python -m tests.bench two_lines [SECONDS]`: 60 unless said. Nobody
scans so: a line carries 960 serials a second. So a hand's pace (a scan every 100 ms on each line) is measured too.
"""

import os
import random
import sys
import tempfile
import threading
import time
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.desk.scenes import Scene
from tests.terminal.conftest import Bench
from tests.terminal.screen import Terminal

SECONDS = 60.0
BYTE = 10 / 115_200
"""Seconds that a byte takes on the line: start bit, eight bits, stop bit."""
HAND = 0.1
PAUSE = 0.3
"""Seconds between two scans that come alone."""
ALONE = 40
ANSWERED_WITHIN = 900.0
"""Seconds that a backlog gets to be worked off."""
WANTED = 0.033
NOTED = """
import asyncio, sys, threading, time
from devswap.desk.desk import Desk
noted = open(sys.argv.pop(1), "w", buffering=1)
waits = open(noted.name + ".waits", "w", buffering=1)
asking = []
def ask(loop):
    while True:
        taken, began = threading.Event(), time.monotonic()
        loop.call_soon_threadsafe(taken.set)
        taken.wait()
        waits.write(f"{began} {time.monotonic() - began}\\n")
        time.sleep(0.01)
scan = Desk.scan
def noting(self, one):
    if not asking:
        asking.append(threading.Thread(target=ask, args=(asyncio.get_running_loop(),), daemon=True))
        asking[0].start()
    answer = scan(self, one)
    noted.write(f"{time.monotonic()} {one.source} {one.damage or '-'} {one.text}\\n")
    return answer
Desk.scan = noting
from devswap.cli import main
sys.argv[0] = "devswap"
main()
"""
"""The desk as it is, and a note of every scan behind its answer."""

Sent = list[tuple[str, float]]
"""Texts, and when their last byte was on the line."""


class Sender(threading.Thread):
    """A line that sends scans for so many seconds, as fast as its baud rate, or `apart` seconds from each other."""

    def __init__(self, descriptor: int, year: int, seconds: float, apart: float = 0.0) -> None:
        super().__init__(daemon=True)
        self._descriptor, self._year, self._seconds, self._apart = descriptor, year, seconds, apart
        self.sent: Sent = []

    def run(self) -> None:
        rng, due = random.Random(self._year), time.monotonic()
        until = due + self._seconds
        for n in range(520_000):
            if due >= until:
                return
            text = f"5CG{self._year}{1 + n // 10_000:02}{n % 10_000:04}"
            for piece in _pieces(f"{text}\r\n".encode(), rng):
                due += len(piece) * BYTE
                time.sleep(max(0.0, due - time.monotonic()))
                os.write(self._descriptor, piece)
            self.sent.append((text, time.monotonic()))
            due += self._apart


def _pieces(data: bytes, rng: random.Random) -> Iterator[bytes]:
    while data:
        size = rng.randint(1, len(data))
        yield data[:size]
        data = data[size:]


def run(arguments: list[str]) -> None:
    """Print, for each pace, what arrived and how late. Exits where a scan is lost, joined or torn."""
    seconds = float(arguments[0]) if arguments else SECONDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Scene(folder).close()
        one, two = Bench(folder), Bench(folder)
        one.plug()
        two.plug()
        more = f'[[scanner]]\nname = "lane 2"\nport = "{two.port}"\n'
        notes = folder / "notes"
        with one.desk(120, 40, more=more, program=["-c", NOTED, str(notes)]) as desk:
            desk.wait_for("F12 lock")
            _watch(desk, 2.0)
            _measured("one at a time", [Sender(one.ours, 0, ALONE * PAUSE, PAUSE)], desk, notes)
            for year, what, apart in ((1, "by hand, both lines", HAND), (3, "back to back", 0.0)):
                senders = [Sender(line.ours, year + n, seconds, apart) for n, line in enumerate((one, two))]
                _measured(what, senders, desk, notes)
        one.unplug()
        two.unplug()


def _measured(what: str, senders: list[Sender], desk: Terminal, notes: Path) -> None:
    """Run these lines to their end, and print how late their scans were painted."""
    before, began = notes.stat().st_size, time.monotonic()
    for sender in senders:
        sender.start()
    paints = _watch(desk, 0.0, senders)
    wanted = sum(len(sender.sent) for sender in senders)
    over = time.monotonic()
    until = over + ANSWERED_WITHIN
    while time.monotonic() < until and _since(notes, before).count("\n") < wanted:
        paints += _watch(desk, 0.2)
    paints += _watch(desk, 2.0)
    answered = [line.split(" ", 4) for line in _since(notes, before).splitlines()]
    late = []
    for lane, sender in enumerate(senders, 1):
        ours = [note for note in answered if note[2] == str(lane)]
        if [(note[3], note[4]) for note in ours] != [("-", text) for text, _ in sender.sent]:
            sys.exit(f"{what}: lane {lane} sent {len(sender.sent)} scans, and the desk had {len(ours)} or others")
        for note, (_, at) in zip(ours, sender.sent, strict=True):
            place = bisect_right(paints, float(note[0]))
            late.append((paints[place] if place < len(paints) else float("inf")) - at)
    late.sort()
    p99 = late[int(len(late) * 0.99)]
    print(
        f"{what:20} {len(late):7,} scans, none lost, joined or torn   p50 {median(late) * 1000:9.1f}"
        f"   p99 {p99 * 1000:9.1f}   max {late[-1] * 1000:9.1f} ms      wanted: p99 {WANTED * 1000:.0f} ms"
    )
    waits = _waits(notes, began, over)
    print(
        f"{'':20} {len(waits):7,} waits for the screen                  p50 {median(waits) * 1000:9.1f}"
        f"   p99 {waits[int(len(waits) * 0.99)] * 1000:9.1f}   max {waits[-1] * 1000:9.1f} ms      wanted: p99 33 ms"
    )


def _waits(notes: Path, began: float, over: float) -> list[float]:
    """How long the app's loop took each time to take something up while these lines sent, shortest first."""
    lines = notes.with_name(f"{notes.name}.waits").read_text("utf-8").splitlines()
    waits = [(float(at), float(took)) for at, took in (line.split() for line in lines if line.count(" ") == 1)]
    return sorted(took for at, took in waits if began <= at <= over)


def _since(notes: Path, before: int) -> str:
    with notes.open(encoding="utf-8") as file:
        file.seek(before)
        return file.read()


def _watch(desk: Terminal, seconds: float, senders: list[Sender] | None = None) -> list[float]:
    """Read the terminal for so long, or while these send; when it was painted."""
    paints, until = [], time.monotonic() + seconds
    while time.monotonic() < until or any(sender.is_alive() for sender in senders or ()):
        if desk.read_bytes(0.005):
            paints.append(time.monotonic())
    return paints
