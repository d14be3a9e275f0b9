"""The reports that an auditor asks for: each adds up, in words, as JSON, as CSV and on paper."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from devswap import cli
from devswap.desk.shelf import correction
from devswap.store import Recording
from tests.desk.scenes import DOYLE, LISTS, MARSH, OKAFOR, REID, SHAH, Scene
from tests.printing import pdfs

Report = Callable[..., str]
Rows = Callable[..., list[dict[str, Any]]]
FORMULA = "=HYPERLINK(1)"
KINDS = ("one-for-one", "custody", "ages", "schemes", "authorised", "refused", "spend")
CONFIG = """
[desk]
name = "desk 2"
site = "Lambeth"
store = "desk.db"
[[programme.years]]
year = "2022/23"
approved_pence = 50_000_000
decision = "PCD 1311"
[[programme.years]]
year = "2023/24"
approved_pence = 60_000_000
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A day, a week and a day: swaps, what waits, an exemption by a supervisor, refusals, a move, a cost put right."""
    scene = Scene(tmp_path)
    scene.bring("recipients", LISTS["recipients"].replace("J. Marsh", FORMULA))
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", "CN0F7TK98123", "/confirm", "/confirm")
    scene.say(REID, "5CG8122QPW", "/intake-only")
    scene.clock.pass_by(days=8)
    scene.say(MARSH, "5CG2411RVF", MARSH, "/exemption lost incident=INC-5 device=5CG8122QPN", SHAH)
    scene.say("/cancel", DOYLE, "5CG9990AAB", "/intake-only")
    scene.say("/send custody to Sidcup seal=S-1", "5CG7290HTW", "/confirm")
    device = scene.store.devices([("any", "5CG2411RVD")])[0].device
    right = correction(scene.store, device, 100_000, "2023/24", None, "invoice")
    assert right is not None
    scene.store.record([Recording(right)])
    scene.clock.pass_by(days=1)
    scene.say(DOYLE, "6KDY1T3", DOYLE)
    scene.close()
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


@pytest.fixture
def report(folder: Path, capfd: pytest.CaptureFixture[str]) -> Report:
    def run(*arguments: str) -> str:
        assert cli.run(["--config", str(folder / "config.toml"), "report", *arguments]) == 0
        return capfd.readouterr().out

    return run


@pytest.fixture
def rows(report: Report) -> Rows:
    return lambda *arguments: [json.loads(line) for line in report(*arguments, "--json").splitlines()]


def test_one_for_one_balances_and_what_waits_is_told_by_age(rows: Rows) -> None:
    found = {row["line"]: row for row in rows("one-for-one", "--as-of", "2026-12-02")}
    assert (found["entitlements earned"]["number"], found["used by issues"]["number"]) == (5, 1)
    assert (found["difference"]["number"], found["issues less entitlements used"]["number"]) == (0, 0)
    waits = found["open"]
    assert (waits["number"], waits["up_to_7_days"], waits["up_to_28_days"], waits["oldest_days"]) == (4, 2, 2, 9)
    later = {row["line"]: row for row in rows("one-for-one", "--as-of", "2026-12-25")}
    assert (later["open"]["number"], later["expired"]["over_28_days"]) == (2, 2)


def test_each_that_waits_is_named_oldest_first(rows: Rows) -> None:
    found = rows("one-for-one", "--each", "--as-of", "2026-12-02")
    assert [(r["state"], r["recipient"], r["what"], r["age_days"]) for r in found] == [
        ("open", "104417", "monitor", 9), ("open", "104418", "laptop", 9), ("open", "104419", "laptop", 1),
        ("open", "104420", "laptop", 1),
    ]  # fmt: skip


def test_custody_by_device_sums_to_the_intakes_and_says_under_which_seal(rows: Rows) -> None:
    total, devices = rows("custody")[-1], rows("custody", "--devices")
    assert len(devices) == total["intakes"] == 4
    sent = next(row for row in devices if row["device"] == "5CG7290HTW")
    assert (sent["stands"], sent["site"], sent["seal"], sent["on_the_way"]) == ("in_custody", "Sidcup", "S-1", True)
    assert sum(row["stands"] == "in_custody" for row in devices) == total["in_custody"]


def test_authorised_says_who_for_what_and_for_whom(rows: Rows) -> None:
    (row,) = rows("authorised")
    assert (row["authorised_by"], row["operator"]) == ("200002 M. Shah", "200001 E. Moss")
    assert (row["what"], row["devices"], row["recipient"]) == ("exemption granted: lost", "5CG8122QPN", "104419")
    assert "INC-5" in row["why"]


def test_refused_lists_every_attempt_within_the_days_asked_for(rows: Rows) -> None:
    assert [(r["code"], r["devices"], r["recipient"]) for r in rows("refused")] == [
        ("no_entitlement", "5CG2411RVF", "104419"), ("wrong_category", "6KDY1T3", "104420"),
    ]  # fmt: skip
    assert len(rows("refused", "--from", "2026-12-02")) == 1
    assert len(rows("refused", "--to", "2026-12-01")) == 1
    assert len(rows("refused", "--from", "2026-12-01", "--to", "2026-12-02")) == 2
    assert rows("refused", "--to", "2026-11-30") == []


def test_spend_stands_against_each_years_approved_sum_in_pence(rows: Rows, report: Report) -> None:
    first, second = rows("spend")
    assert (first["year"], first["received"], first["received_cost_pence"]) == ("2022/23", 5, 3 * 84921 + 88000)
    assert (first["issued"], first["left_pence"]) == (0, 50_000_000 - 3 * 84921 - 88000)
    assert (second["received"], second["received_cost_pence"], second["issued_cost_pence"]) == (1, 100_000, 100_000)
    assert "left £599,000.00" in report("spend")


@pytest.mark.parametrize("kind", KINDS)
def test_every_report_is_csv_and_paper_too(kind: str, report: Report, rows: Rows, folder: Path) -> None:
    as_csv = list(csv.DictReader(StringIO(report(kind, "--csv", "-"))))
    as_json = rows(kind)
    assert len(as_csv) == len(as_json)
    assert not as_json or as_csv[0].keys() == as_json[0].keys()
    assert report(kind, "--pdf", str(folder / "report.pdf")) == ""
    said = pdfs.said((folder / "report.pdf").read_bytes())
    count = len(as_json)
    assert (f"{count} row{'' if count == 1 else 's'}." if count else "Nothing to report.") in said


def test_an_empty_report_as_csv_still_names_its_columns(report: Report) -> None:
    assert report("refused", "--to", "2026-11-01", "--csv", "-").startswith("time,code,devices,")


def test_a_name_that_looks_like_a_formula_runs_in_no_spreadsheet(report: Report) -> None:
    said = report("authorised", "--csv", "-")
    assert f"'{FORMULA}" in said
    assert f",{FORMULA}" not in said


def test_names_are_left_out_where_they_stay_off_the_screen(report: Report, folder: Path) -> None:
    config = folder / "config.toml"
    config.write_text(CONFIG + "[policy.privacy]\nnames_on_screen = false\n", encoding="utf-8")
    said = report("authorised") + report("refused") + report("one-for-one", "--each")
    assert "104419" in said
    assert not any(name in said for name in (FORMULA, "Shah", "Moss", "Reid"))


def test_a_wrong_time_is_named_with_its_option(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert cli.run(["--config", str(folder / "config.toml"), "report", "refused", "--from", "yesterday"]) == 2
    assert "--from: expected 2026-11-23" in capfd.readouterr().err


def test_one_for_one_that_does_not_balance_ends_with_6(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from devswap.ledger import audit

    monkeypatch.setattr(audit, "_adds_up", lambda _: False)
    assert cli.run(["--config", str(folder / "config.toml"), "report", "one-for-one"]) == 6
