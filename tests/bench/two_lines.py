"""Two serial lines at 115,200 Bd, back to back, in random pieces, into the desk in a terminal: what is lost, how late.

Meanwhile a person presses a function key now and then: from its last byte to the first paint behind its answer, beside
the same key on a desk that nobody scans at. The waits are for the app's loop to take something up.

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
from typing import Final

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
KEY: Final = b"\x1bOQ"
"""F2: the visits that wait, which is answered at once and changes nothing."""
KEY_PAUSE = (0.1, 0.2)
"""Seconds between two keys."""
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
command = Desk.command
def noting_key(self, words):
    answer = command(self, words)
    noted.write(f"{time.monotonic()} key - - {words}\\n")
    return answer
Desk.scan, Desk.command = noting, noting_key
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


class Person:
    """Presses a key now and then."""

    def __init__(self, desk: Terminal) -> None:
        self._desk, self._rng, self._due = desk, random.Random(7), 0.0
        self.pressed: list[float] = []

    def perhaps(self) -> None:
        """Press it if it is time."""
        now = time.monotonic()
        if now >= self._due:
            self._desk.send(KEY)
            self.pressed.append(time.monotonic())
            self._due = now + self._rng.uniform(*KEY_PAUSE)


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
            desk.wait_for("scanner ready")
            _watch(desk, 2.0)
            alone = _keys_alone(desk, notes, seconds)
            _measured("one at a time", [Sender(one.ours, 0, ALONE * PAUSE, PAUSE)], desk, notes, alone)
            for year, what, apart in ((1, "by hand, both lines", HAND), (3, "back to back", 0.0)):
                senders = [Sender(line.ours, year + n, seconds, apart) for n, line in enumerate((one, two))]
                _measured(what, senders, desk, notes, alone)
        one.unplug()
        two.unplug()


def _keys_alone(desk: Terminal, notes: Path, seconds: float) -> float:
    """The p99 of a key where nobody scans, in seconds."""
    person, before = Person(desk), notes.stat().st_size
    paints = _watch(desk, seconds, person=person) + _watch(desk, 1.0)
    late = _lateness(_since(notes, before), person, paints)
    _say("keys alone", late, "keys")
    return _p99(late)


def _measured(what: str, senders: list[Sender], desk: Terminal, notes: Path, alone: float) -> None:
    """Run these lines to their end, and print how late their scans were painted, and the keys meanwhile."""
    before, began, person = notes.stat().st_size, time.monotonic(), Person(desk)
    for sender in senders:
        sender.start()
    paints = _watch(desk, 0.0, senders, person)
    wanted = sum(len(sender.sent) for sender in senders)
    over = time.monotonic()
    until = over + ANSWERED_WITHIN
    while time.monotonic() < until and _since(notes, before).count(" lane ") < wanted:
        paints += _watch(desk, 0.2)
    paints += _watch(desk, 2.0)
    said = _since(notes, before)
    answered = [line.split(" ", 4) for line in said.splitlines()]
    late = []
    for lane, sender in enumerate(senders, 1):
        ours = [note for note in answered if note[1:3] == ["lane", str(lane)]]
        if [(note[3], note[4]) for note in ours] != [("-", text) for text, _ in sender.sent]:
            sys.exit(f"{what}: lane {lane} sent {len(sender.sent)} scans, and the desk had {len(ours)} or others")
        late += [_painted(paints, float(note[0])) - at for note, (_, at) in zip(ours, sender.sent, strict=True)]
    _say(what, late, "scans, none lost, joined or torn")
    keys = _lateness(said, person, paints)
    _say("", keys, "keys meanwhile", f"   {_p99(keys) / alone:5.2f} times alone")
    _say("", _waits(notes, began, over), "waits for the screen")


def _lateness(said: str, person: Person, paints: list[float]) -> list[float]:
    """How late each key's answer was painted."""
    handled = [float(line.split(" ", 1)[0]) for line in said.splitlines() if " key " in line]
    if len(handled) != len(person.pressed):
        sys.exit(f"{len(person.pressed)} keys were pressed, and the desk had {len(handled)}")
    return [_painted(paints, then) - at for then, at in zip(handled, person.pressed, strict=True)]


def _painted(paints: list[float], answered: float) -> float:
    place = bisect_right(paints, answered)
    return paints[place] if place < len(paints) else float("inf")


def _p99(late: list[float]) -> float:
    return sorted(late)[int(len(late) * 0.99)]


def _say(what: str, late: list[float], of: str, more: str = "") -> None:
    print(
        f"{what:20} {len(late):7,} {of:33} p50 {median(late) * 1000:9.1f}   p99 {_p99(late) * 1000:9.1f}"
        f"   max {max(late) * 1000:9.1f} ms      wanted: p99 {WANTED * 1000:.0f} ms{more}",
        flush=True,
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


def _watch(
    desk: Terminal, seconds: float, senders: list[Sender] | None = None, person: Person | None = None
) -> list[float]:
    """Read the terminal for so long, or while these send; when it was painted."""
    paints, until = [], time.monotonic() + seconds
    while time.monotonic() < until or any(sender.is_alive() for sender in senders or ()):
        if person is not None:
            person.perhaps()
        if desk.read_bytes(0.005):
            paints.append(time.monotonic())
    return paints
