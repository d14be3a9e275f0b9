"""`devswap wipe`: what a drive is, a report in two files, and the review, on the command line."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from devswap.store.lock import Lock
from tests.wiping.test_nvme import CONTROLLER, LOG

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def taken_in(desk: Path, devswap: Run, play: Run) -> dict[str, str]:
    """A laptop of the sample with one listed drive, and who works here."""
    rows = [line.split(",") for line in (desk / "estate.csv").read_text("utf-8").splitlines()]
    at = {name: rows[0].index(name) for name in ("serial", "category", "drives", "assigned_to")}
    row = next(r for r in rows[1:] if r[at["category"]] == "laptop" and r[at["drives"]] and r[at["serial"]])
    roles = [line.split(",") for line in (desk / "operators.csv").read_text("utf-8").splitlines()[1:]]
    play(f"/hand-in spare\n{row[at['serial']]}\n/confirm\n", "desk", "--plain")
    found = {"host": row[at["serial"]], "drive": row[at["drives"]].split(";")[0]}
    return found | {role: number for number, _, role, _ in roles}


def told(devswap: Run, *arguments: str) -> list[dict[str, str]]:
    code, out, error = devswap(*arguments, "--json")
    assert code == 0, error
    return [json.loads(line) for line in out.splitlines()]


def test_what_a_drive_is_is_said_once_and_stays(devswap: Run, taken_in: dict[str, str]) -> None:
    by = ("--operator", taken_in["bench"])
    assert devswap("wipe", "drive", taken_in["host"], "is", taken_in["drive"], "nvme", *by)[0] == 0
    [job] = told(devswap, "wipe", "show", taken_in["host"])
    assert [d["media"] for d in job["drives"]] == ["nvme"]  # type: ignore[index]
    assert devswap("wipe", "drive", taken_in["host"], "is", taken_in["drive"], "tape", *by)[0] == 2
    assert "nvme" in devswap("find", taken_in["host"])[1]


def test_a_sanitize_log_and_its_controller_are_one_report(desk: Path, devswap: Run, taken_in: dict[str, str]) -> None:
    log, controller = desk / "san.json", desk / "id.json"
    log.write_text(json.dumps(LOG))
    controller.write_text(json.dumps(CONTROLLER | {"sn": taken_in["drive"] + "   "}))
    by = ("--operator", taken_in["bench"])
    (alone,) = told(devswap, "wipe", "import", str(log), *by)
    assert (alone["outcome"], "write both into one file" in " ".join(alone["reasons"])) == ("review", True)
    both = (str(controller), str(log), "--device", taken_in["host"])
    (one,) = told(devswap, "wipe", "import", *both, *by)
    assert (one["outcome"], one["drive"]) == ("passed", taken_in["drive"])
    assert [t["outcome"] for t in told(devswap, "wipe", "import", *both, *by)] == ["known"]


def test_the_review_is_worked_by_the_names_it_gives(desk: Path, devswap: Run, taken_in: dict[str, str]) -> None:
    by = ("--operator", taken_in["bench"])
    for name, serial in (("good", taken_in["drive"]), ("other", "NOT-OURS-1")):
        both = json.dumps(LOG) + json.dumps(CONTROLLER | {"sn": serial})
        (desk / f"{name}.json").write_text(both)
        told(devswap, "wipe", "import", str(desk / f"{name}.json"), *by)
    waits = {row["file"]: row["result"] for row in told(devswap, "wipe", "review")}
    columns, *listed = devswap("wipe", "review", "--csv", "-")[1].splitlines()
    assert (columns[:12], len(listed)) == ("result,file,", len(waits))
    assert devswap("wipe", "attach", "zz", taken_in["host"], *by)[0] == 1
    (attached,) = told(devswap, "wipe", "attach", waits["good.json"][:8], taken_in["host"], *by)
    assert attached["outcome"] == "passed"
    (refused,) = told(devswap, "wipe", "attach", waits["other.json"][:8], taken_in["host"], *by)
    assert refused["outcome"] == "review"
    assert devswap("wipe", "set-aside", waits["other.json"][:8], "a drive of the other programme", *by)[0] == 0
    assert told(devswap, "wipe", "review") == []
    (aside,) = told(devswap, "wipe", "review", "--all")
    assert aside["set_aside"]["why"] == "a drive of the other programme"  # type: ignore[index]
    assert Path(aside["kept"]).exists()


def test_watching_waits_while_a_bench_is_open_and_says_what_to_do(
    desk: Path, devswap: Run, taken_in: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = desk / "inbox"
    inbox.mkdir()
    file = inbox / "a.json"
    file.write_text(json.dumps(LOG) + json.dumps(CONTROLLER))
    os.utime(file, (time.time() - 60,) * 2)
    bench = Lock(desk / "desk.db")
    code, _, error = devswap("wipe", "watch", str(inbox), "--operator", taken_in["bench"], "--once")
    assert (code, "Where it is a bench, do it there: /evidence FILE" in error) == (3, True)
    looks = iter((lambda: None, bench.release, lambda: None, _interrupt))
    monkeypatch.setattr("devswap.cli.wipe.time.sleep", lambda _: next(looks)())
    code, out, error = devswap("wipe", "watch", str(inbox), "--operator", taken_in["bench"])
    assert (code, error.count("Until then 1 reports wait")) == (130, 1)
    assert out.startswith("REVIEW a.json")
    assert out.count("\n") == 1


def _interrupt() -> None:
    raise KeyboardInterrupt
