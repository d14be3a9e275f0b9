"""The lists of stock, moves, bookings, exemptions and owed devices, each on a desk of its own."""

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., tuple[int, str, str]]
Rows = Callable[..., list[Any]]


@pytest.fixture
def rows(devswap: Run) -> Callable[..., list[Any]]:
    """Run a command with `--json`: the objects that it prints."""

    def run(*arguments: str) -> list[Any]:
        code, out, _ = devswap(*arguments, "--json")
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

    return run


@pytest.fixture
def play(devswap: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Any]]:
    """Play lines at the desk: its answers."""

    def run(*lines: str) -> list[Any]:
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO("\n".join(lines).encode()), "utf-8"))
        code, out, _ = devswap("desk", "--plain", "--json")
        assert code == 0
        return [json.loads(line) for line in out.splitlines()]

    return run


def listed(desk: Path, name: str) -> list[dict[str, str]]:
    with (desk / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def own_site(desk: Path) -> str:
    words = next(line for line in (desk / "config.toml").read_text().splitlines() if line.startswith("site"))
    return words.split('"')[1]


def test_stock_counts_the_list_and_follows_a_move(desk: Path, rows: Rows, play: Rows) -> None:
    stock = listed(desk, "stock")
    assert sum(row["on_hand"] for row in rows("stock")) == len(stock)
    serial = next(row["serial"] for row in stock if row["site"] == own_site(desk) and row["serial"])
    assert [a["code"] for a in play("/send stock to Elsewhere", serial, "/confirm")][-1] == "move_sent"
    (move,) = rows("moves")
    assert (move["to"], move["devices"], move["lost"]) == ("Elsewhere", [serial], False)
    (elsewhere,) = rows("stock", "--site", "Elsewhere")
    assert (elsewhere["on_hand"], elsewhere["on_the_way"]) == (0, 1)


def test_a_cost_is_put_right_by_a_named_operator(desk: Path, rows: Rows, devswap: Run) -> None:
    row, operator = listed(desk, "stock")[0], listed(desk, "operators")[0]["number"]
    serial = row["serial"]
    arguments = ("stock", "correct", serial, "--cost", "123", "--reason", "Invoice 7")
    assert devswap(*arguments)[0] == 2, "nobody says so"
    assert devswap(*arguments, "--operator", "000000")[0] == 2
    assert devswap("stock", "correct", serial, "--reason", "x", "--operator", operator)[0] == 2, "nothing to put right"
    assert devswap(*arguments, "--operator", operator)[0] == 0
    found = next(r for r in rows("stock", "--devices") if r["serial"] == serial)
    assert (found["unit_cost"], found["order"]) == (123, row["order_ref"])
    assert devswap("audit")[0] == 0


def test_bookings_are_imported_and_listed_by_day(desk: Path, rows: Rows, devswap: Run) -> None:
    today = datetime.now(UTC).date().isoformat()
    number = listed(desk, "recipients")[0]["number"]
    file = desk / "bookings.csv"
    file.write_text(f"number,day,time,serial\n{number},{today},9:05,X1\n{number},2099-01-01,10:00,\n")
    assert devswap("import", "bookings", str(file))[0] == 0
    assert [(r["time"], r["recipient"], r["device"], r["state"]) for r in rows("bookings")] == [
        ("09:05", number, "X1", "expected"),
    ]  # fmt: skip
    assert len(rows("bookings", "--day", "2099-01-01")) == 1
    assert devswap("bookings", "--day", "soon")[0] == 2
    assert devswap("journal", "verify")[0] == 0


def test_exemptions_and_owed_are_empty_lists_on_a_fresh_desk(rows: Rows) -> None:
    assert rows("exemptions") == rows("owed") == rows("moves") == []


def test_an_exemption_is_listed_until_it_is_spent(desk: Path, rows: Rows, play: Rows) -> None:
    supervisor = next(row for row in listed(desk, "operators") if row["role"] == "supervisor")
    hands = {row["number"] for row in listed(desk, "operators")}
    laptops = (r for r in listed(desk, "estate") if r["category"] == "laptop" and r["serial"])
    old = next(r for r in laptops if r["assigned_to"] and r["assigned_to"] not in hands)
    person = next(r for r in listed(desk, "recipients") if r["number"] == old["assigned_to"])
    said = play(person["badge"], f"/exemption lost incident=INC-7 device={old['serial']}", supervisor["badge"])
    assert said[-1]["code"] == "exemption_granted", said
    (row,) = rows("exemptions")
    assert (row["recipient"], row["device"], row["state"], row["age_days"]) == (
        person["number"], old["serial"], "open", 0,
    )  # fmt: skip
