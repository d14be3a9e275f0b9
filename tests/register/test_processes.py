"""Real processes and real sockets: workers and desks killed, connections broken; what was acknowledged is there."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import httpx
import pytest
from sqlalchemy import Engine, select

from devswap import wire
from devswap.cli.sync import join
from devswap.ledger.policy import Policy
from devswap.register import tables as t
from devswap.register.checking import faults
from devswap.register.database import transaction
from devswap.register.embedded import VARIABLE
from devswap.register.enrolment import make_code, revoke
from devswap.register.founding import Identity
from devswap.register.imports import Kind, import_list
from devswap.store import Reader
from devswap.sync import client as network
from devswap.sync import driving
from devswap.sync.answers import Unheard
from devswap.sync.client import Client
from devswap.sync.exchange import Exchange
from tests.desk.scenes import ESTATE, OKAFOR, OPERATORS, RECIPIENTS, Scene
from tests.register.conftest import NOW
from tests.register.toxics import TOXICS, proxy

DICE = Random(11)
OLD = "5CG7290HTW"


LISTS: dict[Kind, str] = {"estate": ESTATE, "recipients": RECIPIENTS, "operators": OPERATORS}


def take_in_and_undo(scene: Scene, times: int = 1) -> None:
    """Two entries each time: the same laptop comes, and goes back."""
    for _ in range(times):
        kinds = [scene.say(*some).recorded for some in ((OKAFOR, OLD, "/intake-only"), ("/undo", OLD))]
        assert kinds == [("device_taken_in",), ("intake_withdrawn",)]
        scene.say("/park")


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


class Worker:
    """`devswap register serve` on a port, which may be killed and started again; over TLS with a certificate."""

    def __init__(
        self,
        database: str,
        folder: Path,
        certificate: Path | None = None,
        key: Path | None = None,
        host: str = "127.0.0.1",
    ) -> None:
        self.port = free_port()
        folder.mkdir(exist_ok=True)
        config = folder / "register.toml"
        config.write_text(f'[register.service]\nlisten = "{host}:{self.port}"\n')
        self._command = [sys.executable, "-m", "devswap", "--config", str(config), "register", "serve"]
        self.url = f"http://127.0.0.1:{self.port}"
        if certificate is not None:
            self._command += ["--certificate", str(certificate), "--key", str(key)]
            self.url = f"https://{host}:{self.port}"
        self._environment = os.environ | {VARIABLE: database}
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=self._environment, stderr=subprocess.DEVNULL)
        for _ in range(300):
            try:
                if httpx.get(f"{self.url}/ready", verify=False).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise AssertionError("the worker never was ready")

    def stop(self) -> None:
        """By the front door."""
        assert self._process is not None
        self._process.terminate()
        assert self._process.wait(30) == 128 + signal.SIGTERM

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def worker(database: str, register: Identity, tmp_path: Path) -> Iterator[Worker]:
    made = Worker(database, tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def scene(tmp_path: Path, engine: Engine, worker: Worker) -> Iterator[Scene]:
    (tmp_path / "desk").mkdir()
    made = Scene(tmp_path / "desk", seed=500)  # another one than the register of these tests
    with transaction(engine) as connection:
        # the clock of the worker is the machine's own; the code is made for whenever that is
        for kind, rows in LISTS.items():
            (tmp_path / kind).write_text(rows)
            import_list(connection, kind, tmp_path / kind, Policy().categories, NOW, DICE.getrandbits)
        code = make_code(connection, made.desk.site, "Desk", NOW.replace(year=2099), DICE.getrandbits)[0]
    join(made.store, f"http://127.0.0.1:{worker.port}", code)
    yield made
    made.close()


def everything_is_there(engine: Engine, folder: Path) -> None:
    """The desk's own entries are at the register, byte for byte and once, and all that it keeps is whole."""
    with engine.connect() as connection, Reader.read(folder / "desk.db") as store:
        kept = select(t.entries.c.body).join(t.journals, t.journals.c.seq == t.entries.c.journal)
        held = [bytes(body) for body in connection.execute(kept.where(t.journals.c.desk == store.owner[0])).scalars()]
        own = [row.body for row in store.entries() if row.desk == store.owner[0]]
        assert sorted(held) == sorted(own)
        assert list(faults(connection)) == []


@contextmanager
def exchanging(scene: Scene, port: int) -> Iterator[tuple[Exchange, Callable[[], Unheard | None]]]:
    standing = scene.store.standing()
    assert standing is not None
    exchange, client = Exchange(scene.store, standing), Client(f"http://127.0.0.1:{port}")
    try:
        yield exchange, lambda: driving.once(exchange, client.carry)
    finally:
        client.close()


