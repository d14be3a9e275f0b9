"""Finding things, and telling what happened to them."""

from dataclasses import replace
from typing import get_args

import pytest

from devswap.desk import history, wipe_queue
from devswap.desk.tellings import Teller
from devswap.labels.badges import Transform
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.events import kind_of
from tests.desk.scenes import OKAFOR, REID, Scene
from tests.ledger.examples import EXAMPLES

AS_READ = Transform()
SILENT = (ev.HoldPlaced, ev.HoldLifted)
SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)


def entry(event: ev.Event | ev.Unread) -> Entry:
    wall = "2026-11-23T10:00:00.000000Z"
    return Entry("desk", "life", 1, "id", "boot", wall, 0, None, None, None, None, 1, event, b"", b"", ())


def test_every_kind_of_fact_is_told_in_a_sentence_but_holds(scene: Scene) -> None:
    teller = Teller(scene.store, names=True)
    told = {kind_of(event): teller.tell(entry(event)) for event in EXAMPLES}
    assert set(told) == {kind.__struct_config__.tag for kind in get_args(ev.Event)}
    silent = {kind.__struct_config__.tag for kind in SILENT}
    assert {kind for kind, text in told.items() if not text} == silent
    assert all(text[0].isupper() and text.endswith(".") for kind, text in told.items() if kind not in silent)
    assert not any("_" in text for text in told.values())


def test_a_fact_of_a_newer_version_is_said_to_be_one(scene: Scene) -> None:
    said = Teller(scene.store, names=True).tell(entry(ev.Unread("drone_launched", 7)))
    assert said == "drone launched: recorded by a newer version of devswap."


@pytest.mark.parametrize(
    "text", ["5CG2411RVD", "S5CG2411RVD", "]C05CG2411RVD", "5cg2411rvd", "300001", " 300001 ", "5CG 2411 RVD"]
)
def test_a_device_is_found_by_any_identifier_however_it_was_read(scene: Scene, text: str) -> None:
    found = history.search(scene.store, text, AS_READ)
    assert [device.serial for device in found.devices] == ["5CG2411RVD"]
    assert not found.people


@pytest.mark.parametrize("text", ["104417", OKAFOR, "okafor", "R. Okafor"])
def test_a_person_is_found_by_number_badge_or_name(scene: Scene, text: str) -> None:
    assert [person.number for person in history.search(scene.store, text, AS_READ).people] == ["104417"]


def test_a_badge_is_read_as_the_sites_reader_writes_it(scene: Scene) -> None:
    scene.bring("recipients", "kind,number,name,unit,badge\nperson,104499,A. Hex,Unit 1,255\n")
    found = history.search(scene.store, "FF", Transform(format="hex"))
    assert [person.name for person in found.people] == ["A. Hex"]


@pytest.mark.parametrize("text", ["", "   ", "\x1b[2J", "%", "'; DROP TABLE people; --", "x" * 5000, "\udcff"])
def test_nothing_is_found_by_what_means_nothing(scene: Scene, text: str) -> None:
    assert history.search(scene.store, text, AS_READ) == history.Found()


def test_a_devices_story_goes_from_the_lists_to_the_last_entry(scene: Scene) -> None:
    scene.say(*SWAP)
    device = history.search(scene.store, "5CG7290HTW", AS_READ).devices[0]
    story = history.of_device(scene.store, device, names=True)
    assert story.title == "laptop HP EliteBook 840 G5"
    assert story.facts == (
        "serial 5CG7290HTW, tag 104233",
        "In the estate list: Lambeth, of R. Okafor, end of life 2023-03-31.",
    )
    kinds = [happened.kind for happened in story.happened]
    assert kinds[0] == "device_taken_in"
    assert story.happened[0].by == "E. Moss"
    assert "Taken in at Lambeth from R. Okafor; it earns a new laptop; to be wiped" in story.happened[0].text
    assert any("Issued" in happened.text and "5CG7290HTW" in happened.text for happened in story.happened)


def test_a_persons_story_says_what_is_listed_issued_and_due(scene: Scene) -> None:
    scene.say(REID, "5CG8122QPW", "/intake-only", *SWAP)
    reid = history.search(scene.store, "104418", AS_READ).people[0]
    okafor = history.search(scene.store, "104417", AS_READ).people[0]
    assert "To collect: a new laptop, since 2026-11-23." in history.of_person(scene.store, reid, names=True).facts
    story = history.of_person(scene.store, okafor, names=True)
    assert "Listed: monitor Dell P2419H, CN0F7TK98123." in story.facts
    assert [happened.kind for happened in story.happened] == ["device_issued"]


def test_where_names_stay_off_the_screen_there_is_none_in_a_story(scene: Scene) -> None:
    scene.say(*SWAP)
    device = history.search(scene.store, "5CG2411RVD", AS_READ).devices[0]
    person = history.search(scene.store, "104417", AS_READ).people[0]
    for story in (
        history.of_device(scene.store, device, names=False),
        history.of_person(scene.store, person, names=False),
    ):
        assert "Okafor" not in repr(story)
        assert "Moss" not in repr(story)
        assert "104417" in repr(story)


def test_a_wipe_waits_for_its_day_is_due_and_grows_too_old(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "CN0F7TK98123", "/intake-only")
    ages = []
    for days in (0, 14, 16):
        scene.clock.pass_by(days=days)
        row = wipe_queue.rows(scene.store, scene.clock.now(), 29)[0]
        ages.append((row.job.serial, row.job.state, row.age_days, row.due, row.over_age))
    assert ages == [
        ("5CG7290HTW", "keeping", 0, False, False),
        ("5CG7290HTW", "queued", 14, True, False),
        ("5CG7290HTW", "queued", 30, True, True),
    ]
    assert wipe_queue.how_many(scene.store, scene.clock.now()) == 1


def test_the_queue_is_read_in_pages_and_by_state(scene: Scene) -> None:
    for n, (badge, serial) in enumerate(((OKAFOR, "5CG7290HTW"), (REID, "5CG8122QPW"))):
        scene.clock.pass_by(minutes=n)
        scene.say(badge, serial, "/intake-only")
    now = scene.clock.now()
    serials = [wipe_queue.rows(scene.store, now, 30, limit=1, offset=n)[0].job.serial for n in range(2)]
    assert serials == ["5CG7290HTW", "5CG8122QPW"]
    assert wipe_queue.rows(scene.store, now, 30, state="queued") == []
    assert len(wipe_queue.rows(scene.store, now, 30, state="keeping")) == 2
    young = wipe_queue.rows(scene.store, now, 30)[0]
    assert not replace(young, job=replace(young.job, state="held")).due
