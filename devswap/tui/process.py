"""The app as a process: signals, the garbage collector, scanners that must be let go, and the way out of a crash."""

import asyncio
import gc
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Final

from scanners.reader import Reader

FAREWELL: Final = 0.3
"""Seconds that all scanners together get to let go of their devices."""
GONE: Final = 129
"""The exit code where the terminal is gone: 128 + SIGHUP."""
_RARELY: Final = 20_000
"""Objects that are made before the garbage collector comes by itself: a scan makes a thousand."""
_PATIENCE: Final = 3.0
"""Seconds in which the app leaves by the front door when its terminal is gone."""


def heed_signals(leave: Callable[[int], None]) -> None:
    """Have SIGTERM and SIGHUP leave by the front door, with 128 + the signal, so that the terminal is as it was."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, leave, 128 + number)


def heed_terminal(leave: Callable[[int], None]) -> None:
    """Leave too when the terminal is gone and nobody says so: SIGHUP is ignored, or went to another process.

    Textual would read and write there without end, and the store would stay locked to whoever starts the desk again.
    """
    if not hasattr(select, "poll") or sys.__stdin__ is None:  # Windows
        return
    loop, terminal = asyncio.get_running_loop(), select.poll()
    terminal.register(sys.__stdin__.fileno(), 0)  # nothing but that it hung up

    def watch() -> None:
        terminal.poll()
        with suppress(RuntimeError):  # the loop has ended already
            loop.call_soon_threadsafe(leave, GONE)
        time.sleep(_PATIENCE)
        os._exit(GONE)  # it waits for a terminal that takes nothing; every answer is on disk

    threading.Thread(target=watch, daemon=True, name="terminal").start()


def settle() -> None:
    """Keep the garbage collector from walking everything that stays: that would hold a scan up by 60-90 ms.

    From here on it comes by itself only where nobody calls `tidy` for long.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_RARELY)


def tidy(*, all_of_it: bool = False) -> None:
    """Collect the garbage of late, while nobody waits for an answer; nothing before `settle`."""
    if gc.get_freeze_count():
        gc.collect(2 if all_of_it else 1)


def let_go(readers: Collection[Reader]) -> None:
    """Stop all scanners at once: one that blocks must hold neither the others nor the way out."""
    leaving = [threading.Thread(target=reader.stop, daemon=True) for reader in readers]
    for thread in leaving:
        thread.start()
    for thread in leaving:
        thread.join(FAREWELL / len(leaving))
