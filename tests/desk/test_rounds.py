"""A round: load, location, old, new, the next location signs; it closes when trolley, list and cage agree."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from devswap.ledger import events as ev
from devswap.ledger.policy import Acknowledge, Policy
from tests.desk.scenes import CUSTODY, ESTATE, LISTS, RECIPIENTS, STOCK, Scene

CHARGE = "B000200005"
MORE = {
    "recipients": RECIPIENTS + "location,LOC-5,Charge desk,Unit 2,B000200005,no\n",
    "estate": ESTATE + "7RT4XM4,,desktop,Dell,OptiPlex 3060,LOC-5,Lambeth,2022-03-31,\n",
    "stock": STOCK + "6KDY1T4,,desktop,Dell,OptiPlex 7010,Lambeth,PO-3,70000,2022/23\n"
    "6KDY1T5,,desktop,Dell,OptiPlex 7010,Lambeth,PO-3,70000,2022/23\n",
}


def night(folder: Path, policy: Policy | None = None) -> Scene:
    scene = Scene(folder, policy or Policy())
    for kind, text in (LISTS | MORE).items():
        scene.bring(kind, text)
    return scene


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = night(tmp_path)
    yield made
    made.close()


def load(scene: Scene) -> None:
    scene.say("/round Night 12", "6KDY1T3", "6KDY1T4", "6KDY1T5")
    assert scene.say("/confirm").code == "trolley_loaded"


def issues(scene: Scene) -> list[ev.DeviceIssued]:
    return [e.event for e in scene.store.history() if isinstance(e.event, ev.DeviceIssued)]


def test_a_night_of_desktops(scene: Scene) -> None:
    load(scene)
    assert {r.spot for r in scene.store.stock_at("Lambeth") if r.category == "desktop"} == {"trolley Night 12"}
    scene.say(CUSTODY, "7RT4XM3", "6KDY1T3")
    said = scene.say(CHARGE)
    assert (said.code, said.recorded) == ("swap_recorded", ("device_taken_in", "device_issued"))
    assert "Charge desk is here" in said.message
    scene.say("7RT4XM4", "6KDY1T4")
    said = scene.say("/empty")
    assert said.code == "count_begun", "the last location is signed for"
    assert said.recorded == ("device_taken_in", "device_issued"), "and what that recorded is said"
    assert "Swap recorded." in said.message
    assert len(issues(scene)) == 2
    assert {i.acknowledged.how for i in issues(scene) if i.acknowledged} == {"next_location"}
    said = scene.say("7RT4XM3", "7RT4XM4", "6KDY1T5", "/confirm")
    assert (said.code, said.recorded) == ("round_closed", ("counted", "moved"))
    assert {r.spot for r in scene.store.stock_at("Lambeth") if r.category == "desktop"} == {"shelf"}
    assert scene.say("/empty").message == "No round is on."


def test_a_round_does_not_close_while_something_differs(scene: Scene) -> None:
    load(scene)
    scene.say(CUSTODY, "7RT4XM3", "6KDY1T3", CHARGE, "/empty")
    said = scene.say("6KDY1T4", "5CG2411RVD", "/confirm")
    assert (said.verdict, said.code, said.recorded) == ("ask", "round_differs", ())
    assert "expected and not on it 2: 6KDY1T5, 7RT4XM3" in said.message
    assert "on it and not expected 1: 5CG2411RVD" in said.message
    scene.say("/undo", "7RT4XM3", "6KDY1T5")
    assert scene.say("/confirm").code == "round_closed"


def test_what_cannot_be_found_is_explained_and_stays_in_the_record(scene: Scene) -> None:
    load(scene)
    scene.say("/empty", "6KDY1T3", "6KDY1T4", "/confirm")
    said = scene.say("/explain left at the charge desk, locked")
    assert said.recorded == ("counted", "moved", "note_added")
    count = next(e.event for e in scene.store.history() if isinstance(e.event, ev.Counted))
    assert len(count.not_counted) == 1


def test_a_new_one_without_an_old_one_stops_the_round_at_its_location(scene: Scene) -> None:
    load(scene)
    scene.say(CUSTODY, "6KDY1T3")
    said = scene.say(CHARGE)
    assert (said.code, said.visit.recipient.number if said.visit.recipient else "") == ("no_entitlement", "LOC-4")
    assert issues(scene) == []


def test_without_a_round_the_next_badge_signs_for_nothing(scene: Scene) -> None:
    scene.say(CUSTODY, "7RT4XM3", "6KDY1T3")
    assert scene.say(CHARGE).code == "recipient_changed"
    assert issues(scene) == []


def test_where_the_policy_wants_confirm_the_next_badge_signs_for_nothing(tmp_path: Path) -> None:
    strict = night(tmp_path, Policy(acknowledge=Acknowledge(round="confirm")))
    load(strict)
    strict.say(CUSTODY, "7RT4XM3", "6KDY1T3")
    assert strict.say(CHARGE).code == "recipient_changed"
    strict.close()


def test_a_round_survives_a_power_cut_and_is_loaded_further(scene: Scene) -> None:
    scene.say("/round Night 12", "6KDY1T3", "/confirm")
    scene.close()
    scene.open()
    assert scene.say("/round Day").verdict == "told", "one round at a time"
    assert scene.say("/round", "6KDY1T4", "/confirm").code == "trolley_loaded"
    assert scene.say("/empty", "6KDY1T3", "6KDY1T4", "/confirm").code == "round_closed"


def test_only_what_is_in_stock_here_goes_onto_the_trolley(scene: Scene) -> None:
    assert scene.say("/round", "7RT4XM3").code == "not_in_stock"
    assert scene.say("5CG2411RVK").code == "not_stocked_here"
    assert scene.say("/confirm").verdict == "told"


def test_what_came_in_before_the_round_is_not_looked_for_on_its_trolley(scene: Scene) -> None:
    scene.say(CUSTODY, "7RT4XM3", "6KDY1T3", CUSTODY)
    scene.clock.pass_by(minutes=1)
    scene.say("/round Night 12", "6KDY1T4", "/confirm")
    assert scene.say("/empty", "6KDY1T4", "/confirm").code == "round_closed"
