"""A PIN is proved by argon2id alone, and a try is counted before it is made."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from devswap.store.pins import LONGEST_WAIT, Attempts
from tests.store.shelf import Shelf

PIN, OTHER = "493817", "550274"
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
import argon2
from devswap.store import Store
from tests.store.shelf import StillClock

argon2.PasswordHasher.verify = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
store = Store.open(Path(sys.argv[1]), clock=StillClock(), dice=Random(7).getrandbits, ballast=0)
store.pins.attempt("200001", "550274", datetime(2026, 11, 23, 10, 0, tzinfo=UTC), 3)
"""


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, None), (2, None), (3, 1), (4, 2), (5, 4), (8, 32), (12, 480), (400, 480)]
)
def test_the_wait_doubles_up_to_eight_hours(failures: int, minutes: int | None) -> None:
    until = Attempts(failures, AT).until(3)
    assert until == (None if minutes is None else AT + timedelta(minutes=minutes))
    assert until is None or until - AT <= LONGEST_WAIT


def test_only_a_verifier_is_kept_and_two_of_one_pin_differ(shelf: Shelf) -> None:
    for number in ("200001", "200002"):
        shelf.store.pins.keep(number, PIN)
    rows = [row[0] for row in shelf.store.rows("SELECT verifier FROM pins ORDER BY number")]
    assert all(row.startswith("$argon2id$v=19$m=65536,t=2,p=1$") for row in rows)
    assert rows[0] != rows[1]
    assert shelf.store.pins.attempt("200001", PIN, AT, 3).right
    assert not shelf.store.pins.attempt("200001", OTHER, AT, 3).right


def test_nobody_without_a_pin_gets_in_with_one(shelf: Shelf) -> None:
    assert not shelf.store.pins.attempt("200009", PIN, AT, 3).right
    assert not shelf.store.pins.attempt("200009", "", AT, 3).right


def test_during_a_wait_nothing_is_tried_or_counted(shelf: Shelf) -> None:
    shelf.store.pins.keep("200001", PIN)
    for _ in range(3):
        shelf.store.pins.attempt("200001", OTHER, AT, 3)
    assert not shelf.store.pins.attempt("200001", PIN, AT + timedelta(seconds=59), 3).right
    assert shelf.store.pins.attempts("200001").failures == 3
    assert shelf.store.pins.attempt("200001", PIN, AT + timedelta(seconds=61), 3).right


def test_wrong_pins_of_a_clock_that_was_far_ahead_wait_a_minute_and_no_years(shelf: Shelf) -> None:
    pins, ahead = shelf.store.pins, AT.replace(year=2099)
    pins.keep("200001", PIN)
    for _ in range(3):
        assert not pins.attempt("200001", OTHER, ahead, 3).right
    held = pins.attempt("200001", PIN, AT, 3)
    assert (held.right, held.until) == (False, AT + timedelta(minutes=1)), "setting the clock back is no way round"
    assert pins.attempt("200001", PIN, AT + timedelta(seconds=30), 3).until == AT + timedelta(minutes=1)
    assert pins.attempt("200001", PIN, AT + timedelta(seconds=61), 3).right


def test_a_verifier_that_cannot_be_read_opens_nothing(shelf: Shelf) -> None:
    shelf.store.pins.keep("200001", PIN)
    shelf.store._db.commit("UPDATE pins SET verifier = ?", ("no verifier",))
    assert not shelf.store.pins.attempt("200001", PIN, AT, 3).right


def test_a_kill_in_the_middle_of_a_try_gives_no_other(shelf: Shelf) -> None:
    shelf.store.pins.keep("200001", PIN)
    shelf.close()
    for _ in range(2):
        top = Path(__file__).parents[2]
        child = subprocess.run([sys.executable, "-c", KILLED, str(shelf.path)], cwd=top, check=False)
        assert child.returncode == -9
    shelf.open()
    assert shelf.store.pins.attempts("200001").failures == 2
