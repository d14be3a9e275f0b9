"""Rigs without hardware: ptys, and a desk that notes what its scanners deliver and report."""

import os
import threading
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import settings

from scanners.line import open_scanner
from scanners.reader import Reader, ScannerState, Traffic
from scanners.scan import Scan
from scanners.settings import ScannerSettings

settings.register_profile("unhurried", deadline=None)  # two cores, shared
settings.load_profile("unhurried")


@dataclass
class Pty:
    """A serial line whose other end is ours. `path` is what a scanner's port is set to."""

    path: str
    _master: int
    _slave: int

    def send(self, data: bytes) -> None:
        os.write(self._master, data)

    def receive(self, length: int) -> bytes:
        """What the desk wrote, once there is enough of it."""
        data = b""
        while len(data) < length:
            data += os.read(self._master, length - len(data))
        return data

    def hang_up(self) -> None:
        """Pull the cable."""
        if self._master >= 0:
            os.close(self._master)
            os.close(self._slave)
            self._master = -1


def new_pty() -> Pty:
    master, slave = os.openpty()
    tty.setraw(slave)
    return Pty(os.ttyname(slave), master, slave)


@dataclass
class Desk:
    """Opens scanners, and notes all that they say. Closed at the end of the test."""

    scans: list[Scan] = field(default_factory=list)
    states: list[ScannerState] = field(default_factory=list)
    traffic: list[Traffic] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def open(self, settings: ScannerSettings) -> Reader:
        reader = open_scanner(settings, self.deliver, self.report, tap=self.listen)
        self.readers.append(reader)
        return reader

    def deliver(self, scan: Scan) -> None:
        with self._changed:
            self.scans.append(scan)
            self._changed.notify_all()

    def report(self, state: ScannerState) -> None:
        with self._changed:
            self.states.append(state)
            self._changed.notify_all()

    def listen(self, traffic: Traffic) -> None:
        with self._changed:
            self.traffic.append(traffic)
            self._changed.notify_all()

    def wait_for(self, condition: Callable[[], object], within: float = 20.0) -> None:
        """Wait until something that was delivered, reported or heard makes `condition` true."""
        with self._changed:
            assert self._changed.wait_for(condition, within), (self.scans, self.states)

    @property
    def texts(self) -> list[str]:
        return [scan.text for scan in self.scans]

    @property
    def statuses(self) -> list[str]:
        return [state.status for state in self.states]


@pytest.fixture
def plug_in() -> Iterator[Callable[[], Pty]]:
    """Makes a new serial line at each call."""
    lines: list[Pty] = []

    def new() -> Pty:
        lines.append(new_pty())
        return lines[-1]

    yield new
    for line in lines:
        line.hang_up()


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    for reader in desk.readers:
        started = time.monotonic()
        reader.stop()
        assert time.monotonic() - started < 1.0, "a stop is bounded"
