"""Sixty desks back at once after a day apart, 200 swaps each: how long until all are in step with each other.

Each desk is a store of its own on this disk, in step before its day, driven as a working desk drives it: the exchange
in one thread, the network in another. All sixty share this one process, one worker and one PostgreSQL; three stand at
each site, and hear each other's entries. In step: the register has everything, and every desk has read its log to the
end. `python -m tests.bench sixty [DESKS] [SWAPS] [A_SITE]`.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psycopg

from devswap.cli.opening import SystemClock
from devswap.cli.sync import join
from devswap.ledger import events as ev
from devswap.register.database import connect, transaction
from devswap.register.enrolment import make_code
from devswap.store import Recording, Store
from devswap.sync import driving
from devswap.sync.client import Carrier, Client
from devswap.sync.exchange import Exchange
from tests.bench._register import database, worker
from tests.ledger.stories import Desk

PAUSE = 0.25
"""Seconds until a desk with nothing to ask asks again."""


class Apart(Desk):
    """A desk of the stories that records into a store."""

    def __init__(self, store: Store, word: str, site: str) -> None:
        super().__init__(word, site=site)
        self.store = store
        self.desk, self.incarnation = store.owner

    def record(
        self, event: ev.Event, *, wall: str = "", authorised_by: str | None = None, number: int | None = None
    ) -> str:
        return self.store.record([Recording(event, authorised_by=authorised_by)])[0].id

    def day(self, swaps: int) -> None:
        """One delivery, and so many swaps out of it."""
        with self.store.together():
            receipt = self.stock(*(f"{self.word} new {n}" for n in range(swaps)))
            for n in range(swaps):
                person = f"{self.word} {n}"
                self.issue(self.take_in(f"{self.word} old {n}", person), f"{self.word} new {n}", receipt, person)


class Back:
    """A desk that is back: what is under way, and when it asks next."""

    def __init__(self, store: Store) -> None:
        standing = store.standing()
        assert standing is not None
        self.exchange, self.carrier = Exchange(store, standing), Carrier(Client(standing.url))
        self._under_way, self._due = False, 0.0

    def tick(self) -> None:
        """Take what came, send what is due."""
        if (carried := self.carrier.came()) is not None:
            self._under_way = False
            if not self.exchange.take(carried.outgoing, carried.came):
                raise SystemExit(f"not heard: {self.exchange.unheard}")
        if self._under_way or time.monotonic() < self._due:
            return
        outgoing = self.exchange.next()
        if outgoing is None:
            self.exchange.look_again()
            self._due = time.monotonic() + PAUSE
            return
        self._under_way = True
        self.carrier.give(outgoing)

    def read_to(self) -> int:
        """How far it has read the log."""
        cursor = self.exchange.standing.cursor
        return cursor.position if cursor else 0


def run(arguments: list[str]) -> None:
    """Print how long it took."""
    count, swaps, a_site = (int(a) for a in (*arguments, *("60", "200", "3")[len(arguments) :]))
    with database() as address, worker(address) as url, _desks(address, url, count, a_site) as desks:
        for desk in desks:
            desk.day(swaps)
        sent = sum(desk.store.how_many() for desk in desks)
        back = [Back(desk.store) for desk in desks]
        began = time.perf_counter()
        pushed = _until_in_step(back, address)
        took = time.perf_counter() - began
        for one in back:
            one.carrier.close()
        there = sum(desk.store.how_many() for desk in desks)
    print(f"{count} desks, {swaps} swaps each, {a_site} at a site: {sent:,} entries sent, {there - sent:,} heard")
    print(f"all at the register  {pushed - began:6.1f} s   {sent / (pushed - began):8.0f} entries/s")
    print(f"all in step          {took:6.1f} s   wanted: 15 s or less")


@contextmanager
def _desks(address: str, url: str, count: int, a_site: int) -> Iterator[list[Apart]]:
    engine = connect(address, workers=1)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        desks = []
        for n in range(count):
            dice, site = Random(f"sixty {n}").getrandbits, f"Site {n // a_site}"
            path = Path(folder) / f"{n}" / "desk.db"
            store = stack.enter_context(Store.open(path, clock=SystemClock(), dice=dice, ballast=0))
            with transaction(engine) as connection:
                code, _ = make_code(connection, site, f"Desk {n}", datetime.now(UTC), dice)
            client = Client(url)
            driving.once(Exchange(store, join(store, url, code)), client.carry)
            client.close()
            desks.append(Apart(store, f"sixty {n}", site))
        yield desks
    engine.dispose()


def _until_in_step(back: list[Back], address: str) -> float:
    """Drive all of them until the last has read the log to its end; when the last entry was at the register."""
    pushed, end, look = 0.0, 0, 0.0
    while not pushed or any(one.read_to() < end for one in back):
        for one in back:
            one.tick()
        if not pushed and time.monotonic() > look:
            look = time.monotonic() + PAUSE / 5
            if not any(one.exchange.waiting() for one in back):
                pushed, end = time.perf_counter(), _end(address)
        time.sleep(0.001)
    return pushed


def _end(address: str) -> int:
    """The end of the register's log."""
    with psycopg.connect(address) as connection:
        [position] = connection.execute("SELECT position FROM register").fetchone() or (0,)
    return int(position)
