"""The desk's exchange with its register, beside everything that the screen does: no scan ever waits for it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING

from devswap.errors import ConfigError, RegisterError, StoreError
from devswap.tui import saying
from devswap.tui.widgets.edges import ALONE, State

if TYPE_CHECKING:
    from devswap.store import Store
    from devswap.sync.driving import Sync


class Exchange:
    """How an enrolled desk stands with its register; a desk that stands alone stays `ALONE`."""

    def __init__(self, ca: str = "") -> None:
        """`ca`: the file of the authority whose certificates alone are believed."""
        self.state: State = ALONE
        self.news = ("", "")
        """What is wrong, and what to do about it."""
        self._ca = ca
        self._sync: Sync | None = None

    async def join(self, store: "Store", carried: Callable[[], object]) -> None:
        """Begin; `carried` is called, by another thread, when an answer waits.

        What carries it is slow to import, and the authorities that it trusts are slow to read.
        """
        driving = await asyncio.to_thread(import_module, "devswap.sync.driving")
        standing = store.standing()
        if standing is None:
            return
        try:
            client = await asyncio.to_thread(driving.Client, standing.url, self._ca)
            self._sync = driving.Sync(store, standing, driving.Carrier(client, carried))
        except (ConfigError, RegisterError) as error:
            self.state = State("register NOT SET UP", False, "register FAILS")
            self.news = (str(error), "What is recorded waits here.")

    def turn(self, now: datetime) -> bool:
        """Take what came and send what is due, without waiting; whether there is something to learn."""
        if self._sync is None:
            return False
        learned = False
        try:
            learned = self._sync.tick()
            self.state = saying.of_the_register(self._sync.status(), now)
            self.news = saying.of_a_trouble(self._sync.trouble)
        except StoreError as error:
            self.state = State(str(error), False, "register FAILS")
        return learned

    def soon(self) -> None:
        """Something was recorded."""
        if self._sync is not None:
            self._sync.soon()

    def close(self) -> None:
        """Let go of the register."""
        if self._sync is not None:
            self._sync.close()
