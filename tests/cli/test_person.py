"""`devswap person`: shown, forgotten, kept out, and who looked for whom."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from devswap.cli import opening

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def number(desk: Path) -> str:
    """A person of the sample whose visit of the day ends in a swap."""
    return (desk / "recipients.csv").read_text().splitlines()[1].split(",")[1]


@pytest.fixture
def play(devswap: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give lines to a command's standard input, and run it."""

    def run(lines: str, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(lines.encode()), "utf-8"))
        return devswap(*arguments)

    return run


def test_a_person_is_shown_forgotten_and_kept_out(devswap: Run, desk: Path, number: str) -> None:
    code, said, _ = devswap("person", "export", number)
    held = json.loads(said)
    assert (code, held["number"]) == (0, number)
    assert devswap("person", "strip", number)[0] == 0
    assert devswap("person", "export", number)[0] == 1
    code, _, talk = devswap("import", "recipients", str(desk / "recipients.csv"))
    assert (code, number in talk, "stripped" in talk) == (1, True, True)
    assert devswap("person", "readmit", number)[0] == 0
    assert devswap("import", "recipients", str(desk / "recipients.csv"))[0] == 0
    assert devswap("person", "readmit", number)[0] == 1
    assert devswap("journal", "verify")[0] == 0


def test_a_search_is_noted_and_shown_to_whom_it_was_about(play: Run, devswap: Run, number: str) -> None:
    play(f"/find {number}\n", "desk", "--plain")
    (row,) = map(json.loads, devswap("person", "look-ups", number, "--json")[1].splitlines())
    assert (row["person"], row["how"]) == (number, "find")
    assert row["by"]
    assert json.loads(devswap("person", "export", number)[1])["look_ups"] == [row]


def test_a_whole_day_is_forgotten_by_age_and_the_record_stands(devswap: Run, play: Run, desk: Path) -> None:
    play((desk / "day.scans").read_text(), "desk", "--plain")
    assert devswap("person", "strip", "--older-than", "1")[2].startswith("0 forgotten")
    before = devswap("audit", "--json")[1]
    _, _, talk = devswap("person", "strip", "--older-than", "0")
    assert int(talk.split()[0]) > 100
    assert "kept" in talk
    assert devswap("journal", "verify")[0] == 0
    assert json.loads(devswap("audit", "--json")[1])["balanced"] == json.loads(before)["balanced"] is True


def test_a_hold_keeps_a_person_and_is_said_to_the_one_who_asks(devswap: Run, desk: Path, number: str) -> None:
    (desk / "holds.csv").write_text(f"recipient_number,reference\n{number},case 7\n")
    assert devswap("import", "holds", str(desk / "holds.csv"))[0] == 0
    code, _, talk = devswap("person", "strip", number)
    assert (code, "hold" in talk) == (3, True)
    assert devswap("person", "export", number)[0] == 0


@pytest.mark.parametrize("arguments", [(), ("104417", "--older-than", "3"), ("--by-policy", "--older-than", "3")])
def test_one_way_to_strip_at_a_time(devswap: Run, arguments: tuple[str, ...]) -> None:
    assert devswap("person", "strip", *arguments)[0] == 2


def test_strip_reaches_paper_that_waits_for_a_printer(devswap: Run, play: Run, desk: Path) -> None:
    (desk / "off").write_text("in the way of the printer's folder")
    with (desk / "config.toml").open("a", encoding="utf-8") as config:
        config.write('[[printer]]\nname = "counter"\nkind = "png"\nfolder = "off"\nprints = ["receipt"]\n')
    day = (desk / "day.scans").read_text("utf-8").splitlines()[:40]
    play("\n".join(day) + "\n", "desk", "--plain")
    (queue,) = desk.glob("*.paper")
    before = len(list(queue.glob("*/*receipt*.png")))
    taken = 0
    for row in (desk / "recipients.csv").read_text("utf-8").splitlines()[1:]:
        code, _, talk = devswap("person", "strip", row.split(",")[1])
        taken += int(talk.split()[0]) if code == 0 and "waited for a printer" in talk else 0
    assert 0 < taken <= before
    assert len(list(queue.glob("*/*receipt*.png"))) == before - taken


def test_by_a_clock_that_cannot_be_right_nobody_is_forgotten(
    devswap: Run, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening.SystemClock, "now", lambda _: datetime(2099, 1, 25, tzinfo=UTC))
    code, _, talk = devswap("person", "strip", "--by-policy")
    assert (code, "clock cannot be trusted (it says 2099)" in talk) == (1, True)
    assert devswap("person", "export", number)[0] == 0


def test_years_after_the_programme_a_store_that_rested_still_forgets(
    devswap: Run, play: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play((desk / "day.scans").read_text(), "desk", "--plain")
    monkeypatch.setattr(opening.SystemClock, "now", lambda _: datetime(2080, 1, 2, tzinfo=UTC))
    code, _, talk = devswap("person", "strip", "--by-policy")
    assert (code, int(talk.split()[0]) > 100) == (0, True)
