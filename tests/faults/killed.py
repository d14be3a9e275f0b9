"""A desk in a process of its own that is killed at a random point, and what is then found on its disk.

The process is forked and runs the real command line, `desk --plain --json`, on pipes, so that a kill costs no start of
an interpreter. An undisturbed run of the same recording says what must be there after each of its lines.
"""

import json
import os
import select
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from devswap import cli, sample

Answer = dict[str, Any]
LISTS = ("recipients", "operators", "estate", "stock")
PATIENCE = 30.0
"""Seconds that a desk gets for one answer."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a dead desk left behind."""

    printed: int
    """Complete answers that came out."""
    kinds: Counter[str]
    """The journal's entries, by kind."""
    waiting: int
    """Visits that are offered at the next start."""


def lay_out(folder: Path, devices: int = 150, seed: int = 1) -> list[bytes]:
    """A desk with its lists in a folder; its day, a line each."""
    sample.write(folder, devices, seed)
    for kind in LISTS:
        assert command(folder, "import", kind, str(folder / f"{kind}.csv"))[0] == 0
    lines = (folder / "day.scans").read_bytes().splitlines(keepends=True)
    return [line for line in lines if line.strip() and not line.startswith(b"#")]


def command(folder: Path, *arguments: str, lines: Sequence[bytes] = ()) -> tuple[int, list[bytes]]:
    """Run a command in a process of its own to its end: its exit code and its lines."""
    pid, stdin, stdout = _start(folder, arguments)
    with os.fdopen(stdin, "wb") as source, os.fdopen(stdout, "rb") as answers:
        source.writelines(lines)
        source.close()
        said = answers.read().splitlines()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said


def replay(folder: Path, lines: Sequence[bytes]) -> list[Answer]:
    """Play a recording undisturbed: every answer."""
    code, said = command(folder, "desk", "--plain", "--json", lines=lines)
    assert code == 0
    return [json.loads(line) for line in said]


def kill(folder: Path, lines: Sequence[bytes], random: Random) -> int:
    """Play a recording and kill the desk at a random point; how many complete answers came out."""
    pid, stdin, stdout = _start(folder, ("desk", "--plain", "--json"))
    after, delay = random.randrange(len(lines)), random.random() * 0.004
    os.set_blocking(stdout, False)
    source = b"".join(lines)
    said = b""
    while said.count(b"\n") < after:
        readable, writable, _ = select.select([stdout], [stdin] if source else [], [], PATIENCE)
        assert readable or writable, "the desk does not answer"
        if writable:
            source = source[os.write(stdin, source[:4096]) :]
        if readable:
            chunk = os.read(stdout, 65536)
            assert chunk, "the desk ended before it was killed"
            said += chunk
    while source and select.select([], [stdin], [], 0)[1]:
        source = source[os.write(stdin, source[:4096]) :]
    select.select([], [], [], delay)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(stdin)
    os.set_blocking(stdout, True)
    with os.fdopen(stdout, "rb") as rest:
        said += rest.read()
    return said.count(b"\n")


def left_by(folder: Path, printed: int) -> Left:
    """What is on the disk: the journal must be whole, and the visits are those that the next start offers."""
    code, said = command(folder, "journal", "verify", "--json")
    assert code == 0, said
    code, said = command(folder, "journal", "show", "--json")
    assert code == 0
    kinds = Counter(json.loads(line)["event"]["kind"] for line in said)
    (offered,) = replay(folder, [b"/visits\n"])
    return Left(printed, kinds, offered["visits_parked"])


def expected(answers: Sequence[Answer], before: Counter[str]) -> list[Left]:
    """What must be left after so many answers: what they said was recorded, and the visits that they left open."""
    kinds = Counter(before)
    states = [Left(0, Counter(kinds), 0)]
    for number, answer in enumerate(answers, 1):
        kinds.update(answer["recorded"])
        lies = any(line["state"] != "recorded" for line in answer["visit"]["lines"])
        on_screen = answer["visit"]["recipient"] is not None or lies
        states.append(Left(number, Counter(kinds), answer["visits_parked"] + on_screen))
    return states


def _start(folder: Path, arguments: Sequence[str]) -> tuple[int, int, int]:
    """Fork a process that runs this command line; its id and the ends of its standard input and output."""
    theirs_in, ours_in = os.pipe()
    ours_out, theirs_out = os.pipe()
    pid = os.fork()
    if pid:
        os.close(theirs_in)
        os.close(theirs_out)
        return pid, ours_in, ours_out
    code = 1
    try:
        for end in (ours_in, ours_out):
            os.close(end)
        sys.stdin = os.fdopen(theirs_in, "r", encoding="utf-8")
        sys.stdout = os.fdopen(theirs_out, "w", encoding="utf-8")
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        code = cli.run(["--config", str(folder / "config.toml"), *arguments])
        sys.stdout.close()
    finally:
        os._exit(code)


def rounds(root: Path, times: int, seed: int) -> Iterator[tuple[Left, Left, Left]]:
    """So many kills, each of a fresh desk: what is left, and what an undisturbed desk has then and an answer later."""
    random = Random(seed)
    fresh, whole = root / "fresh", root / "undisturbed"
    lines = lay_out(fresh)
    shutil.copytree(fresh, whole)
    before = left_by(whole, 0).kinds
    states = expected(replay(whole, lines), before)
    for number in range(times):
        folder = root / str(number)
        shutil.copytree(fresh, folder)
        left = left_by(folder, kill(folder, lines, random))
        yield left, states[left.printed], states[min(left.printed + 1, len(states) - 1)]
        shutil.rmtree(folder)
