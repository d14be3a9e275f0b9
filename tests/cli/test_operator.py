"""`devswap operator`: PINs from standard input, and a supervisor's for every change once there is one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
PIN, OTHER, THIRD = "493817", "550274", "618203"


def rows(devswap: Run) -> dict[str, dict[str, object]]:
    return {row["number"]: row for row in map(json.loads, devswap("operator", "list", "--json")[1].splitlines())}


def test_the_first_supervisor_gets_a_pin_and_is_listed(devswap: Run, boss: str) -> None:
    row = rows(devswap)[boss]
    assert (row["role"], row["pin"], row["locked_until"]) == ("supervisor", True, None)


def test_once_a_supervisor_has_a_pin_it_is_asked_for(devswap: Run, play: Run, boss: str) -> None:
    add = ("operator", "add", "900002", "--role", "supervisor")
    assert "--by" in play("", *add)[2]
    assert play(f"{OTHER}\n", *add, "--by", boss)[0] == 1
    assert "900002" not in rows(devswap)
    assert play(f"{PIN}\n", *add, "--by", boss)[0] == 0
    assert play(f"{PIN}\n{OTHER}\n", "operator", "pin", "900002", "--by", boss)[0] == 0
    assert play(f"{OTHER}\n{THIRD}\n", "operator", "pin", "900002")[0] == 0, "one's own old PIN opens the way to a new"
    assert rows(devswap)["900002"]["pin"]


def test_guesses_at_the_command_are_counted_with_those_at_the_desk(devswap: Run, play: Run, boss: str) -> None:
    for _ in range(3):
        assert play(f"{OTHER}\n{THIRD}\n", "operator", "pin", boss)[0] == 1
    assert "wrong too often" in play(f"{PIN}\n{THIRD}\n", "operator", "pin", boss)[2]
    said = [json.loads(x) for x in play(f"/sign-in {boss} {PIN}\n", "desk", "--plain", "--json")[1].splitlines()]
    assert [answer["code"] for answer in said] == ["locked_out"]
    assert PIN not in json.dumps(said)
    assert "themselves" in play(f"{PIN}\n", "operator", "unlock", boss, "--by", boss)[2]
    assert rows(devswap)[boss]["locked_until"]


@pytest.mark.parametrize("weak", ["123456", "000000", "98765", "12ab56", "", "1234567890123"])
def test_a_weak_pin_is_none(play: Run, devswap: Run, weak: str) -> None:
    number = next(iter(rows(devswap)))
    assert play(f"{weak}\n", "operator", "pin", number)[0] == 1
    assert not rows(devswap)[number]["pin"]


def test_an_operator_with_a_pin_is_not_signed_in_by_the_configuration(play: Run, desk: Path) -> None:
    configured = (desk / "config.toml").read_text().split('operator = "')[1].split('"')[0]
    assert play(f"{PIN}\n", "operator", "pin", configured)[0] == 0
    _, said, talk = play(f"SCAN1\n/sign-in {configured}\n{PIN}\n", "desk", "--plain", "--json")
    assert [json.loads(line)["code"] for line in said.splitlines()] == ["not_signed_in", "pin_wanted", "signed_in"]
    assert "signs in with a PIN" in talk
    assert PIN not in said + talk
