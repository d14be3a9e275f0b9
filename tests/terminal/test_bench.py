"""`devswap bench` in a real terminal: a whole job, from its cage label to the consignment that leaves."""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from devswap.labels.commands import encode
from devswap.ledger.policy import Policy, Wipe
from devswap.wiping import watching
from tests.desk.scenes import OKAFOR, Scene, StillClock
from tests.terminal.conftest import Bench
from tests.terminal.screen import Terminal
from tests.wiping.benches import READY
from tests.wiping.logs import Wiped, nwipe_log

HOST, DRIVE = "5CG7290HTW", "S4GXNE0M1"
CONFIG = """
[desk]
name = "bench 1"
site = "Lambeth"
store = "desk.db"
operator = "200003"
[wiping]
log_zone = "UTC"
logs = "logs"
{more}
"""
F4, F5, F9 = b"\x1bOS", b"\x1b[15~", b"\x1b[20~"


@pytest.fixture
def line(bench: Bench) -> Bench:
    """A laptop was taken in five hours ago, by this machine's clock."""
    for file in bench.folder.iterdir():
        file.unlink()
    clock = StillClock(datetime.now(UTC) - timedelta(hours=5))
    scene = Scene(bench.folder, policy=Policy(wipe=Wipe(keep_days=0)), clock=clock)
    scene.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    scene.close()
    return bench


def at_bench(bench: Bench, columns: int = 120, rows: int = 40, *, scanner: bool = True) -> Terminal:
    port = f'[[scanner]]\nname = "lane 1"\nport = "{bench.port}"\n' if scanner else ""
    config = bench.folder / "config.toml"
    config.write_text(CONFIG.format(more=port), encoding="utf-8")
    command = [sys.executable, "-m", "devswap", "bench", "--config", str(config)]
    return Terminal(command, columns, rows, {"XDG_STATE_HOME": str(bench.folder / "state")})


def typed(terminal: Terminal, text: str) -> None:
    """Key by key, each once the one before it is seen: faster ones would be a scanner's."""
    for n, character in enumerate(text, 1):
        terminal.send(character.encode())
        shown = text[max(0, n - 12) : n].rstrip()
        terminal.wait_for(lambda screen, shown=shown: shown in screen)  # type: ignore[misc]
        time.sleep(0.05)
    time.sleep(0.1)
    terminal.send(b"\r")


def report(bench: Bench) -> None:
    """What nwipe wrote on the laptop four hours ago comes to lie in the watched folder."""
    started = (datetime.now(UTC) - timedelta(hours=4)).replace(tzinfo=None)
    file = bench.folder / "logs" / "a.log"
    file.write_bytes(nwipe_log(Wiped(serial=DRIVE), host=HOST, started=started))
    finished = time.time() - watching.STILL
    os.utime(file, (finished, finished))


def intake(bench: Bench) -> str:
    scene = Scene(bench.folder)
    (entry,) = scene.store.of_kind("device_taken_in")
    scene.close()
    return entry.id


def test_a_whole_job_from_the_cage_label_to_the_consignment(line: Bench) -> None:
    label = encode("cage-label", intake(line))
    (line.folder / "logs").mkdir()
    with at_bench(line, 80, 24) as terminal:
        terminal.wait_for(lambda text: "P. Rao" in text and "scanner LOST" not in text)
        line.scan(label)
        terminal.wait_for("Begin its wipe")
        terminal.send(F4)
        terminal.wait_for("WHICH?")
        typed(terminal, "1")
        terminal.wait_for("has begun")
        report(line)
        terminal.wait_for("wiped, to accept")
        terminal.send(F5)
        terminal.wait_for("is accepted")
        typed(terminal, f"/grade A {READY}")
        terminal.wait_for("is grade A")
        terminal.send(F9)
        terminal.wait_for("A carrier: type")
        terminal.send(b"\r")
        terminal.wait_for("is open, for")
        line.scan(HOST)
        terminal.wait_for("1 now")
        terminal.send(F9)
        terminal.wait_for("A scan puts a device in.")
        terminal.send(b"\r")
        terminal.wait_for("is closed")
        typed(terminal, "/hand-over a collector")
        terminal.wait_for("has left")
        terminal.send(b"\x11")
        assert terminal.wait(3.0) == 0
    scene = Scene(line.folder)
    kinds = [entry.event.__struct_config__.tag for entry in scene.store.history(20)][::-1]
    scene.close()
    assert kinds[-5:] == ["wipe_started", "wipe_evidenced", "wipe_accepted", "device_graded", "device_released"]


def test_by_a_scanner_that_types_and_by_paste(line: Bench) -> None:
    with at_bench(line, scanner=False) as terminal:
        terminal.wait_for("P. Rao")
        for character in f"{HOST}\r":
            terminal.send(character.encode())
            time.sleep(0.004)
        terminal.wait_for("Begin its wipe")
        terminal.send(b"\x1b[200~" + encode("command", "start").encode() + b"\r\x1b[201~")
        terminal.wait_for("WHICH?")
        terminal.send(b"\x11")
        assert terminal.wait(3.0) == 0


def test_the_terminal_is_left_as_it_was(line: Bench) -> None:
    with at_bench(line) as terminal:
        terminal.wait_for("P. Rao")
        terminal.send(b"\x11")
        assert terminal.wait(3.0) == 0
        assert terminal.modes() == terminal.before
