"""The bench line by line: scan a device, do what its job needs, and nothing that may not be done yet."""

from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

import pytest

from devswap.desk.desk import Desk
from devswap.desk.table import Settings
from devswap.labels.commands import COMMANDS, encode
from devswap.ledger.policy import Policy, Wipe
from devswap.tui.keys import NEED_WORDS, SCREENS
from devswap.wiping import holds
from devswap.wiping.bench import BenchVerbs
from devswap.wiping.methods import load_profile
from devswap.wiping.schemes import load_schemes
from tests.desk.scenes import OKAFOR, Scene
from tests.wiping.test_evidence_in import DRIVE, HOST, log

READY = "test=pass bios=cleared mdm=removed account=removed sim=out ram=16"


def at_bench(scene: Scene, number: str = "200003", *, takes_scans: bool = True) -> None:
    verbs = BenchVerbs(load_profile("nist-800-88r2"), load_schemes(None), UTC, takes_scans)
    settings = Settings("bench 1", "Lambeth", scene.policy, scene.programme, number)
    scene.desk = Desk(scene.store, settings, verbs)


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
    assert HOST in scene.say("/list done").message


def test_what_is_held_is_said_and_not_begun(scene: Scene) -> None:
    assert scene.codes(HOST, "/hold EV-17 200002", "/start ata-hdd") == ["job_known", "hold_placed", "held"]
    assert scene.codes("/lift EV-17 200002", "/start ata-hdd") == ["hold_lifted", "wipe_started"]


def test_too_soon_is_too_soon(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    scene.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    at_bench(scene)
    assert scene.codes(HOST, "/start ata-hdd") == ["job_known", "too_soon"]
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
        "job_known", "evidence_in_doubt", "not_done",
    ]  # fmt: skip
    assert scene.codes("/evidence /nowhere", "/start")[0] == "not_done"


def test_no_device_leaves_in_a_consignment_without_its_evidence(scene: Scene) -> None:
    opened = scene.codes("/consign device-bank", HOST)
    assert opened == ["consignment_opened", "stays_out"]
    assert "evidence" in scene.say(HOST).message


def test_with_evidence_and_grade_it_leaves(scene: Scene) -> None:
    file = log(scene)
    scene.say(HOST, f"/evidence {file} media=ata-hdd", "/accept media=ata-hdd", f"/grade A {READY}")
    said = scene.codes("/consign device-bank", HOST, "/close", "/hand-over a collector")
    assert said == ["consignment_opened", "device_consigned", "consignment_closed", "consignment_left"]
    assert [e.event.__class__.__name__ for e in scene.store.of_kind("device_released")] == ["DeviceReleased"]


def test_an_engineer_has_none_of_these_commands(scene: Scene) -> None:
    at_bench(scene, "200001")
    assert scene.codes(f"/job {HOST}", "/accept", "/consign device-bank") == ["unknown_command"] * 3


def test_at_a_desk_scans_stay_the_desks(scene: Scene) -> None:
    at_bench(scene, "200003", takes_scans=False)
    assert scene.say(HOST).code != "job_known"
    assert scene.say(f"/job {HOST}").code == "job_known"


def test_an_engineer_s_scan_shows_no_job(scene: Scene) -> None:
    at_bench(scene, "200001")
    assert scene.say(HOST).code != "job_known"


def test_a_second_person_with_a_pin_is_not_authorised_by_a_number(scene: Scene) -> None:
    scene.store.pins.keep("200002", "8352")
    assert scene.codes(HOST, "/hold EV-17 200002") == ["job_known", "not_done"]
    assert not scene.store.load(holds.device_named(scene.store, HOST).id).holds(
        holds.device_named(scene.store, HOST).id
    )
    scene.say(f"/evidence {log(scene)} media=ata-hdd")
    assert scene.say("/accept 200002 media=ata-hdd").code == "not_done"
    assert not list(scene.store.of_kind("wipe_accepted"))


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
