"""Play a scripted day on the real program: line by line, killed again and again, or in a terminal; and compare."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from devswap.labels.commands import COMMANDS, encode
from devswap.store import Reader
from devswap.tui.keys import NEED_WORDS
from tests.day.script import Day, Visit
from tests.terminal.screen import Terminal

CONFIG = """[desk]
name = "desk 2"
site = "Lambeth"
store = "desk.db"
operator = "200001"
[programme]
ends = "2024-03-31"
"""
A_HAND = 0.06
"""Seconds at least from a key that is seen, which is 0.05 after it was typed, to the next one of a person."""
STILL_IN_VIEW = 1.05
"""Seconds after which the same label from the same scanner is another scan."""
_IMPORT = """
import sys
from devswap import cli
folder, *kinds = sys.argv[1:]
for kind in kinds:
    assert cli.run(["--config", f"{folder}/config.toml", "import", kind, f"{folder}/{kind}.csv"]) == 0
"""
Answer = dict[str, Any]
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
_TAPE = re.compile(r"\s+\d\d:\d\d\s+[✓·?✕]\s")
_MADE_UP = re.compile(r"M-[0-9A-F]{8}")
"""The label that a thing without one is given."""
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T[0-9:.]+Z)?")
_OWN = ("desk", "incarnation", "boot", "wall", "monotonic", "offset", "basis")


def environment(folder: Path) -> dict[str, str]:
    """Nothing is found or left among the user's own files."""
    return {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}


def command(folder: Path, *arguments: str) -> list[str]:
    """A command of the program on the desk in this folder."""
    return [sys.executable, "-m", "devswap", *arguments, "--config", str(folder / "config.toml")]


def lay_out(folder: Path, day: Day, more: str = "") -> None:
    """A desk with the day's lists."""
    folder.mkdir()
    (folder / "config.toml").write_text(CONFIG + more, encoding="utf-8")
    for kind, text in day.lists.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-c", _IMPORT, str(folder), *day.lists], env=os.environ | environment(folder), check=True,
        capture_output=True,
    )  # fmt: skip


def run(folder: Path, *arguments: str) -> str:
    """A command to its end. Raises CalledProcessError."""
    done = subprocess.run(
        command(folder, *arguments), env=os.environ | environment(folder), capture_output=True, text=True, check=True
    )
    return done.stdout


def plainly(folder: Path, day: Day) -> list[tuple[str, Answer]]:
    """The whole day on standard input: each line with its answer."""
    lines = [line for visit in day.visits for line in visit]
    done = subprocess.run(
        command(folder, "desk", "--plain", "--json"), input="\n".join(lines), capture_output=True, text=True,
        check=True, env=os.environ | environment(folder),
    )  # fmt: skip
    return list(zip(lines, map(json.loads, done.stdout.splitlines()), strict=True))