def test_whatever_a_network_does_to_a_connection_nothing_is_lost_and_nothing_believed(
    scene: Scene, engine: Engine, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(network, "TIMEOUTS", httpx.Timeout(1.0))
    with proxy(worker.port) as between:
        for toxic in TOXICS:
            take_in_and_undo(scene)
            between.toxic = toxic
            with exchanging(scene, between.port) as (exchange, carry):
                unheard = carry()
                assert (unheard is None) == (toxic == "slow"), (toxic, unheard)
                if unheard is not None:
                    assert exchange.waiting() > 0, "sent, perhaps; proven, no"
        between.toxic = ""
        with exchanging(scene, between.port) as (exchange, carry):
            assert carry() is None
            assert exchange.waiting() == 0, exchange.status().words(NOW)
    assert between.met.keys() >= set(TOXICS)
    everything_is_there(engine, scene.folder)


def test_a_worker_that_is_killed_under_load_loses_nothing_that_it_acknowledged(
    scene: Scene, engine: Engine, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "BATCH_ENTRIES", 3)
    standing = scene.store.standing()
    assert standing is not None
    for round_ in range(3):
        take_in_and_undo(scene, 6)
        with exchanging(scene, worker.port) as (exchange, carry):
            for _ in range(2 + round_):
                if (out := exchange.next()) is not None:
                    exchange.take(out, Client(f"http://127.0.0.1:{worker.port}").carry(out))
            worker.kill()
            assert carry() is not None
            proven = exchange.standing.marks.get(scene.store.owner[1])
        with engine.connect() as connection:
            numbers = connection.execute(select(t.journals.c.number).where(t.journals.c.desk == scene.store.owner[0]))
            assert max([0, *numbers.scalars()]) >= (proven.head.number if proven else 0)
        worker.start()
    with exchanging(scene, worker.port) as (exchange, carry):
        assert carry() is None
        assert exchange.waiting() == 0
    everything_is_there(engine, scene.folder)


def test_a_desk_that_is_killed_in_the_middle_of_its_exchange_goes_on_where_it_was(
    scene: Scene, engine: Engine, worker: Worker
) -> None:
    take_in_and_undo(scene, 10)
    scene.close()
    config = scene.folder / "config.toml"
    config.write_text('[desk]\nstore = "desk.db"\n')
    command = [sys.executable, "-m", "devswap", "--config", str(config), "sync", "--once", "--json"]
    environment = os.environ | {"XDG_STATE_HOME": str(scene.folder / "state")}
    for wait in (0.5, 0.7, 0.9, 1.1):
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as desk:
            time.sleep(wait)
            desk.send_signal(signal.SIGKILL)
    done = subprocess.run(command, env=environment, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b'"waiting": 0' in done.stdout
    everything_is_there(engine, scene.folder)


@pytest.mark.parametrize("shut_out", ["before", "after"])
def test_a_dead_laptop_is_replaced_by_downloading_its_journal(
    scene: Scene, engine: Engine, worker: Worker, tmp_path: Path, shut_out: str
) -> None:
    """The drill of the README; whether the dead one is shut out first changes nothing."""
    take_in_and_undo(scene, 3)
    assert scene.say(OKAFOR, OLD, "/intake-only").recorded == ("device_taken_in",)
    with exchanging(scene, worker.port) as (exchange, carry):
        assert carry() is None
        assert exchange.waiting() == 0
    dead, kept = (
        scene.store.owner,
        {row.number: row.body for row in scene.store.entries() if row.desk == scene.store.owner[0]},
    )
    scene.close()
    shutil.rmtree(tmp_path / "desk")
    with transaction(engine) as connection:
        if shut_out == "before":
            revoke(connection, dead[0])
        code = make_code(connection, "Lambeth", "Desk", NOW.replace(year=2099), DICE.getrandbits)[0]
    (tmp_path / "new").mkdir()
    config = tmp_path / "new" / "config.toml"
    config.write_text('[desk]\nstore = "desk.db"\n')
    environment = os.environ | {"XDG_STATE_HOME": str(tmp_path / "state")}
    for said in (("enrol", f"http://127.0.0.1:{worker.port}", code), ("sync", "--once"), ("journal", "verify")):
        command = [sys.executable, "-m", "devswap", *said, "--config", str(config)]
        done = subprocess.run(command, env=environment, capture_output=True, timeout=60)
        assert done.returncode == 0, done.stderr
    with Reader.read(tmp_path / "new" / "desk.db") as store:
        assert store.owner[0] != dead[0], "its numbers are its own: none is used again"
        brought = {row.number: row.body for row in store.entries() if row.desk == dead[0]}
    assert brought == kept, "nothing is lost of what was ever sent"
    if shut_out == "after":
        with transaction(engine) as connection:
            revoke(connection, dead[0])
    scans = "\n".join((OKAFOR, OLD)).encode()
    command = [sys.executable, "-m", "devswap", "desk", "--plain", "--json", "--config", str(config)]
    config.write_text('[desk]\nstore = "desk.db"\noperator = "200001"\n')
    done = subprocess.run(command, env=environment, input=scans, capture_output=True, timeout=60)
    assert [json.loads(line)["code"] for line in done.stdout.splitlines()] == ["recipient_known", "already_taken_in"]


def test_a_register_that_is_told_to_stop_stops_its_own_postgresql(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Path(tempfile.mkdtemp())  # not below pytest's own, which PostgreSQL's user may not enter
    monkeypatch.setenv("XDG_STATE_HOME", str(home))
    made = Worker("", tmp_path)
    made.start()
    [running] = home.rglob("postmaster.pid")
    made.stop()
    assert not running.exists()
    shutil.rmtree(home)
