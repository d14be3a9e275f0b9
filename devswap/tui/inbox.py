"""What scanners have read and the desk has not taken up: put by any thread, taken by the app's alone."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from scanners.scan import Scan

BREATH: Final = 0.002
"""Seconds between two helpings: a key takes several turns of the loop from its thread to its answer."""
FOR_A_KEY: Final = 0.025
"""Seconds that a helping waits once a person has pressed a key: until that is answered and painted."""


class Inbox:
    """Scans in the order in which they came. `wake` is called once, from whatever thread, until all are taken."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self._scans: deque[Scan] = deque()
        self._wake = wake
        self._woken = False
        self._next: asyncio.TimerHandle | None = None
        self._gave_way = False

    def __len__(self) -> int:
        return len(self._scans)

    def put(self, scan: Scan) -> None:
        """A scan came."""
        self._scans.append(scan)
        if not self._woken:
            self._call()

    def take(self, most: int) -> list[Scan]:
        """So many at the most, oldest first."""
        self._gave_way = False
        return [self._scans.popleft() for _ in range(min(len(self._scans), most))]

    def answered(self) -> None:
        """What was taken is answered: on to the rest, once keys and paints have had their turn.

        A message that waits already is taken up before anything is painted, so that whoever is woken at once while
        scans go on coming would freeze the screen.
        """
        if self._scans:
            self._next = asyncio.get_running_loop().call_later(BREATH, self._call)
            return
        self._woken = False
        if self._scans:  # a scanner's thread has come between
            self._call()

    def give_way(self) -> None:
        """A person pressed a key: it is answered before the next helping, which waits no second time."""
        if self._next is not None and not self._gave_way:
            self._gave_way = True
            self._next.cancel()
            self._next = asyncio.get_running_loop().call_later(FOR_A_KEY, self._call)

    def _call(self) -> None:
        self._next, self._woken = None, True
        self._wake()
