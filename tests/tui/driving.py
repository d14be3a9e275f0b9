"""An app in a test: scans as messages, keys as keys, and what is on the screen."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from unittest.mock import patch

from textual import events
from textual.message import Message
from textual.pilot import Pilot

from devswap.tui.app import DeskApp
from devswap.tui.messages import Scanned
from devswap.tui.moments import once
from devswap.tui.widgets import band
from scanners.scan import Scan

SIZES = ((120, 40), (80, 24))
LONGEST = 2.0
"""Seconds of a moment."""


class Driver:
    """Works an app as people and scanners do."""

    def __init__(self, app: DeskApp, pilot: Pilot[int], moments: "Moments") -> None:
        self.app = app
        self.pilot = pilot
        self._moments = moments
        self._at = 0.0

    async def scan(self, *texts: str) -> None:
        """Scans, a few seconds between two."""
        for text in texts:
            self._at += 5.0
            self.app.post_message(Scanned(Scan(text, "lane 1", self._at)))
            await self.settle()

    async def press(self, *keys: str) -> None:
        """Keys of a person."""
        for key in keys:
            await self.pilot.press(key)
        await self.settle()

    async def type(self, text: str, *, enter: bool = True) -> None:
        """A line typed by a person, five keys a second, and ENTER; stamped as if it had begun that long ago."""
        keys = [*text, *(["\r"] if enter else [])]
        start = Message().time - 0.2 * len(keys)
        for n, character in enumerate(keys, 1):
            key = events.Key("enter" if character == "\r" else character, character)
            key.time = start + 0.2 * n
            self.app.post_message(key)
        await self.settle()

    async def settle(self) -> None:
        """Until nothing more is to come and all is drawn, however long that takes here."""
        await self.pilot.pause()
        while self._moments.left:
            await asyncio.sleep(0.001)
            await self.pilot.pause()
        await self.pilot.pause()

    @property
    def text(self) -> str:
        """What is on the screen."""
        screen = self.app.screen
        rows = screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)

    @property
    def word(self) -> str:
        """The giant word of the band."""
        return self.app.handover.band.value.word

    @property
    def symbol(self) -> str:
        """The symbol beside it."""
        return band.SYMBOLS[self.word]


class Moments:
    """Counts what the app has put off for a moment, so that a test waits for it and for nothing else."""

    def __init__(self) -> None:
        self.left = 0

    def once(self, seconds: float, what: Callable[[], object]) -> asyncio.TimerHandle:
        """As `devswap.tui.moments.once`; what takes longer than a moment is not waited for."""
        counts = seconds < LONGEST
        self.left += counts
        return once(seconds, lambda: self._comes(what, counts))

    def _comes(self, what: Callable[[], object], counts: bool) -> None:
        self.left -= counts
        what()


@asynccontextmanager
async def driving(app: DeskApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driver]:
    """The app at work, without a terminal."""
    moments = Moments()
    with patch("devswap.tui.app.once", moments.once), patch("devswap.tui.wedge.once", moments.once):
        async with app.run_test(size=size, notifications=True) as pilot:
            driver = Driver(app, pilot, moments)
            await driver.settle()
            yield driver
