"""Whoever has a PIN acts by no command without it: a number alone proves nobody (P8)."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
PIN, WRONG = "493817", "550274"

COMMANDS = {
    "hold place": ("hold", "place", "{old}", "--reference", "EV-1", "--authorised-by", "{boss}"),
    "hold lift": ("hold", "lift", "{old}", "--authorised-by", "{boss}"),
    "grade": ("grade", "{old}", "A"),
    "consignment open": ("consignment", "open", "device-bank"),
    "stock correct": ("stock", "correct", "{new}", "--cost", "1", "--reason", "typing"),
    "correct note": ("correct", "note", "{old}", "hello"),
    "correct same-device": (
        "correct",
        "same-device",
        "{old}",
        "{new}",
        "--reason",
        "typing",
        "--authorised-by",
        "{boss}",
    ),
    "wipe start": ("wipe", "start", "{old}"),
    "wipe accept": ("wipe", "accept", "{old}"),
    "wipe fail": ("wipe", "fail", "{old}", "read-errors"),
    "wipe drive": ("wipe", "drive", "{old}", "found", "X1", "nvme"),
    "wipe import": ("wipe", "import", "{file}"),
}


def entries(devswap: Run) -> int:
    return int(json.loads(devswap("journal", "verify", "--json")[1])["entries"])


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_no_command_acts_for_somebody_whose_pin_is_not_given(
    devswap: Run, play: Run, boss: str, desk: Path, words: tuple[str, ...]
) -> None:
    facts = {
        "old": rows(desk, "estate.csv")[0]["serial"], "new": rows(desk, "stock.csv")[0]["serial"], "boss": boss,
        "file": str(desk / "day.scans"),
    }  # fmt: skip
    before = entries(devswap)
    command = [word.format(**facts) for word in words]
    for line, says in (("", "PIN of 900001 was expected"), (f"{WRONG}\n", "not the PIN")):
        code, _, said = play(line, *command, "--operator", boss)
        assert code == 1
        assert says in said
    assert entries(devswap) == before


def test_a_hold_takes_the_word_of_both_people(devswap: Run, play: Run, boss: str, desk: Path) -> None:
    bench = next(o["number"] for o in rows(desk, "operators.csv") if o["role"] == "bench")
    serial = rows(desk, "estate.csv")[0]["serial"]
    words = ("hold", "place", serial, "--reference", "EV-1", "--operator", bench, "--authorised-by", boss)
    assert play(f"{WRONG}\n", *words)[0] == 1
    assert devswap("hold", "list", "--json")[1] == ""
    assert play(f"{PIN}\n", *words)[0] == 0
    assert json.loads(devswap("hold", "list", "--json")[1])["subject"] == serial


def test_an_unknown_number_is_2_and_named(devswap: Run) -> None:
    code, _, said = devswap("consignment", "open", "device-bank", "--operator", "nobody")
    assert code == 2
    assert "No operator has the number nobody" in said
