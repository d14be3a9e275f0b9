"""Moves: both ends scan, what lies between is on the way, a sealed cage moves closed."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from devswap.ledger import events as ev
from devswap.ledger.whereabouts import where
from tests.desk.scenes import OKAFOR, REID, Scene, pulls

VDX = "5CG2411RVD"


def test_stock_goes_from_site_to_site_by_two_scans_and_two_entries(scene: Scene, sidcup: Scene) -> None:
    assert scene.codes("/send stock to Sidcup carrier=Van", VDX, "5CG2411RVF", "/confirm") == [
        "move_begun", "device_scanned", "device_scanned", "move_sent",
    ]  # fmt: skip
    said = scene.say(OKAFOR, "5CG7290HTW", VDX)
    assert (said.code, "Sidcup" in said.message) == ("not_stocked_here", True), "what left is not handed out"
    pulls(sidcup, scene)
    sidcup.clock.pass_by(minutes=40)
    assert sidcup.codes("/receive", VDX, "/confirm") == ["move_begun", "device_scanned", "move_received"]
    assert "Not arrived: 1, 5CG2411RVF" in (sidcup.desk.last.message if sidcup.desk.last else "")
    assert sidcup.say(REID, "5CG8122QPW", VDX, REID).code == "swap_recorded"
    pulls(scene, sidcup)
    moves = [e.event for e in scene.store.history() if isinstance(e.event, ev.Moved)]
    assert {m.direction for m in moves} == {"sent", "received"}
    assert "5CG2411RVF" in scene.say("/moves").message
    assert VDX not in scene.say("/moves").message


def test_what_was_sent_is_on_the_way_though_the_clock_went_back_in_between(scene: Scene) -> None:
    assert scene.codes(OKAFOR, "5CG7290HTW", "/intake-only")[-1] == "intake_recorded"
    scene.clock.at -= timedelta(days=2)
    for what, serial in (("stock", VDX), ("custody", "5CG7290HTW")):
        assert scene.codes("/park", f"/send {what} to Sidcup", serial, "/confirm")[-1] == "move_sent"
        (found,) = scene.store.devices([("serial", serial)])
        place = where(scene.store.load(found.device.id), found.device.id)
        assert place is not None
        assert (place.on_the_way, place.place.site) == (True, "Sidcup"), what


def test_what_did_not_arrive_is_lost_as_of_a_day_and_never_by_itself(scene: Scene) -> None:
    scene.say("/send stock to Sidcup", VDX, "/confirm")
    assert "LOST" not in scene.say("/moves").message
    scene.clock.pass_by(days=4)
    said = scene.say("/moves")
    assert "4 days, LOST?" in said.message
    assert not said.recorded


def test_a_sealed_cage_is_received_by_its_seal_alone(scene: Scene, sidcup: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", VDX, OKAFOR, REID, "5CG8122QPW", "5CG2411RVF", REID)
    assert (
        scene.codes("/send custody to Sidcup cage-18 seal=S0018", "5CG7290HTW", "5CG8122QPW", "/confirm")[-1]
        == "move_sent"
    )
    pulls(sidcup, scene)
    assert sidcup.codes("/receive", "S0018", "/confirm") == ["move_begun", "device_scanned", "move_received"]
    device = next(d for d in sidcup.store.devices([("any", "5CG7290HTW")])).device.id
    state = sidcup.store.load(device)
    here = where(state, device)
    assert here is not None
    assert (here.place.site, here.place.spot, here.seal, here.on_the_way) == ("Sidcup", "cage-18", "S0018", False)
    assert len(sidcup.store.custody_at("Sidcup")) == 2
    assert sidcup.store.custody_at("Lambeth") == []
    assert {job.site for job in sidcup.store.wipe_jobs(today="2026-12-31")} == {"Sidcup"}


def test_a_sealed_cage_moves_on_closed(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", VDX, OKAFOR)
    scene.say("/send custody to Lambeth cage-18 seal=S0018", "5CG7290HTW", "/confirm")
    scene.clock.pass_by(minutes=1)
    scene.say("/receive seal=S0018", "/confirm")
    scene.clock.pass_by(minutes=1)
    assert scene.say("/send custody to Sidcup seal=S0018", "/confirm").code == "move_sent"
    last = next(e.event for e in scene.store.history() if isinstance(e.event, ev.Moved))
    assert len(last.devices) == 1


def test_only_what_is_here_is_sent(scene: Scene) -> None:
    assert scene.say("/send stock to Sidcup", "5CG7290HTW").code == "not_in_stock"
    assert scene.say("5CG2411RVK").code == "not_stocked_here"
    scene.say("/cancel", OKAFOR, "5CG7290HTW", VDX, OKAFOR)
    assert scene.say("/send stock to Sidcup", VDX).code == "not_in_stock", "somebody has it"
    assert scene.say("/cancel", "/send custody to Sidcup", "5CG2411RVF").code == "not_in_custody"
    assert scene.say("/confirm").verdict == "told", "nothing was scanned"


def test_what_no_sender_has_named_yet_is_received_all_the_same(scene: Scene, sidcup: Scene) -> None:
    said = sidcup.say("/receive", VDX, "/confirm")
    assert (said.code, "no sender" in said.message) == ("move_received", True)
    assert sidcup.say(OKAFOR, "5CG7290HTW", VDX, OKAFOR).code == "swap_recorded"


def test_a_visit_comes_between_and_the_move_goes_on(scene: Scene) -> None:
    scene.say("/send stock to Sidcup", VDX)
    assert scene.codes(OKAFOR, "5CG7290HTW", "5CG2411RVF", OKAFOR)[-1] == "swap_recorded"
    assert scene.say("/send stock to Sidcup").verdict == "told"
    assert scene.codes("/resume", "/confirm") == ["shown", "move_sent"]


def test_what_was_scanned_for_a_move_survives_a_power_cut(scene: Scene, tmp_path: Path) -> None:
    scene.say("/send stock to Sidcup", VDX)
    scene.store._db.driver.commit()
    copy = tmp_path / "after"
    copy.mkdir()
    for file in tmp_path.glob("desk.db*"):
        if file.is_file() and "lock" not in file.name:
            shutil.copy(file, copy)
    after = Scene(copy, seed=50)
    assert after.say("/resume").message.startswith("Going on sending stock to Sidcup; 1 scanned")
    assert after.say("/confirm").code == "move_sent"
    after.close()


def test_undo_and_cancel_leave_nothing_behind(scene: Scene) -> None:
    before = scene.store.how_many()
    scene.say("/send stock to Sidcup", VDX, "/undo")
    assert scene.say(VDX).code == "device_scanned"
    assert scene.say(VDX).code == "same_scan_again"
    assert scene.codes("/cancel", "/resume") == ["cancelled", "shown"]
    assert scene.store.how_many() == before


def test_a_new_one_that_came_back_sealed_is_stock_where_it_came_back(scene: Scene, sidcup: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", VDX, OKAFOR)
    pulls(sidcup, scene)
    assert sidcup.codes("/return scanned-in-error", VDX)[-1] == "issue_returned"
    assert sidcup.say(OKAFOR, VDX, OKAFOR).code == "issue_recorded"


@pytest.mark.parametrize(
    "words", ["/send", "/send stock", "/send cheese to Sidcup", "/send stock Sidcup", "/receive seal=9"]
)
def test_a_move_that_says_too_little_is_told_how(scene: Scene, words: str) -> None:
    said = scene.say(words)
    assert said.verdict == "told"
    assert said.next


def test_a_place_of_several_words_stands_in_quotes(scene: Scene) -> None:
    assert "to New Town, back room" in scene.say('/send stock to "New Town" "back room" carrier="Joe Bloggs"').message
    scene.say(VDX, "/confirm")
    sent = next(e.event for e in scene.store.history() if isinstance(e.event, ev.Moved))
    assert (sent.destination.site, sent.destination.spot, sent.carrier) == ("New Town", "back room", "Joe Bloggs")


def test_a_sending_that_has_arrived_is_not_received_again(scene: Scene, sidcup: Scene) -> None:
    scene.say("/send stock to Sidcup", VDX, "/confirm")
    pulls(sidcup, scene)
    sidcup.clock.pass_by(minutes=1)
    assert "no sender" not in sidcup.say("/receive", VDX, "/confirm").message
    assert "no sender" in sidcup.say("/receive", VDX, "/confirm").message


def test_what_came_back_sealed_is_counted_where_it_came_back(scene: Scene, sidcup: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", VDX, OKAFOR)
    pulls(sidcup, scene)
    sidcup.say("/return scanned-in-error", VDX)
    assert VDX in {row.called for row in sidcup.store.stock_at("Sidcup")}
    assert VDX not in {row.called for row in sidcup.store.stock_at("Lambeth")}
