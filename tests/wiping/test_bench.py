"""The bench line by line: scan a device, do what its job needs, and nothing that may not be done yet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from devswap.desk.desk import Desk
from devswap.desk.plain import answer
from devswap.errors import NotRecorded
from devswap.labels.commands import COMMANDS, encode
from devswap.tui.keys import NEED_WORDS, SCREENS
from tests.desk.scenes import ESTATE, OKAFOR, Scene
from tests.wiping.benches import at_bench, bench_desk, found_drives
from tests.wiping.logs import SECOND
from tests.wiping.test_evidence_in import DRIVE, GOOD, HOST, log


def test_from_the_scan_to_the_certificate(scene: Scene) -> None:
    file = log(scene)
    assert scene.codes(HOST, "/start ata-hdd", f"/evidence {file} media=ata-hdd", "/accept media=ata-hdd") == [
        "job_known", "wipe_started", "wipe_evidenced", "wipe_accepted",
    ]  # fmt: skip
    assert [j.state for j in scene.store.wipe_jobs("accepted", today="2026-11-23")] == ["accepted"]
    assert HOST in scene.say("/list done").listed[0]


def test_who_signs_in_at_the_bench_is_told_to_scan_a_device_and_at_a_desk_a_badge(scene: Scene) -> None:
    assert scene.say("/sign-in 200002").next == "Scan a device, or its cage label."
    at_bench(scene, takes_scans=False)
    assert scene.say("/sign-in 200002").next == "Scan a badge to begin a visit."


def test_what_is_held_is_said_and_not_begun(scene: Scene) -> None:
    assert scene.codes(HOST, "/hold EV-17 200002", "/start ata-hdd") == ["job_known", "hold_placed", "held"]
    assert scene.codes("/lift EV-17 200002", "/start ata-hdd") == ["hold_lifted", "wipe_started"]


def test_too_soon_is_too_soon(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    at_bench(scene)
    assert scene.codes(HOST, "/start ata-hdd", "/start", "/accept") == ["job_known", "too_soon", "too_soon", "too_soon"]
    assert scene.say("/start").next == "Put it back until then; scan the next."
    scene.close()


def test_after_a_start_the_intake_is_not_withdrawn(scene: Scene) -> None:
    scene.say(HOST, "/start ata-hdd")
    at_bench(scene, "200001", takes_scans=False)
    assert scene.codes(OKAFOR, "/withdraw", HOST)[-1] == "too_late_to_withdraw"


def test_a_drive_that_is_destroyed_ends_its_job(scene: Scene) -> None:
    assert scene.codes(HOST, f"/destroy {DRIVE} shred Shredders SH-1") == ["job_known", "drive_recorded"]
    assert scene.store.wipe_jobs("destroyed", today="2026-11-23")


def test_evidence_in_doubt_is_asked_about_and_not_accepted(scene: Scene) -> None:
    file = log(scene, host="ANOTHER")
    assert scene.codes(HOST, f"/evidence {file} media=ata-hdd", "/accept") == [
        "job_known", "evidence_in_doubt", "no_evidence",
    ]  # fmt: skip
    assert scene.codes("/evidence /nowhere", "/start")[0] == "not_done"


def test_the_next_step_after_one_drive_is_the_other(scene: Scene) -> None:
    scene.say(HOST, f"/evidence {log(scene)} media=ata-hdd", "/drive found NV-2 nvme")
    assert scene.say("/accept").next == "Begin its wipe: START."


def test_an_engineer_is_refused_at_a_bench_and_in_words(scene: Scene) -> None:
    at_bench(scene, "200001")
    assert scene.codes(HOST, f"/job {HOST}", "/accept", "/consign device-bank") == ["not_allowed"] * 4
    assert "E. Moss is engineer: a bench hand or a supervisor works here." in scene.say("/start").message


def test_an_engineer_has_none_of_these_commands_at_a_desk(scene: Scene) -> None:
    at_bench(scene, "200001", takes_scans=False)
    assert scene.codes(f"/job {HOST}", "/accept", "/consign device-bank") == ["unknown_command"] * 3


def test_at_a_desk_scans_stay_the_desks(scene: Scene) -> None:
    at_bench(scene, "200003", takes_scans=False)
    assert scene.say(HOST).code != "job_known"
    assert scene.say(f"/job {HOST}").code == "job_known"


def test_what_never_began_does_not_fail(scene: Scene) -> None:
    assert scene.codes(HOST, "/fail read-errors") == ["job_known", "not_done"]
    assert scene.codes("/start ata-hdd", "/fail read-errors") == ["wipe_started", "wipe_failed"]


def test_every_barcode_of_a_sheet_means_something_to_a_desk(scene: Scene) -> None:
    at_bench(scene, "200002", takes_scans=False)
    screens = SCREENS | NEED_WORDS  # the terminal's own: a screen, or a line that is begun
    for command in COMMANDS.keys() - screens:
        scene.say("/sign-in 200002", OKAFOR)
        assert scene.say(encode("command", command)).code != "unknown_command", command


def test_what_the_drives_are_is_asked_once_and_remembered(scene: Scene) -> None:
    asked = scene.say(HOST, "/start")
    assert (asked.code, asked.verdict) == ("media_wanted", "ask")
    number = next(c.number for c in asked.choices if c.text == "ata-hdd")
    assert scene.say("/choose 99").code == "no_choice"
    assert scene.codes(f"/choose {number}", f"/evidence {log(scene)}", "/accept") == [
        "wipe_started", "wipe_evidenced", "wipe_accepted",
    ]  # fmt: skip


def test_a_question_is_answered_at_once_or_not_at_all(scene: Scene) -> None:
    scene.say(HOST, "/start", "/list")
    scene.say("/choose 1")
    scene.say("/start", "/cancel", "/choose 1")
    assert not list(scene.store.of_kind("wipe_started"))


def test_one_drive_more_is_asked_about_and_owes_a_wipe_of_its_own(scene: Scene) -> None:
    file = log(scene, replace(GOOD, serial=DRIVE), replace(SECOND, serial="NV-2"))
    asked = scene.say(HOST, f"/evidence {file} media=ata-hdd")
    assert (asked.code, asked.asks_for, asked.recorded) == (
        "drive_more", "confirm", ("drive_found", "wipe_evidenced"),
    )  # fmt: skip
    assert "came with 1 drive; the report tells of NV-2" in asked.message
    added = scene.say("/confirm")
    assert (added.code, added.recorded[0]) == ("drive_recorded", "drive_found")
    assert found_drives(scene) == [DRIVE, "NV-2"]


def test_cancelled_the_report_waits_for_review(scene: Scene) -> None:
    file = log(scene, replace(GOOD, serial=DRIVE), replace(SECOND, serial="NV-2"))
    scene.say(HOST, f"/evidence {file} media=ata-hdd")
    assert "its file is kept" in scene.say("/cancel").message
    assert "1 to 1 of 1" in scene.say("/list review").message
    assert found_drives(scene) == [DRIVE]
    scene.say("/confirm")
    assert found_drives(scene) == [DRIVE]


def test_lists_have_pages_and_totals(scene: Scene) -> None:
    serials = [f"5CG31{n:05}" for n in range(45)]
    rows = "".join(f"{s},,laptop,HP,EliteBook 840 G5,104418,Lambeth,2023-03-31,\n" for s in serials)
    scene.bring("estate", ESTATE + rows)
    at_bench(scene, "200002", takes_scans=False)
    for serial in serials:
        scene.say("/hand-in spare", serial, "/confirm")
    at_bench(scene)
    first, last = scene.say("/list waiting"), scene.say("/list waiting 3")
    assert "waiting, 1 to 20 of 46, oldest first" in first.message
    assert (first.next, last.next) == ("/list waiting 2 for the next. Scan one.", "Scan one.")
    assert "41 to 46 of 46" in last.message
    assert serials[-1] in last.listed[-1]
    assert (len(first.listed), len(last.listed)) == (20, 6)
    assert "waiting 46, keeping 0" in scene.say("/list").message
    assert scene.say("/list waiting x").code == scene.say("/list nothing").code == "not_done"
    assert "none on this page" in scene.say("/list waiting 9").message


def test_what_waits_for_acceptance_has_a_list(scene: Scene) -> None:
    scene.say(HOST, f"/evidence {log(scene)} media=ata-hdd")
    assert HOST in scene.say("/list to-accept").listed[0]
    assert "running: 0" in scene.say("/list running").message
    scene.say("/accept")
    assert "to-accept: 0" in scene.say("/list to-accept").message


def test_a_drive_that_is_out_waits_for_its_destruction(scene: Scene) -> None:
    assert scene.codes(HOST, f"/drive removed {DRIVE} bin-3") == ["job_known", "drive_recorded"]
    assert HOST in scene.say("/list to-destroy").listed[0]
    assert scene.say(f"/drive destroyed {DRIVE} shred Shredders SH-1").code == "drive_recorded"
    assert "to-destroy: 0" in scene.say("/list to-destroy").message


@pytest.mark.parametrize("line", ["/drive found NV-9 nvme", "/drive missing S4GXNE0M1 not-there"])
def test_drives_have_a_second_spelling(scene: Scene, line: str) -> None:
    assert scene.codes(HOST, line) == ["job_known", "drive_recorded"]


def test_a_drive_missing_at_a_desk_is_the_intake_s(scene: Scene) -> None:
    at_bench(scene, "200002", takes_scans=False)
    assert scene.say("/drive missing").code != "drive_recorded"


def test_what_is_found_at_the_bench_is_taken_in_there(scene: Scene) -> None:
    codes = scene.codes("/found", "5CG9990AAB", "/confirm", "5CG9990AAB")
    assert codes == ["shown", "old_known", "intake_recorded", "job_known"]
    entry = list(scene.store.of_kind("device_taken_in"))[-1]
    assert entry.event.nothing.why == "found"  # type: ignore[union-attr]


def test_a_bench_hand_takes_in_nothing_else(scene: Scene) -> None:
    before = scene.store.how_many()
    scene.say("/hand-in spare", "5CG9990AAB", "/confirm", "/intake-only")
    assert scene.store.how_many() == before


def test_a_count_or_a_move_at_the_bench_gets_its_scans(scene: Scene) -> None:
    assert scene.codes("/count custody", HOST, "/confirm") == ["count_begun", "device_scanned", "count_recorded"]
    assert scene.say(HOST).code == "job_known"


def test_a_cage_label_shows_the_job(scene: Scene) -> None:
    (intake,) = scene.store.of_kind("device_taken_in")
    assert HOST in scene.say(encode("cage-label", intake.id)).message
    assert scene.say(encode("cage-label", scene.store.new_id())).code == "unknown_scan"


def test_a_serial_that_two_makers_have_is_told_apart_by_the_tag(scene: Scene) -> None:
    scene.bring("estate", ESTATE + f"{HOST},104999,laptop,Dell,Latitude,104418,Lambeth,2023-03-31,\n")
    assert scene.say("104233").code == "job_known"
    assert scene.say("/start ata-hdd").code == "wipe_started"


def test_help_is_the_bench_s(scene: Scene) -> None:
    said = scene.say("/help evidence")
    assert "START, the tool, its report, ACCEPT" in said.message
    assert any(line.startswith("/evidence: and the file") for line in said.listed)


def test_a_wipe_that_failed_and_began_again_runs(scene: Scene) -> None:
    assert scene.codes(HOST, "/start ata-hdd", "/fail power", "/start") == [
        "job_known", "wipe_started", "wipe_failed", "wipe_started",
    ]  # fmt: skip
    assert "started" in scene.say("/job").listed[1]
    scene.say("/fail power")
    assert "failed" in scene.say("/job").listed[1]
    assert scene.say(HOST).next.startswith("It failed")


def test_a_folder_of_reports_is_taken_in_by_one_word(scene: Scene) -> None:
    verbs, scene.desk = bench_desk(scene)
    assert scene.say("/evidence").code == "not_done"
    verbs.hand.logs = scene.folder / "logs"
    verbs.hand.logs.mkdir()
    assert scene.say("/evidence").message == "0 results: none."
    for file in (log(scene, name="logs/a.log"), log(scene, name="logs/b.log", host="OTHER", after=2)):
        finished = file.stat().st_mtime - 60
        os.utime(file, (finished, finished))
    log(scene, name="logs/still-being-written.log", after=3)
    said = scene.say(HOST, "/evidence media=ata-hdd")
    assert (said.code, said.recorded) == ("evidence_in_doubt", ("drive_found", "wipe_evidenced"))
    assert said.message == "2 results: passed 1, review 1."
    assert [line.split(":")[0] for line in said.listed] == ["a.log", "b.log"]


def test_what_would_hold_up_the_screen_is_refused_in_words(scene: Scene) -> None:
    verbs, scene.desk = bench_desk(scene)
    verbs.hand.largest = 1000
    said = scene.say(HOST, f"/evidence {log(scene)} media=ata-hdd")
    assert (said.code, "would hold up the bench" in said.message) == ("not_done", True)
    assert not list(scene.store.of_kind("wipe_evidenced"))


def test_what_was_in_hand_is_in_hand_again_where_a_common_commit_fails(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Several lines are committed together; where that fails each is answered by itself, as if nothing had been."""
    scene.say(HOST)
    real, failed = scene.store.together, []

    @contextmanager
    def once() -> Iterator[None]:
        with real():
            yield
            if not failed:
                failed.append(True)
                raise NotRecorded("the disk is full")

    monkeypatch.setattr(scene.store, "together", once)
    lines = ("/consign device-bank", HOST, "/close")
    said = scene.desk.together([partial(answer, scene.desk, line.encode()) for line in lines])
    assert [one.code for one in said if one] == ["consignment_opened", "no_evidence", "not_done"]
    assert len(scene.store.consignments()) == 1


