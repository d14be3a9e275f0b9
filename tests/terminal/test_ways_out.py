"""Every way out leaves the terminal as it was, and says what happened."""

import os
import signal
import time
from pathlib import Path

import pytest

from tests.desk.scenes import OKAFOR
from tests.terminal.conftest import Bench
from tests.terminal.screen import Terminal

CRASHING = """
import sys
from devswap.desk.desk import Desk
def scan(self, scan):
    secret = "R. Okafor B000104417"
    raise ValueError(secret)
Desk.scan = scan
from devswap.cli import main
sys.argv[0] = "devswap"
main()
"""


def ready(terminal: Terminal) -> None:
    terminal.wait_for(lambda text: "F12 lock" in text and "E. Moss" in text)


def restored(terminal: Terminal) -> None:
    """The alternate screen is left, the cursor shown, pastes and keys are plain again, and the line is cooked."""
    raw = bytes(terminal.raw)
    for entered, left in (
        (b"\x1b[?1049h", b"\x1b[?1049l"),
        (b"\x1b[?25l", b"\x1b[?25h"),
        (b"\x1b[?2004h", b"\x1b[?2004l"),
    ):
        assert raw.rfind(left) > raw.rfind(entered), left
    assert terminal.modes() == terminal.before


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_restores_the_terminal(bench: Bench, number: signal.Signals, code: int) -> None:
    with bench.desk() as terminal:
        ready(terminal)
        terminal.signal(number)
        assert terminal.wait(20.0) == code
        restored(terminal)


def test_a_terminal_that_is_gone_without_a_signal_ends_the_desk_and_frees_its_store(bench: Bench) -> None:
    with bench.desk() as terminal:
        ready(terminal)
        bench.scan(OKAFOR, "5CG7290HTW")
        terminal.wait_for("7290")
        terminal.vanish()
        assert terminal.process.wait(20.0) == 129
    with bench.desk() as terminal:
        terminal.wait_for("On the desk when it stopped")


def test_quit_takes_less_than_a_second_while_scanners_block(bench: Bench) -> None:
    os.mkfifo(bench.folder / "silent")
    more = "".join(
        f'[[scanner]]\nname = "lane {n}"\nkind = "recording"\nport = "{bench.folder / "silent"}"\n' for n in (2, 3, 4)
    )
    took = []
    for _ in range(3):  # the quickest counts, and what the machine takes for a quit with nothing in its way
        took.append(quits(bench, more))
        if took[-1] < 1.0 or took[-1] < quits(bench, "") + 0.7:
            return
    pytest.fail(f"it took {took} seconds")


def quits(bench: Bench, more: str) -> float:
    """Seconds that a desk with these scanners takes to quit."""
    with bench.desk(more=more) as terminal:
        ready(terminal)
        if more:
            terminal.wait_for("scanner LOST")
        begun = time.monotonic()
        terminal.send(b"\x11")
        assert terminal.wait(20.0) == 0
        took = time.monotonic() - begun
        restored(terminal)
    return took


def test_a_crash_says_one_sentence_and_leaves_a_file_without_data(bench: Bench) -> None:
    with bench.desk(program=["-c", CRASHING]) as terminal:
        terminal.wait_for(lambda text: "scanner ok" in text)
        bench.scan(OKAFOR)
        assert terminal.wait(10.0) == 1
        said = " ".join(terminal.text.split())
        assert "devswap stopped unexpectedly (crash " in said
        assert "Traceback" not in said
        assert "Okafor" not in said
        restored(terminal)
    files = list(Path(bench.folder / "state").rglob("crash-*.txt"))
    assert len(files) == 1
    text = files[0].read_text(encoding="utf-8")
    assert "builtins.ValueError" in text
    assert "104417" not in text
    assert "secret" not in text


def test_a_scanner_is_pulled_out_and_put_back_without_a_restart(bench: Bench) -> None:
    link = bench.folder / "scanner"
    link.symlink_to(bench.port)
    with bench.desk(port=str(link)) as terminal:
        terminal.wait_for("scanner ok")
        link.unlink()
        bench.unplug()
        terminal.wait_for("scanner LOST")
        terminal.wait_for("Check its cable")
        bench.replug(link)
        terminal.wait_for("scanner ok")
        bench.scan(OKAFOR)
        terminal.wait_for("R. Okafor")
