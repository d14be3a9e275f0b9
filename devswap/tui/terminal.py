"""The terminal's keys, timed by the silence that was watched, not by when a busy machine got round to reading them.

Textual's own driver stamps a key when it has read it. Where the machine had no time for that, a scanner's burst shows a
pause that nobody made, and would be torn in two. So the line is looked at every few milliseconds, and its clock goes on
only by the silence that was seen: bytes that are there when a look comes late may have been there for as long. Silence
is told by the same thread and in the same order as the keys: none can be on its way when what is held is decided.

Key sequences are put together with the same patience, and the mark that ends a paste is waited for as long as it takes.
"""

import os
import re
import select
import time
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable
from typing import Final, Protocol, cast

from textual import constants
from textual._xterm_parser import BRACKETED_PASTE_START, XTermParser
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from devswap.tui.messages import Silence
from devswap.tui.wedge import Wedge

LOOK: Final = 0.005
"""Seconds that a look takes while keys come."""
QUIET_LOOK: Final = 0.1
"""The same while none does: waking up is what an idle terminal costs."""
QUIET: Final = 0.5
"""Seconds of silence after which nothing is held any more, and the clock is put right."""
_AT_ONCE: Final = 4096
_MARKS: Final = re.compile(r"\x1b\[20[01]~")


class Watch:
    """A line's clock, which stands still while nobody watches the line. `ready(seconds)` waits for bytes."""

    def __init__(self, clock: Callable[[], float], ready: Callable[[float], bool]) -> None:
        self._clock, self._ready = clock, ready
        self.at = self._came_at = clock()
        """Seconds, on the scale of `clock` and never ahead of it."""
        self._behind = 0.0

    @property
    def silent_for(self) -> float:
        """Seconds of silence that were watched since bytes came last."""
        return self.at - self._came_at

    def look(self) -> bool:
        """Whether bytes came, within a few milliseconds while they do.

        Where none are there at once, it was silent up to now, however late this look is. Where some are, nobody knows
        since when, and the time since the last look counts as none.
        """
        now, within = self._clock(), QUIET_LOOK if self.silent_for > QUIET else LOOK
        came = self._ready(0.0)
        if not came:
            self.at = now - self._behind
            came = self._ready(within)
            self.at += min(self._clock() - now, within) if came else 0.0
        if came:
            self._came_at, self._behind = self.at, self._clock() - self.at
        elif self.silent_for > QUIET:
            self.at, self._behind = now, 0.0
        return came


class Paste:
    """Whether a bracketed paste is open behind the text that came so far."""

    def __init__(self) -> None:
        self.is_open = False
        self._rest = ""

    def heed(self, text: str) -> None:
        """Take what came next: a mark may be cut anywhere."""
        text = self._rest + text
        if marks := _MARKS.findall(text):
            self.is_open = marks[-1] == BRACKETED_PASTE_START
        self._rest = text[-(len(BRACKETED_PASTE_START) - 1) :]


class _Wedged(Protocol):
    wedge: Wedge


class WatchedDriver(LinuxDriver):
    """Textual's driver for Linux and macOS; its input thread alone is another."""

    def run_input_thread(self) -> None:
        """Read, parse and hand on until the app leaves or the terminal is gone."""
        wedge = cast("_Wedged", self._app).wedge
        wedge.watched, told = True, 0.0
        watch = Watch(time.monotonic, lambda seconds: bool(select.select([self.fileno], [], [], seconds)[0]))
        parser, paste, decode = XTermParser(self._debug), Paste(), getincrementaldecoder("utf-8")("replace").decode
        while not self.exit_event.is_set():
            if watch.look():
                data = self._read()
                if data is None:
                    return
                if text := decode(data):
                    paste.heed(text)
                    self._hand_on(parser.feed(text), watch.at)
                continue
            if watch.silent_for > constants.ESCAPE_DELAY and not paste.is_open:
                self._hand_on(parser.tick(), watch.at)
            due = wedge.due
            if due is not None and told != due < watch.at:
                told = due
                self._hand_on([Silence()], watch.at)

    def _read(self) -> bytes | None:
        """What came; None where the terminal is gone, which `process.heed_terminal` sees to."""
        try:
            return os.read(self.fileno, _AT_ONCE) or None
        except BlockingIOError:  # it was set so by another program, which took what was there
            return b""
        except OSError:
            return None

    def _hand_on(self, messages: Iterable[Message], at: float) -> None:
        for message in messages:
            message.time = at
            self.process_message(message)


def watched(driver: type[Driver]) -> type[Driver]:
    """The driver to take in the place of this one."""
    return WatchedDriver if driver is LinuxDriver else driver
