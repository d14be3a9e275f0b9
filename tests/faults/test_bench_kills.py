"""A bench killed at any moment: what it answered is on the disk, reports and all, and the work goes on (P3, P6)."""

import os
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

if not hasattr(os, "fork"):
    pytest.skip("needs fork and kill -9", allow_module_level=True)

from devswap import config
from devswap.cli.opening import at_work, behind, writing
from devswap.desk import plain
from devswap.ledger import events as ev
from devswap.ledger.policy import Policy, Wipe
from devswap.store import Reader
from devswap.wiping.originals import kept_files
from tests.desk.scenes import Scene, StillClock
from tests.faults.killed import command, kill
from tests.wiping.benches import READY
from tests.wiping.logs import SECOND, Wiped, nwipe_log

LAPTOPS = ("5CG7290HTW", "5CG8122QPW", "5CG8122QPN")
CONFIG = """
[desk]
name = "bench 1"
site = "Lambeth"
store = "desk.db"
operator = "200003"
[wiping]
log_zone = "UTC"
"""


class Left(NamedTuple):
    """What a bench has on its disk."""

    kinds: tuple[tuple[str, int], ...]
    consignments: tuple[tuple[str, str, int], ...]
    """Name, state, and how many devices lie in it or left with it."""
    waiting: int
    """Results of tools that wait for a person."""
    states: tuple[str, ...]
    """Of the wipe jobs."""


def lay_out(folder: Path) -> list[bytes]:
    """Three laptops were taken in five hours ago; a bench hand's day, a line each."""
    folder.mkdir()
    now = datetime.now(UTC)
    scene = Scene(folder, policy=Policy(wipe=Wipe(keep_days=0)), clock=StillClock(now - timedelta(hours=5)))
    for laptop in LAPTOPS:
        scene.say("/hand-in spare", laptop, "/confirm")
    scene.close()
    (folder / "config.toml").write_text(CONFIG, encoding="utf-8")
    started = (now - timedelta(hours=4)).replace(tzinfo=None)
    lines: list[str] = []
    for n, laptop in enumerate(LAPTOPS):
        drive = Wiped(serial=f"WD-{n}")
        more = (drive, SECOND) if n == 1 else (drive,)
        (folder / f"{n}.log").write_bytes(nwipe_log(*more, host=laptop, started=started))
        lines += [laptop, f"/drive found WD-{n} ata-hdd", "/start", f"/evidence {folder / f'{n}.log'}"]
        lines += ["/cancel"] if n == 1 else []
        lines += ["/accept", f"/grade A {READY}"]
    lines += ["/consign device-bank", *LAPTOPS, "/close", "/remove 5CG8122QPN", "/close", "/hand-over a collector"]
    return [f"{line}\n".encode() for line in lines]


def left_in(folder: Path) -> Left:
    """What is on the disk now; every report that an entry rests on must be there whole."""
    with Reader.read(folder / "desk.db") as store:
        entries = [entry for row in store.entries() if (entry := store.entry(_id(row.body))) is not None]
        for entry in entries:
            if isinstance(entry.event, ev.WipeEvidenced):
                assert (kept_files(store.path) / entry.event.evidence).stat().st_size > 1000
        states = [
            s for s in ("queued", "started", "failed", "accepted") for _ in store.wipe_jobs(s, today="2099-01-01")
        ]
        return Left(
            tuple(sorted(Counter(type(e.event).__name__ for e in entries).items())),
            tuple((c.name, c.state, len(store.consigned(c.name))) for c in store.consignments()),
            store.how_much_waits(),
            tuple(states),
        )


def _id(body: bytes) -> str:
    import json

    return str(json.loads(body)["id"])


def undisturbed(folder: Path, lines: list[bytes]) -> Iterator[Left]:
    """What a bench has before the first line, and after each."""
    read = config.read(folder / "config.toml")
    with writing(read, sidecar=folder / "state" / "devswap") as store:
        desk = at_work(store, read, bench=behind(read, takes_scans=True))
        yield left_in(folder)
        for line in lines:
            assert plain.answer(desk, line) is not None
            yield left_in(folder)


def test_a_killed_bench_has_every_answer_it_gave_and_goes_on(tmp_path: Path) -> None:
    fresh, whole = tmp_path / "fresh", tmp_path / "whole"
    lines = lay_out(fresh)
    shutil.copytree(fresh, whole)
    states = list(undisturbed(whole, lines))
    assert dict(states[-1].kinds)["DeviceReleased"] == 1
    random = Random(22)
    killed_after = set()
    for number in range(25):
        folder = tmp_path / str(number)
        shutil.copytree(fresh, folder)
        printed = kill(folder, lines, random, at_once=False, what="bench")
        killed_after.add(printed)
        left = left_in(folder)
        assert left in states[printed : printed + 2], (printed, left)
        assert command(folder, "journal", "verify", "--json")[0] == 0
        if number % 5 == 0:
            _goes_on(folder, left, lines, printed + (left != states[printed]))


def _goes_on(folder: Path, left: Left, lines: list[bytes], done: int) -> None:
    """With the job, or the consignment, taken up again, what was not done is done and comes to the same."""
    name = next((n for n, state, _ in left.consignments if state != "handed_over"), "")
    scans = [line for line in lines[:done] if line.decode().strip() in LAPTOPS]
    again = [f"/consign {name}\n".encode()] if name else scans[-1:]
    code, said = command(folder, "bench", "--plain", "--json", lines=[*again, *lines[done:]])
    assert code == 0
    assert done == len(lines) or said[-1]["code"] == "consignment_left", said
