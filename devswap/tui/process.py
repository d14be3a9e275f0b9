"""The app as a process: signals, the garbage collector, scanners that must be let go, and the way out of a crash."""

import asyncio
import gc
import signal
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import Final

from scanners.reader import Reader

FAREWELL: Final = 0.3
"""Seconds that all scanners together get to let go of their devices."""


def heed_signals(leave: Callable[[int], None]) -> None:
    """Have SIGTERM and SIGHUP leave by the front door, with 128 + the signal, so that the terminal is as it was."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError):  # Windows
                loop.add_signal_handler(number, leave, 128 + number)


def settle() -> None:
    """Keep the garbage collector from walking everything that stays: that would hold a scan up by 60-90 ms."""
    gc.collect()
    gc.freeze()


def let_go(readers: Collection[Reader]) -> None:
    """Stop all scanners at once: one that blocks must hold neither the others nor the way out."""
    leaving = [threading.Thread(target=reader.stop, daemon=True) for reader in readers]
    for thread in leaving:
        thread.start()
    for thread in leaving:
        thread.join(FAREWELL / len(leaving))
