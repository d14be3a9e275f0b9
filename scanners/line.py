"""From a scanner's settings to an open scanner. The packages that a kind needs are imported where it is opened."""

import time
from collections.abc import Callable

from scanners.reader import Reader, ScannerState, Source, Tap
from scanners.scan import Scan
from scanners.settings import ScannerSettings


def open_scanner(
    settings: ScannerSettings,
    deliver: Callable[[Scan], None],
    report: Callable[[ScannerState], None],
    clock: Callable[[], float] = time.monotonic,
    tap: Tap | None = None,
) -> Reader:
    """Open a scanner and begin to read: returns at once a handle with `say(verdict)` and `stop()`.

    `deliver` gets every scan, `report` every change of state, `tap` all traffic for those who listen in. All are called
    from the scanner's own thread and must neither block nor touch a screen: post a message. Raises ValueError for the
    keyboard, which the terminal's app reads (`keystrokes.py`).
    """
    return Reader(settings.name, settings.port, _opener(settings, clock, tap), deliver, report, clock).start()


def _opener(settings: ScannerSettings, clock: Callable[[], float], tap: Tap | None) -> Callable[[], Source]:
    match settings.kind:
        case "serial":
            from scanners.serial_port import SerialPort

            return SerialPort(settings, clock, tap).open
        case "hid":
            from scanners.hid import HidPort

            return HidPort(settings, clock, tap).open
        case "recording":
            from scanners.playback import PlaybackPort

            return PlaybackPort(settings, clock, tap).open
        case "keyboard":
            raise ValueError(f"scanner {settings.name!r}: the keyboard is read by the terminal's app, not opened")
