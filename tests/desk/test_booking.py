"""Bookings: who is expected, with which device set aside; it is asked about when it goes to somebody else."""

from pathlib import Path

import pytest

from devswap.desk.booking import expected
from devswap.errors import ImportRefused
from tests.desk.scenes import MARSH, OKAFOR, REID, Scene

DAY = "2026-11-23"
BOOKINGS = f"""number,badge,day,time,serial,asset_tag
104418,,{DAY},11:00,5CG2411RVF,
,B000104417,{DAY},9:30,,300001
104419,,{DAY},10:15,,
999999,,{DAY},12:00,,
104420,,2026-11-24,09:00,5CG2411RVH,
"""


@pytest.fixture
def booked(scene: Scene) -> Scene:
    scene.bring("bookings", BOOKINGS)
    return scene


def test_who_is_expected_today_is_told_by_time(booked: Scene) -> None:
    said = booked.say("/bookings").message
    assert said.startswith("09:30 R. Okafor, 300001 set aside, expected; 10:15 J. Marsh, expected; 11:00 T. Reid")
    assert "999999, unknown" in said
    assert "K. Doyle" not in said
    assert "K. Doyle, 5CG2411RVH" in booked.say("/bookings 2026-11-24").message
    assert "Nobody" in booked.say("/bookings 2026-12-24").message
    assert booked.say("/bookings tomorrow").verdict == "told"


def test_the_visit_says_what_is_set_aside_and_the_list_who_was_served(booked: Scene) -> None:
    said = booked.say(OKAFOR)
    assert (said.code, "Expected at 09:30, 300001 is set aside" in said.message) == ("recipient_known", True)
    assert booked.say("5CG7290HTW", "5CG2411RVD", OKAFOR).code == "swap_recorded"
    states = {row.recipient: row.state for row in expected(booked.store, DAY)}
    assert states == {"104417": "served", "104419": "expected", "104418": "expected", "999999": "unknown"}


def test_a_device_that_is_set_aside_is_asked_about_when_it_goes_to_another(booked: Scene) -> None:
    said = booked.say(MARSH, "5CG8122QPN", "5CG2411RVF")
    assert (said.verdict, said.code, "T. Reid" in said.message) == ("ask", "set_aside", True)
    assert booked.say(MARSH).code == "set_aside", "it stands until it is answered"
    assert booked.say("/reason theirs is broken", MARSH).code == "swap_recorded"
    issue = next(e.event for e in booked.store.history())
    assert [(d.code, d.answer) for d in issue.doubts] == [("set_aside", "reason")]  # type: ignore[union-attr]


def test_it_is_asked_too_where_the_devices_come_before_the_badge(booked: Scene) -> None:
    assert booked.say("5CG8122QPN", "5CG2411RVF", MARSH).code == "set_aside"


def test_its_own_recipient_is_asked_nothing(booked: Scene) -> None:
    assert booked.codes(REID, "5CG8122QPW", "5CG2411RVF", REID)[-1] == "swap_recorded"


def test_what_was_booked_and_given_is_free_again(booked: Scene) -> None:
    booked.say(REID, "5CG8122QPW", "5CG2411RVH", "/reason first in the drawer", REID)
    assert booked.say(MARSH, "5CG8122QPN", "5CG2411RVF").code == "new_known", "T. Reid was served with another one"


@pytest.mark.parametrize("row", ["104417,,soon,,,", "104417,,2026-11-23,25:00,,", ",,2026-11-23,,,", "104417,,,,,"])
def test_a_row_that_books_nothing_is_named_and_nothing_taken(booked: Scene, tmp_path: Path, row: str) -> None:
    with pytest.raises(ImportRefused, match="line 2"):
        booked.bring("bookings", f"number,badge,day,time,serial,asset_tag\n{row}\n")
    assert len(booked.store.bookings(DAY)) == 4


def test_a_person_who_is_forgotten_is_expected_no_more(booked: Scene) -> None:
    person = booked.store.recipient_by_number("104418")
    assert person is not None
    booked.store.strip_person(person.id)
    assert "104418" not in {b.number for b in booked.store.bookings(DAY)}