def test_what_a_tool_needs_is_prepared_as_text_and_nothing_is_recorded(scene: Scene) -> None:
    verbs, desk = bench_desk(scene)
    scene.desk = Desk(scene.store, replace(desk.settings, papers=scene.folder / "papers"), verbs)
    scene.say(HOST, "/drive found NV-2 nvme", "/drive found MM-3 ata-ssd")
    assert scene.say("/prepare /dev/nvme7").code == "media_wanted"
    said = scene.say("/choose 1")
    lines = said.listed
    assert (scene.folder / "papers" / f"prepare-{HOST}.txt").read_text().splitlines() == list(lines)
    assert said.message.endswith(f"prepare-{HOST}.txt.")
    assert 'nwipe_options="--method=zero --verify=last --rounds=1 --noblank --nousb" shredos_exclude' in lines[2]
    assert '  User_Defined_Tag = "104233";' in lines
    assert "nvme sanitize /dev/nvme7 -a 2" in lines
    assert any("Go on only if the serial (sn) is NV-2" in line for line in lines)
    assert any(line.startswith("# hdparm: ata-sanitize-block-erase") for line in lines)
    assert not list(scene.store.of_kind("wipe_started"))
    assert scene.codes("/prepare nvme7", "/hold EV-1 200002", "/prepare") == ["not_done", "hold_placed", "held"]
