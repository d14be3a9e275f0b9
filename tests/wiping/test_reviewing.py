"""Reports that matched no job, or left a doubt: worked at the bench, and what people say of drives stays said."""

import os
from dataclasses import replace

import pytest

from devswap.errors import DevswapError
from devswap.ledger import events as ev
from devswap.ledger.parts import Drive
from devswap.store import Recording
from devswap.wiping import accepting, reviewing
from devswap.wiping.importing import aside_of
from tests.desk.scenes import Scene
from tests.wiping.benches import at_bench
from tests.wiping.logs import SECOND
from tests.wiping.test_evidence_in import DRIVE, GOOD, HOST, bench, job, log, state, take
from tests.wiping.test_nvme import original


def media(scene: Scene) -> list[str]:
    return [drive.media for drive in job(scene).drives]


def test_what_a_person_said_of_a_drive_is_asked_once_and_survives_a_restart(scene: Scene) -> None:
    asked = scene.say(HOST, "/start")
    assert (asked.code, asked.message) == ("media_wanted", f"Nobody recorded what drive {DRIVE} of {HOST} is.")
    said = scene.say("/choose 1")
    assert (said.code, said.recorded) == ("wipe_started", ("drive_found", "wipe_started"))
    at_bench(scene)
    assert media(scene) == ["magnetic"]
    assert scene.codes(HOST, f"/evidence {log(scene)}", "/accept") == ["job_known", "wipe_evidenced", "wipe_accepted"]


def test_each_drive_is_asked_about_for_itself(scene: Scene) -> None:
    second = Drive(scene.store.new_id(), "SECOND")
    scene.store.record([Recording(ev.DriveFound(job(scene).custody, second))])
    assert scene.codes(HOST, "/start") == ["job_known", "media_wanted"]
    asked = scene.say("/choose 1")
    assert (asked.code, asked.message) == ("media_wanted", f"Nobody recorded what drive SECOND of {HOST} is.")
    assert scene.say("/choose 3").recorded == ("drive_found", "wipe_started", "wipe_started")
    assert media(scene) == ["magnetic", "ata_flash"]


def test_what_a_drive_is_can_be_said_anew_until_its_evidence_was_judged_by_it(scene: Scene) -> None:
    assert scene.codes(HOST, f"/drive is {DRIVE} ssd", f"/drive is {DRIVE} hdd") == [
        "job_known", "drive_recorded", "drive_recorded",
    ]  # fmt: skip
    assert media(scene) == ["magnetic"]
    assert scene.codes(f"/evidence {log(scene)}", f"/drive is {DRIVE} ssd") == ["wipe_evidenced", "not_done"]
    assert scene.codes("/fail wrong-media", f"/drive is {DRIVE} ssd") == ["wipe_failed", "drive_recorded"]
    assert scene.codes(f"/drive is {DRIVE} cheese", "/drive is NOSUCH ssd", "/drive is") == ["not_done"] * 3
    assert len(job(scene).drives) == 1


def test_a_drive_that_was_found_to_be_flash_is_not_cleared_by_an_overwrite(scene: Scene) -> None:
    scene.say(HOST, f"/drive is {DRIVE} ssd")
    assert [t.outcome for t in take(scene, log(scene), media="")] == ["failed"]


def test_a_report_that_waits_for_its_media_is_worked_by_choosing(scene: Scene) -> None:
    take(scene, log(scene), media="")
    assert scene.say(HOST).next == "1 report about it left a doubt, and wait: /review."
    asked = scene.say("/review")
    assert (asked.code, asked.asks_for) == ("review_wanted", "choice")
    assert [c.text for c in asked.choices] == [
        f"a.log: drive {DRIVE}; nobody has said which media the drive is",
    ]
    shown = scene.say("/choose 1")
    assert (shown.code, shown.next.startswith(f"/attach gives it to {HOST}")) == ("report_in_hand", True)
    assert scene.say(HOST).next == f"A report is in hand: /attach gives it to {HOST}."
    assert any("Fill With Zeros; status Erased" in line for line in shown.listed)
    assert scene.say("/attach").code == "media_wanted"
    done = scene.say("/choose 1")
    assert (done.code, done.recorded) == ("wipe_evidenced", ("drive_found", "wipe_evidenced"))
    assert scene.store.how_much_waits() == 0


