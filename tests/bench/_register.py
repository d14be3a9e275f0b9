"""A register to measure: one worker process on an embedded PostgreSQL with fsync, and desks that speak to it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import httpx
import msgspec

from devswap import wire
from devswap.ledger.entry import Entry, genesis
from devswap.ledger.events import SCHEMA
from devswap.ledger.ids import instant
from devswap.register import embedded, enrolment
from devswap.register.database import connect, transaction
from devswap.sync.answers import Came
from devswap.sync.client import Client
from devswap.sync.exchange import Outgoing
from devswap.sync.keys import Key
from devswap.wire import Enrol, Head, Hello, Push, Pushed, pack
from tests.ledger.stories import Desk, name


@contextmanager
def database() -> Iterator[str]:
    """The address of a PostgreSQL that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, embedded.passing(Path(folder) / "postgres") as server:
        yield server.get_uri()


@contextmanager
def worker(address: str) -> Iterator[str]:
    """`register serve` on this database, in a process of its own, and its URL."""
    command = ["-m", "devswap", "register", "serve", "--listen"]
    with serving(lambda port: [*command, f"127.0.0.1:{port}"], os.environ | {embedded.VARIABLE: address}) as url:
        yield url


@contextmanager
def serving(command: Callable[[int], list[str]], environment: dict[str, str]) -> Iterator[str]:
    """A Python process that answers on a port of this machine, once it says that it is ready."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, *command(port)], env=environment, stderr=log)
        try:
            _until_ready(f"http://127.0.0.1:{port}/ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _until_ready(url: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(url).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise SystemExit("the process does not answer")


class Pusher:
    """A desk that was enrolled, and sends its entries as `devswap sync` does: signed, packed, one batch at a time."""

    def __init__(self, database: str, url: str, desk: Desk) -> None:
        self.desk, self.key, self.client = desk, Key(Random(desk.word).randbytes(32)), Client(url)
        self.answers: list[bytes] = []
        self.bodies: list[bytes] = []
        """What was sent, batch by batch, and what the register said to each."""
        self._enrol(database)

    def _enrol(self, database: str) -> None:
        engine, desk = connect(database, workers=1), self.desk
        with transaction(engine) as connection:
            dice = Random(desk.word).getrandbits
            code, _ = enrolment.make_code(connection, desk.site, desk.word, datetime.now(UTC), dice)
        engine.dispose()
        self.ask("hello", wire.ENROL, Enrol(code, desk.desk, desk.incarnation, self.key.public))
        start, now = Head(0, genesis(*desk.owner).hex()), instant(datetime.now(UTC))
        hello = Hello(desk.desk, desk.incarnation, None, None, name("boot"), start, start, None, None, now, SCHEMA)
        self.ask("hello", wire.hello_path(desk.desk), hello)

    def ask(self, question: Any, path: str, message: wire.Message) -> bytes:
        """The answer to a POST of this message."""
        self.sent = content = wire.encode(message)
        request = f"{Random().getrandbits(128):032x}"
        signature = self.key.sign_request("POST", path, request, content)
        came = self.client.carry(Outgoing(question, "POST", path, content, request, self.desk.desk, signature))
        if not isinstance(came, Came) or came.status != 200:
            raise SystemExit(f"{path}: {came}")
        return came.body

    def push(self) -> float:
        """Send everything; the seconds that it took, each batch proven by the hash that comes back."""
        before, began = Head(0, genesis(*self.desk.owner).hex()), time.perf_counter()
        for entries in batches(self.desk.entries):
            push = Push(None, self.desk.incarnation, name("boot"), before, tuple(pack(e.raw) for e in entries))
            answer = self.ask("push", wire.entries_path(self.desk.desk), push)
            before = msgspec.json.decode(answer, type=Pushed).stored_through
            if before.hash != entries[-1].hash.hex():
                raise SystemExit("the register acknowledged something else")
            self.bodies.append(self.sent)
            self.answers.append(answer)
        return time.perf_counter() - began


def batches(entries: list[Entry]) -> Iterator[list[Entry]]:
    """These entries as a desk's store lets them go out: `Store.batch` has the same two limits."""
    some: list[Entry] = []
    size = 0
    for entry in entries:
        size += len(entry.raw)
        if some and (size > wire.BATCH_BYTES or len(some) == wire.BATCH_ENTRIES):
            yield some
            some, size = [], len(entry.raw)
        some.append(entry)
    if some:
        yield some
