"""Assistive technology: the swap asks that it was tried, and what somebody needs stays out of the system."""

from pathlib import Path

import pytest

from devswap.ledger import events as ev
from devswap.ledger.parts import Check
from tests.desk.scenes import DOYLE, MARSH, OKAFOR, RECIPIENTS, Scene

OLD, NEW, OTHER = "5CG9990AAB", "5CG2411RVD", "5CG2411RVF"


def checks(scene: Scene, kind: type[ev.DeviceIssued] | type[ev.DeviceTakenIn]) -> list[tuple[Check, ...]]:
    return [e.event.checks for e in scene.store.history() if isinstance(e.event, kind)]


@pytest.mark.parametrize("how", [DOYLE, "/confirm"])
def test_it_is_asked_however_the_swap_is_signed_for(scene: Scene, how: str) -> None:
    said = scene.say(DOYLE, OLD, NEW, how)
    assert (said.verdict, said.code, said.recorded) == ("ask", "checks_missing", ())
    assert "assistive technology tried on the new one" in said.message
    assert checks(scene, ev.DeviceIssued) == []


def test_a_badge_is_no_answer_to_it_and_confirm_is(scene: Scene) -> None:
    assert scene.codes(DOYLE, OLD, NEW, DOYLE, DOYLE, DOYLE)[3:] == ["checks_missing"] * 3
    assert scene.say("/confirm").code == "swap_recorded"
    (issued,) = checks(scene, ev.DeviceIssued)
    assert Check("at_tried", "made") in issued
    (taken_in,) = checks(scene, ev.DeviceTakenIn)
    assert "at_tried" not in [check.code for check in taken_in], "it is about the new one"


def test_another_new_one_is_asked_about_anew(scene: Scene) -> None:
    scene.say(DOYLE, OLD, NEW, DOYLE, "/cancel", OLD, OTHER)
    assert scene.say("/confirm").code == "checks_missing"


def test_it_is_asked_when_the_new_one_is_collected_later(scene: Scene) -> None:
    assert scene.say(DOYLE, OLD, "/intake-only").code == "intake_recorded", "nothing goes out: nothing is to be tried"
    assert scene.codes("/cancel", DOYLE, NEW, DOYLE)[-1] == "checks_missing"
    assert scene.say("/confirm").code == "issue_recorded"


def test_it_is_asked_again_for_the_one_that_is_given_for_a_dead_one(scene: Scene) -> None:
    scene.say(DOYLE, OLD, NEW, DOYLE, "/confirm", "/return dead-on-arrival", NEW, OTHER)
    assert scene.codes(DOYLE, "/confirm") == ["checks_missing", "issue_recorded"]
    assert [Check("at_tried", "made") in made for made in checks(scene, ev.DeviceIssued)] == [True, True]


def test_nobody_else_is_asked_and_nothing_is_said_of_them(scene: Scene) -> None:
    assert scene.say(OKAFOR, "5CG7290HTW", NEW, OKAFOR).code == "swap_recorded"
    (issued,) = checks(scene, ev.DeviceIssued)
    assert "at_tried" not in [check.code for check in issued]


def test_the_next_badge_does_not_sign_it_away(scene: Scene) -> None:
    scene.say(DOYLE, OLD, NEW, DOYLE, MARSH)
    assert checks(scene, ev.DeviceIssued) == []
    assert scene.codes(DOYLE, DOYLE)[-1] == "checks_missing"


def test_what_somebody_needs_is_not_kept_even_where_a_list_says_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    rows = RECIPIENTS.splitlines()
    scene.bring("recipients", "\n".join([f"{rows[0]},at_need", *(f"{row},ZoomText 2023" for row in rows[1:])]) + "\n")
    scene.say(DOYLE, OLD, NEW, DOYLE, "/confirm")
    scene.close()
    assert all(b"ZoomText" not in file.read_bytes() for file in tmp_path.glob("desk.db*"))
    assert b"K. Doyle" in (tmp_path / "desk.db").read_bytes()
