"""Play a scripted day on the real program, line by line or in a terminal, and compare the records."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from devswap.labels.commands import COMMANDS, encode
from devswap.store import Reader
from devswap.tui.keys import NEED_WORDS
from tests.day.drawn import VOUCHER, Day, Visit
from tests.terminal.screen import Terminal

CONFIG = """[desk]
name = "desk 2"
site = "Lambeth"
store = "desk.db"
operator = "200001"
[programme]
ends = "2024-03-31"
[policy.answers]
advance = "supervisor"
"""
A_HAND = 0.06
"""Seconds at least from a key that is seen, which is 0.05 after it was typed, to the next one of a person."""
STILL_IN_VIEW = 1.05
"""Seconds after which the same label from the same scanner is another scan."""
_PROGRAM = (sys.executable, "-m", "tests.day.clocked")
BEGINS = datetime(2026, 11, 23, 8, tzinfo=UTC)
A_VISIT = timedelta(seconds=95)
A_LINE = timedelta(seconds=4)
Answer = dict[str, Any]
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
_TAPE = re.compile(r"\s+\d\d:\d\d\s+[✓·?✕]\s")
_MADE_UP = re.compile(r"M-[0-9A-F]{8}")
"""The label that a thing without one is given."""
_SAID_OF_MADE_UP = re.compile(rf"{_MADE_UP.pattern}|, [0-9A-F]{{3}}\.$")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T[0-9:.]+Z)?")
_OWN = ("desk", "incarnation", "number", "boot", "wall", "monotonic", "offset", "basis")


def environment(folder: Path) -> dict[str, str]:
    """Nothing is found or left among the user's own files."""
    return {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "XDG_CONFIG_HOME": str(folder / "config")}


def command(folder: Path, *arguments: str) -> list[str]:
    """A command of the program on the desk in this folder, by the script's clock."""
    clock = str(folder / "clock")
    return [*_PROGRAM, clock, *arguments, "--config", str(folder / "config.toml")]


def set_clock(folder: Path, at: datetime) -> None:
    """It is so late now, whole: a reader never finds half of it."""
    part = folder / "clock.part"
    part.write_text(at.isoformat(), encoding="ascii")
    part.replace(folder / "clock")


def lay_out(folder: Path, day: Day, more: str = "") -> None:
    """A desk with the day's lists, with what happened weeks before, and with another desk's record of yesterday."""
    there = folder.with_name(f"{folder.name}-there")
    _import(there, day.lists_there, CONFIG.replace("desk 2", "desk 5"), BEGINS - timedelta(days=1))
    _play_out(there, day.elsewhere)
    _import(folder, day.lists, CONFIG + more, BEGINS - timedelta(days=40))
    _play_out(folder, day.before)
    run(there, "journal", "export", str(there / "journal.jsonl"))
    run(folder, "journal", "import", str(there / "journal.jsonl"))
    set_clock(folder, BEGINS)


