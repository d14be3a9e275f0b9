"""What surrounds the visit: the status row, waiting visits, the balance, the tape, the keys."""

from dataclasses import replace
from datetime import UTC, timedelta

import msgspec
import pytest
from textual.geometry import Size

from devswap.desk.outcome import Balance, Happening, ParkedView
from devswap.tui.keys import KEYS
from devswap.tui.widgets.day import Tape, Today, Waiting, draw_tape, draw_today, draw_waiting
from devswap.tui.widgets.edges import Keys, Status, draw_keys, draw_status, parts
from scanners.reader import ScannerState
from tests.tui.values import HOSTILE, NOW, PARKED, drawn

READY = ScannerState("lane 1", "ready", "")
LOST = ScannerState("lane 2", "lost", "")


def test_waiting_visits_say_whose_how_long_and_what_lies_there() -> None:
    row = drawn(draw_waiting, Waiting(PARKED, NOW), 120, 1)[0]
    assert "S. Patel 31 min, new laptop, RVF" in row
    assert "M. Jones 12 min, old laptop, BBD" in row


def test_waiting_visits_that_do_not_fit_are_counted() -> None:
    row = drawn(draw_waiting, Waiting(PARKED * 5, NOW), 80, 1)[0]
    assert row.endswith("10 parked")
    assert "none" in drawn(draw_waiting, Waiting((), NOW), 80, 1)[0]


def test_the_balance_leaves_out_what_is_nought() -> None:
    row = drawn(draw_today, Today(Balance(41, 39, 3, 0, 0, 212), "F7", "F8"), 120, 1)[0]
    assert "in 41" in row
    assert "still to collect 3" in row
    assert "wipes waiting 212" in row
    assert "exempt" not in row
    assert "F7 wipes 212" in drawn(draw_today, Today(Balance(41, 39, 3, 2, 1, 212, 5, 6), "F7", "F8"), 80, 1)[0]


def test_the_tape_is_newest_first_and_marks_each_verdict() -> None:
    tape = tuple(
        Happening(NOW - timedelta(minutes=n), verdict, "R. Okafor", f"text {n}")
        for n, verdict in enumerate(("accepted", "told", "refused", "ask"))
    )
    rows = drawn(draw_tape, Tape(tape, UTC), 80, 3)
    assert [row.split()[0] for row in rows] == ["10:42", "10:41", "10:40"]
    assert [row.split()[1] for row in rows] == ["✓", "·", "✕"]


@pytest.mark.parametrize("width", [80, 120])
def test_all_keys_of_that_width_fit(width: int) -> None:
    row = drawn(draw_keys, Keys(KEYS), width, 1)[0]
    shown = [key for key in KEYS if key.brief or width > 100]
    assert all(f"{key.key.upper()} {key.label if width > 100 else key.brief}" in row for key in shown)


def test_a_scanner_that_is_lost_is_named() -> None:
    status = Status("Lambeth", "desk 2", "E. Moss", parts([READY, LOST], stored=False), "10:42")
    row = drawn(draw_status, status, 120, 1)[0]
    assert "scanner LOST: lane 2" in row
    assert "store NOT WRITING" in row
    assert "alone" in row
    narrow = drawn(draw_status, status, 80, 1)[0]
    assert "scanner LOST" in narrow
    assert "store FAILS" in narrow
    assert "10:42" in narrow


def test_a_desk_without_a_serial_scanner_relies_on_the_keyboard() -> None:
    assert parts([], stored=True)[0].text == "keyboard scanner"
    assert parts([READY], stored=True)[0].text == "scanner ready"


def test_nobody_signed_in_is_said() -> None:
    assert "nobody signed in" in drawn(draw_status, Status("Lambeth", "desk 2", "", (), "10:42"), 80, 1)[0]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("width", [80, 120])
def test_hostile_names_stay_in_their_place(text: str, width: int) -> None:
    size = Size(width, 4)
    parked = (ParkedView("a", text, NOW, text),) * 3
    happening = Happening(NOW, "told", text, text)
    rows = [
        *draw_waiting(Waiting(parked, NOW), size),
        *draw_tape(Tape((happening, msgspec.structs.replace(happening, recorded=True)), UTC), size),
        *draw_status(Status(text, text, text, parts([replace(LOST, name=text)], stored=True), "10:42"), size),
    ]
    assert all(row.cell_length <= width for row in rows)
    assert not any("\x1b" in row.plain for row in rows)
