"""Things that go wrong at a desk: each has a way that keeps one for one."""

import pytest

from devswap.desk.papers import Papers, acknowledgements
from devswap.labels.commands import encode
from devswap.ledger import events as ev
from devswap.ledger.ids import salted
from devswap.ledger.wipe_jobs import wipe_job
from devswap.printing.receipt import Receipt
from devswap.store import Recording
from tests.desk.scenes import ESTATE, MARSH, OKAFOR, REID, Scene, pulls
from tests.ledger.contradictions import crime

OLD, NEW, NEXT = "5CG7290HTW", "5CG2411RVD", "5CG2411RVF"
E = "serial,asset_tag,category,maker,model,assigned_to,site,end_of_life,drives\n"


def intake(scene: Scene) -> ev.DeviceTakenIn:
    return next(e.event for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn))


def test_a_dead_one_comes_back_and_the_next_is_issued_against_it(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, OKAFOR)
    assert scene.codes("/return dead-on-arrival", NEW, NEXT, OKAFOR)[1:] == [
        "issue_returned", "new_known", "issue_recorded",
    ]  # fmt: skip
    back = next(e for e in scene.store.history() if isinstance(e.event, ev.IssueReturned))
    issue = next(e.event for e in scene.store.history() if isinstance(e.event, ev.DeviceIssued))
    assert issue.uses == back.id
    assert back.event.goes_to == "quarantine"
    assert scene.say("5CG2411RVH", OKAFOR).code == "no_entitlement"


def test_a_dead_one_of_another_desk_earns_its_next_where_it_is_in_hand(scene: Scene, sidcup: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, OKAFOR)
    pulls(sidcup, scene)
    assert sidcup.codes("/return wrong-model", NEW)[-1] == "issue_returned"
    assert sidcup.say(OKAFOR, "5CG2411RVK", OKAFOR).code == "issue_recorded"
    pulls(scene, sidcup)
    assert scene.say(OKAFOR, NEXT, OKAFOR).code == "no_entitlement", "the coin was spent at the other desk"


def test_what_no_issue_is_known_of_cannot_come_back(scene: Scene, sidcup: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, OKAFOR)
    said = sidcup.say("/return dead-on-arrival", NEW)
    assert (said.verdict, said.recorded) == ("refused", ())
    assert scene.say(REID, "/return dead-on-arrival", "5CG8122QPW").code == "not_issued"
    assert scene.say("5CG8122QPW").code == "old_known", "the word was for that scan alone"


def test_the_wrong_old_one_is_withdrawn_by_scanning_it_while_it_may(scene: Scene) -> None:
    scene.say(REID, "5CG8122QPW", "/intake-only")
    said = scene.say("/withdraw wrong device", "5CG8122QPW")
    assert said.recorded == ("intake_withdrawn",)
    assert scene.say(NEW, REID).code == "no_entitlement"
    assert scene.say("/cancel", "5CG8122QPW", NEW, REID).code == "swap_recorded", "it comes in again like any other"
    assert scene.say("/withdraw", "5CG8122QPW").code == "too_late_to_withdraw"
    assert scene.say("/withdraw", OLD).code == "not_in_custody"


def test_who_brought_it_is_in_the_record_and_changes_nothing_that_it_earns(scene: Scene) -> None:
    scene.say(OKAFOR, "/brought-by colleague 104418", OLD, NEW, OKAFOR)
    reid = scene.store.recipient_by_number("104418")
    assert reid is not None
    assert (intake(scene).brought_by.how, intake(scene).brought_by.person) == ("colleague", reid.id)
    scene.say(REID, "/brought-by courier DPD 1500", "5CG8122QPW", REID, "/confirm")
    brought = intake(scene).brought_by
    assert brought.how == "courier"
    assert brought.reference is not None
    assert scene.store.text(brought.reference) == "DPD 1500"
    scene.say(MARSH, "5CG8122QPN", MARSH, "/confirm")
    assert intake(scene).brought_by.how == "self", "it is said for each visit"
    assert scene.say("/brought-by colleague 999999").verdict == "told"
    assert scene.say("/brought-by the cat").verdict == "told"


