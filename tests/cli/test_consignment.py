"""Out of the door on the command line: a hold, a grade, a consignment with its papers, and the reports."""

import json
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from devswap import cli

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def after_the_day(desk: Path, devswap: Run, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The sample's day was worked through: a laptop and a monitor of it, a bench hand and a supervisor."""
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO((desk / "day.scans").read_bytes()), "utf-8"))
    assert devswap("desk", "--plain", "--json")[0] == 0
    jobs = [
        json.loads(line)
        for state in ("keeping", "not_needed")
        for line in _out(devswap, "wipes", "--json", "--state", state)
    ]
    found = {job["category"]: job["serial"] or job["asset_tag"] for job in jobs}
    roles = [line.split(",") for line in (desk / "operators.csv").read_text("utf-8").splitlines()[1:]]
    return found | {role: number for number, _, role, _ in roles}


def _out(devswap: Run, *arguments: str) -> list[str]:
    code, out, _ = devswap(*arguments)
    assert code == 0
    return out.splitlines()


def test_a_monitor_leaves_with_its_papers_and_a_laptop_stays(
    desk: Path, devswap: Run, after_the_day: dict[str, str]
) -> None:
    at = after_the_day
    by = ("--operator", at["bench"])
    [name] = _out(devswap, "consignment", "open", "recycler", "--carrier", "example carrier ltd", *by)
    code, out, _ = devswap("consignment", "add", name, at["laptop"], at["monitor"], "nothing", "--json", *by)
    assert code == 6
    said = [json.loads(line) for line in out.splitlines()]
    assert [s["verdict"] for s in said] == ["refused", "accepted", "refused"]
    assert {"no_evidence", "too_soon"} <= {r["code"] for r in said[0]["reasons"]}
    assert devswap("consignment", "manifest", name, "--out", str(desk / "out"))[0] == 1, "it is open"
    assert devswap("consignment", "close", name, *by)[0] == 0
    assert devswap("consignment", "hand-over", name, "--collected-by", "A. Driver", "--note", "W1", *by)[0] == 0
    written = [Path(line) for line in _out(devswap, "consignment", "manifest", name, "--out", str(desk / "out"))]
    assert {p.suffix for p in written} == {".pdf", ".csv"}
    assert all(p.stat().st_size for p in written)
    [scheme] = [json.loads(line) for line in _out(devswap, "report", "schemes", "--json")]
    assert (scheme["scheme"], scheme["disposition"], scheme["devices"]) == ("recycler", "recycle", 1)
    total = json.loads(_out(devswap, "report", "custody", "--json")[-1])
    audited = json.loads(_out(devswap, "audit", "--json")[0])
    assert (total["recycle"], total["intakes"], audited["balanced"]) == (1, audited["intakes"], True)


def test_what_the_scheme_did_not_get_is_listed(desk: Path, devswap: Run, after_the_day: dict[str, str]) -> None:
    by = ("--operator", after_the_day["bench"])
    [name] = _out(devswap, "consignment", "open", "recycler", "--carrier", "example carrier ltd", *by)
    devswap("consignment", "add", name, after_the_day["monitor"], *by)
    devswap("consignment", "close", name, *by)
    devswap("consignment", "hand-over", name, "--collected-by", "A. Driver", *by)
    confirmed = desk / "got.csv"
    confirmed.write_text("\ufeffSerial,weight\nX9,3\n", "utf-8")
    code, out, _ = devswap("consignment", "received", name, str(confirmed), *by)
    assert (code, out.splitlines()) == (6, [f"not received  {after_the_day['monitor']}", "not sent      X9"])
    confirmed.write_text(f"serial\n{after_the_day['monitor'].lower()}\n", "utf-8")
    assert devswap("consignment", "received", name, str(confirmed), *by)[0] == 0
    confirmed.write_text("weight\n3\n", "utf-8")
    code, _, err = devswap("consignment", "received", name, str(confirmed), *by)
    assert code == 1
    assert "no column serial or asset_tag" in err


def test_a_hold_takes_two_people_and_is_listed_until_it_is_lifted(devswap: Run, after_the_day: dict[str, str]) -> None:
    at = after_the_day
    alone = ("--operator", at["supervisor"], "--authorised-by", at["supervisor"])
    two = ("--operator", at["bench"], "--authorised-by", at["supervisor"])
    assert devswap("hold", "place", at["laptop"], "--reference", "CASE 7", *alone)[0] == 2
    assert _out(devswap, "hold", "list") == []
    assert devswap("hold", "place", at["laptop"], "--reference", "CASE 7", *two)[0] == 0
    assert json.loads(_out(devswap, "hold", "list", "--json")[0])["reference"] == "CASE 7"
    held = [json.loads(line)["serial"] for line in _out(devswap, "wipes", "--json", "--state", "held")]
    assert at["laptop"] in held
    assert devswap("hold", "lift", at["laptop"], *two)[0] == 0
    assert _out(devswap, "hold", "list") == []


def test_only_bench_and_supervisor_grade(devswap: Run, after_the_day: dict[str, str]) -> None:
    at = after_the_day
    assert devswap("grade", at["laptop"], "A", "bios=cleared", "--operator", at["engineer"])[0] == 2
    assert devswap("grade", at["laptop"], "A", "bios=perhaps", "--operator", at["bench"])[0] == 2
    assert devswap("grade", at["laptop"], "A", "bios=cleared", "--operator", at["bench"])[0] == 0
    assert "in place of" in devswap("grade", at["laptop"], "B", "--operator", at["bench"])[2]


def test_a_wrong_file_of_schemes_is_refused_with_its_place(
    desk: Path, devswap: Run, after_the_day: dict[str, str]
) -> None:
    (desk / "schemes.toml").write_text("[origin]\nname = 'x'\nschemes = []\n", "utf-8")
    with (desk / "config.toml").open("a", encoding="utf-8") as config:
        config.write('\n[wiping]\nschemes = "schemes.toml"\n')
    code, _, err = devswap("consignment", "open", "recycler", "--operator", after_the_day["bench"])
    assert code == 2
    assert "schemes.toml" in err


def test_the_commands_are_there() -> None:
    assert cli.run(["consignment", "--help"]) == 0
