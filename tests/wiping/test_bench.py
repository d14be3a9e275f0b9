"""The bench line by line: scan a device, do what its job needs, and nothing that may not be done yet."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta
from functools import partial
from pathlib import Path

import pytest

from devswap.desk import words
from devswap.desk.desk import Desk
from devswap.desk.plain import answer
from devswap.desk.table import Settings
from devswap.errors import NotRecorded
from devswap.labels.commands import COMMANDS, encode
from devswap.ledger.policy import Policy, Wipe
from devswap.tui.keys import NEED_WORDS, SCREENS
from devswap.wiping import consigning, holds, release
from devswap.wiping.bench import BenchVerbs
from devswap.wiping.bench_hand import Hand
from devswap.wiping.methods import load_profile
from devswap.wiping.release import CHECKS
from devswap.wiping.schemes import load_schemes
from tests.desk.scenes import ESTATE, OKAFOR, OPERATORS, Scene
from tests.wiping.logs import SECOND
from tests.wiping.test_evidence_in import DRIVE, GOOD, HOST, log
from tests.wiping.test_nvme import original

READY = "test=pass bios=cleared mdm=removed account=removed sim=out ram=16"


def bench_desk(scene: Scene, number: str = "200003", *, takes_scans: bool = True) -> tuple[BenchVerbs, Desk]:
    verbs = BenchVerbs(Hand(load_profile("nist-800-88r2"), UTC), load_schemes(None), takes_scans)
    settings = Settings("bench 1", "Lambeth", scene.policy, scene.programme, number)
    return verbs, Desk(scene.store, settings, verbs)


def found_drives(scene: Scene) -> list[str | None]:
    """The serials of drives that somebody found, or found to be of some media."""
    return [entry.event.drive.serial for entry in scene.store.of_kind("drive_found")]  # type: ignore[union-attr]


def at_bench(scene: Scene, number: str = "200003", *, takes_scans: bool = True) -> None:
    _, scene.desk = bench_desk(scene, number, takes_scans=takes_scans)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A laptop was taken in five hours ago and may be wiped at once."""
    made = Scene(tmp_path, policy=Policy(wipe=Wipe(keep_days=0)))
    made.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    made.clock.pass_by(hours=5)
    at_bench(made)
    yield made
    made.close()


def test_from_the_scan_to_the_certificate(scene: Scene) -> None:
    file = log(scene)
    assert scene.codes(HOST, "/start ata-hdd", f"/evidence {file} media=ata-hdd", "/accept media=ata-hdd") == [
        "job_known", "wipe_started", "wipe_evidenced", "wipe_accepted",
    ]  # fmt: skip
    assert [j.state for j in scene.store.wipe_jobs("accepted", today="2026-11-23")] == ["accepted"]
    assert HOST in scene.say("/list done").listed[0]


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


def test_no_device_leaves_in_a_consignment_without_its_evidence(scene: Scene) -> None:
    opened = scene.codes("/consign device-bank", HOST)
    assert opened == ["consignment_opened", "no_evidence"]
    said = scene.say(HOST)
    assert (said.verdict, said.code) == ("refused", "no_evidence")
    assert said.message.startswith(f"{HOST} stays out: 1 drive has no accepted evidence; it has no grade")
    assert [line.split(": ")[1] for line in said.listed] == ["no_evidence", "not_graded"]
    assert scene.say("/leave", HOST, "/accept").code == "no_evidence"


def test_every_reason_why_a_device_stays_has_a_code_that_is_promised() -> None:
    source = Path(release.__file__).read_text() + Path(consigning.__file__).read_text()
    codes = {code for code in re.findall(r'Reason\("([a-z_]+)"', source) if code} | {f"{c}_not_cleared" for c in CHECKS}
    assert len(codes) > 15
    assert codes <= {code for said in words._SAID.values() for code in said}


def test_what_lies_in_a_consignment_already_is_told(scene: Scene) -> None:
    scene.say(
        HOST, f"/evidence {log(scene)} media=ata-hdd", "/accept", f"/grade A {READY}", "/consign device-bank", HOST
    )
    again = scene.say(HOST)
    assert (again.verdict, again.code) == ("told", "same_scan_again")


