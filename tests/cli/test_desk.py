"""The commands on one desk: its day played line by line, and everything that is then asked of its record."""

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from devswap import cli
from devswap.sample import visits

Run = Callable[..., tuple[int, str, str]]
Ask = Callable[..., list[Any]]
ANSWER = {"scan", "verdict", "code", "message", "next", "recorded", "visit", "visits_parked", "time"}
MISTAKES = {
    "no_entitlement", "already_taken_in", "already_issued", "wrong_category", "not_stocked_here", "own_swap",
    "unknown_old_device", "device_of_another", "out_of_scope", "recipient_over_limit", "old_left_over",
    "checks_missing", "scan_to_undo", "not_an_identity", "unknown_scan", "same_scan_again", "recipient_changed",
}  # fmt: skip
"""What the day's mistakes are answered with."""


@pytest.fixture
def play(devswap: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Give lines to a command's standard input, and run it."""

    def run(lines: bytes, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines), "utf-8"))
        return devswap(*arguments)

    return run


@pytest.fixture(scope="module")
def played(laid_out: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk after its day, the answers in `answers.jsonl`."""
    folder = Path(shutil.copytree(laid_out, tmp_path_factory.mktemp("played") / "desk"))
    command = [sys.executable, "-m", "devswap", "--config", str(folder / "config.toml"), "desk", "--plain", "--json"]
    with (folder / "day.scans").open("rb") as day, (folder / "answers.jsonl").open("wb") as answers:
        subprocess.run(command, stdin=day, stdout=answers, check=True, timeout=60)
    return folder


@pytest.fixture
def ask(played: Path, capfd: pytest.CaptureFixture[str]) -> Callable[..., list[Any]]:
    """Run a command on that desk: the objects that it prints."""

    def run(*arguments: str) -> list[Any]:
        assert cli.run(["--config", str(played / "config.toml"), *arguments, "--json"]) == 0
        return [json.loads(line) for line in capfd.readouterr().out.splitlines()]

    return run


def answers_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "answers.jsonl").read_text("utf-8").splitlines()]


def test_the_samples_day_meets_every_mistake_and_swaps_all_the_same(played: Path) -> None:
    answers = answers_of(played)
    assert all(answer.keys() >= ANSWER for answer in answers)
    codes = Counter(answer["code"] for answer in answers)
    assert codes.keys() >= MISTAKES
    assert codes["swap_recorded"] > 80
    assert codes["issue_recorded"] >= 1
    assert codes["intake_withdrawn"] >= 1


def test_every_visit_of_the_day_ends_as_it_says(played: Path) -> None:
    answers = iter(answers_of(played))
    known = {visit.what: visit for visit in (*visits.PLAIN, *visits.NOT_SO_PLAIN)}
    seen = set()
    for block in re.split(r"^# ", (played / "day.scans").read_text("utf-8"), flags=re.MULTILINE)[2:]:
        what, *lines = block.splitlines()
        visit = known[what]
        recorded = {kind for line in lines if line for kind in next(answers)["recorded"]}
        assert ("device_issued" in recorded) == visit.hands_out, what
        assert ("device_taken_in" in recorded) == (visit.takes_in or "stray" in visit.words), what
        seen.add(what)
    assert seen == known.keys()


def test_the_balance_agrees_with_what_was_answered(played: Path, ask: Ask) -> None:
    (audit,) = ask("audit")
    kinds = Counter(kind for answer in answers_of(played) for kind in answer["recorded"])
    assert audit["balanced"]
    assert (audit["intakes"], audit["issues"]) == (kinds["device_taken_in"], kinds["device_issued"])
    assert (audit["withdrawn"], audit["returns"]) == (kinds["intake_withdrawn"], kinds["issue_returned"])
    assert audit["entitlements"]["used"] == audit["issues"]


def test_the_queue_lists_what_the_balance_counts_oldest_first(ask: Ask) -> None:
    (audit,) = ask("audit")
    jobs = ask("wipes")
    assert len(jobs) == sum(audit["wipes"][state] for state in ("queued", "keeping", "held", "started", "failed"))
    assert [job["since"] for job in jobs] == sorted(job["since"] for job in jobs)
    assert {job["category"] for job in jobs} == {"laptop", "tablet", "desktop"}
    assert all(job["age_days"] in (0, 1) for job in jobs)
    assert len(ask("wipes", "--state", "not_needed")) == audit["wipes"]["not_needed"]


def test_as_of_judges_lateness_by_the_time_that_is_named(ask: Ask, devswap: Run) -> None:
    (now,), (later,) = ask("audit"), ask("audit", "--as-of", "2090-01-01T00:00:00Z")
    assert now["entitlements"]["expired"] == 0
    assert now["entitlements"]["open"] > 0
    assert later["entitlements"]["open"] == 0
    assert later["entitlements"]["expired"] == now["entitlements"]["open"]
    assert devswap("audit", "--as-of", "yesterday")[0] == 2


def test_plain_mode_speaks_in_words_and_a_terminal_obeys_none_of_them(play: Run) -> None:
    hostile = b'\\x1b[2J\\x07[/b]x\n[@click=app.quit]x[/]\n\' OR 1=1 --\n=HYPERLINK("x")\n\xff\xfe\n\\xzz\n/nonsense\n'
    code, said, _ = play(hostile, "desk", "--plain")
    assert code == 0
    assert all(character.isprintable() or character == "\n" for character in said)
    assert said.count("next:") >= 7


def test_nothing_on_standard_input_is_nothing_done(play: Run) -> None:
    assert play(b"", "desk", "--plain", "--json")[:2] == (0, "")


def test_an_operator_whom_no_list_knows_is_said(desk: Path, play: Run) -> None:
    config = desk / "config.toml"
    config.write_text(re.sub(r'operator = "\d+"', 'operator = "999"', config.read_text()))
    code, said, talk = play(b"5CG7290HTW\n", "desk", "--plain", "--json")
    assert code == 0
    assert json.loads(said)["code"] == "not_signed_in"
    assert "operator 999 is not in the operators' list" in talk


def test_the_journal_is_shown_exported_and_whole(desk: Path, devswap: Run, tmp_path: Path) -> None:
    code, said, _ = devswap("journal", "verify", "--json")
    assert code == 0
    verified = json.loads(said)
    assert verified["whole"]
    assert not verified["findings"]
    _, said, _ = devswap("journal", "show", "--json")
    entries = [json.loads(line) for line in said.splitlines()]
    assert len(entries) == verified["entries"]
    assert [entry["number"] for entry in entries] == list(range(1, len(entries) + 1))
    assert all(re.fullmatch("[0-9a-f]{64}", entry["hash"]) for entry in entries)
    _, said, _ = devswap("journal", "show", "--last", "2")
    assert len(said.splitlines()) == 2
    file = tmp_path / "out.journal"
    code, said, talk = devswap("journal", "export", str(file))
    assert (code, said) == (0, "")
    assert f"Exported {len(entries)} entries" in talk
    code, said, _ = devswap("journal", "export")
    assert said == file.read_text("utf-8")
    assert not list(tmp_path.glob("*.unfinished"))


def test_an_exported_journal_is_taken_in_whole_once_and_a_changed_one_not_at_all(
    played: Path, devswap: Run, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "played.journal"
    assert cli.run(["--config", str(played / "config.toml"), "journal", "export", str(file)]) == 0
    (tmp_path / "other.toml").write_text('[desk]\nstore = "other.db"\n')
    other = ("--config", str(tmp_path / "other.toml"), "journal")
    changed = tmp_path / "changed.journal"
    changed.write_bytes(file.read_bytes().replace(b"Lambeth", b"Croydon", 1))
    capfd.readouterr()
    assert cli.run([*other, "import", str(changed)]) == 3
    assert "changed.journal, line 4" in capfd.readouterr().err
    for new in (True, False):
        assert cli.run([*other, "import", str(file), "--json"]) == 0
        said = json.loads(capfd.readouterr().out)
        assert (said["new"] > 250, said["known"] > 250) == (new, not new)
    assert cli.run([*other, "verify"]) == 0


def test_a_bad_row_refuses_the_file_and_skip_bad_takes_the_rest(desk: Path, devswap: Run, tmp_path: Path) -> None:
    file = tmp_path / "stock.csv"
    file.write_text(
        "serial,category,maker,model,site,order_ref,unit_cost_pence,financial_year\n"
        "5CG5550AAA,laptop,HP,EliteBook,Lambeth,PO-9,100,2026/27\n"
        "5CG5550AAB,submarine,HP,EliteBook,Lambeth,PO-9,100,2026/27\n"
    )
    before = json.loads(devswap("journal", "verify", "--json")[1])["entries"]
    code, said, talk = devswap("import", "stock", str(file))
    assert (code, said) == (1, "")
    assert "line 3, category 'submarine'" in talk
    assert json.loads(devswap("journal", "verify", "--json")[1])["entries"] == before
    code, said, talk = devswap("import", "stock", str(file), "--skip-bad", "--json")
    assert code == 0
    assert {k: json.loads(said)[k] for k in ("rows", "rejected")} == {"rows": 1, "rejected": 1}
    assert "submarine" in Path(json.loads(said)["rejected_file"]).read_text()


def test_several_files_of_one_import_are_one_list(desk: Path, devswap: Run, tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.csv").write_text(f"number,name,role,badge\n90000{number},N. N.,engineer,77{number}\n")
    assert devswap("import", "operators", str(tmp_path / "1.csv"), str(tmp_path / "2.csv"))[0] == 0
    assert devswap("import", "operators", str(tmp_path / "there-is-none.csv"))[0] == 1


@pytest.mark.parametrize("arguments", [["audit"], ["wipes"], ["journal", "verify"], ["journal", "show"]])
def test_a_store_that_is_not_there_is_3_and_is_not_made(tmp_path: Path, devswap: Run, arguments: list[str]) -> None:
    (tmp_path / "empty.toml").write_text('[desk]\nstore = "none.db"\n')
    code, said, talk = devswap(*arguments, "--config", str(tmp_path / "empty.toml"))
    assert (code, said) == (3, "")
    assert "there is no store" in talk
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("command", ["desk", "bench"])
def test_where_standard_input_is_no_terminal_it_goes_line_by_line(
    laid_out: Path, play: Callable[..., Any], command: str
) -> None:
    code, out, _ = play(b"/help lock\n", command)
    assert code == 0
    assert "  next: " in out
    assert "\x1b" not in out


def test_audit_and_the_wipe_queue_agree_on_what_a_list_holds(
    played: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(played, tmp_path / "held"))

    def run(*arguments: str) -> list[Any]:
        assert cli.run(["--config", str(folder / "config.toml"), *arguments]) == 0
        return [json.loads(line) for line in capfd.readouterr().out.splitlines()]

    first = run("wipes", "--json")[0]["serial"]
    (folder / "holds.csv").write_text(f"serial,reference\n{first},case 7\n", "utf-8")
    run("import", "holds", str(folder / "holds.csv"))
    queue = Counter(job["state"] for job in run("wipes", "--json"))
    (counted,) = run("audit", "--json")
    assert queue["held"] == counted["wipes"]["held"] == 1
    assert queue["keeping"] == counted["wipes"]["keeping"]
    assert counted["balanced"]


def test_an_import_that_stops_names_the_files_that_it_did_not_look_at(devswap: Run, desk: Path) -> None:
    for name, category in (("a", "laptop"), ("b", "nonsense"), ("c", "laptop")):
        (desk / f"{name}.csv").write_text(f"serial,category\nSER-{name}-001,{category}\n", "utf-8")
    code, _, talk = devswap("import", "estate", *(str(desk / f"{name}.csv") for name in "abc"))
    assert code == 1
    assert f"Not looked at: {desk / 'c.csv'}. Import all of the files once more." in talk
    assert "a.csv: 1 rows taken" in talk