def _import(folder: Path, lists: dict[str, str], config: str, at: datetime) -> None:
    folder.mkdir()
    set_clock(folder, at)
    (folder / "config.toml").write_text(config, encoding="utf-8")
    for kind, text in lists.items():
        (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
    subprocess.run(
        [*_PROGRAM, str(folder / "clock"), "take-lists", str(folder), *lists], env=os.environ | environment(folder),
        check=True, capture_output=True,
    )  # fmt: skip


def _play_out(folder: Path, visits: Sequence[Visit]) -> None:
    """Play visits that are no part of the day; each ends in a record. Raises AssertionError where one does not."""
    with Lines(folder) as desk:
        for visit in visits:
            assert [desk.say(line) for line in visit][-1]["recorded"], visit


def run(folder: Path, *arguments: str) -> str:
    """A command to its end. Raises CalledProcessError."""
    done = subprocess.run(
        command(folder, *arguments), env=os.environ | environment(folder), capture_output=True, text=True, check=True
    )
    return done.stdout


class Lines:
    """The desk line by line, answered line by line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            command(folder, "desk", "--plain", "--json"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            bufsize=1, env=os.environ | environment(folder),
        )  # fmt: skip

    def __enter__(self) -> "Lines":
        return self

    def __exit__(self, *_: object) -> None:
        self.write_end()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def write_end(self) -> None:
        """No more lines."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):
            self.process.stdin.close()

    def write(self, line: str) -> None:
        """Say a line; a voucher is scanned off the paper."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{scanned(self.folder, line)}\n")
        self.process.stdin.flush()

    def heard(self) -> Answer:
        """The next answer."""
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())  # type: ignore[no-any-return]

    def say(self, line: str) -> Answer:
        """A line's answer."""
        self.write(line)
        return self.heard()

    def kill(self) -> list[Answer]:
        """`kill -9`; what was printed before it and not heard yet."""
        assert self.process.stdout is not None
        self.process.kill()
        return [json.loads(line) for line in self.process.stdout if line.endswith("\n")]


def scanned(folder: Path, line: str) -> str:
    """What a scanner makes of this line of the script: the very line, or the voucher's code."""
    if not line.startswith(VOUCHER):
        return line
    with Reader.read(folder / "desk.db") as store:
        intakes = [e for e in store.of_kind("device_taken_in") if line.removeprefix(VOUCHER).encode() in e.raw]
    return encode("voucher", intakes[-1].id)


def times(day: Day) -> Iterator[tuple[datetime, Visit]]:
    """Each visit with the time at which it begins."""
    return ((BEGINS + n * A_VISIT, visit) for n, visit in enumerate(day.visits))


def plainly(folder: Path, day: Day) -> list[tuple[str, Answer]]:
    """The whole day on standard input: each line with its answer."""
    played: list[tuple[str, Answer]] = []
    with Lines(folder) as desk:
        for at, visit in times(day):
            for n, line in enumerate(visit):
                set_clock(folder, at + n * A_LINE)
                played.append((line, desk.say(line)))
    return played


class Hands:
    """An engineer at a terminal: scans labels and command barcodes, types the rest, and looks before going on."""

    def __init__(self, terminal: Terminal, scanner: int) -> None:
        self.terminal = terminal
        self._scanner = scanner
        self._seen: dict[str, float] = {}

    def do(self, line: str, answer: Answer | None) -> None:
        """One line of the script, until this answer is on the screen; None: without looking up."""
        words = line.removeprefix("/")
        time.sleep(max(0.0, self._seen.get(line, 0.0) + STILL_IN_VIEW - time.monotonic()))
        self._seen[line] = time.monotonic()
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
        said = _bare(_SAID_OF_MADE_UP.split(answer["message"])[0])[:24]
        self.terminal.wait_for(lambda text: said in _bare(_newest(text)))


def _newest(text: str) -> str:
    """The last that happened, as the tape tells it; all of a screen that has no tape."""
    return next((row for row in text.splitlines() if _TAPE.match(row)), text)


def _bare(text: str) -> str:
    """Without white space, so that a broken line does not count."""
    return "".join(text.split())


def in_a_terminal(
    terminal: Terminal, scanner: int, folder: Path, day: Day, played: Sequence[tuple[str, Answer]]
) -> None:
    """The same day at the screen."""
    at = [begins + n * A_LINE for begins, visit in times(day) for n in range(len(visit))]
    terminal.wait_for(lambda text: "E. Moss" in text and "scanner LOST" not in text)
    hands = Hands(terminal, scanner)
    for n, (line, answer) in enumerate(played):
        set_clock(folder, at[n])
        scans_on = not line.startswith("/") and n + 1 < len(played) and not played[n + 1][0].startswith("/")
        hands.do(scanned(folder, line), None if scans_on else answer)
    terminal.send(b"\x11")
    assert terminal.wait(5.0) == 0


def entries(folder: Path) -> list[dict[str, Any]]:
    """The bodies of all entries, in their order."""
    with Reader.read(folder / "desk.db") as store:
        return [json.loads(row.body) for row in store.entries()]


def journal(folder: Path, *, without: str = "") -> list[str]:
    """The entries in their order, times and ids apart: every id is the number of its first mention."""
    bodies = [body for body in entries(folder) if body["event"]["kind"] != without]
    seen: dict[str, str] = {}
    return [
        _MADE_UP.sub("M-", _TIME.sub("·", _ID.sub(lambda m: seen.setdefault(m[0], f"#{len(seen)}"), json.dumps(entry))))
        for entry in ({k: v for k, v in body.items() if k not in _OWN} for body in bodies)
    ]


def kinds(folder: Path) -> list[str]:
    """The kind of every entry of the desk's own."""
    bodies = entries(folder)
    return [body["event"]["kind"] for body in bodies if body["desk"] == bodies[0]["desk"]]
