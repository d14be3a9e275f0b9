"""A blind count: nothing is told until it is recorded; differences stand until they are counted again."""

from devswap.ledger import events as ev
from devswap.ledger.discrepancies import find
from tests.desk.scenes import OKAFOR, REID, Scene

SHELF = ("5CG2411RVD", "5CG2411RVF", "5CG2411RVH", "CN0A1B2C3456", "6KDY1T3")


def counted(scene: Scene) -> ev.Counted:
    return next(e.event for e in scene.store.history() if isinstance(e.event, ev.Counted))


def disputes(scene: Scene) -> set[str]:
    entries = [e.id for e in scene.store.history() if isinstance(e.event, ev.Counted)]
    return {d.code for d in find(scene.store.load(*entries))}


def test_count_alone_is_the_balance(scene: Scene) -> None:
    assert scene.say("/count").message.startswith("Today in 0, out 0")


def test_a_count_that_agrees(scene: Scene) -> None:
    said = scene.say("/count stock", *SHELF, "/confirm")
    assert (said.code, "They agree" in said.message) == ("count_recorded", True)
    assert (counted(scene).counted, counted(scene).listed) == (5, 5)
    assert disputes(scene) == set()


def test_differences_are_told_after_the_count_and_not_before(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)
    said = scene.say("/count stock", "5CG2411RVF")
    assert "listed" not in said.message
    assert scene.say("5CG2411RVK").code == "device_scanned", "stock of another site is counted like any other"
    said = scene.say("6KDY1T3", "/confirm")
    assert "counted and not listed 1: 5CG2411RVK" in said.message
    assert "listed and not counted 2: 5CG2411RVH, CN0A1B2C3456" in said.message
    assert disputes(scene) == {"counted_not_listed", "listed_not_counted"}


def test_a_recount_takes_the_place_of_the_count(scene: Scene) -> None:
    scene.say("/count stock", *SHELF[:3], "/confirm")
    assert disputes(scene) == {"listed_not_counted"}
    assert scene.say("/recount", *SHELF, "/confirm").message.endswith("They agree.")
    assert disputes(scene) == set()


def test_a_difference_is_explained_by_a_note_and_stands(scene: Scene) -> None:
    scene.say("/count stock", *SHELF[:4], "/confirm")
    assert scene.say("/explain on the trolley of the night round").recorded == ("note_added",)
    note = next(e for e in scene.store.history() if isinstance(e.event, ev.NoteAdded))
    assert b"trolley" not in note.raw, "words live in the side table"
    assert disputes(scene) == {"listed_not_counted"}


def test_custody_is_counted_by_spot(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", "CN0F7TK98123", "CN0A1B2C3456", OKAFOR)
    assert scene.say("/count custody", "5CG7290HTW", "CN0F7TK98123", "/confirm").message.endswith("They agree.")
    scene.clock.pass_by(minutes=1)
    scene.say("/send custody to Lambeth bench", "5CG7290HTW", "/confirm")
    assert scene.say("/count custody", "CN0F7TK98123", "/confirm").message.endswith("They agree."), "one is on the way"
    scene.clock.pass_by(minutes=1)
    scene.say("/receive", "5CG7290HTW", "/confirm")
    assert scene.say("/count custody Bench", "5CG7290HTW", "/confirm").message.endswith("They agree.")
    assert scene.say("/count custody cage", "CN0F7TK98123", "/confirm").message.endswith("They agree.")


def test_what_came_back_dead_is_in_custody_and_not_in_stock(scene: Scene) -> None:
    scene.say(OKAFOR, "CN0F7TK98123", "CN0A1B2C3456", OKAFOR, "/return dead-on-arrival", "CN0A1B2C3456")
    assert scene.say("/count custody quarantine", "CN0A1B2C3456", "/confirm").message.endswith("They agree.")
    assert scene.say("/count stock", *SHELF[:3], "6KDY1T3", "/confirm").message.endswith("They agree.")


def test_there_is_nothing_to_recount_or_explain_before_a_count(scene: Scene) -> None:
    assert {scene.say(words).verdict for words in ("/recount", "/explain why", "/count cheese")} == {"told"}


def test_a_sealed_cage_is_counted_by_its_seal(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", "CN0F7TK98123", "CN0A1B2C3456", OKAFOR, REID, "5CG8122QPW")
    scene.say("/intake-only")
    scene.clock.pass_by(minutes=1)
    scene.say("/send custody to Lambeth cage 2 seal=S-18", "5CG7290HTW", "CN0F7TK98123", "/confirm")
    scene.clock.pass_by(minutes=1)
    scene.say("/receive seal=S-18", "/confirm")
    assert "2 scanned" in scene.say("/count custody", "S-18").message
    assert scene.say("S-18").code == "same_scan_again"
    assert scene.say("5CG8122QPW", "/confirm").message.endswith("They agree.")


def test_a_seal_that_nothing_here_is_under_is_a_difference(scene: Scene) -> None:
    assert "counted and not listed 1" in scene.say("/count custody", "S-99", "/confirm").message


def test_a_count_is_explained_and_done_again_after_a_power_cut(scene: Scene) -> None:
    assert scene.say("/count stock shelf", "5CG2411RVD", "/confirm").code == "count_recorded"
    scene.close()
    scene.open()
    assert scene.say("/explain lent out").code == "note_recorded"
    assert scene.say("/recount").code == "count_begun"
