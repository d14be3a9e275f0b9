"""A lost or stolen device: a supervisor's word, a number, and nothing earned twice."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from devswap.desk.debts import exemptions, owed
from devswap.desk.visit import Exempting
from devswap.ledger import events as ev
from devswap.ledger.audit import audit
from devswap.ledger.entry import open_entry
from devswap.ledger.ids import instant
from devswap.ledger.policy import Answers, Policy
from tests.desk.scenes import DOYLE, ESTATE, MARSH, OKAFOR, RECIPIENTS, SHAH, Scene

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


def test_a_number_in_another_form_than_the_policy_demands_is_refused_in_words(scene: Scene) -> None:
    scene.say(OKAFOR)
    said = scene.say("/exemption lost incident=unknown device=5CG7290HTW")
    assert (said.verdict, said.code) == ("refused", "bad_reference")
    assert "incident" in said.message
    assert "INC-77" in said.next
    assert scene.say(SHAH).recorded == (), "nothing was asked of a supervisor"


def test_open_exemptions_are_listed_with_ages_until_they_are_spent(scene: Scene) -> None:
    assert "No exemption" in scene.say("/exemptions").message
    scene.say(OKAFOR, STOLEN, SHAH)
    scene.clock.pass_by(days=5)
    said = scene.say("/exemptions").message
    assert "5CG7290HTW, stolen, open, 5 days" in said
    (row,) = exemptions(scene.store, "2026-11-28T12:00:00.000000Z")
    assert (row.state, row.recipient, row.age_days, row.came_back) == ("open", "104417", 5, False)
    assert next(exemptions(scene.store, "2027-01-28T12:00:00.000000Z")).state == "expired"
    scene.say("5CG2411RVD", OKAFOR)
    assert "No exemption" in scene.say("/exemptions").message
    scene.say("5CG7290HTW", OKAFOR)
    assert next(exemptions(scene.store, "2026-11-28T12:00:00.000000Z")).came_back


def test_an_unspent_exemption_is_withdrawn_by_a_second_person(scene: Scene) -> None:
    scene.say(OKAFOR, STOLEN, SHAH)
    said = scene.say("/withdraw-exemption found at home")
    assert (said.code, "found at home" in said.message) == ("needs_supervisor", True)
    assert scene.desk.visit().entitlements_open == 1, "not yet"
    assert scene.say(SHAH).recorded == ("exemption_withdrawn",)
    assert scene.say("5CG2411RVD", OKAFOR).code == "no_entitlement"
    assert scene.say("/cancel", "5CG7290HTW", "5CG2411RVD", OKAFOR).code == "swap_recorded"


def test_a_spent_exemption_cannot_be_withdrawn(scene: Scene) -> None:
    scene.say(OKAFOR, STOLEN, SHAH, "5CG2411RVD", OKAFOR)
    assert scene.say("/withdraw-exemption").recorded == ()
    assert scene.say(SHAH).recorded == ()


def test_nobody_withdraws_an_exemption_on_their_own(scene: Scene) -> None:
    scene.say(OKAFOR, STOLEN, SHAH, "/sign-in 200002", OKAFOR, "/withdraw-exemption")
    assert scene.say(SHAH).recorded == ()


def test_an_advance_is_off_by_default(scene: Scene) -> None:
    assert scene.say(OKAFOR, "/advance 2026-11-30 device=5CG7290HTW").code == "advance_off"


def test_an_advance_names_device_and_day_and_is_chased_until_it_is_back(advances: Scene) -> None:
    scene = advances
    assert scene.say(OKAFOR, "/advance").verdict == "told"
    assert scene.say("/advance 2027-11-30 device=5CG7290HTW").verdict == "told", "too late a day"
    assert scene.say("/advance 2026-11-30 device=5CG7290HTW").code == "needs_supervisor"
    assert scene.say(SHAH, "5CG2411RVD", OKAFOR).code == "issue_recorded"
    scene.clock.pass_by(days=9)
    assert "back by 2026-11-30 OVERDUE" in scene.say("/exemptions").message
    assert scene.say(OKAFOR, "5CG7290HTW", OKAFOR).code == "intake_recorded"
    assert "No exemption" in scene.say("/exemptions").message
    assert scene.say("5CG2411RVF", OKAFOR).code == "no_entitlement", "one for one: it cleared the advance"


@pytest.fixture
def advances(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path, Policy(answers=Answers(advance="supervisor")))
    yield made
    made.close()


def test_what_is_owed_is_listed_until_it_is_handed_in(scene: Scene) -> None:
    scene.bring("estate", ESTATE + "DT00001,,desktop,Dell,OptiPlex 3060,104417,Lambeth,2022-03-31,\n")
    assert "Still owed: desktop DT00001" in scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR).next
    scene.clock.pass_by(days=3)
    assert "R. Okafor owes desktop DT00001, 3 days" in scene.say("/owed").message
    scene.say("DT00001", OKAFOR)
    assert "Nothing is owed" in scene.say("/owed").message
    assert scene.say("6KDY1T3", OKAFOR).code == "no_entitlement", "what was owed earns nothing"


def test_another_one_of_the_category_may_stand_for_what_is_owed(scene: Scene) -> None:
    scene.bring("estate", ESTATE + "DT00001,,desktop,Dell,OptiPlex 3060,104417,Lambeth,2022-03-31,\n")
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR, "/hand-in owed", "7RT4XM3", OKAFOR)
    assert [row.device for row in owed(scene.store, "2026-11-28T12:00:00.000000Z")] == []


def test_what_an_issue_was_owed_for_is_owed_no_more_once_it_came_back(scene: Scene) -> None:
    scene.bring("estate", ESTATE + "DT00001,,desktop,Dell,OptiPlex 3060,104417,Lambeth,2022-03-31,\n")
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    assert len(list(owed(scene.store, "2026-11-28T12:00:00.000000Z"))) == 1
    scene.say("/return wrong-model", "5CG2411RVD")
    assert list(owed(scene.store, "2026-11-28T12:00:00.000000Z")) == []


def test_a_supervisor_who_comes_too_late_withdraws_nothing(scene: Scene) -> None:
    scene.say(OKAFOR, STOLEN, SHAH, "5CG2411RVD", OKAFOR)
    spent = next(e.id for e in scene.store.history() if isinstance(e.event, ev.ExemptionGranted))
    table = scene.desk._table
    assert table.current is not None
    asked = Exempting("not_needed", (), None, takes_back=spent)
    table.keep(msgspec.structs.replace(table.current, exempting=asked))
    said = scene.say(SHAH)
    assert (said.code, said.recorded) == ("too_late_to_withdraw", ())


LOST = "/exemption lost incident=INC-1"


def balanced(scene: Scene) -> bool:
    entries = [open_entry(row.body, row.hash) for row in scene.store.entries()]
    return audit(entries, instant(scene.clock.now()), {scene.store.owner}).balanced


def test_what_lies_on_the_desk_is_not_lost(scene: Scene) -> None:
    assert scene.codes(MARSH, "5CG8122QPN", f"{LOST} device=5CG8122QPN", SHAH)[2:] == ["shown", "shown"]
    scene.say("/cancel", DOYLE, "5CG8122QPN", "/reason theirs", MARSH)
    assert scene.codes(LOST, SHAH) == ["shown", "shown"]
    assert balanced(scene)


def test_what_turns_up_before_the_supervisor_comes_is_not_lost(scene: Scene) -> None:
    scene.say(MARSH, LOST, "5CG8122QPN")
    assert scene.say(SHAH).verdict == "told"
    assert scene.codes("5CG2411RVD", MARSH) == ["new_known", "swap_recorded"]
    assert balanced(scene)


def test_what_was_taken_in_before_the_supervisor_comes_is_not_lost(scene: Scene) -> None:
    scene.say(MARSH, LOST, DOYLE, "5CG8122QPN", "/reason theirs", "/intake-only", MARSH)
    said = scene.say(SHAH)
    assert (said.verdict, said.code, said.recorded) == ("refused", "already_taken_in", ())
    assert balanced(scene)


def test_one_number_grants_one_exemption_where_a_device_is_not_known(scene: Scene) -> None:
    scene.bring("recipients", RECIPIENTS + "person,104430,A. Nobody,Unit 1,B000104430,no\n")
    assert scene.codes("B000104430", LOST, SHAH) == ["recipient_known", "needs_supervisor", "exemption_granted"]
    assert scene.say(LOST).verdict == "told"
    assert scene.say(MARSH, LOST).verdict == "told"
    assert scene.codes("/exemption lost incident=INC-2", SHAH) == ["needs_supervisor", "exemption_granted"]
    assert balanced(scene)


def test_a_new_one_that_was_lost_is_not_undone(scene: Scene) -> None:
    scene.say(MARSH, "5CG8122QPN", "5CG2411RVD", MARSH, f"{LOST} device=5CG2411RVD", SHAH)
    said = scene.say("/undo", "5CG2411RVD", "5CG8122QPN")
    assert (said.verdict, said.recorded) == ("refused", ())
    assert balanced(scene)


def test_an_exemption_that_expires_while_its_visit_is_on_screen_hands_nothing_out(scene: Scene) -> None:
    scene.say(MARSH, LOST, SHAH, "5CG2411RVD")
    scene.clock.pass_by(days=29)
    assert scene.say(MARSH).code == "exemption_expired"
    assert balanced(scene)


def test_a_new_one_that_nobody_has_is_nobodys_to_lose(scene: Scene) -> None:
    assert scene.codes(MARSH, f"{LOST} device=5CG2411RVD", SHAH)[1:] == ["shown", "shown"]