def test_one_that_may_not_leave_any_more_stops_the_hand_over_by_its_code(scene: Scene) -> None:
    scene.say(
        HOST, f"/evidence {log(scene)} media=ata-hdd", "/accept", f"/grade A {READY}", "/consign device-bank", HOST
    )
    scene.say("/close", "/hold EV-17 200002")
    said = scene.say("/hand-over a collector")
    assert (said.verdict, said.code) == ("refused", "held")
    assert f"does not leave, {HOST}: a hold stands against it" in said.message


def test_a_hold_whose_reference_ends_in_a_number_keeps_all_of_it(scene: Scene) -> None:
    assert scene.say(HOST, "/hold case 4711").code == "second_wanted"


def test_papers_and_a_carrier_at_the_hand_over(scene: Scene) -> None:
    verbs, desk = bench_desk(scene)
    settings = replace(desk.settings, papers=scene.folder / "papers")
    scene.desk = Desk(scene.store, settings, verbs)
    scene.say(HOST, f"/evidence {log(scene)} media=ata-hdd")
    accepted = scene.say("/accept")
    assert accepted.next.startswith("Grade it, with what was done of: /grade A test=pass")
    assert len(scene.say("/papers").listed) == 2
    assert scene.say("/grade C").next == "CONSIGN it."
    assert scene.codes("/consign recycler", HOST, "/papers") == ["consignment_opened", "device_consigned", "not_done"]
    scene.say("/close")
    assert "at a bench carrier=NAME" in scene.say("/hand-over A. Driver").message
    left = scene.say("/hand-over A. Driver carrier=Example Carrier Ltd note=WTN-1 note=WTN-2")
    assert (left.code, left.recorded) == ("consignment_left", ("device_released",))
    (released,) = scene.store.of_kind("device_released")
    assert released.event.waste[1:] == ("WTN-1", "WTN-2")  # type: ignore[union-attr]
    name = left.next.split()[1]
    assert sorted(scene.say(f"/papers {name}").listed) == [
        f"{name}-hazardous-consignment-note.pdf", f"{name}-manifest.csv", f"{name}-manifest.pdf",
        f"{name}-waste-transfer-note.pdf",
    ]  # fmt: skip
    assert all((scene.folder / "papers" / file).stat().st_size for file in scene.say(f"/papers {name}").listed)


def test_the_next_step_after_one_drive_is_the_other(scene: Scene) -> None:
    scene.say(HOST, f"/evidence {log(scene)} media=ata-hdd", "/drive found NV-2 nvme")
    assert scene.say("/accept").next == "Begin its wipe: START."


def test_what_holds_no_user_data_is_graded_and_consigned_without_a_wipe(scene: Scene) -> None:
    at_bench(scene, "200002", takes_scans=False)
    monitor = next(d for d in ("CN0F7TK98123", "CN0F7TK98130") if scene.say("/hand-in spare", d, "/confirm").recorded)
    at_bench(scene)
    said = scene.say(monitor)
    assert (said.code, said.message.endswith("no user data: it owes no wipe.")) == ("job_known", True)
    assert scene.codes("/grade B", "/consign recycler", monitor) == [
        "device_graded", "consignment_opened", "device_consigned",
    ]  # fmt: skip


def test_a_scheme_that_is_not_named_is_asked_for(scene: Scene) -> None:
    assert "There are device-bank, resale" in scene.say("/consign").message


def test_with_evidence_and_grade_it_leaves(scene: Scene) -> None:
    file = log(scene)
    scene.say(HOST, f"/evidence {file} media=ata-hdd", "/accept media=ata-hdd", f"/grade A {READY}")
    said = scene.codes("/consign device-bank", HOST, "/close", "/hand-over a collector")
    assert said == ["consignment_opened", "device_consigned", "consignment_closed", "consignment_left"]
    assert [e.event.__class__.__name__ for e in scene.store.of_kind("device_released")] == ["DeviceReleased"]


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


def held(scene: Scene) -> bool:
    device = holds.device_named(scene.store, HOST).id
    return bool(scene.store.load(device).holds(device))


def test_a_second_person_with_a_pin_is_not_authorised_by_a_number(scene: Scene) -> None:
    scene.store.pins.keep("200002", "8352")
    asked = [HOST, "/hold EV-17 200002", "0000"]
    assert scene.codes(*asked) == ["job_known", "pin_wanted", "wrong_pin"]
    assert not held(scene)
    assert scene.say("8352").code == "hold_placed"
    assert held(scene)


