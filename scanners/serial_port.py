"""Serial lines in, by pyserial: a tty, COM, `socket://`, `rfc2217://`, `loop://`.

What pyserial raises when a scanner is unplugged depends on where it was at that moment: SerialException from a read,
OSError 5 from `in_waiting`, termios.error from a setting. Here each of them ends the source, and never costs a byte
that had come before it.
"""

import select
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

import serial

from scanners import discovery
from scanners.conversation import Conversation
from scanners.feedback import Verdict
from scanners.reader import POLL, Tap, Traffic, patience
from scanners.scan import Heard, Scan
from scanners.settings import ScannerSettings

if sys.platform == "win32":
    LINE_ERRORS: tuple[type[Exception], ...] = (OSError,)
else:
    import termios

    LINE_ERRORS = (OSError, termios.error)

_WRITE_WITHIN: Final = 0.5
"""Seconds after which a scanner that takes no bytes goes without them: a beep is not worth a lost scan."""


class SerialPort:
    """One scanner's port: opens it, and finds it again when it comes back under another name (ttyACM0 as ttyACM1)."""

    def __init__(
        self, settings: ScannerSettings, clock: Callable[[], float] = time.monotonic, tap: Tap | None = None
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._tap = tap
        self._known: discovery.UsbPlace | None = None

    def open(self) -> "SerialSource":
        """Open the port. Raises OSError (SerialException, too, is one), termios.error or ValueError."""
        path = discovery.serial_path(self._settings, self._known)
        port = _opened(path, self._settings)
        if "://" not in path:
            self._known = discovery.usb_place(path) or self._known
        return SerialSource(self._settings, port, self._clock, self._tap)


class SerialSource:
    """One open line."""

    def __init__(
        self, settings: ScannerSettings, port: Any, clock: Callable[[], float], tap: Tap | None = None
    ) -> None:
        self._name = settings.name
        self._port = port
        self._clock = clock
        self._tap = tap
        self._busy_at = clock()
        self._failure: Exception | None = None
        self._conversation = Conversation(settings.name, settings.protocol, settings.framing)
        started = self._conversation.start(clock())
        self._send(started)
        self._show(clock(), b"", Heard([], started))

    def read(self) -> list[Scan]:
        """Wait for a moment; return the scans that are complete. Raises one of `LINE_ERRORS`."""
        if self._failure:
            raise self._failure
        now = self._clock()  # nothing to read now means silence up to now, however long this thread is held up
        data: bytes = self._port.read(1) if _readable(self._port, patience(now, self._busy_at)) else b""
        if data:
            with suppress(*LINE_ERRORS):  # gone in between: the next read raises it
                data += self._port.read(self._port.in_waiting)
            now = self._busy_at = self._clock()
        heard = self._conversation.feed(data, now) if data else self._conversation.idle(now)
        self._send(heard.answer)
        self._show(now, data, heard)
        return heard.scans

    def say(self, verdict: Verdict) -> None:
        """Let the scanner say a verdict, where it can."""
        now = self._busy_at = self._clock()
        answer = self._conversation.say(verdict, now)
        self._send(answer)
        self._show(now, b"", Heard([], answer))

    def close(self) -> list[Scan]:
        """Release the port; return what was unfinished, as damaged scans."""
        scans = self._rest() + self._conversation.close()
        self._show(self._clock(), b"", Heard(scans))
        with suppress(*LINE_ERRORS):
            self._port.close()
        return scans

    def _rest(self) -> list[Scan]:
        """Scans in bytes that pyserial's rfc2217 reader had taken in when it died: its `read` no longer gives them."""
        queue = getattr(self._port, "_read_buffer", None)
        data = b""
        while queue is not None and not queue.empty():
            data += queue.get_nowait() or b""
        return self._conversation.feed(data, self._clock()).scans

    def _send(self, data: bytes) -> None:
        """Write; a line that is gone is told by the next `read`, so that scans in hand are not lost with it."""
        if not data:
            return
        try:
            self._port.write(data)
        except serial.SerialTimeoutException:
            return
        except LINE_ERRORS as error:
            self._failure = error

    def _show(self, now: float, data: bytes, heard: Heard) -> None:
        if self._tap and (data or heard.answer or heard.scans):
            self._tap(Traffic(self._name, now, data, heard.answer, tuple(heard.scans)))


def _readable(port: Any, within: float) -> bool:
    """Whether a read is worth while: a descriptor tells; a port without one (rfc2217, COM) waits in its own read.

    pyserial's timeout is left alone: to change it sets the line again, which some drivers refuse while it is open.
    """
    try:
        descriptor = port.fileno()
    except OSError:
        return True
    return bool(select.select([descriptor], [], [], within)[0])


def _opened(path: str, settings: ScannerSettings) -> Any:
    """The open port, held for this process alone, with what it brought before it was opened still in it."""
    line = settings.line
    port = serial.serial_for_url(path, do_not_open=True, exclusive=True, timeout=POLL)
    port.baudrate, port.bytesize, port.parity, port.stopbits = line.baud, line.bytesize, line.parity, line.stopbits
    port.rtscts, port.dsrdtr, port.xonxoff = (line.flow == kind for kind in ("rtscts", "dsrdtr", "xonxoff"))
    if not path.startswith("rfc2217://"):
        port.write_timeout = _WRITE_WITHIN  # pyserial's rfc2217 has none, and refuses to open with one
    # pyserial throws away what came before it had the port open: a scan, where a scanner came back quickly
    port.reset_input_buffer = port._reset_input_buffer = lambda: None
    port.open()
    return port
