"""A desk in a process of its own that is killed at a random point, and what is then found on its disk.

The process is forked and runs the real command line, `desk --plain --json`, on pipes, so that a kill costs no start of
an interpreter. A desk that works through the same recording undisturbed shows what must be there after each line.
"""

import json
import os
import select
import shutil
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import devswap.cli.root
import devswap.store.lists  # noqa: F401 - what a desk needs is imported before the fork, and not after each
from devswap import cli, config, sample
from devswap.cli.opening import at_work, writing
from devswap.desk import plain
from devswap.desk.outcome import VisitView
from devswap.desk.visit import from_draft
from devswap.store import Reader

LISTS = ("recipients", "operators", "estate", "stock")
PATIENCE = 30.0
"""Seconds that a desk gets for one answer."""


class Kept(NamedTuple):
    """What a desk has on its disk."""

    kinds: tuple[tuple[str, int], ...]
    """The journal's entries, by kind."""
    lying: frozenset[tuple[str, int]]
    """For each visit whose badge is known: whose it is, and how many devices lie on the desk, not recorded yet."""


def kept_by(store: Reader) -> Kept:
    """What is on the disk now."""
    kinds = Counter(json.loads(row.body)["event"]["kind"] for row in store.entries())
    visits = [from_draft(draft.blob) for draft in store.drafts()]
    lying = {
        (visit.recipient.number, len(visit.olds) + len(visit.news))
        for visit in visits
        if visit.recipient is not None and not visit.empty
    }
    return Kept(tuple(sorted(kinds.items())), frozenset(lying))


def lay_out(folder: Path, devices: int = 150, seed: int = 1) -> list[bytes]:
    """A desk with its lists in a folder; its day, a line each."""
    sample.write(folder, devices, seed)
    for kind in LISTS:
        assert command(folder, "import", kind, str(folder / f"{kind}.csv"))[0] == 0
    lines = (folder / "day.scans").read_bytes().splitlines(keepends=True)
    return [line for line in lines if line.strip() and not line.startswith(b"#")]


def undisturbed(folder: Path, lines: Sequence[bytes]) -> list[Kept]:
    """What a desk has on its disk before the first line, and after each; it must be what its answers say."""
    read = config.read(folder / "config.toml")
    with writing(read, sidecar=folder / "state" / "devswap") as store:
        desk = at_work(store, read)
        states = [kept_by(store)]
        kinds = Counter(dict(states[0].kinds))
        for line in lines:
            answer = plain.answer(desk, line)
            assert answer is not None
            kinds.update(answer.recorded)
            states.append(kept_by(store))
            assert dict(states[-1].kinds) == kinds
            whose = answer.visit.recipient.number if answer.visit.recipient else ""
            assert dict(states[-1].lying).get(whose, 0) == _on_screen(answer.visit)
    return states


def _on_screen(visit: VisitView) -> int:
    """Devices that lie on the desk in this visit, if its badge is known."""
    waiting = [line for line in visit.lines if line.state != "recorded"]
    return sum(device is not None for line in waiting for device in (line.old, line.new)) if visit.recipient else 0


def command(
    folder: Path, *arguments: str, lines: Sequence[bytes] = (), before: Callable[[], None] = lambda: None
) -> tuple[int, list[Any]]:
    """Run a command in a process of its own to its end: its exit code, and the objects that it printed.

    What it says besides is in `talk.txt`. `before` is called in the process before the command.
    """
    pid, stdin, stdout = start(folder, arguments, before)
    with os.fdopen(stdin, "wb") as source, os.fdopen(stdout, "rb") as answers:
        source.writelines(lines)
        source.close()
        said = answers.read().splitlines()
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), [json.loads(line) for line in said]


def kill(folder: Path, lines: Sequence[bytes], random: Random, *, at_once: bool, what: str = "desk") -> int:
    """Play a recording and kill the desk, or the bench, at a random point; how many complete answers came out.

    `at_once` it is all there from the start; else each line comes when the one before it was answered.
    """
    pid, stdin, stdout = start(folder, (what, "--plain", "--json"))
    after, delay = random.randrange(len(lines)), random.random() * 0.004
    source, said = b"".join(lines) if at_once else lines[0], b""
    os.set_blocking(stdin, False)
    while said.count(b"\n") < after:
        readable, writable, _ = select.select([stdout], [stdin] if source else [], [], PATIENCE)
        assert readable or writable, "the desk does not answer"
        if writable:
            source = source[os.write(stdin, source) :]
        if readable:
            chunk = os.read(stdout, 65536)
            assert chunk, "the desk ended before it was killed"
            said += chunk
            if not at_once and not source and (answered := said.count(b"\n")) < len(lines):
                source = lines[answered]
    select.select([], [], [], delay)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    os.close(stdin)
    with os.fdopen(stdout, "rb") as rest:
        said += rest.read()
    return said.count(b"\n")


def found_after(folder: Path) -> Kept:
    """What a dead desk left: its journal must be whole, and the next start must offer every visit that lay there."""
    code, said = command(folder, "journal", "verify", "--json")
    assert code == 0, said
    with Reader.read(folder / "desk.db") as store:
        kept = kept_by(store)
    code, (offered,) = command(folder, "desk", "--plain", "--json", lines=[b"/visits\n"])
    assert code == 0
    assert len(offered.get("choices", ())) >= len(kept.lying), (offered, kept.lying)
    return kept


def rounds(root: Path, times: int, seed: int, *, at_once: bool) -> Iterator[tuple[int, Kept, list[Kept]]]:
    """So many kills, each of a fresh desk: how many answers came out, what is left, and what an undisturbed desk has
    after as many lines and after those that may have been committed unanswered."""
    random = Random(seed)
    fresh, whole = root / "fresh", root / "undisturbed"
    lines = lay_out(fresh)
    shutil.copytree(fresh, whole)
    states = undisturbed(whole, lines)
    for number in range(times):
        folder = root / str(number)
        shutil.copytree(fresh, folder)
        printed = kill(folder, lines, random, at_once=at_once)
        yield printed, found_after(folder), states[printed : printed + 1 + (plain.AT_ONCE if at_once else 1)]
        shutil.rmtree(folder)


def start(folder: Path, arguments: Sequence[str], before: Callable[[], None] = lambda: None) -> tuple[int, int, int]:
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
        sys.stderr = (folder / "talk.txt").open("w", encoding="utf-8")
        os.environ["XDG_STATE_HOME"] = str(folder / "state")
        before()
        code = cli.run(["--config", str(folder / "config.toml"), *arguments])
        sys.stdout.close()
        sys.stderr.close()
    finally:
        os._exit(code)
