"""What nobody answered for hands nothing out; what lies on the desk for nobody yet is not lost."""

from pathlib import Path

from devswap.ledger.audit import Audit, audit
from devswap.ledger.entry import open_entry
from devswap.ledger.events import DeviceIssued
from devswap.ledger.ids import instant
from devswap.ledger.policy import Answers, OfAnother, Policy
from tests.desk.scenes import CUSTODY, ESTATE, MARSH, OKAFOR, REID, SHAH, Scene


def test_an_old_one_that_no_supervisor_let_pass_hands_nothing_out_in_its_own_visit(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG8122QPN", "/confirm", "5CG2411RVD")
    said = scene.say(OKAFOR)
    assert (said.verdict, said.code, said.recorded) == ("refused", "entitlement_frozen", ("attempt_refused",))
    assert scene.say("/intake-only").recorded == ("device_taken_in",)
    assert scene.say(OKAFOR).code == "entitlement_frozen"


def test_a_frozen_one_does_not_take_the_new_one_from_another_that_earns_it(scene: Scene) -> None:
    said = scene.say(OKAFOR, "5CG8122QPN", "/confirm", "5CG2411RVD", "5CG7290HTW")
    assert [(x.old.serial if x.old else "", x.new.serial if x.new else "") for x in said.visit.lines] == [
        ("5CG7290HTW", "5CG2411RVD"),
        ("5CG8122QPN", ""),
    ]
    assert scene.codes(OKAFOR, "/confirm") == ["old_left_over", "swap_recorded"]


def test_a_frozen_laptop_is_no_reason_to_refuse_a_monitor(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG8122QPN", "/confirm", "/intake-only")
    assert scene.say("CN0A1B2C3456", OKAFOR).code == "wrong_category"


def test_a_location_collects_later_what_it_handed_in(scene: Scene) -> None:
    assert scene.codes(CUSTODY, "7RT4XM3", "/intake-only", "6KDY1T3", "/confirm")[2:] == [
        "intake_recorded", "new_known", "issue_recorded",
    ]  # fmt: skip


def test_a_location_that_collects_what_no_list_gave_it_is_over_its_limit(scene: Scene) -> None:
    scene.say(CUSTODY, "5CG1234XYZ", "/choose 3", SHAH, "/intake-only")
    assert scene.say("CN0A1B2C3456").code == "recipient_over_limit"


def test_after_a_return_an_undo_gives_the_old_one_back(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR, "/return dead-on-arrival", "5CG2411RVD")
    said = scene.say("/undo", "5CG7290HTW")
    assert (said.code, said.recorded, said.visit.entitlements_open) == ("intake_withdrawn", ("intake_withdrawn",), 0)
    assert said.visit.lines == ()
    assert scene.say("5CG2411RVF", OKAFOR).code == "no_entitlement"


def test_what_was_scanned_before_any_badge_comes_back_after_a_stop(scene: Scene) -> None:
    scene.say("5CG7290HTW")
    scene.close()
    scene.open()
    assert [line.old.serial for line in scene.desk.visit().lines if line.old] == ["5CG7290HTW"]
    assert scene.codes("5CG7290HTW", OKAFOR, "5CG2411RVD", OKAFOR)[1:] == [
        "recipient_known", "new_known", "swap_recorded",
    ]  # fmt: skip


def test_what_was_scanned_before_any_badge_is_there_again_for_whoever_signs_in(scene: Scene) -> None:
    scene.say("5CG7290HTW", "/lock")
    assert scene.desk.visit().lines == ()
    scene.say("/sign-in 200001")
    assert len(scene.desk.visit().lines) == 1
    assert scene.say(OKAFOR).code == "recipient_known"


def test_what_is_nobodys_yet_cannot_be_parked(scene: Scene) -> None:
    said = scene.say("5CG7290HTW", "/park")
    assert (said.verdict, len(said.parked), len(said.visit.lines)) == ("told", 0, 1)


def test_what_was_scanned_before_any_badge_is_there_again_after_a_count(scene: Scene) -> None:
    scene.say("5CG7290HTW", "/count stock", "/cancel")
    said = scene.say(OKAFOR)
    assert [line.old.serial for line in said.visit.lines if line.old] == ["5CG7290HTW"]


def test_an_undo_of_what_came_in_again_meanwhile_is_refused(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR, "CN0F7TK98123")
    scene.say(MARSH, "/hand-in found", "5CG2411RVD", "/confirm")
    said = scene.say(OKAFOR, "/undo", "5CG2411RVD", "5CG7290HTW")
    assert (said.verdict, said.recorded) == ("refused", ())


def test_what_a_line_of_an_earlier_entitlement_recorded_stays_when_another_comes_back(scene: Scene) -> None:
    scene.say(CUSTODY, "7RT4XM3", "/intake-only", "6KDY1T3", "/confirm")
    scene.bring("estate", ESTATE + "5CG7777LAP,,laptop,HP,ProBook,LOC-4,Lambeth,2023-03-31,\n")
    scene.say("5CG7777LAP", "5CG2411RVD", "/confirm", "/return dead-on-arrival")
    said = scene.say("5CG2411RVD")
    assert [(x.old.serial if x.old else "", x.new.serial if x.new else "") for x in said.visit.lines] == [
        ("7RT4XM3", ""), ("", "6KDY1T3"), ("5CG7777LAP", ""),
    ]  # fmt: skip


def test_a_further_old_one_is_owed_once_however_many_new_ones_go_out(scene: Scene) -> None:
    more = (
        "5CG7777DSK,,desktop,HP,ProDesk 600,104417,Lambeth,2023-03-31,\n5CG7777LAP,,laptop,HP,X,104417,,2023-03-31,\n"
    )
    scene.bring("estate", ESTATE + more)
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", "5CG7777LAP", "5CG2411RVF", SHAH, OKAFOR)
    scene.say("5CG8122QPW", "/reason spare", "5CG2411RVH", SHAH, OKAFOR)
    entries = [open_entry(row.body, row.hash) for row in scene.store.entries()]
    assert [len(e.event.owes) for e in entries if isinstance(e.event, DeviceIssued)] == [1, 0, 0]


def test_what_the_policy_refuses_stays_refused_when_the_badge_comes_last(tmp_path: Path) -> None:
    answers = Answers(device_of_another=OfAnother("refuse", "refuse"), recipient_over_limit="refuse")
    scene = Scene(tmp_path, policy=Policy(answers=answers))
    assert scene.say("5CG8122QPN", OKAFOR).verdict == "refused"
    assert scene.say("/reason because").verdict != "accepted"
    assert scene.codes(MARSH, "5CG2411RVD", MARSH) == ["recipient_known", "new_known", "swap_recorded"]
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVF", OKAFOR, "/lock", "/sign-in 200001")
    scene.bring("estate", ESTATE + "5CG7777LAP,,laptop,HP,ProBook,104417,Lambeth,2023-03-31,\n")
    assert scene.codes("5CG7777LAP", "5CG2411RVH", OKAFOR) == ["old_known", "new_known", "recipient_over_limit"]
    assert [scene.say(line).verdict for line in ("/reason because", OKAFOR, "/confirm")] == ["refused"] * 3
    scene.close()


def test_what_is_owed_and_came_in_for_somebody_else_is_owed_no_more(scene: Scene) -> None:
    scene.bring("estate", ESTATE + "5CG7777DSK,,desktop,HP,ProDesk 600,104417,Lambeth,2023-03-31,\n")
    scene.say(REID, "5CG7777DSK", "/reason shared", OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    assert owed(scene) == 1
    scene.say(REID, "/intake-only")
    assert owed(scene) == 0


def test_an_undo_of_what_lies_on_another_table_waits_for_that(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR, "CN0F7TK98123", MARSH, "/hand-in found", "5CG2411RVD", OKAFOR)
    said = scene.say("/undo", "5CG7290HTW", "5CG2411RVD")
    assert (said.verdict, said.code, said.recorded) == ("told", "same_scan_again", ())
    scene.say("/cancel", MARSH, MARSH)
    assert audited(scene).balanced


def test_a_refused_scan_with_nobody_on_screen_leaves_nothing_on_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, policy=Policy(answers=Answers(typed_identifier="refuse")))
    scene.say(OKAFOR, "5CG8122QPN", "/park")
    assert scene.say("/typed 5CG7290HTW").code == "typed_identifier"
    said = scene.say(OKAFOR)
    assert (said.code, said.next) == ("recipient_known", "First answer for 5CG8122QPN.")
    scene.close()


def audited(scene: Scene) -> Audit:
    entries = [open_entry(row.body, row.hash) for row in scene.store.entries()]
    return audit(entries, instant(scene.clock.now()), {scene.store.owner})


def owed(scene: Scene) -> int:
    return audited(scene).owed
