"""A day of 300 visits with every exception: line by line, killed again and again, and at the terminal; one record."""

import json
import os
import sys
import tty
from collections import Counter
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

from tests.day import playing
from tests.day.facts import facts
from tests.day.killing import REFUSED, Killer
from tests.day.script import KINDS, by_scans, scripted
from tests.terminal.screen import Terminal

MET = {
    "no_entitlement", "same_scan_again", "intake_recorded", "issue_returned", "intake_withdrawn", "scan_to_undo",
    "exemption_granted", "exemption_withdrawn", "needs_supervisor", "device_of_another", "unknown_old_device",
    "out_of_scope", "recipient_over_limit", "checks_missing", "typed_identifier", "not_stocked_here",
    "wrong_category", "recipient_changed", "ambiguous", "own_swap", "unknown_scan", "signed_out", "signed_in",
    "count_recorded", "move_sent", "move_received", "set_aside", "note_recorded", "trolley_loaded", "round_closed",
    "visit_left_open", "count_due", "day_ends", "day_closed",
}  # fmt: skip
"""The exceptions that the day must meet, by the codes of their answers."""
HELD = {
    "exemption lost", "exemption stolen", "exemption destroyed", "exemption advance", "exemption taken back",
    "intake withdrawn", "nothing leaver", "nothing spare", "nothing found", "nothing owed", "nothing clears_exemption",
    "brought by self", "brought by colleague", "brought by family", "brought by courier", "drive missing",
    "drive retained", "taken in media", "typed", "kept until 2099-01-01", "owes", "at_tried made", "charger raised",
    "damage raised", "return dead_on_arrival", "return wrong_model", "return scanned_in_error",
    "return wrong_model of another desk", "return dead_on_arrival of another desk", "needs_supervisor supervisor",
"unknown_old_device supervisor", "unknown_old_device unanswered",
    "device_of_another supervisor", "device_of_another reason", "out_of_scope supervisor",
    "recipient_over_limit supervisor", "delivery short", "delivery damaged", "move sent", "move received",
    "count differs", "counted again", "round counted", "day closed", "carried over", "explained",
}  # fmt: skip
"""What the record must hold when the day is over: each exception of a shift, as its entries say it."""


def audited(folder: Path) -> dict[str, object]:
    """The balance of the desk's record, whose chain is whole."""
    playing.run(folder, "journal", "verify")
    found: dict[str, object] = json.loads(playing.run(folder, "audit", "--json"))
    assert found["balanced"] is True
    assert found["faults"] == []
    return {name: value for name, value in found.items() if name != "to_settle"}


def refused(folder: Path) -> list[tuple[str, ...]]:
    """What was refused, to whom the lists call so."""
    events = [body["event"] for body in playing.entries(folder)]
    return [(e["code"], *sorted(e["devices"])) for e in events if e["kind"] == REFUSED]


def test_the_whole_day_line_by_line_meets_every_exception_and_balances(tmp_path: Path) -> None:
    day = scripted(300)
    playing.lay_out(tmp_path / "desk", day)
    played = playing.plainly(tmp_path / "desk", day)
    assert {answer["code"] for _, answer in played} >= MET
    assert not {answer["code"] for _, answer in played} & {"unknown_command", "not_recorded", "damaged_scan"}
    audited(tmp_path / "desk")
    assert HELD - set(facts(playing.entries(tmp_path / "desk"))) == set()
    assert len(list((tmp_path / "desk" / "papers").glob("*.pdf"))) == 1
    recorded = [kind for _, answer in played for kind in answer["recorded"]]
    assert playing.kinds(tmp_path / "desk")[-len(recorded) :] == recorded


@pytest.mark.timeout(1800)
def test_the_day_with_a_kill_every_few_minutes_ends_in_the_same_record(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    whole = pytestconfig.getoption("--whole-day", default=False)
    day = scripted(300 if whole else len(KINDS))
    playing.lay_out(tmp_path / "whole", day)
    played = playing.plainly(tmp_path / "whole", day)
    playing.lay_out(tmp_path / "killed", day)
    killer = Killer(tmp_path / "killed", day, played, (3.0, 8.0) if whole else (15.0, 25.0), seed=5)
    killer.play()
    assert killer.kills >= (70 if whole else 3)
    lasting, whole_day = (playing.journal(tmp_path / name, without=REFUSED) for name in ("killed", "whole"))
    assert lasting == whole_day
    again, once = (Counter(refused(tmp_path / name)) for name in ("killed", "whole"))
    assert again >= once, "who was refused is refused again, and nobody else"
    assert again.keys() == once.keys()
    assert audited(tmp_path / "killed") == audited(tmp_path / "whole")


@pytest.mark.timeout(1800)
def test_the_same_day_at_the_terminal_ends_in_the_same_record(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    whole = pytestconfig.getoption("--whole-day", default=False)
    day = scripted(300) if whole else by_scans(scripted(len(KINDS)))
    playing.lay_out(tmp_path / "lines", day)
    played = playing.plainly(tmp_path / "lines", day)
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    scanner = f'[[scanner]]\nname = "lane 1"\nport = "{os.ttyname(theirs)}"\n'
    folder = tmp_path / "screen"
    playing.lay_out(folder, day, scanner)
    with Terminal(playing.command(folder, "desk"), 120, 40, playing.environment(folder)) as terminal:
        playing.in_a_terminal(terminal, ours, folder, day, played)
    os.close(ours)
    os.close(theirs)
    assert playing.journal(folder) == playing.journal(tmp_path / "lines")
    audited(folder)
