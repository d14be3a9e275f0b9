"""Scanners that type, on Linux, read from evdev and grabbed: a scan never types into another window.

The key codes are mapped by the scanner's own layout (`us_layout.py`), so a UK, US, German or French host makes no
difference, nor does its caps lock. Needs the `evdev` package and read access to `/dev/input/event*`; without either it
says so, and never falls back to the terminal in silence.

References: python-evdev 2.0 (`grab`, `readonly`); kernel evdev.c: a second grab gets EBUSY, an unplugged device ENODEV.
"""

import select
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from scanners import discovery
from scanners.feedback import Verdict
from scanners.framing import Frame, Framer
from scanners.reader import Tap, Traffic, patience
from scanners.scan import Scan
from scanners.settings import ScannerSettings, UsbId
from scanners.us_layout import UsKeyboard

_EV_SYN: Final = 0
_EV_KEY: Final = 1
_SYN_DROPPED: Final = 3


class HidPort:
    """One scanner's event device: opens and grabs it, and finds it again when it comes back under another number."""

    def __init__(
        self, settings: ScannerSettings, clock: Callable[[], float] = time.monotonic, tap: Tap | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._tap = tap
        self._known: UsbId | None = None

    def open(self) -> "HidSource":
        """Open and grab the device. Raises OSError (EBUSY, EACCES, ENODEV, ENOENT) or ImportError without evdev."""
        from evdev import InputDevice

        path = discovery.input_path(self._settings, self._known)
        device = InputDevice(path, readonly=True)
        try:
            device.grab()
        except OSError:
            device.close()
            raise
        self._known = discovery.input_usb(path) or self._known
        return HidSource(self._settings, device, self._clock, self._tap)


class HidSource:
    """One grabbed keyboard. It has no way to say a verdict: the terminal bell and the screen do."""

    def __init__(
        self, settings: ScannerSettings, device: Any, clock: Callable[[], float], tap: Tap | None = None
    ) -> None:
        self._name = settings.name
        self._device = device
        self._clock = clock
        self._tap = tap
        self._keyboard = UsKeyboard()
        self._framer = Framer(settings.framing)
        self._dropped = False
        self._busy_at = clock()

    def read(self) -> list[Scan]:
        """Wait for a moment; return the scans that are complete. Raises OSError when it is gone."""
        now = self._clock()  # no event means silence up to now, however long this thread is held up
        if not select.select([self._device.fd], [], [], patience(now, self._busy_at))[0]:
            scans = self._scans(self._framer.idle(now))
            self._show(now, b"", scans)
            return scans
        now = self._busy_at = self._clock()
        received, scans = b"", []
        for event in self._device.read():
            typed = self._typed(event)
            received += typed
            scans += self._scans(self._framer.feed(typed, now))
        self._show(now, received, scans)
        return scans

    def say(self, verdict: Verdict) -> None:
        """Nothing: a keyboard listens to nobody."""

    def close(self) -> list[Scan]:
        """Let go of the device; return what was unfinished, as damaged scans."""
        for release in (self._device.ungrab, self._device.close):
            with suppress(OSError):
                release()
        self._dropped = True
        scans = self._scans(self._framer.flush())
        self._show(self._clock(), b"", scans)
        return scans

    def _typed(self, event: Any) -> bytes:
        if event.type == _EV_SYN and event.code == _SYN_DROPPED:
            self._dropped = True  # the kernel's queue ran over: keys are missing
            self._keyboard.reset()
        return self._keyboard.press(event.code, event.value).encode("latin-1") if event.type == _EV_KEY else b""

    def _scans(self, frames: list[Frame]) -> list[Scan]:
        scans: list[Scan] = []
        for frame in frames:
            damage = frame.damage or ("torn" if self._dropped else "")
            scans.append(Scan(frame.data.decode("latin-1"), self._name, frame.at, damage=damage))
            self._dropped = False
        return scans

    def _show(self, now: float, received: bytes, scans: list[Scan]) -> None:
        if self._tap and (received or scans):
            self._tap(Traffic(self._name, now, received, scans=tuple(scans)))
