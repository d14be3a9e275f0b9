"""When a desk speaks with its register: at once while there is something to say, else by its own clock.

`Sync.tick` is called from the store's thread, as often as one likes, and never waits: it takes what the network's
thread brought, and gives it the next request when that is due, with nothing scanned at all.
"""

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from devswap.errors import NotRecorded, StoreError
from devswap.standing import Standing
from devswap.store import Store
from devswap.sync.answers import Came, Unheard
from devswap.sync.client import Carrier, Client
from devswap.sync.core import SOON
from devswap.sync.exchange import Exchange, Outgoing
from devswap.sync.status import SyncStatus, Trouble

T = TypeVar("T")
LOOK = 0.25
"""Seconds between two looks while no line comes."""
HOLD = 0.008
"""Seconds that what was read may hold the store of a desk at work, where a scan may wait behind it."""
BREATH = 0.04
"""Seconds that a desk at work leaves between a page and the next request: most scans meet a store that is free."""
NEWS = 1.0
"""Seconds between two looks of the desk at what came, as long as more is to come."""
READ_AHEAD = 16
"""Lines."""


class Sync:
    """A working desk's exchange."""

    def __init__(self, store: Store, standing: Standing, carrier: Carrier) -> None:
        self._store, self._carrier = store, carrier
        self._exchange = Exchange(store, standing, HOLD)
        self._under_way = False
        self._due = self._told = 0.0
        """By the store's monotonic clock: the next request, and the desk's last look at what came."""
        self._news = False
        self._breath = 0.0

    def tick(self) -> bool:
        """Take what came and send what is due; whether the desk is to look at what is new of others. Raises StoreError.

        What cannot be taken is asked for again, a moment later.
        """
        now = self._store.clock.monotonic()
        received = self._exchange.counted.received
        carried = self._carrier.came()
        if carried is not None:
            self._under_way = False
            try:
                heard = self._exchange.take(carried.outgoing, carried.came)
            except NotRecorded:
                heard = False  # a full disk: the same page is asked for again
            except StoreError as error:
                heard, self._exchange.unheard = False, Unheard("nonsense", str(error))
            read = self._exchange.counted.received != received
            self._news = self._news or read
            self._breath = BREATH if read else 0.0
            self._due = now if heard else now + max(self._exchange.pause(), SOON)
        if not self._under_way and now >= self._due:
            self._send(now)
        return self._tell(now)

    @property
    def under_way(self) -> bool:
        """Whether an answer is waited for."""
        return self._under_way

    def soon(self) -> None:
        """Something was recorded: send it within a second, unless the register is out of reach."""
        if self._exchange.unheard is None:
            self._due = min(self._due, self._store.clock.monotonic() + SOON)

    def status(self) -> SyncStatus:
        """Where the desk stands, for the screen."""
        return self._exchange.status()

    @property
    def trouble(self) -> Trouble | None:
        """What keeps the desk from its register, or else is to be told of it."""
        exchange = self._exchange
        return next(iter(SyncStatus(exchange.standing, 0, exchange.unheard).troubles()), None)

    def close(self) -> None:
        """Stop; what is not sent waits for the next start."""
        self._carrier.close()

    def _tell(self, now: float) -> bool:
        """At once where all is read; else now and then, as a look costs the desk more than a page."""
        if not self._news or (self._under_way and now < self._told + NEWS):
            return False
        self._news, self._told = False, now
        return True

    def _send(self, now: float) -> None:
        outgoing = self._exchange.next()
        if outgoing is None:
            self._exchange.look_again()
            self._due = now + self._exchange.pause()
            return
        self._under_way = True
        self._carrier.give(outgoing, self._breath)


def start(store: Store, ca: str = "") -> Sync | None:
    """The exchange of a desk at work; None where it stands alone. Raises StoreError; what `Client` does."""
    standing = store.standing()
    return Sync(store, standing, Carrier(Client(standing.url, ca))) if standing is not None else None


def between(
    lines: Iterable[T], sync: Sync, learn: Callable[[], None], tell: Callable[[Trouble], None] = lambda _: None
) -> Iterator[T]:
    """The lines as they come, read in a thread; after each, and while none comes, the exchange goes on from this one.

    `learn` is called where something came from others, `tell` once for each trouble. Raises StoreError.
    """
    told: Trouble | None = None
    came: queue.Queue[T | None] = queue.Queue(READ_AHEAD)

    def read() -> None:
        try:
            for line in lines:
                came.put(line)
        finally:
            came.put(None)

    threading.Thread(target=read, name="devswap-lines", daemon=True).start()
    while True:
        if sync.tick():
            learn()
        if (trouble := sync.trouble) != told:
            told = trouble
            if trouble is not None:
                tell(trouble)
        try:
            line = came.get(timeout=BREATH if sync.under_way else LOOK)
        except queue.Empty:
            continue
        if line is None:
            return
        yield line
        sync.soon()


def once(exchange: Exchange, carry: Callable[[Outgoing], Came | Unheard]) -> Unheard | None:
    """Exchange until all is in step; why not, where the register is not heard. Raises StoreError."""
    exchange.look_again()
    while (outgoing := exchange.next()) is not None:
        if not exchange.take(outgoing, carry(outgoing)):
            return exchange.unheard
    return None
