"""A lost or stolen device: a supervisor's word, a number, and nothing earned twice."""

from devswap.ledger import events as ev
from tests.desk.scenes import DOYLE, MARSH, OKAFOR, SHAH, Scene

STOLEN = "/exemption stolen crime=CR/1234/26 incident=INC-77 device=5CG7290HTW"


def test_an_exemption_needs_its_numbers_and_a_second_person(scene: Scene) -> None:
    scene.say(OKAFOR)
    assert scene.say("/exemption stolen device=5CG7290HTW").verdict == "told"
    said = scene.say(STOLEN)
    assert (said.verdict, said.code, said.asks_for) == ("ask", "needs_supervisor", "supervisor")
    assert "CR/1234/26" in said.message
    said = scene.say(SHAH)
    assert (said.code, said.recorded, said.visit.entitlements_open) == ("exemption_granted", ("exemption_granted",), 1)
    assert scene.say("5CG2411RVD", OKAFOR).code == "issue_recorded"
    entry = next(e for e in scene.store.history() if isinstance(e.event, ev.ExemptionGranted))
    assert entry.authorised_by not in (None, entry.operator)
    assert b"CR/1234" not in entry.raw, "numbers live in the side table"


def test_nobody_authorises_themselves(scene: Scene) -> None:
    scene.say("/sign-in 200002", OKAFOR, STOLEN)
    said = scene.say(SHAH)
    assert (said.verdict, said.code) == ("ask", "needs_supervisor")
    assert said.recorded == ()


def test_the_device_that_turns_up_clears_the_exemption_and_earns_nothing(scene: Scene) -> None:
    scene.say(OKAFOR, STOLEN, SHAH, "5CG2411RVD", OKAFOR)
    assert scene.say("5CG7290HTW", OKAFOR).code == "intake_recorded"
    assert scene.say("5CG2411RVF", OKAFOR).code == "no_entitlement"


def test_a_device_in_custody_is_not_lost(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    assert scene.say(STOLEN).code == "already_taken_in"


def test_one_device_is_exempted_once(scene: Scene) -> None:
    scene.say(OKAFOR, STOLEN, SHAH)
    assert scene.say(STOLEN).verdict == "told"
    assert scene.desk.visit().entitlements_open == 1


def test_the_only_listed_device_need_not_be_named(scene: Scene) -> None:
    assert scene.say(MARSH, "/exemption lost incident=INC-1", SHAH).code == "exemption_granted"
    assert "Several" in scene.say(DOYLE, "/exemption lost incident=INC-2").message


def test_an_exemption_that_has_expired_lets_nothing_out(scene: Scene) -> None:
    scene.say(OKAFOR, STOLEN, SHAH)
    scene.close()
    scene.clock.pass_by(days=29)
    scene.open()
    assert scene.say(OKAFOR, "5CG2411RVD", OKAFOR).code == "exemption_expired"


def test_cancel_forgets_what_no_supervisor_has_authorised(scene: Scene) -> None:
    scene.say(OKAFOR, STOLEN, "/cancel")
    assert scene.say("5CG2411RVD", OKAFOR).code == "no_entitlement"
