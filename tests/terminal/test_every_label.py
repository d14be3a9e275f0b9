"""Every row of the sample labels through a real line, and as keys and pastes through a real terminal, into one desk."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scanners.conversation import Conversation
from scanners.recording import escape
from tests.scanners.samples import LABELS, ROWS, Row
from tests.terminal.conftest import Bench
from tests.terminal.screen import Terminal

NOTING = """
import sys
from devswap.desk.desk import Desk
from scanners.recording import escape
noted = open(sys.argv.pop(1), "w", buffering=1, encoding="utf-8")
scan = Desk.scan
def noting(self, one):
    noted.write(f"{one.damage or '-'} {one.aim or '-'} {escape(one.text)}\\n")
    return scan(self, one)
Desk.scan = noting
from devswap.cli import main
sys.argv[0] = "devswap"
main()
"""
"""The desk as it is, and a note of every scan that reaches it."""
ENDS = "\r\n\t\x03"


def ended(row: Row) -> str:
    """As a scanner sends it that is set to end what it reads, where the row itself has no end."""
    return row.raw if row.raw[-1] in ENDS else row.raw + "\r"


def noted(text: str, damage: str = "", aim: str = "") -> str:
    return f"{damage or '-'} {aim or '-'} {escape(text)}"


class Desk:
    """A desk at work, and what has reached it."""

    def __init__(self, bench: Bench, terminal: Terminal, notes: Path) -> None:
        self.bench, self._terminal, self._notes = bench, terminal, notes

    def send(self, text: str) -> None:
        self._terminal.send(text.encode())
        self._terminal.read(0.0)

    def has(self, wanted: list[str]) -> None:
        """Wait until so many have come; these must be they."""
        self._terminal.wait_for(lambda _: self._notes.read_text("utf-8").count("\n") >= len(wanted), 60.0)
        assert self._notes.read_text("utf-8").splitlines() == wanted


@contextmanager
def noting(bench: Bench, *, scanner: bool) -> Iterator[Desk]:
    notes = bench.folder / "notes"
    with bench.desk(120, 40, scanner=scanner, program=["-c", NOTING, str(notes)]) as terminal:
        terminal.wait_for(lambda text: "E. Moss" in text and "scanner LOST" not in text)
        yield Desk(bench, terminal, notes)
        assert terminal.process.poll() is None


def test_through_a_serial_line(bench: Bench) -> None:
    conversation, wanted = Conversation("lane 1"), []
    by_silence_last = sorted(ROWS, key=lambda row: row.symbology.startswith("HID-POS"))  # an STX without its ETX
    for row in by_silence_last:
        scans = conversation.feed(ended(row).encode("latin-1"), 1.0).scans
        scans += conversation.idle(9.0).scans if row is by_silence_last[-1] else []
        assert row not in LABELS or [scan.text for scan in scans] == row.contents
        wanted += [noted(scan.text, scan.damage, scan.aim) for scan in scans]
    with noting(bench, scanner=True) as desk:
        for row in by_silence_last:
            os.write(bench.ours, ended(row).encode("latin-1"))
            desk.send("")
        desk.has(wanted)


CONTROLS = {"\r": "13u", "\t": "9u", "\x1d": "93;5u", "\x1e": "54;6u"} | {
    chr(n): f"{n | 0x60};5u" for n in range(1, 27) if n not in (9, 13)
}
"""Keys that make control characters as a keyboard types them: CTRL ], CTRL SHIFT 6, CTRL and a letter."""


def kitty(text: str) -> str:
    """The same keys as a terminal reports them that tells all keys by number, with the text that they make."""
    return "".join("\x1b[" + CONTROLS.get(c, f"{ord(c)};;{ord(c)}u") for c in text)


def pasted(text: str) -> str:
    return f"\x1b[200~{text}\x1b[201~"


@pytest.mark.parametrize("way", [ended, lambda row: kitty(ended(row)), lambda row: pasted(row.raw)],
                         ids=["burst", "kitty", "paste"])  # fmt: skip
def test_through_the_terminal(bench: Bench, way: Callable[[Row], str]) -> None:
    with noting(bench, scanner=False) as desk:
        for row in LABELS:
            desk.send(way(row))
        desk.has([noted(text) for row in LABELS for text in row.contents])
