"""Keeping the register: lists in, discrepancies settled by a person, everything checked again from its bytes."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text

from devswap.cli import run
from devswap.errors import DevswapError, ImportRefused
from devswap.ledger.policy import Policy
from devswap.register import settling
from devswap.register.checking import faults
from devswap.register.database import transaction
from devswap.register.embedded import VARIABLE
from devswap.register.founding import Identity
from devswap.register.imports import Imported, Kind, import_list
from devswap.register.reports import report
from tests.ledger.stories import Desk
from tests.register.conftest import NOW
from tests.register.pushing import discrepancies, meet, push, pushed

CATEGORIES = Policy().categories
DICE = Random(3)
ESTATE = "serial,category,maker,model\nS1,laptop,HP,G5\nS2,laptop,HP,G5\n"
STOCK = "serial,category,maker,model,site,order_ref,unit_cost_pence\nN1,laptop,HP,G10,Lambeth,PO-1,85000\n"
RECIPIENTS = "kind,number,name,at_check\nperson,1001,A. Okafor,yes\nlocation,R12,Room 12,no\n"
OPERATORS = "number,name,role\n2001,B. Reid,engineer\n"

Import = Callable[[Kind, str], Imported]


@pytest.fixture
def take(engine: Engine, register: Identity, tmp_path: Path) -> Import:
    def importing(kind: Kind, content: str) -> Imported:
        file = tmp_path / f"{kind}.csv"
        file.write_text(content)
        with transaction(engine) as connection:
            return import_list(connection, kind, file, CATEGORIES, NOW, DICE.getrandbits)

    return importing


def check(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return list(faults(connection))


def dispute(engine: Engine) -> tuple[Desk, Desk, str]:
    one, other = Desk("a"), Desk("b")
    meet(engine, one, other)
    for desk, person in ((one, "okafor"), (other, "reid")):
        desk.take_in("old", person)
        pushed(engine, desk)
    [name] = discrepancies(engine)
    return one, other, name


def test_lists_come_in_whole_and_again_change_nothing(engine: Engine, take: Import) -> None:
    lists: dict[Kind, str] = {"estate": ESTATE, "stock": STOCK, "recipients": RECIPIENTS, "operators": OPERATORS}
    assert [take(kind, content).changed for kind, content in lists.items()] == [2, 1, 2, 1]
    assert [take(kind, content).changed for kind, content in lists.items()] == [0, 0, 0, 0]
    assert take("estate", ESTATE.replace("S2,", "S3,")).changed == 2
    assert check(engine) == []


def test_a_person_keeps_the_id_of_the_first_list(engine: Engine, take: Import) -> None:
    def ids() -> dict[str, str]:
        with engine.connect() as connection:
            return {row.number: str(row.id) for row in connection.execute(text("SELECT number, id FROM people"))}

    take("recipients", RECIPIENTS)
    first = ids()
    take("recipients", RECIPIENTS.replace("A. Okafor", "A. Okafor-Reid"))
    assert ids() == first


def test_a_list_waits_for_the_one_that_comes_in_beside_it(engine: Engine, take: Import, tmp_path: Path) -> None:
    file = tmp_path / "first.csv"
    file.write_text(RECIPIENTS.replace("1001", "2001"))
    with ThreadPoolExecutor(1) as beside:
        with transaction(engine) as connection:
            import_list(connection, "recipients", file, CATEGORIES, NOW, DICE.getrandbits)
            second = beside.submit(take, "operators", OPERATORS)
            while not connection.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
                assert not second.done(), "the second list came in while the first was open"
        assert second.result(timeout=60).changed == 1
    assert check(engine) == []


def test_a_wrong_row_is_named_and_nothing_is_taken(engine: Engine, take: Import) -> None:
    with pytest.raises(ImportRefused, match="line 3"):
        take("estate", ESTATE.replace("S2,laptop", "S2,toaster"))
    with pytest.raises(ImportRefused, match="line 4, row"):
        take("estate", ESTATE + "S1,laptop,HP,G5\n")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT position FROM register")).scalar() == 0


def test_settling_is_an_entry_of_the_registers_own_journal(engine: Engine, register: Identity) -> None:
    one, other, name = dispute(engine)
    with transaction(engine) as connection:
        shown = settling.shown(connection, name)
        assert {e["desk"] for e in shown["evidence"]} == {"the register"}
        assert {e["entry"] for e in shown["evidence"]} == {one.entries[0].id, other.entries[0].id}
        entry = settling.settle(connection, name, "both_stand", NOW, DICE.getrandbits)
    assert (entry.desk, entry.number) == (register.id, 1)
    assert discrepancies(engine) == {}
    assert check(engine) == []

    third = Desk("c")
    third.take_in("old", "shah")
    meet(engine, third)
    pushed(engine, third)
    assert list(discrepancies(engine)) == [name], "a further entry opens it again"


def test_evidence_says_within_what_its_time_is_known(engine: Engine, register: Identity) -> None:
    one, other = Desk("a"), Desk("b")
    meet(engine, one, other)
    one.offset = 60_000_000
    for desk in (one, other):
        desk.take_in("old", "okafor")
        for error in (1_500, 250_001, 40):
            push(engine, desk, error=error)
    [name] = discrepancies(engine)
    with engine.connect() as connection:
        known, unknown = settling.shown(connection, name)["evidence"]
    assert (known["offset_known"], known["error_ms"]) == (True, 251), "the worst that was said"
    assert known["estimated"] > known["wall"]
    assert (unknown["offset_known"], unknown["error_ms"], unknown["estimated"]) == (False, None, unknown["wall"])


def test_what_closed_by_itself_and_what_never_was_cannot_be_settled(engine: Engine, register: Identity) -> None:
    one, _, name = dispute(engine)
    one.withdraw(one.entries[0].id, one.entries[0].id)
    pushed(engine, one, 2)
    for wrong in (name, register.id, "nonsense"):
        with pytest.raises(DevswapError), transaction(engine) as connection:
            settling.settle(connection, wrong, "void", NOW, DICE.getrandbits)


WRONGS = {
    "UPDATE entries SET body = convert_to(replace(convert_from(body, 'UTF8'), 'G5', 'G6'), 'UTF8')": "not what was",
    "DELETE FROM entries WHERE position = 2": "log: position 2 is missing",
    "UPDATE register SET position = position + 1": "its counter stands at",
    "UPDATE entries SET log_hash = hash WHERE position = 1": "log: position 1 is not what was stored",
    "UPDATE entries SET journal = 99 WHERE position = 2": "of no journal",
    "DELETE FROM discrepancies": "is not raised",
    "UPDATE discrepancies SET freezes = '{}'": "is not what its entries give",
    "UPDATE journals SET number = 9 WHERE number = 1": "was acknowledged through 9",
    "UPDATE journals SET reported = 1, reported_hash = '\\x00' WHERE number = 1": "its desk was told",
}


@pytest.mark.parametrize(("wrong", "says"), WRONGS.items(), ids=list(WRONGS.values()))
def test_the_check_finds_whatever_was_changed(engine: Engine, register: Identity, wrong: str, says: str) -> None:
    dispute(engine)
    assert check(engine) == []
    with engine.begin() as connection:
        connection.execute(text(wrong.replace(":", "\\:")))
    assert any(says in fault for fault in check(engine))


def test_the_report_counts_what_stands(engine: Engine, register: Identity) -> None:
    dispute(engine)
    with engine.connect() as connection:
        made = report(connection, NOW)
    assert (made["intakes"], made["issues"], made["swaps"]) == (2, 0, 0)
    assert made["entitlements"] == {"frozen": 2}
    assert made["sites"] == {"": {"intakes": 2, "issues": 0}}, "desks that never enrolled have no site"
    assert made["discrepancies"] == {"taken_in_twice": 1}
    assert made["open_entitlements"] == {"to_7_days": 2, "to_28_days": 0, "longer": 0, "oldest_days": 0}
    with engine.connect() as connection:
        later = report(connection, NOW + timedelta(days=30))
    assert (later["open_entitlements"]["longer"], later["wipes_waiting"]["oldest_days"]) == (2, 30)


def test_a_swap_is_one_wherever_the_new_one_was_collected_and_none_once_it_came_back(
    engine: Engine, register: Identity
) -> None:
    one, other = Desk("a"), Desk("b")
    receipt = other.stock("new", "newer")
    old = one.take_in("old")
    moved = one.give_up(old, other)
    issue = other.issue(moved, "new", receipt, origin=old)
    other.issue(other.take_back(issue, "new", old), "newer", receipt, origin=old)
    meet(engine, one, other)
    pushed(engine, one)
    pushed(engine, other)
    with engine.connect() as connection:
        made = report(connection, NOW)
    assert (made["intakes"], made["issues"], made["returns"], made["swaps"]) == (1, 2, 1, 1)


def test_the_commands_print_what_the_contract_says(
    engine: Engine,
    register: Identity,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, _, name = dispute(engine)
    monkeypatch.setenv(VARIABLE, database)
    assert run(["register", "code", "--site", "Lambeth", "--desk", "Desk 1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out).keys() == {"code", "expires"}
    for command in (["discrepancies", "--json"], ["discrepancies", "list", "--json"]):
        assert run(["register", *command]) == 0
        [line] = capsys.readouterr().out.splitlines()
        assert json.loads(line).keys() == {"id", "kind", "state", "about", "entries", "raised", "next"}
    for command in (["discrepancies", "--csv", "-"], ["discrepancies", "list", "--csv", "-"]):
        assert run(["register", *command]) == 0
        columns, row = capsys.readouterr().out.splitlines()
        assert (columns, row.split(",")[0]) == ("id,kind,state,about,entries,raised,next", name)
    assert run(["register", "discrepancies", "settle", "z" * 36, "void"]) == 1
    assert "There is no discrepancy" in capsys.readouterr().err
    assert run(["register", "discrepancies", "settle", name, "void"]) == 0
    assert run(["register", "discrepancies", "--all", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["state"], said["next"]) == (
        "settled", "Nothing: it was settled (void). A further entry opens it again.",
    )  # fmt: skip
    assert run(["register", "report", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["years"] == {}
    assert run(["register", "check"]) == 0
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM discrepancies"))
    assert run(["register", "check"]) == 6


def test_plain_http_beyond_this_machine_must_be_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["register", "serve", "--listen", "0.0.0.0:8440"]) == 2
    assert "--plain-http" in capsys.readouterr().err


def test_a_database_out_of_reach_is_exit_4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "postgresql://nobody@127.0.0.1:1/none")
    assert run(["register", "check"]) == 4


def test_the_report_tells_issues_by_the_year_of_their_stock(engine: Engine, register: Identity) -> None:
    desk = Desk("a")
    receipt = desk.stock("new", "other")
    desk.issue(desk.take_in("old", "okafor"), "new", receipt, "okafor")
    meet(engine, desk)
    pushed(engine, desk)
    with engine.connect() as connection:
        made = report(connection, NOW)
    assert made["years"] == {"2026/27": {"issues": 1, "cost_pence": 85_000}}
    assert made["sites"][""] == {"intakes": 1, "issues": 1}