def test_a_report_that_names_no_computer_is_attached_to_the_one_in_hand(scene: Scene) -> None:
    accepting.found(bench(scene), job(scene), "S4EVNX0R123456", "nvme")
    file = scene.folder / "nvme.json"
    file.write_bytes(original())
    ended = scene.clock.now().timestamp() - 60
    os.utime(file, (ended, ended))
    (taken,) = take(scene, file, media="")
    assert taken.outcome == "review"
    scene.say("/review 1")
    assert scene.codes(HOST, "/attach") == ["job_known", "wipe_evidenced"]


def test_attaching_gives_no_pass_to_a_report_of_another_computer_or_drive(scene: Scene) -> None:
    take(scene, log(scene, replace(GOOD, serial=DRIVE), host="ANOTHERHOST"), log(scene, SECOND, name="b.log"))
    number = {row.file: n for n, row in enumerate(scene.store.waiting_evidence(), 1)}
    assert scene.codes(f"/review {number['a.log']}", HOST, "/attach") == [
        "report_in_hand",
        "job_known",
        "evidence_in_doubt",
    ]
    assert scene.codes(f"/review {number['b.log']}", HOST, "/attach") == ["report_in_hand", "job_known", "drive_more"]
    assert not list(scene.store.of_kind("wipe_evidenced"))
    assert state(scene) == "queued"


def test_what_is_set_aside_waits_no_longer_keeps_its_reason_and_stays_aside(scene: Scene) -> None:
    file = log(scene, host="ANOTHERHOST")
    take(scene, file)
    scene.say("/review 1")
    assert scene.say("/set-aside").code == "not_done"
    said = scene.say("/set-aside wiped in the wrong machine, run again")
    assert (said.code, said.recorded) == ("report_set_aside", ("note_added",))
    assert scene.store.how_much_waits() == 0
    (row,) = scene.store.evidence_aside()
    aside = aside_of(row)
    assert aside is not None
    assert aside.why == "wiped in the wrong machine, run again"
    (again,) = take(scene, file)
    assert (again.outcome, again.reasons) == ("known", (f"this report was set aside: {aside.why}",))
    assert any("wiped in the wrong machine" in line for line in scene.say(f"/find {HOST}").listed)


def test_what_is_set_aside_can_be_attached_after_all(scene: Scene) -> None:
    take(scene, log(scene), media="")
    (row,) = scene.store.waiting_evidence()
    reviewing.set_aside(bench(scene), row, "by mistake")
    found = reviewing.result_named(scene.store, row.result[: reviewing.SHORT])
    assert aside_of(found) is not None
    scene.say(HOST, f"/drive is {DRIVE} hdd")
    assert [t.outcome for t in take(scene, log(scene), media="")] == ["known"]


def test_a_report_of_no_device_is_set_aside_without_an_entry(scene: Scene) -> None:
    junk = scene.folder / "junk.txt"
    junk.write_text("hello")
    take(scene, junk)
    scene.say("/review 1")
    assert scene.say("/set-aside no report").recorded == ()
    assert not list(scene.store.of_kind("note_added"))


def test_what_became_evidence_is_not_set_aside(scene: Scene) -> None:
    (taken,) = take(scene, log(scene))
    saved = next(row for row in [scene.store.evidence(_result(scene))] if row)
    assert taken.outcome == "passed"
    with pytest.raises(DevswapError, match="Turn it down"):
        reviewing.set_aside(bench(scene), saved, "no")


def test_with_nothing_to_review_it_says_so(scene: Scene) -> None:
    assert scene.say("/review").message == "No report waits for review."
    assert scene.codes("/review 1", "/set-aside x", "/attach") == ["shown", "not_done", "not_done"]
    take(scene, log(scene), media="")
    assert scene.codes("/review 2", "/review x") == ["not_done", "not_done"]


def _result(scene: Scene) -> str:
    return str(scene.store._db.all("SELECT result FROM evidence")[0][0])
