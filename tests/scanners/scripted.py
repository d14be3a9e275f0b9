"""What the tests of serial lines share: a line's settings, and a port that does what a script says."""

import errno
from collections import deque

from scanners.scan import Scan
from scanners.settings import ScannerSettings


def lane(port: object, protocol: str = "plain", settings: str = "", idle_ms: int | None = None) -> ScannerSettings:
    return ScannerSettings("lane 1", port=str(port), protocol=protocol, settings=settings, idle_ms=idle_ms)


def unstamped(scans: list[Scan]) -> list[tuple[str, str]]:
    return [(scan.text, scan.damage) for scan in scans]


class FakePort:
    """A port whose reads are scripted; a step that is an exception is raised."""

    def __init__(self, *reads: bytes | Exception, waiting: int | Exception = 0, write: Exception | None = None) -> None:
        self.reads = deque(reads)
        self.waiting = waiting
        self.fault = write
        self.written = b""
        self.closed = False

    def read(self, size: int) -> bytes:
        step = self.reads.popleft() if self.reads else b""
        if isinstance(step, Exception):
            raise step
        return step

    def fileno(self) -> int:
        raise OSError("a port without a descriptor")

    @property
    def in_waiting(self) -> int:
        if isinstance(self.waiting, Exception):
            raise self.waiting
        return self.waiting

    def write(self, data: bytes) -> None:
        if self.fault:
            raise self.fault
        self.written += data

    def close(self) -> None:
        self.closed = True
        raise OSError(errno.EIO, "closed twice")
