"""A second person at the bench: by badge and PIN, for that one question, and never the operator."""

import os
from datetime import timedelta
from pathlib import Path

from devswap.ledger.discrepancies import find
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.policy import Answer, Policy, Wipe
from devswap.wiping import holds
from tests.desk.scenes import OKAFOR, OPERATORS, Scene
from tests.wiping.benches import at_bench
from tests.wiping.test_evidence_in import DRIVE, HOST, log
from tests.wiping.test_nvme import original


def test_a_hold_whose_reference_ends_in_a_number_keeps_all_of_it(scene: Scene) -> None:
    assert scene.say(HOST, "/hold case 4711").code == "second_wanted"


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


def kept(folder: Path, early: Answer = "supervisor") -> Scene:
    """A bench with a device that is kept for some days yet."""
    scene = Scene(folder, policy=Policy(wipe=Wipe(early=early)))
    scene.say(OKAFOR, HOST, "5CG2411RVD", OKAFOR)
    scene.clock.pass_by(hours=5)
    at_bench(scene)
    return scene


def test_a_supervisors_word_lets_a_wipe_begin_before_its_day_and_is_in_the_record(tmp_path: Path) -> None:
    scene = kept(tmp_path)
    file = log(scene)
    assert scene.codes(HOST, "/start", "/start ata-hdd 200003", "/start ata-hdd 200002") == [
        "job_known", "too_soon", "second_wanted", "wipe_started",
    ]  # fmt: skip
    (begun,) = scene.store.of_kind("wipe_started")
    assert scene.store.operator(begun.authorised_by) == scene.store.operator_by_number("200002")
    assert scene.codes(f"/evidence {file}", "/accept") == ["wipe_evidenced", "wipe_accepted"]
    assert not find(fold(EMPTY, scene.store.history(100)))
    scene.close()


def test_where_the_policy_says_so_nobodys_word_does(tmp_path: Path) -> None:
    scene = kept(tmp_path, "refuse")
    assert scene.codes(HOST, "/start ata-hdd 200002") == ["job_known", "too_soon"]
    scene.close()


def test_no_word_lets_a_wipe_begin_that_is_held(tmp_path: Path) -> None:
    scene = kept(tmp_path)
    assert scene.codes(HOST, "/hold EV-17 200002", "/start ata-hdd 200002") == ["job_known", "hold_placed", "held"]
    scene.close()