def test_two_devices_with_one_serial_are_told_apart_also_when_one_comes_back(scene: Scene) -> None:
    scene.bring("estate", ESTATE + "5CG2411RVD,,monitor,Dell,P2419H,104417,Lambeth,2022-03-31,\n")
    said = scene.say(OKAFOR, OLD, NEW)
    assert (said.code, len(said.choices)) == ("ambiguous", 2)
    number = next(c.number for c in said.choices if "laptop" in c.text)
    scene.say(f"/choose {number}", OKAFOR)
    scene.say("/return dead-on-arrival", NEW)
    assert scene.say(f"/choose {number}").code == "issue_returned"


def test_a_label_that_cannot_be_read_is_typed_twice(scene: Scene) -> None:
    said = scene.say(OKAFOR, f"/typed {OLD}")
    assert (said.code, "BIOS" in said.next) == ("typed_identifier", True)
    assert "differ" in scene.say("/typed 5CG7290HTV").message
    assert scene.desk.visit().lines == ()
    assert scene.codes(f"/typed {OLD}", f"/typed {OLD.lower()}") == ["typed_identifier", "old_known"]
    scene.say(NEW, OKAFOR)
    assert intake(scene).identifiers[0].how == "typed"


def test_a_drive_that_is_missing_or_kept_is_in_the_record(scene: Scene) -> None:
    assert scene.say(OKAFOR, "/drive missing").verdict == "told", "of which device?"
    assert scene.say(OLD, "/drive retained NOSUCH").verdict == "told"
    scene.say("/drive retained S4GXNE0M1", NEW, OKAFOR)
    (drive,) = intake(scene).drives
    assert (drive.serial, drive.state) == ("S4GXNE0M1", "retained")
    scene.say(REID, "5CG8122QPW", "/drive missing", NEXT, REID)
    (drive,) = intake(scene).drives
    assert (drive.serial, drive.state) == (None, "missing"), "nobody listed its drives"


def test_a_stick_that_is_found_has_a_wipe_job_of_its_own(scene: Scene) -> None:
    said = scene.say(OKAFOR, OLD, NEW, "/media usb")
    code = said.message.split(": ")[1].rstrip(".")
    assert code.startswith("M-")
    scene.say(OKAFOR)
    found = [e for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn) and e.event.category == "media"]
    assert len(found) == 1
    event = found[0].event
    assert isinstance(event, ev.DeviceTakenIn)
    assert event.earns == ()
    assert [d.media for d in event.drives] == ["removable"]
    job = wipe_job(scene.store.load(found[0].id), found[0].id, "2027-01-01")
    assert job is not None
    assert job.state == "queued"
    assert scene.say(code).code == "already_taken_in", "it is known again by what was written on its bag"


def test_a_stick_that_nobody_brought_is_taken_in_without_a_person(scene: Scene) -> None:
    assert scene.codes("/media card", "/confirm") == ["old_known", "intake_recorded"]
    assert intake(scene).recipient is None
    assert scene.say("/media banana").verdict == "told"


def test_a_leavers_devices_earn_nothing(scene: Scene) -> None:
    scene.say("/hand-in leaver", OLD, "/hand-in leaver", "CN0F7TK98123", "/confirm")
    taken = [e.event for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn)]
    assert [t.nothing.why if t.nothing else "" for t in taken] == ["leaver", "leaver"]
    assert scene.say(OKAFOR, NEW, OKAFOR).code == "no_entitlement"


@pytest.mark.parametrize(("word", "counted"), [("/found", False), ("/hand-in spare", True), ("/hand-in leaver", True)])
@pytest.mark.parametrize("done", [True, False])
def test_what_was_found_is_not_counted_to_who_is_on_screen_and_signs(
    scene: Scene, word: str, counted: bool, done: bool
) -> None:
    """Behind a visit that is done, or in the midst of one."""
    scene.say(OKAFOR, OLD, NEW, *([OKAFOR] if done else []), word, "CN0F7TK98123", "/confirm")
    person = scene.store.recipient_by_badge(OKAFOR)
    assert person is not None
    taken = {e.event.category: e.event for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn)}
    assert taken["laptop"].recipient == person.id
    assert taken["monitor"].recipient == (person.id if counted else None)
    signed = taken["monitor"].acknowledged
    assert signed is not None
    assert signed.by == person.id


