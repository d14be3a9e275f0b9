"""A visit, as CONTRACT tells it: any order, pairs, parking, one acknowledgement, refusals with their cure."""

from pathlib import Path

import pytest

from devswap.labels.commands import encode
from devswap.ledger.policy import Policy, Visits
from tests.desk.scenes import CUSTODY, DOYLE, ESTATE, MARSH, MOSS, OKAFOR, SHAH, Scene


def test_a_simple_swap_takes_four_scans_and_no_key(scene: Scene) -> None:
    codes = scene.codes(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    assert codes == ["recipient_known", "old_known", "new_known", "swap_recorded"]
    last = scene.desk.last
    assert last is not None
    assert last.recorded == ("device_taken_in", "device_issued")
    assert last.verdict == "accepted"
    assert [line.state for line in last.visit.lines] == ["recorded"]
    assert "R. Okafor" in last.message


@pytest.mark.parametrize("order", [("5CG2411RVD", "5CG7290HTW"), ("5CG7290HTW", "5CG2411RVD"), ("300001", "104233")])
def test_old_and_new_come_in_any_order_and_by_serial_or_tag(scene: Scene, order: tuple[str, str]) -> None:
    assert scene.say(OKAFOR, *order, OKAFOR).code == "swap_recorded"


def test_the_old_laptop_first_says_whose_it_is_and_what_it_earns(scene: Scene) -> None:
    said = scene.say("5CG7290HTW")
    assert said.code == "old_known"
    assert "R. Okafor" in said.message
    assert "laptop" in said.message
    assert scene.say(OKAFOR).code == "recipient_known"
    assert scene.say("5CG2411RVD", OKAFOR).code == "swap_recorded"


def test_a_new_device_without_an_old_one_is_refused_and_the_attempt_recorded(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG2411RVD", OKAFOR)
    assert (said.verdict, said.code, said.recorded) == ("refused", "no_entitlement", ("attempt_refused",))
    assert scene.say("5CG7290HTW", OKAFOR).code == "swap_recorded"


def test_a_new_one_that_the_old_one_does_not_earn_is_refused(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG7290HTW", "CN0A1B2C3456", OKAFOR)
    assert (said.verdict, said.code) == ("refused", "wrong_category")


def test_several_lines_close_in_one_transaction(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG7290HTW", "CN0F7TK98123", "CN0A1B2C3456", "5CG2411RVD", OKAFOR)
    assert said.code == "swap_recorded"
    assert sorted(said.recorded) == ["device_issued", "device_issued", "device_taken_in", "device_taken_in"]


def test_another_badge_parks_the_visit_and_the_first_brings_it_back(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG7290HTW", MARSH)
    assert (said.code, len(said.parked)) == ("recipient_changed", 1)
    said = scene.say("5CG8122QPN", OKAFOR)
    assert said.visit.recipient is not None
    assert said.visit.recipient.number == "104417"
    assert [line.state for line in said.visit.lines] == ["old_only"]
    assert scene.say("5CG2411RVD", OKAFOR).code == "swap_recorded"
    assert scene.say(MARSH, "5CG2411RVF", MARSH).code == "swap_recorded"
    assert scene.desk.parked() == ()


def test_an_old_one_left_over_is_asked_about_and_its_entitlement_stays_open(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG7290HTW", OKAFOR)
    assert (said.verdict, said.code) == ("ask", "old_left_over")
    said = scene.say("/confirm")
    assert (said.code, said.visit.entitlements_open) == ("intake_recorded", 1)
    assert scene.say("5CG2411RVD", OKAFOR).code == "issue_recorded"


def test_intake_only_leaves_an_entitlement_that_is_collected_another_day(scene: Scene) -> None:
    assert scene.say(OKAFOR, "5CG7290HTW", "/intake-only").code == "intake_recorded"
    scene.close()
    scene.clock.pass_by(days=3)
    scene.open()
    said = scene.say(OKAFOR)
    assert said.visit.entitlements_open == 1
    assert scene.say("5CG2411RVD", OKAFOR).code == "issue_recorded"
    assert scene.say("5CG2411RVF", OKAFOR).code == "no_entitlement"


def test_a_device_already_in_custody_is_refused(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    assert scene.say("5CG7290HTW").code == "already_taken_in"
    assert scene.say(MARSH, "5CG7290HTW").code == "already_taken_in"


def test_a_device_already_issued_is_refused_to_the_next_person(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    assert scene.say(MARSH, "5CG8122QPN", "5CG2411RVD").code == "already_issued"


def test_stock_of_another_site_stays_there(scene: Scene) -> None:
    assert scene.say(OKAFOR, "5CG2411RVK").code == "not_stocked_here"


def test_a_colleagues_device_of_the_same_unit_needs_a_reason(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG8122QPW")
    assert (said.verdict, said.code) == ("ask", "device_of_another")
    assert "T. Reid" in said.message
    assert scene.say("/reason team device").code == "old_known"
    assert scene.say("5CG2411RVD", OKAFOR).code == "swap_recorded"


def test_a_device_of_another_unit_needs_a_supervisor_who_is_somebody_else(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG8122QPN")
    assert (said.code, said.asks_for) == ("device_of_another", "supervisor")
    assert scene.say("/reason because").verdict == "ask"
    assert scene.say(SHAH).code == "old_known"
    assert scene.say("5CG2411RVD", OKAFOR).code == "swap_recorded"


def test_with_no_supervisor_in_reach_it_is_taken_in_and_frozen(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG8122QPN", "/confirm", "/intake-only")
    assert scene.say("5CG2411RVD", OKAFOR).code == "entitlement_frozen"


def test_an_unlisted_device_is_a_doubt_in_a_visit_and_a_kept_label_outside(scene: Scene) -> None:
    assert scene.say("5CG1234XYZ").code == "unknown_scan"
    said = scene.say(OKAFOR, "5CG1234XYZ")
    assert (said.verdict, said.code) == ("ask", "unknown_old_device")
    assert scene.say(SHAH).code == "old_known"
    assert scene.say("5CG2411RVD", OKAFOR).code == "swap_recorded"


def test_out_of_scope_is_an_end_of_life_after_the_programme(scene: Scene) -> None:
    assert scene.say(DOYLE, "5CG9990AAD").code == "out_of_scope"


def test_the_at_check_is_asked_before_the_swap_closes(scene: Scene) -> None:
    said = scene.say(DOYLE, "5CG9990AAB", "5CG2411RVD", DOYLE)
    assert (said.verdict, said.code) == ("ask", "checks_missing")
    assert scene.say("/confirm").code == "swap_recorded"


def test_nobody_serves_themselves(scene: Scene) -> None:
    assert scene.say(MOSS).code == "own_swap"


def test_the_limit_of_new_ones_asks_for_a_supervisor(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR, "5CG8122QPW", "/reason spare of the team")
    said = scene.say("5CG2411RVF")
    assert (said.verdict, said.code) == ("ask", "recipient_over_limit")
    assert scene.say(SHAH).code == "new_known"
    assert scene.say(OKAFOR).code == "swap_recorded"


def test_a_location_confirms(scene: Scene) -> None:
    assert scene.say(CUSTODY, "7RT4XM3", "6KDY1T3", "/confirm").code == "swap_recorded"


def test_the_same_scan_again_changes_nothing(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG7290HTW", "5CG7290HTW")
    assert (said.verdict, said.code) == ("told", "same_scan_again")
    assert len(said.visit.lines) == 1


def test_cancel_empties_what_is_not_recorded(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG7290HTW", "/cancel")
    assert (said.verdict, said.code, said.visit.lines) == ("accepted", "cancelled", ())
    assert scene.say("5CG7290HTW").code == "old_known"


def test_undo_needs_both_devices_on_the_desk_again(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    assert scene.codes("/undo", "5CG2411RVD") == ["scan_to_undo", "scan_to_undo"]
    said = scene.say("5CG7290HTW")
    assert said.recorded == ("issue_returned", "intake_withdrawn")
    assert said.visit.entitlements_open == 0
    assert scene.say("5CG7290HTW", "5CG2411RVD", OKAFOR).code == "swap_recorded"


def test_an_intake_whose_entitlement_is_spent_elsewhere_cannot_be_undone_alone(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/intake-only", "5CG2411RVD", OKAFOR)
    scene.say("/undo")
    assert scene.say("5CG2411RVD").code == "issue_returned"
    assert scene.desk.visit().entitlements_open == 1


def test_a_hand_in_earns_nothing(scene: Scene) -> None:
    said = scene.say(OKAFOR, "/hand-in spare", "5CG7290HTW", OKAFOR)
    assert (said.code, said.visit.entitlements_open) == ("intake_recorded", 0)
    assert scene.say("5CG2411RVD", OKAFOR).code == "no_entitlement"


def test_a_dead_new_one_comes_back_and_earns_another(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR, "/return dead-on-arrival")
    said = scene.say("5CG2411RVD")
    assert (said.code, said.recorded, said.visit.entitlements_open) == ("issue_returned", ("issue_returned",), 1)
    assert scene.say("5CG2411RVF", OKAFOR).code == "issue_recorded"
    assert scene.say("5CG2411RVD").code == "not_in_stock"


def test_a_typed_identifier_is_asked_about(scene: Scene) -> None:
    scene.say(OKAFOR)
    assert scene.say("/typed 5CG7290HTW").code == "typed_identifier"
    assert scene.say("/confirm").code == "old_known"


def test_keep_is_never_sooner_than_the_programme_keeps(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW")
    assert scene.say("/keep 2026-11-24").code == "too_soon"
    assert scene.say("/keep 2027-06-01").verdict == "told"
    assert scene.desk.visit().keep_until == "2027-06-01"


def test_nobody_works_unless_signed_in(scene: Scene) -> None:
    assert scene.say("/sign-out").code == "signed_out"
    assert scene.codes(OKAFOR, "5CG7290HTW", "/confirm") == ["not_signed_in"] * 3
    assert scene.say("/sign-in 200001").code == "signed_in"
    assert scene.say(OKAFOR).code == "recipient_known"


def test_signing_out_names_the_visits_that_are_open(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW")
    assert scene.say("/sign-out").code == "visit_left_open"
    assert scene.say("/confirm").code == "signed_out"


def test_people_are_found_by_number_and_by_name(scene: Scene) -> None:
    assert scene.say("104417").code == "recipient_known"
    assert scene.say("/find marsh").visit.recipient is not None
    assert scene.desk.visit().recipient is not None
    assert scene.desk.visit().recipient.number == "104419"  # type: ignore[union-attr]


def test_looking_somebody_up_signs_for_nothing(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD")
    for words in ("/find 104417", "/find okafor"):
        said = scene.say(words)
        assert (said.verdict, said.recorded) == ("told", ())
    assert scene.say("104417").code == "swap_recorded"


def test_what_lay_on_the_desk_comes_back_after_a_stop(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD")
    scene.close()
    scene.open()
    assert len(scene.desk.parked()) == 1
    said = scene.say(OKAFOR)
    assert [line.state for line in said.visit.lines] == ["complete"]
    assert scene.say(OKAFOR).code == "swap_recorded"


def test_a_further_old_device_that_is_owed_is_named_and_earns_nothing_when_it_comes(scene: Scene) -> None:
    scene.bring("estate", ESTATE + "5CG7777DSK,,desktop,HP,ProDesk 600,104417,Lambeth,2023-03-31,\n")
    said = scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    assert "5CG7777DSK" in said.next
    assert scene.say("5CG7777DSK", OKAFOR).code == "intake_recorded"
    assert scene.say("6KDY1T3", OKAFOR).code == "no_entitlement"


def test_a_visit_with_nothing_on_the_desk_does_not_come_back(scene: Scene) -> None:
    scene.say(OKAFOR, MARSH, "5CG8122QPN")
    scene.close()
    scene.open()
    assert [p.called for p in scene.desk.parked()] == ["J. Marsh"]


def test_a_stop_blocks_what_follows_until_it_is_seen_where_the_policy_says_so(tmp_path: Path) -> None:
    scene = Scene(tmp_path, policy=Policy(visits=Visits(blocking_stop=True)))
    assert scene.say(OKAFOR, "5CG2411RVD", OKAFOR).code == "no_entitlement"
    blocked = scene.say("5CG7290HTW")
    assert (blocked.verdict, blocked.code, len(blocked.visit.lines)) == ("refused", "no_entitlement", 1)
    assert scene.codes("/confirm", "5CG7290HTW", OKAFOR) == ["shown", "old_known", "swap_recorded"]
    scene.close()


def test_a_voucher_serves_the_person_it_is_for_and_nobody_else(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/intake-only")
    recipient = scene.store.recipient_by_number("104417")
    assert recipient is not None
    paper = encode("voucher", scene.store.open_entitlements(recipient.id)[0])
    assert scene.say(MARSH, paper).code == "entitlement_of_another"
    scene.say("/park")
    assert scene.say(paper).visit.recipient.number == "104417"  # type: ignore[union-attr]
    assert scene.say("5CG2411RVD", OKAFOR).code == "issue_recorded"


def test_an_entitlement_that_waited_too_long_needs_a_supervisor(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/intake-only")
    scene.close()
    scene.clock.pass_by(days=29)
    scene.open()
    said = scene.say(OKAFOR, "5CG2411RVD")
    assert (said.verdict, said.code, said.asks_for) == ("ask", "needs_supervisor", "supervisor")
    assert scene.say(SHAH).code == "new_known"
    assert scene.say(OKAFOR).code == "issue_recorded"


def test_a_device_that_follows_its_owner_is_never_on_no_desk(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    scene.say(MARSH, "5CG7290HTW")
    monkeypatch.setattr(scene.store, "save_draft", lambda *_: pytest.fail("two drafts, two transactions"))
    said = scene.say(OKAFOR)
    assert said.code == "recipient_changed"
    assert [line.old.serial for line in said.visit.lines if line.old] == ["5CG7290HTW"]
    assert [p.called for p in said.parked] == ["J. Marsh"]
    monkeypatch.undo()
    assert scene.say("5CG2411RVD", OKAFOR).code == "swap_recorded"
