"""One scanner, one daemon thread: open, read, hand over; when it is gone say so once, look for it, say it is back.

The device comes as a function that opens it, so that the loop is the same for a line, a grabbed keyboard and a
recording, and runs in virtual time in tests. A daemon thread of our own, since pyserial's ReaderThread dies without a
word where a scanner is unplugged while its callback is busy (pyserial #401, #417).
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Final, Literal, Protocol

from scanners.faults import explain
from scanners.feedback import Verdict
from scanners.scan import Scan

POLL: Final = 0.02
"""Seconds that a source waits for bytes before it looks at the silence, at what is to be said, and at a stop."""
QUIET_POLL: Final = 0.25
"""The same where nothing has come for `BUSY_FOR` seconds: waking up is what an idle scanner costs."""
BUSY_FOR: Final = 3.0
FIRST_PAUSE: Final = 0.25
LONGEST_PAUSE: Final = 2.0
"""Seconds between attempts to open what is gone: an engineer who plugs it in looks at the screen."""
SETTLED: Final = 5.0
"""Seconds after which a scanner that came back counts as staying."""
STOP_WITHIN: Final = 0.9

_log = logging.getLogger("scanners")


class Source(Protocol):
    """An open scanner. `read` and `say` raise what the device raises when it is gone; `close` raises nothing."""

    def read(self) -> list[Scan]:
        """Wait for at most `patience` seconds; return the scans that are complete."""

    def say(self, verdict: Verdict) -> None:
        """Let the scanner say a verdict, where it can."""

    def close(self) -> list[Scan]:
        """Release the device; return what was unfinished, as damaged scans."""


@dataclass(frozen=True, slots=True)
class ScannerState:
    """What became of a scanner, for the screen: said once per change, with what to do next."""

    name: str
    status: Literal["ready", "lost", "back"]
    message: str
    next: str = ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What a line carried at one moment, for those who listen in: raw bytes both ways, and the scans they completed."""

    name: str
    at: float
    received: bytes = b""
    sent: bytes = b""
    scans: tuple[Scan, ...] = ()


Tap = Callable[[Traffic], None]


class Reader:
    """The handle of one open scanner. `deliver` and `report` are called from its thread and must not block."""

    def __init__(
        self,
        name: str,
        port: str,
        open_source: Callable[[], Source],
        deliver: Callable[[Scan], None],
        report: Callable[[ScannerState], None],
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], object] | None = None,
    ) -> None:
        self.name = name
        self._port = port
        self._open_source = open_source
        self._deliver = deliver
        self._report = report
        self._clock = clock
        self._stopping = threading.Event()
        self._wait = wait or self._stopping.wait
        self._verdicts: SimpleQueue[Verdict] = SimpleQueue()
        self._was_ready = False
        self._told = ""  # the kind of fault that was reported; empty while it is ready
        self._previous = ""  # the kind of the fault before
        self._thread = threading.Thread(target=self.run, name=f"scanner {name}", daemon=True)

    def start(self) -> "Reader":
        """Begin to read. Returns at once; the first report says whether the scanner is there."""
        self._thread.start()
        return self

    def say(self, verdict: Verdict) -> None:
        """Have the scanner say a verdict. Never waits: what a lost scanner would have said is forgotten."""
        self._verdicts.put(verdict)

    def stop(self) -> None:
        """Release the device. Returns within a second, even where an open is still waiting for a network."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN)

    def run(self) -> None:
        """Read until `stop`: the body of the thread."""
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            opened = self._clock()
            try:
                source = self._open_source()
            except Exception as error:  # whatever a driver raises, the thread lives on
                self._lost(error)
            else:
                self._ready()
                self._attend(source)
                if self._clock() - opened >= SETTLED:
                    pause = FIRST_PAUSE
            if not self._stopping.is_set():
                self._wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _attend(self, source: Source) -> None:
        """Read one opened device to its end, which is its loss or ours."""
        failure = None
        try:
            while not self._stopping.is_set():
                for verdict in _drained(self._verdicts):
                    source.say(verdict)
                self._hand_over(source.read())
        except Exception as error:  # OSError, SerialException, termios.error; and what nobody has seen yet
            failure = error
        self._hand_over(source.close())
        if failure:
            self._lost(failure)

    def _hand_over(self, scans: Iterable[Scan]) -> None:
        for scan in scans:
            try:
                self._deliver(scan)
            except Exception:
                _log.exception("scanner %s: a scan could not be delivered", self.name)

    def _ready(self) -> None:
        for _ in _drained(self._verdicts):
            pass
        self._told = self._previous = ""
        if self._was_ready:
            self._tell(ScannerState(self.name, "back", f"Scanner {self.name} is back."))
        else:
            self._tell(ScannerState(self.name, "ready", f"Scanner {self.name} is ready."))
        self._was_ready = True

    def _lost(self, error: BaseException) -> None:
        """Say it once; once more where, while it is lost, another reason comes to stay (back, but access denied)."""
        fault = explain(error, self._port)
        news = not self._told or fault.kind == self._previous != self._told
        self._previous = fault.kind
        if news:
            self._told = fault.kind
            self._tell(ScannerState(self.name, "lost", f"Scanner {self.name} lost: {fault.what}.", fault.next))
            _log.debug("scanner %s: %r", self.name, error)

    def _tell(self, state: ScannerState) -> None:
        try:
            self._report(state)
        except Exception:
            _log.exception("scanner %s: its state could not be reported", self.name)


def patience(now: float, busy_at: float) -> float:
    """How long a source may wait for bytes, where it last had something to do at `busy_at`."""
    return POLL if now - busy_at < BUSY_FOR else QUIET_POLL


def _drained(verdicts: SimpleQueue[Verdict]) -> list[Verdict]:
    said: list[Verdict] = []
    while True:
        try:
            said.append(verdicts.get_nowait())
        except Empty:
            return said[-1:]