def test_who_brings_what_was_found_beside_their_own_gets_one_receipt_of_both(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, NEW, "/found", "CN0F7TK98123", OKAFOR)
    [together] = acknowledgements(scene.store.since("2026-01-01"))
    [paper] = Papers(scene.store, scene.desk.settings).of(together, ["receipt"])
    assert isinstance(paper.value, Receipt)
    assert (paper.value.recipient_number, len(paper.value.lines)) == ("104417", 2), "the swap, and the monitor"


def test_what_a_leaver_hands_in_is_theirs_so_that_a_hold_on_them_reaches_it(scene: Scene) -> None:
    scene.say(OKAFOR, "/hand-in leaver", OLD, OKAFOR)
    okafor = scene.store.recipient_by_number("104417")
    assert okafor is not None
    scene.store.record([Recording(ev.HoldPlaced("person", okafor.id, crime("9")[0]), None)])
    assert [job.state for job in scene.store.wipe_jobs("held", today="2027-11-23")] == ["held"]


def test_an_entitlement_that_was_not_collected_in_time_asks_for_a_supervisor(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, "/intake-only")
    scene.clock.pass_by(days=29)
    scene.close()
    scene.open()
    said = scene.say(OKAFOR, NEW)
    assert (said.code, "not collected in time" in said.message) == ("needs_supervisor", True)


def test_words_about_people_are_salted(scene: Scene) -> None:
    scene.say(OKAFOR, "/brought-by courier DPD 1500", OLD, OKAFOR, "/confirm")
    assert intake(scene).brought_by.reference != salted(b"", "DPD 1500")


def test_who_brought_it_is_forgotten_once_it_is_recorded(scene: Scene) -> None:
    scene.say(OKAFOR, "/brought-by family", OLD, NEW, OKAFOR, "CN0F7TK98123", "CN0A1B2C3456", OKAFOR)
    assert [t.brought_by.how for t in intakes(scene)] == ["self", "family"]


def intakes(scene: Scene) -> list[ev.DeviceTakenIn]:
    return [e.event for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn)]


def test_a_new_one_that_was_never_issued_does_not_come_back(scene: Scene) -> None:
    said = scene.say(OKAFOR, "/return dead-on-arrival", NEXT)
    assert (said.verdict, said.code) == ("refused", "not_issued")
    assert scene.desk.visit().lines == ()


def test_a_voucher_for_an_open_entitlement_shows_its_recipients_visit(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, "/intake-only", "/park")
    entry = next(e for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn))
    voucher = encode("voucher", entry.id)
    said = scene.say(voucher)
    assert (said.code, said.visit.entitlements_open) == ("recipient_known", 1)
    assert scene.say(NEW, OKAFOR).code == "issue_recorded"
    assert scene.say(REID, voucher).code == "entitlement_of_another"


def test_a_voucher_follows_a_visit_that_is_done_and_interrupts_none(scene: Scene) -> None:
    scene.say(OKAFOR, OLD, "/intake-only", "/park")
    voucher = encode("voucher", next(e.id for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn)))
    assert scene.say(REID, "5CG8122QPW", voucher).code == "entitlement_of_another"
    scene.say("5CG2411RVF", REID)
    said = scene.say(voucher)
    assert said.code == "recipient_known"
    assert said.visit.recipient is not None
    assert said.visit.recipient.number == "104417"
    assert said.next == "Scan the new laptop to collect, or an old device."


def test_a_found_device_is_taken_in_without_a_recipient_and_earns_nothing(scene: Scene) -> None:
    assert scene.codes("/found", "5CG7290HTW", "/confirm") == ["shown", "old_known", "intake_recorded"]
    (intake,) = [e.event for e in scene.store.history() if isinstance(e.event, ev.DeviceTakenIn)]
    assert (intake.recipient, intake.earns, intake.nothing and intake.nothing.why) == (None, (), "found")


def test_a_reason_out_of_the_list_is_taken_as_people_write_it(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    for reason in ("dead_on_arrival", "Dead on arrival", "DEAD-ON-ARRIVAL"):
        assert "dead-on-arrival" not in scene.say(f"/return {reason}").next
    assert scene.say("5CG2411RVD").code == "issue_returned"