def killed(folder: Path, day: Day, times: int, seed: int) -> Iterator[Answer]:
    """The day, the desk killed so often in the middle of a visit; people then begin that visit again. What was printed.

    The lines of a visit are written at once, so that a kill may come between a commit and its answer.
    """
    dice = Random(seed)
    at = sorted(dice.sample(range(1, len(day.visits) - 1), times))
    for first, last in zip([0, *at], [*at, len(day.visits)], strict=True):
        with subprocess.Popen(
            command(folder, "desk", "--plain", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            bufsize=1, env=os.environ | environment(folder),
        ) as desk:  # fmt: skip
            assert desk.stdin is not None
            assert desk.stdout is not None
            for visit in day.visits[first:last]:
                yield from _said(desk, visit, len(visit))
            if last < len(day.visits):
                visit = day.visits[last]
                yield from _said(desk, visit, dice.randrange(len(visit)))
                time.sleep(dice.random() / 100)
                desk.kill()
                yield from (json.loads(line) for line in desk.stdout if line.endswith("\n"))
            else:
                desk.stdin.close()


def _said(desk: "subprocess.Popen[str]", visit: Visit, wait_for: int) -> Iterator[Answer]:
    """Write a visit's lines and read so many answers."""
    assert desk.stdin is not None
    assert desk.stdout is not None
    desk.stdin.write("".join(f"{line}\n" for line in visit))
    desk.stdin.flush()
    for _ in range(wait_for):
        yield json.loads(desk.stdout.readline())


class Hands:
    """An engineer at a terminal: scans labels and command barcodes, types the rest, and looks before going on."""

    def __init__(self, terminal: Terminal, scanner: int) -> None:
        self.terminal = terminal
        self._scanner = scanner
        self._before = ""

    def do(self, line: str, answer: Answer | None) -> None:
        """One line of the script, until this answer is on the screen; None: without looking up."""
        words = line.removeprefix("/")
        if line == self._before:
            time.sleep(STILL_IN_VIEW)
        self._before = line
        if not line.startswith("/"):
            os.write(self._scanner, line.encode("latin-1") + b"\r")
        elif words in COMMANDS and words not in NEED_WORDS:
            os.write(self._scanner, encode("command", words).encode() + b"\r")
        else:
            self._type(line)
        if answer is not None:
            self._see(answer)

    def _type(self, line: str) -> None:
        """Type a line, each key when the one before is on the screen: a burst of keys would be a scanner's."""
        for n, character in enumerate(line, 1):
            time.sleep(A_HAND if not line[: n - 1].endswith(" ") else 0.2)  # a space is not seen
            self._key(character, _bare(line[:n]))
        time.sleep(A_HAND)
        self.terminal.send(b"\r")

    def _key(self, character: str, typed: str) -> None:
        """One key until it is on the screen; a person who sees that it was not taken presses it again."""
        for _ in range(3):
            self.terminal.send(character.encode())
            with suppress(AssertionError):
                self.terminal.wait_for(lambda text: typed in _bare(text), 4.0)
                return
        raise AssertionError(f"{typed!r} could not be typed; on the screen:\n{self.terminal.text}")

    def _see(self, answer: Answer) -> None:
        if answer["code"] == "signed_out":
            self.terminal.wait_for("Scan your operator's badge.")
            return
        said = _bare(_MADE_UP.split(answer["message"])[0])[:24]
        self.terminal.wait_for(lambda text: said in _bare(_newest(text)))


def _newest(text: str) -> str:
    """The last that happened, as the tape tells it; all of a screen that has no tape."""
    return next((row for row in text.splitlines() if _TAPE.match(row)), text)


def _bare(text: str) -> str:
    """Without white space, so that a broken line does not count."""
    return "".join(text.split())


def in_a_terminal(terminal: Terminal, scanner: int, played: Sequence[tuple[str, Answer]]) -> None:
    """The same day at the screen."""
    terminal.wait_for(lambda text: "E. Moss" in text and "scanner LOST" not in text)
    hands = Hands(terminal, scanner)
    for n, (line, answer) in enumerate(played):
        scans_on = not line.startswith("/") and n + 1 < len(played) and not played[n + 1][0].startswith("/")
        hands.do(line, None if scans_on else answer)
    terminal.send(b"\x11")
    assert terminal.wait(5.0) == 0


def journal(folder: Path) -> list[str]:
    """The entries in their order, times and ids apart: every id is the number of its first mention."""
    with Reader.read(folder / "desk.db") as store:
        bodies = [json.loads(row.body) for row in store.entries()]
    seen: dict[str, str] = {}
    return [
        _MADE_UP.sub("M-", _TIME.sub("·", _ID.sub(lambda m: seen.setdefault(m[0], f"#{len(seen)}"), json.dumps(entry))))
        for entry in ({k: v for k, v in body.items() if k not in _OWN} for body in bodies)
    ]


def kinds(folder: Path) -> list[str]:
    """The kind of every entry."""
    with Reader.read(folder / "desk.db") as store:
        return [json.loads(row.body)["event"]["kind"] for row in store.entries()]
