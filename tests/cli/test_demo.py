"""`devswap demo`: the main job at once, and nothing left behind."""

import contextlib
import fcntl
import os
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
from importlib.util import find_spec
from pathlib import Path

import pytest

from devswap import cli, demo, sample
from devswap.cli import fleet_demo
from devswap.labels.commands import decode
from scanners import recording


def test_plain_plays_a_day_and_closes_with_a_balance_that_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / ("x" * max(1, 74 - len(str(tmp_path))))  # so long that the socket lies beside the database
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    assert cli.run(["demo", "--plain"]) == 0
    said = capfd.readouterr().out
    assert said.count("swap_recorded") > 50
    assert said.count("STOP") > 5
    assert said.rstrip().endswith("balanced")
    assert re.search(r"wipes: queued [1-9]\d+, keeping \d,", said)
    assert not list(place.iterdir())
    if all(map(find_spec, fleet_demo.PARTS)):
        assert "Second desk is back: 6 entries sent, in step." in said
        assert re.search(r"The register: 1\d\d swaps", said)


def test_without_the_registers_parts_it_is_one_desk_and_says_how_to_see_a_fleet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(fleet_demo, "PARTS", ("no_such_part",))
    assert cli.run(["demo", "--plain"]) == 0
    said = capfd.readouterr()
    assert said.out.rstrip().endswith("balanced")
    assert "pip install" in said.err
    assert "Second desk" not in said.out


def test_the_scanner_that_plays_shows_swaps_a_refusal_and_the_queue_within_a_minute(tmp_path: Path) -> None:
    sample.write(tmp_path, demo.DEVICES, keep_days=0)
    config = demo.config_of(tmp_path, plays=True)
    (scanner,) = config.scanner
    lines = recording.read(Path(scanner.port))
    assert not any(line.is_command for line in lines)
    codes = [(line.at or 0.0, decode(line.text)) for line in lines]
    queue = next(at for at, code in codes if code and code.value == "wipes")
    refused = next(at for at, code in codes if code and code.value == "cancel")
    assert refused < queue < 60
    assert [at for at, _ in codes] == sorted(at for at, _ in codes)


def test_what_no_barcode_can_say_is_left_out_of_what_is_played() -> None:
    day = "# one\n5CG7290HTW\n/reason because\n# two\n8XKQ2M3\n/confirm\n"
    texts = [line.text for line in demo.paced(day)]
    assert texts[0] == "8XKQ2M3"
    assert len(texts) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGTERM")
def test_a_demo_that_is_told_to_stop_leaves_nothing(tmp_path: Path) -> None:
    code = (
        "import os, signal, sys, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from devswap import demo\n"
        "with demo.folder() as made:\n"
        "    print(sorted(file.name for file in made.iterdir()))\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 143
    assert re.search("estate.csv", done.stdout)
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")
def test_on_a_terminal_it_shows_swaps_refusals_and_the_queue_by_itself_and_leaves_nothing() -> None:
    import pyte

    folder = Path(tempfile.mkdtemp())  # other users must be let through to the embedded PostgreSQL
    code = (
        "import sys, tempfile; tempfile.tempdir = sys.argv[1]\n"
        "from devswap import cli, demo\n"
        "from devswap.cli import fleet_demo; fleet_demo.PACE = 0.3\n"
        "demo.PACE = demo.PAUSE = 0.06; demo.LOOK = 0.5\n"
        "sys.exit(cli.run(['demo']))\n"
    )
    pid, terminal = os.forkpty()
    if not pid:
        os.environ |= {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
        os.execv(sys.executable, [sys.executable, "-c", code, str(folder)])
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    screen = pyte.Screen(120, 40)
    stream = pyte.ByteStream(screen)
    wanted = {"Swap recorded", "Nothing has been handed in", "WIPES", "wipes waiting 9"}
    if all(map(find_spec, fleet_demo.PARTS)):
        wanted |= {"Second desk is cut off", "Second desk is back: 6 entries sent"}
    seen: set[str] = set()
    while seen != wanted and select.select([terminal], [], [], 20)[0]:
        stream.feed(os.read(terminal, 65536))
        seen |= {words for words in wanted if any(words in line for line in screen.display)}
    assert seen == wanted, "\n".join(screen.display)
    os.write(terminal, b"\x11")
    with contextlib.suppress(OSError):  # the terminal hangs up when its program has ended
        while os.read(terminal, 65536):
            pass
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    os.close(terminal)
    folder.rmdir()  # nothing lies in it
