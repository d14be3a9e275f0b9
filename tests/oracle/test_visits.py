"""Thousands of visits at random, against what CONTRACT says of each line and of the balance in the end."""

import io
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from devswap.desk.plain import run
from devswap.ledger.audit import audit
from devswap.ledger.entry import open_entry
from devswap.ledger.ids import instant
from devswap.ledger.policy import Programme
from tests.desk.scenes import Scene
from tests.oracle.facts import DAY, WHATEVER, Answer
from tests.oracle.moves import moves
from tests.oracle.visit import Oracle
from tests.oracle.world import MOSS, World, config, lists, policy, world

WORLDS = int(os.environ.get("DEVSWAP_ORACLE_WORLDS", "12"))
"""How many are tried; 500 take a few minutes."""
SAME = ("scan", "verdict", "code", "recorded", "visit", "visits_parked")
LINES = 400
RESTART = 0.004
"""How often the desk stops and starts, a line."""


Said = tuple[str, Answer, dict[str, Any]]
"""A line, what must be answered, and what must be on screen then."""


class Compared:
    """A desk and the oracle beside it, on one world."""

    def __init__(self, folder: Path, seed: int) -> None:
        folder.mkdir(exist_ok=True)
        self.dice = Random(seed)
        self.world = world(self.dice)
        rules = self.world.rules
        self.scene = Scene(folder, policy=policy(rules), programme=Programme(ends=rules.ends), lists=False)
        for kind, text in lists(self.world).items():
            self.scene.bring(kind, text)
        self.oracle = Oracle(self.world.people, self.world.things, rules, MOSS)
        self.restart()
        self.moves = moves(self.oracle, self.dice)

    def restart(self) -> None:
        self.scene.close()
        self.scene.open()
        self.oracle.stop_and_start(MOSS)

    def pass_by(self, days: float) -> None:
        self.scene.clock.pass_by(days=days)
        self.oracle.book.now += days * DAY

    def lines(
        self, count: int, *, ages: bool = True, restarts: bool = True
    ) -> Iterator[tuple[str, Answer, dict[str, Any]]]:
        """Some lines, with what must be said of each; those between two choices go to the desk together."""
        batch: list[Said] = []
        for _ in range(count):
            line = next(self.moves)
            if line.startswith("@days "):
                yield from batch
                batch = []
                self.pass_by(float(line.split()[1]) if ages else 0.0)
                continue
            answer = self.oracle.say(line)
            batch.append((line, answer, self.seen()))
            if answer.code == "ambiguous" or len(batch) == 32:
                yield from batch
                batch = []
            if restarts and self.dice.random() < RESTART:
                yield from batch
                batch = []
                self.restart()
        yield from batch

    def seen(self) -> dict[str, Any]:
        visit = self.oracle.visit
        return {
            "recipient": visit.who.number if visit and visit.who else None,
            "lines": self.oracle.lines(),
            "entitlements_open": self.oracle.entitlements_open(),
            "visits_parked": len(self.oracle.parked),
        }


def said(scene: Scene, line: str) -> dict[str, Any]:
    scene.clock.pass_by(seconds=1)
    if line.startswith("/keep "):
        line = f"/keep {(scene.clock.now() + timedelta(days=int(line[6:]))).date()}"
    out = io.StringIO()
    run(scene.desk, [[line.encode()]], out, as_json=True)
    return json.loads(out.getvalue())  # type: ignore[no-any-return]


def differs(line: str, answer: Answer, seen: dict[str, Any], told: dict[str, Any]) -> str:
    """What the desk said otherwise than the oracle; empty: nothing."""
    visit = told["visit"]
    desk = {
        "verdict": told["verdict"], "code": told["code"], "recorded": sorted(told["recorded"]),
        "recipient": visit["recipient"], "lines": Counter((x["old"], x["new"]) for x in visit["lines"]),
        "entitlements_open": visit["entitlements_open"], "visits_parked": told["visits_parked"],
    }  # fmt: skip
    wanted = {"verdict": answer.verdict, "code": answer.code, "recorded": sorted(answer.recorded), **seen}
    if answer.code == WHATEVER:
        wanted["code"] = desk["code"]
    return "; ".join(f"{key}: desk {desk[key]}, oracle {wanted[key]}" for key in wanted if desk[key] != wanted[key])


