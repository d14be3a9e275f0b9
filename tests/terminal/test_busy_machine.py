"""A program that gets no time reads its keys late: what the scanner typed is still one scan, and a pause is a pause."""

import signal
import time

import pytest

from tests.desk.scenes import OKAFOR
from tests.terminal.conftest import Bench
from tests.terminal.screen import Terminal

NO_PAUSE = 0.03
"""Seconds that may pass here between two halves and be no pause that ends a burst."""

MARK = "\x1b[201~"
"""It ends a paste."""


def ready(terminal: Terminal) -> None:
    terminal.wait_for(lambda text: "E. Moss" in text and "F12 lock" in text)


def held_up(terminal: Terminal, first: str, second: str, seconds: float) -> bool:
    """Type both, the program stopped between them and for so long; whether it was stopped before a pause was seen."""
    began = time.monotonic()
    terminal.send(first.encode())
    time.sleep(0.005)
    terminal.signal(signal.SIGSTOP)
    soon = time.monotonic() - began < NO_PAUSE
    time.sleep(seconds)
    terminal.send(second.encode())
    while terminal.unread < len(second.encode()):  # the system passes it on in its own time, too
        time.sleep(0.001)
    terminal.signal(signal.SIGCONT)
    return soon


@pytest.mark.parametrize("end", ["\r", ""])
def test_a_burst_is_whole_though_the_program_was_stopped_in_the_middle_of_it(bench: Bench, end: str) -> None:
    with bench.desk(scanner=False) as terminal:
        ready(terminal)
        for _ in range(20):
            if held_up(terminal, OKAFOR[:5], OKAFOR[5:] + end, 0.4):
                assert "Nothing is known" not in terminal.wait_for("R. Okafor"), "half of it was a label"
                return
            terminal.send(b"\x1b")  # this machine was too busy for the test: what it typed goes, and again
            time.sleep(0.5)
        pytest.skip("this machine never stops a program in time")


def test_a_pause_of_the_scanners_own_ends_a_burst_without_a_mark(bench: Bench) -> None:
    with bench.desk(scanner=False) as terminal:
        ready(terminal)
        terminal.send(OKAFOR.encode())
        terminal.wait_for("R. Okafor")
        terminal.send(b"5CG7290HTW")
        assert "R. Okafor" in terminal.wait_for("tag 104233"), "the two are one visit"


def test_a_paste_ends_however_late_its_mark_comes_and_wherever_it_is_cut(bench: Bench) -> None:
    with bench.desk(scanner=False) as terminal:
        ready(terminal)
        for cut, text, seen in ((1, OKAFOR, "R. Okafor"), (3, "5CG7290HTW", "tag 104233"), (5, "5CG2411RVD", "RVD")):
            terminal.send(f"\x1b[200~{text}\r{MARK[:cut]}".encode())
            time.sleep(0.3)
            terminal.send(MARK[cut:].encode())
            terminal.wait_for(seen)
        terminal.send(b"\x1b[24~")  # F12: keys are keys again
        assert "R. Okafor" not in terminal.wait_for("Scan your operator's badge.")
