"""A desk whose clock is wrong, and a register whose clock is: said, no trouble to others, and nothing too soon."""

from datetime import UTC, datetime, timedelta

import pytest

from devswap import doctor
from devswap.desk.clock import clock_doubt
from devswap.ledger import events as ev
from devswap.ledger.ids import instant
from tests.desk.scenes import OKAFOR, Scene
from tests.sync.desks import Two, exchange, sync

TRUE = datetime(2026, 11, 23, 10, tzinfo=UTC)
OLD, NEW = "5CG7290HTW", "5CG2411RVD"
CLOCKS = {
    "3 h behind": (TRUE - timedelta(hours=3), "this clock is 3 h slow: set it"),
    "2 days ahead": (TRUE + timedelta(days=2), "this clock is 2 d fast: set it"),
    "never set": (datetime(1970, 1, 4, tzinfo=UTC), "this clock is 20777 d slow: set it"),
    "in 2099": (datetime(2099, 1, 25, tzinfo=UTC), "this clock is 26360 d fast: set it"),
}


def taken(scene: Scene) -> ev.DeviceTakenIn:
    [found] = [e.event for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn)]
    return found


@pytest.mark.parametrize("how", CLOCKS)
def test_a_wrong_clock_at_one_desk_is_said_there_and_ends_nothing_too_soon_anywhere(two: Two, how: str) -> None:
    at, words = CLOCKS[how]
    wrong, right = two.two, two.one
    wrong.clock.at = at
    sync(exchange(wrong), two.register)
    assert wrong.codes(OKAFOR, OLD, NEW, "/confirm")[-1] == "swap_recorded"
    two.in_step()
    status = exchange(wrong).status()
    assert (status.waiting, words in status.words(at), status.well(at)) == (0, True, False)
    event = taken(wrong)
    assert event.keep_until is not None
    assert event.collect_by is not None
    assert event.keep_until >= (TRUE + timedelta(days=14)).date().isoformat(), "P9, by whichever clock comes last"
    assert event.keep_until <= (TRUE + timedelta(days=16)).date().isoformat(), "and by none that cannot be right"
    assert event.collect_by >= instant(TRUE + timedelta(days=28))
    assert right.codes(OKAFOR, OLD)[-1] == "already_taken_in"
    assert clock_doubt(wrong.store)
    wrong.clock.at = TRUE
    sync(exchange(wrong), two.register)
    assert clock_doubt(wrong.store) == "", "set, and the register's says the same"
    assert clock_doubt(right.store) == "", "what another desk's clock said is no doubt of this one"
    assert [f.words for f in doctor._store(right.folder / "desk.db", TRUE) if f.state != "fit"] == []


@pytest.mark.parametrize(
    ("year", "words"), [(1970, "the register's clock is 20746 d slow"), (2099, "the register's clock is 26371 d fast")]
)
def test_a_register_whose_clock_cannot_be_right_is_named_and_moves_no_day(two: Two, year: int, words: str) -> None:
    two.register._now = lambda: instant(datetime(year, 2, 4, 10, tzinfo=UTC))
    sync(exchange(two.two), two.register)
    assert two.two.codes(OKAFOR, OLD, NEW, "/confirm")[-1] == "swap_recorded"
    sync(exchange(two.two), two.register)
    status = exchange(two.two).status()
    assert status.waiting == 0
    assert f"{words}: tell who keeps it" in status.words(TRUE)
    assert taken(two.two).keep_until == (TRUE + timedelta(days=14)).date().isoformat()


def test_a_lone_desk_whose_clock_was_lost_goes_on_from_its_last_entry(scene: Scene) -> None:
    assert scene.codes(OKAFOR, "CN0F7TK98123", "/intake-only")[-1] == "intake_recorded"
    scene.clock.at = datetime(1970, 1, 4, tzinfo=UTC)
    assert scene.codes(OLD, "/intake-only")[-1] == "intake_recorded"
    events = [e.event for e in scene.store.history()]
    [laptop] = [e for e in events if isinstance(e, ev.DeviceTakenIn) and e.category == "laptop"]
    assert laptop.keep_until == (TRUE + timedelta(days=14)).date().isoformat()
