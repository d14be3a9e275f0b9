"""A register to measure: one worker process on an embedded PostgreSQL with fsync, and desks that speak to it."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from devswap import wire
from devswap.ledger.entry import Entry
from devswap.register import embedded
from tests.ledger.stories import Desk
from tests.register.speaking import Speaker

MEMORY = Path("/dev/shm")
"""A file system in memory, where there is one."""


@contextmanager
def database(within: Path | None = None) -> Iterator[str]:
    """The address of a PostgreSQL that is gone afterwards; its files are in a folder within this one."""
    with tempfile.TemporaryDirectory(dir=within) as folder, embedded.passing(Path(folder) / "postgres") as server:
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


class Pushing(Speaker):
    """A desk that sends all that it has, one batch at a time, and keeps what was said."""

    def __init__(self, database: str, url: str, desk: Desk) -> None:
        super().__init__(database, url, desk)
        self.bodies: list[bytes] = []
        self.answers: list[bytes] = []
        """What was sent, batch by batch, and what the register said to each."""

    def all(self) -> float:
        """Send everything; the seconds that it took."""
        return sum(self.one(entries) for entries in batches(self.desk.entries))

    def one(self, entries: list[Entry]) -> float:
        """Send the next entries as one batch; the seconds that it took."""
        began = time.perf_counter()
        self.answers.append(self.push(entries))
        self.bodies.append(self.body)
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
