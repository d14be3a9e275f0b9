"""A real terminal in a test: a program on a pty, its screen kept by pyte."""

import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence

import pyte

_QUIET = 0.05


class Terminal:
    """A program that believes it has a terminal of `columns` by `rows`."""

    def __init__(
        self, command: Sequence[str], columns: int = 80, rows: int = 24, environment: dict[str, str] | None = None
    ) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        """Every byte that the program wrote."""
        self._master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(slave)
        self._slave = slave
        clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES")}
        env = clean | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TZ": "UTC"} | (environment or {})
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True
        )

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for descriptor in (self._master, self._slave):
            if descriptor >= 0:
                os.close(descriptor)

    def vanish(self) -> None:
        """The terminal is gone, and nobody sends a signal for it."""
        os.close(self._master)
        self._master = -1

    def send(self, data: bytes) -> None:
        """What a keyboard, or a scanner that types, sends."""
        os.write(self._master, data)

    @property
    def unread(self) -> int:
        """Bytes that lie in the terminal's line, and that the program has not read."""
        return struct.unpack("i", fcntl.ioctl(self._slave, termios.FIONREAD, bytes(4)))[0]  # type: ignore[no-any-return]

    def read(self, seconds: float = _QUIET) -> bytes:
        """What the program writes within this time, put on the screen; returns at once when something came."""
        data = self.read_bytes(seconds)
        self._stream.feed(_without_kitty(data))
        return data

    def read_bytes(self, seconds: float) -> bytes:
        """The same without the screen, where every millisecond counts."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the program has gone
            return b""
        self.raw += data
        return data

    @property
    def text(self) -> str:
        """The screen's rows."""
        return "\n".join(row.rstrip() for row in self.screen.display)

    def wait_for(self, what: str | Callable[[str], bool], seconds: float = 20.0) -> str:
        """Read until this is on the screen; the screen. Raises AssertionError with what was there instead."""
        there: Callable[[str], bool] = what if callable(what) else lambda text: what in text
        deadline = time.monotonic() + seconds
        while not there(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"{what!r} never came; on the screen:\n{self.text}")
            self.read()
        return self.text

    def signal(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self.process.send_signal(number)

    def wait(self, seconds: float) -> int:
        """Read until the program ends; its exit code. Raises AssertionError where it does not."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"still running after {seconds} s; on the screen:\n{self.text}")
            self.read(0.01)
        while self.read():
            pass
        return self.process.returncode

    def modes(self) -> list[object]:
        """The terminal's settings now, to compare with `before`."""
        return termios.tcgetattr(self._slave)


def _without_kitty(data: bytes) -> bytes:
    """pyte takes the Kitty keyboard sequences (`CSI > 1 u`, `CSI < u`) for text."""
    for sequence in (b"\x1b[>1u", b"\x1b[>9u", b"\x1b[<u"):
        data = data.replace(sequence, b"")
    return data
