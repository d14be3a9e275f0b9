"""Desk, bench and register in processes of their own: an intake comes to the bench, its evidence goes back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from devswap.ledger.policy import Policy
from devswap.register.database import transaction
from devswap.register.enrolment import make_code
from devswap.register.founding import Identity
from devswap.register.imports import import_list
from tests.desk.scenes import OKAFOR
from tests.register.conftest import NOW
from tests.register.test_processes import DICE, LISTS, OLD, Worker
from tests.wiping.benches import READY
from tests.wiping.test_nvme import CONTROLLER, original


class Place:
    """A desk or a bench: a folder, and the command in it."""

    def __init__(self, folder: Path, name: str, site: str, operator: str) -> None:
        self.folder, self.name = folder / name, name
        self.folder.mkdir()
        (self.folder / "config.toml").write_text(
            f'[desk]\nname = "{name} 1"\nsite = "{site}"\nstore = "desk.db"\noperator = "{operator}"\n'
        )

    def run(self, *arguments: str, lines: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        command = [sys.executable, "-m", "devswap", "--config", str(self.folder / "config.toml"), *arguments]
        environment = os.environ | {"XDG_STATE_HOME": str(self.folder / "state")}
        given = "".join(f"{line}\n" for line in lines)
        done = subprocess.run(command, env=environment, input=given, capture_output=True, timeout=90, text=True)
        assert done.returncode == 0, (arguments, done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]

    def say(self, *lines: str) -> list[str]:
        return [said["code"] for said in self.run(self.name, "--plain", "--json", lines=lines)]


@pytest.fixture
def worker(database: str, register: Identity, tmp_path: Path) -> Iterator[Worker]:
    made = Worker(database, tmp_path)
    with (tmp_path / "register.toml").open("a") as file:
        file.write('[policy.wipe]\nkeep_days = 0\n[programme]\nends = "2024-03-31"\n')
    made.start()
    yield made
    made.kill()


def test_an_intake_comes_to_the_bench_and_its_evidence_to_the_register(
    tmp_path: Path, engine: Engine, worker: Worker
) -> None:
    desk, bench = Place(tmp_path, "desk", "Lambeth", "200002"), Place(tmp_path, "bench", "Sidcup", "200003")
    with transaction(engine) as connection:
        for kind, rows in LISTS.items():
            (tmp_path / kind).write_text(rows)
            import_list(connection, kind, tmp_path / kind, Policy().categories, NOW, DICE.getrandbits)
        codes = [
            make_code(connection, site, name, NOW.replace(year=2099), DICE.getrandbits)[0]
            for site, name in (("Lambeth", "desk 1"), ("Sidcup", "bench 1"))
        ]
    for place, code in zip((desk, bench), codes, strict=True):
        place.run("enrol", f"http://127.0.0.1:{worker.port}", code)
        place.run("sync", "--once", "--json")

    assert desk.say(OKAFOR, OLD, "/intake-only")[-1] == "intake_recorded"
    assert desk.say("/send custody to Sidcup cage", OLD, "/confirm")[-1] == "move_sent"
    desk.run("sync", "--once", "--json")
    bench.run("sync", "--once", "--json")

    report = bench.folder / "sanitize.json"
    assert bench.say(OLD, "/receive custody bench", OLD, "/confirm") == [
        "job_known", "move_begun", "device_scanned", "move_received",
    ]  # fmt: skip
    report.write_bytes(original())
    drive = str(CONTROLLER["sn"]).strip()
    said = bench.say(
        OLD, f"/drive found {drive} nvme", "/drive missing S4GXNE0M1 not-there", "/start", f"/evidence {report}"
    )
    assert said == ["job_known", "drive_recorded", "drive_recorded", "wipe_started", "wipe_evidenced"]
    assert bench.say("/list to-accept", OLD, "/accept", f"/grade A {READY}")[1:] == [
        "job_known", "wipe_accepted", "device_graded",
    ]  # fmt: skip
    (left,) = bench.run("sync", "--once", "--json")
    assert left["waiting"] == 0
    assert left["discrepancies"] == 0

    told = json.loads(_report(tmp_path, worker))
    assert told["wipes"]["accepted"] == 1, told["wipes"]


def _report(folder: Path, worker: Worker) -> str:
    command = [
        sys.executable,
        "-m",
        "devswap",
        "--config",
        str(folder / "register.toml"),
        "register",
        "report",
        "--json",
    ]
    done = subprocess.run(command, env=worker._environment, capture_output=True, timeout=60, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout
