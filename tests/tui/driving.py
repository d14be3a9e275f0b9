"""An app in a test: scans as messages, keys as keys, and what is on the screen."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.message import Message
from textual.pilot import Pilot

from devswap.tui.app import DeskApp
from devswap.tui.messages import Scanned
from devswap.tui.widgets import band
from scanners.scan import Scan

SIZES = ((120, 40), (80, 24))


class Driver:
    """Works an app as people and scanners do."""

    def __init__(self, app: DeskApp, pilot: Pilot[int]) -> None:
        self.app = app
        self.pilot = pilot
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
        await self.pilot.pause(0.08)
        await self.settle()

    async def settle(self) -> None:
        """Until nothing more is to be drawn: what the next frame brings included."""
        await self.pilot.pause()
        await self.pilot.pause(0.04)

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


@asynccontextmanager
async def driving(app: DeskApp, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Driver]:
    """The app at work, without a terminal."""
    async with app.run_test(size=size, notifications=True) as pilot:
        driver = Driver(app, pilot)
        await driver.settle()
        yield driver
