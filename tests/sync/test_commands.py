"""`devswap enrol` and `devswap sync --once` against a register on a port: what they print, and how they end."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devswap import cli
from devswap.store import Reader
from tests.desk.scenes import REID, Scene
from tests.sync import desks
from tests.sync.desks import SWAP
from tests.sync.model import Register
from tests.sync.serving import on_a_port

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    made = Scene(tmp_path)
    made.say(*SWAP)
    made.close()
    (tmp_path / "config.toml").write_text('[desk]\nstore = "desk.db"\n')
    return made


@pytest.fixture
def register(desk: Scene) -> Register:
    """A register that has given out the code 3F-7K."""
    desk.open()
    made = desks.register(desk)
    made.codes.add("3F-7K")
    desk.close()
    return made


@pytest.fixture
def run(desk: Scene, capfd: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(["--config", os.fspath(desk.folder / "config.toml"), *arguments])
        return (code, *capfd.readouterr())

    return run


def test_enrol_then_sync_sends_everything_and_reads_the_lists(desk: Scene, run: Run, register: Register) -> None:
    with on_a_port(register) as url:
        code, out, err = run("enrol", url, "3F-7K")
        assert (code, out) == (0, "")
        assert "desk 2 at Lambeth" in err
        code, out, _ = run("sync", "--once", "--json")
    assert code == 0
    said = json.loads(out)
    with Reader.read(desk.folder / "desk.db") as store:
        assert said == {
            "sent": store.how_many(), "received": said["received"], "position": len(register.log),
            "epoch": register.epoch, "waiting": 0, "discrepancies": 0,
        }  # fmt: skip
        assert said["received"] > 0
        assert store.operator_by_number("200001") is not None


def test_a_register_out_of_reach_is_exit_4_and_the_queue_is_counted(desk: Scene, run: Run, register: Register) -> None:
    with on_a_port(register) as url:
        run("enrol", url, "3F-7K")
    code, out, err = run("sync", "--once", "--json")
    assert code == 4
    assert json.loads(out)["waiting"] > 0
    assert "sent later" in err


def test_a_code_is_used_once(desk: Scene, run: Run, register: Register) -> None:
    with on_a_port(register) as url:
        assert run("enrol", url, "3F-7K")[0] == 0
        code, _, err = run("enrol", url, "3F-7K")
    assert code == 4
    assert "used up" in err


@pytest.mark.parametrize("url", ["http://register.example.org", "ftp://127.0.0.1", "nonsense"])
def test_an_address_that_is_not_private_is_refused(run: Run, url: str) -> None:
    assert run("enrol", url, "x")[0] == 4


def test_a_desk_that_stands_alone_says_how_to_join(run: Run) -> None:
    code, _, err = run("sync", "--once")
    assert code == 4
    assert "devswap enrol" in err


def test_a_plain_desk_sends_what_it_recorded_while_it_waits_for_a_line(
    desk: Scene, run: Run, register: Register
) -> None:
    with on_a_port(register) as url:
        run("enrol", url, "3F-7K")
        run("sync", "--once")
        held = len(register.held())
        command = [sys.executable, "-m", "devswap", "--config", str(desk.folder / "config.toml"), "desk", "--plain"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as plain:
            assert plain.stdin is not None
            plain.stdin.write(f"/sign-in 200001\n{REID}\n5CG8122QPW\n/intake-only\n".encode())
            plain.stdin.flush()
            for _ in range(300):
                if len(register.held()) > held:
                    break
                time.sleep(0.1)
            plain.send_signal(signal.SIGINT)
            plain.wait(30)  # the end of its input would end it too, otherwise
            out, err = plain.communicate(timeout=30)
    assert len(register.held()) == held + 1, out + err
    assert plain.returncode == 130
    assert b"Fatal" not in err


def test_the_doctor_asks_the_register_that_the_desk_has_joined(desk: Scene, run: Run, register: Register) -> None:
    with on_a_port(register) as url:
        assert run("enrol", url, "3F-7K")[0] == 0
        said = run("doctor")[1]
        assert f"{url} answers." in said
        assert "entries wait to be sent" in said
        assert run("sync", "--once")[0] == 0
        assert "entries wait to be sent" not in run("doctor")[1]
    assert run("doctor")[0] == 4, "it is out of reach now"
