"""A day of 300 visits with every exception: line by line, killed again and again, and at the terminal; one record."""

import json
import os
import sys
import tty
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("there are no ptys on Windows", allow_module_level=True)

from tests.day import playing
from tests.day.script import KINDS, by_scans, scripted
from tests.terminal.screen import Terminal

MET = {
    "no_entitlement", "same_scan_again", "intake_recorded", "issue_returned", "intake_withdrawn", "scan_to_undo",
    "exemption_granted", "exemption_withdrawn", "needs_supervisor", "device_of_another", "unknown_old_device",
    "out_of_scope", "recipient_over_limit", "checks_missing", "typed_identifier", "not_stocked_here", "wrong_category",
    "recipient_changed", "ambiguous", "own_swap", "unknown_scan", "signed_out", "signed_in", "count_recorded",
    "move_sent", "trolley_loaded", "round_closed", "visit_left_open", "count_due", "day_ends", "day_closed",
}  # fmt: skip
"""The exceptions that the day must meet, by the codes of their answers."""


def audited(folder: Path) -> dict[str, object]:
    """The balance of the desk's record, whose chain is whole."""
    playing.run(folder, "journal", "verify")
    found: dict[str, object] = json.loads(playing.run(folder, "audit", "--json"))
    assert found["balanced"] is True
    return found


def test_the_whole_day_line_by_line_meets_every_exception_and_balances(tmp_path: Path) -> None:
    day = scripted(300)
    playing.lay_out(tmp_path / "desk", day)
    played = playing.plainly(tmp_path / "desk", day)
    assert {answer["code"] for _, answer in played} >= MET
    assert not {answer["code"] for _, answer in played} & {"unknown_command", "not_recorded", "damaged_scan"}
    found = audited(tmp_path / "desk")
    assert found["faults"] == []
    assert len(list((tmp_path / "desk" / "papers").glob("*.pdf"))) == 1
    recorded = [kind for _, answer in played for kind in answer["recorded"]]
    assert playing.kinds(tmp_path / "desk")[-len(recorded) :] == recorded


@pytest.mark.timeout(1800)
def test_the_day_with_a_kill_every_few_visits_loses_nothing_that_was_printed(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    whole = pytestconfig.getoption("--whole-day", default=False)
    day = scripted(300 if whole else len(KINDS))
    playing.lay_out(tmp_path / "desk", day)
    before = len(playing.kinds(tmp_path / "desk"))
    printed = [
        k for answer in playing.killed(tmp_path / "desk", day, 60 if whole else 4, seed=5) for k in answer["recorded"]
    ]
    kept = iter(playing.kinds(tmp_path / "desk")[before:])
    assert all(kind in kept for kind in printed), "what was printed is in the record, in its order"
    assert audited(tmp_path / "desk")["faults"] == []


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
        playing.in_a_terminal(terminal, ours, played)
    os.close(ours)
    os.close(theirs)
    assert playing.journal(folder) == playing.journal(tmp_path / "lines")
    audited(folder)
