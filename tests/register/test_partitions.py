"""A desk in a network namespace of its own, over TLS: its cable cut in mid-push, its answers lost, its packets dropped.

What was acknowledged is there, the desk's screen says no more than is proven, and it catches up by its own clock.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from devswap.cli.sync import join
from devswap.ledger.policy import Policy
from devswap.register import tables as t
from devswap.register.database import transaction
from devswap.register.enrolment import make_code
from devswap.register.founding import Identity
from devswap.register.imports import import_list
from devswap.store import Reader
from tests.desk.scenes import LISTS, OKAFOR, Scene
from tests.register import namespaces
from tests.register.conftest import NOW
from tests.register.namespaces import Cable
from tests.register.test_processes import DICE, Worker, everything_is_there, take_in_and_undo
from tests.sync.certificates import Authority
from tests.terminal.screen import Terminal

HURRIED = Path(__file__).with_name("hurried.py")
BADGE, UNDO, QUIT = "B000200001", b"\x1bOS", b"\x11"
SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)


@pytest.fixture
def cable() -> Iterator[Cable]:
    with ExitStack() as stack:
        try:
            made = stack.enter_context(namespaces.cable())
            made.narrow(kilobits=1000, queue=20_000)
        except OSError:
            pytest.skip("ip and tc are not installed")
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespaces here: {error.stderr.strip()}")
        yield made


@pytest.fixture
def worker(database: str, register: Identity, cable: Cable, tmp_path: Path) -> Iterator[Worker]:
    """The register at this end of the cable."""
    files = Authority(tmp_path).signs(tmp_path / "server.pem", host=cable.here)
    made = Worker(database, tmp_path, *files, host=cable.here)
    made.start()
    yield made
    made.kill()


@pytest.fixture
def desk(tmp_path: Path, engine: Engine, worker: Worker, cable: Cable) -> Path:
    """The folder of a desk with a long morning behind it, none of which is sent."""
    (tmp_path / "desk").mkdir()
    scene = Scene(tmp_path / "desk", seed=500)
    with transaction(engine) as connection:
        for kind, rows in LISTS.items():
            (tmp_path / kind).write_text(rows)
            import_list(connection, kind, tmp_path / kind, Policy().categories, NOW, DICE.getrandbits)  # type: ignore[arg-type]
        code = make_code(connection, scene.desk.site, "Desk", NOW.replace(year=2099), DICE.getrandbits)[0]
    join(scene.store, worker.url, code, str(tmp_path / "ca.pem"))
    take_in_and_undo(scene, 100)
    scene.close()
    config = '[desk]\nstore = "desk.db"\n[register]\nca = "../ca.pem"\n'
    (scene.folder / "config.toml").write_text(config)
    return scene.folder


def at_the_end(cable: Cable, folder: Path) -> Terminal:
    """The desk on a terminal, at the other end of the cable."""
    command = [*cable.inside, sys.executable, str(HURRIED), "desk", "--config", str(folder / "config.toml")]
    home = {"XDG_STATE_HOME": str(folder / "state"), "HOME": str(folder), "PYTHONPATH": str(Path.cwd())}
    return Terminal(command, 120, 40, home)


def type_in(screen: Terminal, *scans: str) -> None:
    """What a scanner types, a moment between two."""
    for scan in scans:
        screen.send(f"{scan}\r".encode())
        screen.read(0.5)
        while screen.read(0.3):
            pass


def stored(engine: Engine, desk: str) -> int:
    """How many entries of a desk the register holds."""
    with engine.connect() as connection:
        return sum(connection.execute(select(t.journals.c.number).where(t.journals.c.desk == desk)).scalars())


def own(folder: Path) -> tuple[str, int]:
    """The desk's id, and how many entries it has made itself."""
    with Reader.read(folder / "desk.db") as store:
        return store.owner[0], sum(life.head.number for life in store.own_lives())


def row(screen: Terminal) -> str:
    return screen.text.splitlines()[0]


def says(screen: Terminal, words: str) -> str:
    """Wait until the first row says so; the row."""
    screen.wait_for(lambda text: words in text.splitlines()[0], 40)
    return row(screen)


def until(screen: Terminal, so: Callable[[], bool]) -> None:
    """Keep the screen up to date until it is so."""
    ends = time.monotonic() + 40
    while not so():
        assert time.monotonic() < ends, screen.text
        screen.read(0.02)


def test_a_network_that_parts_loses_nothing_and_the_desk_says_what_is_so_and_catches_up_by_itself(
    cable: Cable, desk: Path, engine: Engine
) -> None:
    name, whole = own(desk)
    cable.narrow(kilobits=40, queue=20_000)
    with at_the_end(cable, desk) as screen:
        screen.wait_for("nobody signed in")
        type_in(screen, BADGE)
        screen.wait_for("E. Moss")
        until(screen, lambda: stored(engine, name) >= 40)
        cable.cut()
        waits = re.search(r"(\d+) to send", says(screen, "offline"))
        there = stored(engine, name)
        assert 40 <= there < whole, "cut in the middle of it"
        assert waits
        assert int(waits[1]) >= whole - there, "never fewer than the register lacks"
        type_in(screen, *SWAP)
        screen.wait_for("Swap recorded.")
        assert stored(engine, name) == there
        cable.mend()
        says(screen, "in step")
        assert stored(engine, name) == whole + 2

        screen.send(UNDO)
        type_in(screen, SWAP[1])
        says(screen, "in step, 1 s")
        says(screen, "in step, 0 s")  # it has just asked, and does not ask again within the second
        cable.deafen()
        type_in(screen, SWAP[2])
        until(screen, lambda: stored(engine, name) == whole + 4)
        assert "2 to send" in says(screen, "offline"), "stored, and not proven to be"
        cable.hear()
        says(screen, "in step")

        cable.narrow(kilobits=60, queue=3_000)
        type_in(screen, *SWAP)
        says(screen, "in step")
        assert "offline" not in row(screen)
        screen.send(QUIT)
        assert screen.wait(20) == 0
    everything_is_there(engine, desk)