def test_a_pin_that_is_left_authorises_nothing(scene: Scene) -> None:
    scene.store.pins.keep("200002", "8352")
    assert scene.codes(HOST, "/hold EV-17 200002", "/cancel", "8352")[2:] == ["cancelled", "unknown_scan"]
    assert not held(scene)


def test_a_second_person_answers_by_badge(scene: Scene) -> None:
    asked = scene.say(HOST, "/hold EV-17")
    assert (asked.verdict, asked.code, asked.asks_for) == ("ask", "second_wanted", "supervisor")
    assert scene.codes("B000200001", "B000200003") == ["second_wanted", "second_wanted"]
    assert not held(scene)
    assert scene.say("B000200002").code == "hold_placed"
    (entry,) = scene.store.of_kind("hold_placed")
    assert (scene.store.operator(entry.operator), scene.store.operator(entry.authorised_by)) == (
        scene.store.operator_by_number("200003"), scene.store.operator_by_number("200002"),
    )  # fmt: skip


def test_whatever_else_is_done_leaves_the_question(scene: Scene) -> None:
    scene.say(HOST, "/hold EV-17", HOST)
    assert scene.say("B000200002").code != "hold_placed"
    scene.say("/hold EV-17", "/list")
    assert scene.say("B000200002").code != "hold_placed"
    scene.say("/hold EV-17", "/cancel")
    assert scene.say("B000200002").code != "hold_placed"
    assert not held(scene)


def test_acceptance_asks_for_the_second_person_that_the_profile_wants(scene: Scene) -> None:
    """SECRET: a supervisor accepts, and another one beside them."""
    header = "serial,category,maker,assigned_to,site,drives,sensitivity"
    scene.bring("estate", f"{header}\n{HOST},laptop,HP,104417,Lambeth,{DRIVE},SECRET\n")
    scene.bring("operators", OPERATORS + "200009,A. Field,supervisor,B000200009\n")
    at_bench(scene)
    file = scene.folder / "nvme.json"
    file.write_bytes(original())
    ended = (scene.clock.now() - timedelta(hours=1)).timestamp()
    os.utime(file, (ended, ended))
    taken = scene.codes(HOST, "/drive found S4EVNX0R123456 nvme", f"/evidence {file}")
    assert taken == ["job_known", "drive_recorded", "wipe_evidenced"]
    at_bench(scene, "200002")
    assert scene.codes(HOST, "/accept", "B000200002") == ["job_known", "second_wanted", "second_wanted"]
    assert not list(scene.store.of_kind("wipe_accepted"))
    assert scene.say("B000200009").code == "wipe_accepted"
    (entry,) = scene.store.of_kind("wipe_accepted")
    assert entry.authorised_by == scene.store.operator_by_number("200009").id  # type: ignore[union-attr]


def test_while_a_pin_is_awaited_nothing_is_done_at_the_bench(scene: Scene) -> None:
    scene.say(HOST, "/hold EV-17 200002")
    scene.store.pins.keep("200002", "8352")
    assert scene.say("B000200002").code == "pin_wanted"
    assert scene.say("/lift EV-17 200002").code == "unknown_command"
    assert not list(scene.store.of_kind("hold_lifted"))


def test_what_never_began_does_not_fail(scene: Scene) -> None:
    assert scene.codes(HOST, "/fail read-errors") == ["job_known", "not_done"]
    assert scene.codes("/start ata-hdd", "/fail read-errors") == ["wipe_started", "wipe_failed"]


def test_a_consignment_is_taken_up_again_after_a_stop_and_not_replaced(scene: Scene) -> None:
    scene.say(f"/job {HOST}", f"/evidence {log(scene)} media=ata-hdd", "/accept media=ata-hdd", f"/grade A {READY}")
    name = scene.say("/consign device-bank").message.split()[0]
    assert scene.codes(HOST, "/consign recycler") == ["device_consigned", "not_done"]
    at_bench(scene)
    assert scene.codes(f"/consign {name}", "/close", "/hand-over a collector") == [
        "consignment_opened", "consignment_closed", "consignment_left",
    ]  # fmt: skip


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


def test_a_consignment_that_waits_gives_the_scans_back(scene: Scene) -> None:
    scene.say("/consign device-bank")
    assert scene.codes(HOST, "/leave", HOST) == ["no_evidence", "shown", "job_known"]
    assert scene.codes("/close", "/hand-over somebody") == ["not_done", "not_done"]


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
