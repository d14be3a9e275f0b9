"""`kill -9` at any moment: what was said is in the journal, what was not said is there whole or not at all (P3)."""

import os
import re
import signal
import sys
import time
from pathlib import Path
from random import Random

import pytest

from devswap.ledger import events as ev
from devswap.ledger.entry import open_entry
from tests.store.child import work
from tests.store.shelf import Shelf

KILLS = 12

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills a forked process")


def killed(path: Path, first: int, dice: Random) -> list[str]:
    """Let a desk say a few lines and work on for a moment, kill it, and give back all that it had said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            work(path, lambda words: os.write(writing, words.encode() + b"\n"), first)
        finally:
            os._exit(1)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = b"".join(pipe.readline() for _ in range(dice.randrange(2, 9)))
        time.sleep(dice.uniform(0, 0.004))
        os.kill(child, signal.SIGKILL)
        said += pipe.read()
    os.waitpid(child, 0)
    return said.decode().splitlines()


def test_what_was_said_is_in_the_journal_after_any_kill(tmp_path: Path) -> None:
    dice = Random(7)
    path = tmp_path / "desk.db"
    swaps: dict[int, str] = {}
    drafts: dict[str, tuple[int, bool]] = {}
    first = 0
    for _ in range(KILLS):
        for words in killed(path, first, dice):
            match = re.fullmatch(r"(draft|swap) (visit \d) (\d+)(?: (\d+) ([0-9a-f]{64}))?", words)
            assert match is not None, "a line is written whole"
            drafts[match[2]] = (int(match[3]), match[1] == "swap")
            first = int(match[3]) + 1
            if match[1] == "swap":
                swaps[int(match[4])] = match[5]
        first += 1
        check(tmp_path, swaps, drafts)
    assert len(swaps) > KILLS


def check(folder: Path, swaps: dict[int, str], drafts: dict[str, tuple[int, bool]]) -> None:
    """Everything said is there; nothing is there by halves; the store works on."""
    shelf = Shelf(folder, seed=0)
    try:
        assert not shelf.store.went_back
        assert [f for f in shelf.store.verify() if f.code != "clock_implausible"] == []
        rows = {row.number: row for row in shelf.store.entries()}
        assert swaps.items() <= {number: row.hash.hex() for number, row in rows.items()}.items()
        kinds = [type(open_entry(row.body).event) for row in rows.values()]
        assert kinds == [ev.DeviceTakenIn, ev.DeviceIssued] * (len(kinds) // 2), "a swap is recorded whole"
        kept = {d.visit: d.blob for d in shelf.store.drafts()}
        for visit, (number, done) in drafts.items():
            word, at = kept[visit].decode().split()
            assert (int(at), word == "after") >= (number, done)
        rows_before = shelf.dump()
        shelf.store.rebuild_projections()
        assert shelf.dump() == rows_before
    finally:
        shelf.close()


def test_a_kill_while_the_store_is_made_leaves_one_that_can_be_made(tmp_path: Path) -> None:
    dice = Random(8)
    for number in range(8):
        folder = tmp_path / str(number)
        folder.mkdir()
        child = os.fork()
        if child == 0:
            try:
                Shelf(folder).close()
            finally:
                os._exit(0)
        time.sleep(dice.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        shelf = Shelf(folder)
        assert shelf.store.how_many() == 0
        shelf.swap("OLD1", "NEW1", shelf.store.new_id())
        shelf.close()


def test_a_kill_during_an_import_leaves_the_list_as_it_was(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path).stocked()
    shelf.close()
    rows = "serial,category\n" + "".join(f"S{n},laptop\n" for n in range(30_000))
    dice = Random(9)
    for _ in range(4):
        child = os.fork()
        if child == 0:
            try:
                Shelf(tmp_path).bring("estate", rows)
            finally:
                os._exit(0)
        time.sleep(dice.uniform(0.02, 0.15))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        shelf.open()
        try:
            before = len(shelf.store.devices([("asset_tag", "104233")]))
            after = len(shelf.store.devices([("serial", "S29999")]))
            assert (before, after) in ((1, 0), (0, 1))
            assert [f for f in shelf.store.verify() if f.code == "chain_broken"] == []
            shelf.stocked()
        finally:
            shelf.close()
