"""Every way in which somebody might authorise or serve themselves, and a second person who really is one."""

import pytest

from devswap.ledger import events as ev
from devswap.store import Recording
from tests.desk.scenes import MARSH, MOSS, OKAFOR, SHAH, Scene

PIN, OTHER = "493817", "550274"
UNKNOWN = "5CG1234XYZ"
STOLEN = "/exemption stolen crime=CR/1234/26 incident=INC-77 device=5CG7290HTW"
PEOPLE = """kind,number,name,unit,badge,at_check
person,200002,M. Shah,IT,B000200002,no
person,104417,R. Okafor,Unit 1,B000104417,no
person,104499,M. Shah,Unit 1,B000104499,no
person,200001,E. Moss,IT,B000200001,no
"""
TWO = """number,name,role,badge
200001,E. Moss,engineer,B000200001
200002,M. Shah,supervisor,B000200002
200009,E. Moss,supervisor,B000200009
"""


def authorisers(scene: Scene) -> list[tuple[str, str]]:
    """Who recorded and who authorised, of every entry that somebody authorised."""
    return [(e.operator or "", e.authorised_by) for e in scene.store.history() if e.authorised_by is not None]


def join(scene: Scene, one: str, other: str) -> None:
    """Say that two numbers are one person's."""
    ids = [(scene.store.operator_by_number(n) or scene.store.recipient_by_number(n)).id for n in (one, other)]  # type: ignore[union-attr]
    scene.store.record([Recording(ev.SamePerson(ids[0], ids[1], "one_person"), ids[0])])


def test_a_supervisor_answers_with_badge_and_pin_and_reads_what_for(scene: Scene) -> None:
    scene.store.pins.keep("200002", PIN)
    scene.say(OKAFOR, UNKNOWN)
    said = scene.say(SHAH)
    assert (said.code, said.asks_for) == ("pin_wanted", "pin")
    assert UNKNOWN in said.message
    assert scene.codes(OTHER, PIN) == ["wrong_pin", "old_known"]
    assert scene.say("/intake-only").code == "intake_recorded"
    assert authorisers(scene)


def test_an_exemption_takes_the_pin_too(scene: Scene) -> None:
    scene.store.pins.keep("200002", PIN)
    assert scene.codes(OKAFOR, STOLEN, SHAH, OTHER, PIN) == [
        "recipient_known", "needs_supervisor", "pin_wanted", "wrong_pin", "exemption_granted"
    ]  # fmt: skip


def test_the_wait_after_wrong_pins_holds_at_a_question_as_at_the_lock(scene: Scene) -> None:
    scene.store.pins.keep("200002", PIN)
    scene.say(OKAFOR, UNKNOWN, SHAH, OTHER, OTHER, OTHER)
    assert scene.codes(PIN, "/cancel", SHAH, PIN) == ["locked_out", "cancelled", "pin_wanted", "locked_out"]
    assert not authorisers(scene)


def test_an_engineers_badge_authorises_nothing(scene: Scene) -> None:
    scene.bring("operators", TWO.replace("200009,E. Moss,supervisor", "200009,X. Other,engineer"))
    scene.say(OKAFOR, UNKNOWN)
    said = scene.say("B000200009")
    assert (said.code, "no supervisor" in said.message) == ("needs_supervisor", True)


@pytest.mark.parametrize("way", ["own badge", "own number", "number typed", "badge typed"])
def test_the_operator_is_no_second_person(scene: Scene, way: str) -> None:
    scene.say("/lock", SHAH, OKAFOR, UNKNOWN)
    line = {"own badge": SHAH, "own number": "200002", "number typed": "/typed 200002", "badge typed": f"/typed {SHAH}"}
    scene.say(line[way], "/intake-only")
    assert not authorisers(scene)


def test_an_engineer_who_types_a_supervisors_badge_authorises_nothing(scene: Scene) -> None:
    scene.say(OKAFOR, UNKNOWN)
    assert scene.say(f"/typed {SHAH}").code == "needs_supervisor"
    assert scene.say(SHAH).code == "old_known"


def test_a_second_number_of_the_operator_is_the_operator(scene: Scene) -> None:
    scene.bring("operators", TWO)
    join(scene, "200001", "200009")
    scene.say(OKAFOR, UNKNOWN)
    assert scene.say("B000200009").code == "needs_supervisor"


def test_the_recipient_is_no_second_person_under_any_number(scene: Scene) -> None:
    scene.bring("recipients", PEOPLE)
    assert scene.codes("/find 200002", UNKNOWN, SHAH)[-1] == "needs_supervisor"
    scene.say("/cancel", "/park")
    join(scene, "200002", "104499")
    assert scene.codes("B000104499", UNKNOWN, SHAH)[-1] == "needs_supervisor"


def test_nobody_serves_themselves_under_another_number(scene: Scene) -> None:
    scene.bring("recipients", PEOPLE)
    scene.say("/lock", SHAH)
    join(scene, "200002", "104499")
    assert scene.say("B000104499").code == "own_swap"


def test_who_authorised_and_then_takes_over_is_asked_again(scene: Scene) -> None:
    scene.say(OKAFOR, UNKNOWN, SHAH, "/lock", SHAH)
    assert scene.codes(OKAFOR, "/intake-only")[-1] == "unknown_old_device"
    assert scene.say(SHAH).code == "needs_supervisor"
    scene.say("/lock", MOSS, OKAFOR, SHAH)
    assert scene.say("/intake-only").code == "intake_recorded"
    assert all(operator != by for operator, by in authorisers(scene))
    assert authorisers(scene)


def test_who_authorised_before_their_own_badge_named_them_is_asked_again(scene: Scene) -> None:
    scene.bring("recipients", PEOPLE)
    scene.say(UNKNOWN, SHAH)
    scene.say("/find 200002", "/intake-only")
    assert not authorisers(scene)


def test_signing_out_in_between_needs_somebody_else_signed_in(scene: Scene) -> None:
    scene.say("/lock", SHAH, OKAFOR, UNKNOWN, "/lock")
    assert scene.codes(MARSH, UNKNOWN, "/confirm") == ["not_signed_in"] * 3
    scene.say(SHAH, OKAFOR)
    assert scene.say(SHAH).code == "needs_supervisor"
