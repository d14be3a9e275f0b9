"""Consignments at the bench: what stays is told why by a code, and what leaves leaves with its papers."""

import re
from dataclasses import replace
from pathlib import Path

from devswap.desk import words
from devswap.desk.desk import Desk
from devswap.wiping import consigning, release
from devswap.wiping.release import CHECKS
from tests.desk.scenes import Scene
from tests.wiping.benches import READY, at_bench, bench_desk
from tests.wiping.test_evidence_in import HOST, log


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


def test_a_consignment_is_taken_up_again_after_a_stop_and_not_replaced(scene: Scene) -> None:
    scene.say(f"/job {HOST}", f"/evidence {log(scene)} media=ata-hdd", "/accept media=ata-hdd", f"/grade A {READY}")
    name = scene.say("/consign device-bank").message.split()[0]
    assert scene.codes(HOST, "/consign recycler") == ["device_consigned", "not_done"]
    at_bench(scene)
    assert scene.codes(f"/consign {name}", "/close", "/hand-over a collector") == [
        "consignment_opened", "consignment_closed", "consignment_left",
    ]  # fmt: skip


def test_a_consignment_that_waits_gives_the_scans_back(scene: Scene) -> None:
    scene.say("/consign device-bank")
    assert scene.codes(HOST, "/leave", HOST) == ["no_evidence", "shown", "job_known"]
    assert scene.codes("/close", "/hand-over somebody") == ["not_done", "not_done"]