@pytest.mark.parametrize("seed", range(WORLDS))
def test_every_line_and_the_balance_are_as_contract_says(tmp_path: Path, seed: int) -> None:
    both = Compared(tmp_path, seed)
    trail: list[str] = []
    for line, answer, seen in both.lines(LINES):
        told = said(both.scene, line)
        trail.append(f"{line:28} {told['verdict']} {told['code']} {told['recorded']} {told['visit']['lines']}")
        wrong = differs(line, answer, seen, told)
        assert not wrong, f"seed {seed}, line {len(trail)}: {line}: {wrong}\n" + "\n".join(trail[-30:])
        if "choices" in told and answer.code == "ambiguous":
            in_order(both.oracle, told["choices"])
    balances(both)
    both.scene.close()


def test_the_command_says_the_same_as_the_desk_in_process(tmp_path: Path) -> None:
    both = Compared(tmp_path / "desk", 3)
    played: list[tuple[str, dict[str, Any]]] = []
    for line, answer, _ in both.lines(150, ages=False, restarts=False):
        told = said(both.scene, line)
        played.append((line, told))
        if "choices" in told and answer.code == "ambiguous":
            in_order(both.oracle, told["choices"])
    both.scene.close()
    command = Command(tmp_path, both.world)
    lines = command.run("desk", "--plain", "--json", given="".join(f"{line}\n" for line, _ in played)).splitlines()
    for (line, told), answered in zip(played, map(json.loads, lines), strict=True):
        if not line.startswith("/keep"):  # which days are too soon is the day's to say
            assert {key: answered[key] for key in SAME} == {key: told[key] for key in SAME}, line
    balance = json.loads(command.run("audit", "--json"))
    assert {key: balance[key] for key in ("intakes", "issues", "returns", "withdrawn", "owed", "balanced")} == {
        key: both.oracle.book.audit()[key] for key in ("intakes", "issues", "returns", "withdrawn", "owed", "balanced")
    }


class Command:
    """`devswap` itself, on a store of its own with the lists of a world."""

    def __init__(self, folder: Path, made: World) -> None:
        self._folder = folder
        (folder / "config.toml").write_text(config(made.rules), encoding="utf-8")
        for kind, text in lists(made).items():
            (folder / f"{kind}.csv").write_text(text, encoding="utf-8")
            self.run("import", kind, f"{kind}.csv")

    def run(self, *words: str, given: str = "") -> str:
        home = {"HOME": str(self._folder), "XDG_STATE_HOME": str(self._folder / "state")}
        return subprocess.run(
            [sys.executable, "-m", "devswap", *words], input=given, capture_output=True, text=True, check=True,
            cwd=self._folder, env=os.environ | home,
        ).stdout  # fmt: skip


def in_order(oracle: Oracle, choices: list[dict[str, Any]]) -> None:
    """The oracle's choices in the order in which the desk offers them."""
    offered = [next(t for t in oracle.choices if t.model in c["text"].split("  ")[0]) for c in choices]
    assert len(offered) == len(oracle.choices)
    oracle.choices = offered


def balances(both: Compared) -> None:
    scene = both.scene
    entries = [open_entry(row.body, row.hash) for row in scene.store.entries()]
    result = json.loads(_json(audit(entries, instant(scene.clock.now()), {scene.store.owner})))
    for key, figure in both.oracle.book.audit().items():
        mine = {k: result[key][k] for k in figure} if isinstance(figure, dict) else result[key]
        assert mine == figure, (key, mine, figure)
        if key == "wipes":
            assert sum(result[key].values()) == result["intakes"]


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
