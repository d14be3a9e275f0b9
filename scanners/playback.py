"""A recording played as if scanners had read it: for the demo, for tests, for a field problem seen again."""

import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from scanners import recording
from scanners.feedback import Verdict
from scanners.reader import POLL, QUIET_POLL, Tap, Traffic
from scanners.scan import Scan
from scanners.settings import ScannerSettings

PACE = 1.0
"""Seconds between two lines that say no time."""


class Player:
    """Gives each recorded scan when its time has come. Commands in words are for `desk --plain` and are passed over.

    The scans of lines that name no scanner come from `source`. Call `due` with seconds on any clock.
    """

    def __init__(self, lines: list[recording.Recorded], source: str, started: float) -> None:
        self._source = source
        self._started = started
        self._waiting: deque[tuple[float, recording.Recorded]] = deque()
        at = 0.0
        for line in lines:
            if line.is_command:
                continue
            at = line.at if line.at is not None else at + PACE
            self._waiting.append((at, line))

    @property
    def finished(self) -> bool:
        """Every scan has been given."""
        return not self._waiting

    def due(self, now: float) -> list[Scan]:
        """The scans whose time has come, in the order of the recording."""
        scans: list[Scan] = []
        while self._waiting and self._waiting[0][0] <= now - self._started:
            at, line = self._waiting.popleft()
            scans.append(Scan(line.text, line.scanner or self._source, self._started + at))
        return scans


class PlaybackPort:
    """A recording file as a scanner. It is read when it is opened; the scans follow by their times."""

    def __init__(
        self,
        settings: ScannerSettings,
        clock: Callable[[], float] = time.monotonic,
        tap: Tap | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._tap = tap
        self._sleep = sleep

    def open(self) -> "PlaybackSource":
        """Read the file. Raises OSError, or BadLine for a recording that cannot be read."""
        player = Player(recording.read(Path(self._settings.port)), self._settings.name, self._clock())
        return PlaybackSource(player, self._clock, self._tap, self._sleep)


class PlaybackSource:
    """One recording being played."""

    def __init__(
        self, player: Player, clock: Callable[[], float], tap: Tap | None, sleep: Callable[[float], None]
    ) -> None:
        self._player = player
        self._clock = clock
        self._tap = tap
        self._sleep = sleep

    def read(self) -> list[Scan]:
        """The scans that are due; where there are none, wait for a moment."""
        scans = self._player.due(self._clock())
        if not scans:
            self._sleep(QUIET_POLL if self._player.finished else POLL)
        if self._tap:
            for scan in scans:
                self._tap(Traffic(scan.source, scan.at, scan.text.encode("latin-1", "replace"), scans=(scan,)))
        return scans

    def say(self, verdict: Verdict) -> None:
        """Nothing: a recording listens to nobody."""

    def close(self) -> list[Scan]:
        """Nothing is left unfinished."""
        return []
