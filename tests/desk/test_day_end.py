"""The end of a shift: nothing is left unsaid, every question has an answer, the sheet carries the journal's head."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from devswap.desk.day import balance_words, read
from devswap.ledger import events as ev
from devswap.ledger.shift import flow
from devswap.ledger.state import Entitlement
from tests.desk.scenes import DOYLE, MARSH, OKAFOR, REID, SHAH, Scene
from tests.printing import pdfs

SHELF = ("5CG2411RVF", "5CG2411RVH", "CN0A1B2C3456", "6KDY1T3")
SWAP = (OKAFOR, "5CG7290HTW", "5CG2411RVD", OKAFOR)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    with_papers(made)
    yield made
    made.close()


def with_papers(scene: Scene) -> None:
    table = scene.desk._table
    table.settings = replace(table.settings, papers=scene.folder / "papers")


def notes(scene: Scene) -> list[tuple[str, str]]:
    """The notes of the record, oldest first: code and text."""
    found = [e.event for e in reversed(scene.store.history()) if isinstance(e.event, ev.NoteAdded)]
    return [(n.code, scene.store.text(n.text) or "" if n.text else "") for n in found]


def sheets(scene: Scene) -> list[Path]:
    return sorted((scene.folder / "papers").glob("*.pdf"))


def test_a_shift_in_which_all_agrees_ends_in_a_minute(scene: Scene) -> None:
    scene.say(*SWAP)
    said = scene.say("/day-end")
    assert (said.verdict, said.code) == ("ask", "count_due")
    assert said.next.startswith("/count stock")
    said = scene.say("/count stock", *SHELF, "/confirm")
    assert (said.code, "the cage" not in said.next) == ("count_recorded", True)
    assert "Before the shift ends, cage: not counted" in said.next
    assert "/count custody" in said.next
    said = scene.say("/count custody", "5CG7290HTW", "/confirm")
    assert "1 in = 1 out" in said.next
    said = scene.say("/confirm")
    assert (said.verdict, said.code, said.recorded) == ("accepted", "day_closed", ("note_added",))
    assert str(sheets(scene)[0]) in said.message
    assert notes(scene) == [("day_closed", "1 in = 1 out")]


def test_the_sheet_carries_the_hash_of_the_entry_that_closed_the_shift(scene: Scene) -> None:
    scene.say(*SWAP, "/day-end", "/confirm", "/confirm", "/confirm")
    head = scene.store.history(1)[0]
    assert isinstance(head.event, ev.NoteAdded)
    assert head.event.code == "day_closed"
    said = pdfs.said(sheets(scene)[0].read_bytes())
    assert {head.hash.hex(), f"desk 2, entry {head.number}", "1 in = 1 out", "balanced", "E. Moss"} <= set(said)
    assert {"shelf: not counted", "cage: not counted", "carried over"} <= set(said)


def test_a_sheet_that_is_asked_for_again_is_the_same(scene: Scene) -> None:
    scene.say(*SWAP, "/day-end", "/confirm", "/confirm", "/confirm")
    before = sheets(scene)[0].read_bytes()
    sheets(scene)[0].unlink()
    scene.clock.pass_by(minutes=5)
    said = scene.say("/day-end")
    assert (said.verdict, "The shift is closed" in said.message) == ("told", True)
    assert sheets(scene)[0].read_bytes() == before
    assert len(notes(scene)) == 3, "nothing more is recorded"


def test_an_open_visit_is_carried_over_in_the_record_and_stays_on_the_desk(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "5CG2411RVD", REID)
    said = scene.say("/day-end")
    assert (said.verdict, said.code) == ("ask", "visit_left_open")
    assert "R. Okafor: old laptop, HTW; new laptop, RVD" in said.message
    said = scene.say("/explain comes back at nine")
    assert said.recorded == ("note_added",)
    assert notes(scene) == [("carried_over", "comes back at nine")]
    assert said.code == "count_due"
    scene.say("/confirm", "/confirm", "/confirm")
    assert "carried over: comes back at nine" in " ".join(pdfs.said(sheets(scene)[0].read_bytes()))
    assert scene.say(OKAFOR, OKAFOR).code == "swap_recorded"


def test_a_difference_is_explained_by_an_entry_or_carried_over(scene: Scene) -> None:
    scene.say(*SWAP, "/day-end", "/count stock", *SHELF[:3])
    said = scene.say("/confirm")
    assert "listed and not counted 1: 6KDY1T3" in said.message
    scene.say("/count custody", "5CG7290HTW", "5CG8122QPW")
    said = scene.say("/confirm")
    assert "Counted and listed differ: shelf: missing 6KDY1T3." in said.next
    said = scene.say("/explain lent to the training room")
    assert (said.code, "not listed 5CG8122QPW" in said.message) == ("count_differs", True)
    said = scene.say("/confirm")
    assert said.code == "day_ends"
    assert notes(scene) == [("explained", "lent to the training room"), ("carried_over", "")]
    scene.say("/confirm")
    said_there = " ".join(pdfs.said(sheets(scene)[0].read_bytes()))
    assert "lent to the training room" in said_there


def test_a_recount_takes_the_place_of_the_difference(scene: Scene) -> None:
    scene.say(*SWAP, "/day-end", "/count stock", *SHELF[:3], "/confirm", "/recount", *SHELF, "/confirm")
    assert [tally.agrees for tally in read(scene.desk._table).tallies] == [True]
    assert scene.say("/day-end").code == "count_due", "the cage"


def test_spots_may_be_counted_one_by_one(scene: Scene) -> None:
    scene.say(*SWAP, "/return dead-on-arrival", "5CG2411RVD", "/day-end", "/count stock", *SHELF, "/confirm")
    said = scene.say("/count custody cage", "5CG7290HTW", "/confirm")
    assert "quarantine: not counted" in said.next
    assert "/count custody quarantine" in said.next
    assert "back" in scene.say("/count custody quarantine", "5CG2411RVD", "/confirm").next


def test_confirm_answers_only_what_was_asked(scene: Scene) -> None:
    scene.say(OKAFOR, "5CG7290HTW", "/day-end", "5CG2411RVD")
    assert scene.say("/confirm").code == "swap_recorded", "a scan came between: CONFIRM is the visit's"
    scene.say(REID, "5CG8122QPW", MARSH, "/day-end", REID)
    assert scene.say("/confirm").code == "old_left_over"
    assert notes(scene) == []


def test_a_batch_or_a_round_is_finished_first(scene: Scene) -> None:
    scene.say("/count stock", "6KDY1T3")
    assert "Not finished" in scene.say("/day-end").message
    scene.say("/cancel", "/round Night", "6KDY1T3", "/confirm")
    assert "Round Night is not closed" in scene.say("/day-end").message


def test_the_next_shift_begins_behind_the_closing(scene: Scene) -> None:
    scene.say(REID, "5CG8122QPW", "/intake-only", "/day-end", *["/confirm"] * 3)
    scene.clock.pass_by(hours=15)
    scene.say(REID, "5CG2411RVF", REID)
    day = read(scene.desk._table)
    assert balance_words(day.flow) == "1 from before = 1 out"
    assert [type(e.event) for e in day.entries] == [ev.DeviceIssued]


def test_the_balance_counts_every_way_that_an_entitlement_comes_and_goes(scene: Scene) -> None:
    scene.say(*SWAP, "/return dead-on-arrival", "5CG2411RVD")
    scene.say(REID, "5CG8122QPW", "/intake-only", "/withdraw", "5CG8122QPW")
    scene.say(MARSH, "/exemption lost incident=INC-1 device=5CG8122QPN", SHAH)
    scene.say(DOYLE, "5CG9990AAB", "/intake-only", "/hand-in leaver", "7RT4XM3", "/confirm")
    found = read(scene.desk._table).flow
    assert balance_words(found) == "3 in + 1 exempt + 1 back = 1 out + 1 withdrawn + 3 to collect"
    assert (found.balanced, found.nothing_due) == (True, 1)


def test_an_entitlement_that_stands_nowhere_breaks_the_balance(scene: Scene) -> None:
    scene.say(REID, "5CG8122QPW", "/intake-only")
    with scene.store._db.transaction() as driver:
        driver.execute("UPDATE entitlements SET open = 0")
    found = read(scene.desk._table).flow
    assert (found.balanced, len(found.broken)) == (False, 1)
    said = scene.say("/day-end")
    assert (said.code, "1 in ≠ 0" in said.message) == ("balance_differs", True)
    scene.say(*["/confirm"] * 4)
    assert "does not balance" in pdfs.said(sheets(scene)[0].read_bytes())


def test_one_that_is_used_and_still_open_breaks_it_too(scene: Scene) -> None:
    scene.say(*SWAP)
    entries = scene.store.since("2026-01-01")
    coin = next(e.id for e in entries if isinstance(e.event, ev.DeviceTakenIn))
    assert flow(entries, {}).balanced
    assert flow(entries, {coin: "open"}).broken == (coin,)
    assert isinstance(scene.store.load(coin).entitlement(coin), Entitlement)


def test_a_sheet_that_cannot_be_written_is_said_and_comes_later(scene: Scene) -> None:
    (scene.folder / "papers").write_text("in the way", encoding="utf-8")
    said = scene.say(*SWAP, "/day-end", *["/confirm"] * 3)
    assert (said.code, "cannot be written" in said.message) == ("day_closed", True)
    (scene.folder / "papers").unlink()
    assert "Its sheet:" in scene.say("/day-end").message
    assert len(sheets(scene)) == 1


def test_after_a_power_cut_the_end_of_the_shift_goes_on_where_it_was(scene: Scene) -> None:
    scene.say(*SWAP, "/day-end", "/count stock", *SHELF, "/confirm", "/confirm")
    scene.close()
    scene.open()
    with_papers(scene)
    assert scene.say("/day-end").code == "day_ends"


def test_names_stay_off_the_sheet_where_they_stay_off_the_screen(scene: Scene) -> None:
    table = scene.desk._table
    policy = table.settings.policy
    privacy = msgspec.structs.replace(policy.privacy, names_on_screen=False)
    table.settings = replace(table.settings, policy=msgspec.structs.replace(policy, privacy=privacy))
    scene.say(MARSH, "5CG2411RVH", MARSH, *SWAP, MARSH, "/day-end", *["/confirm"] * 4)
    said = " ".join(pdfs.said(sheets(scene)[0].read_bytes()))
    assert "Marsh" not in said
    assert "Moss" not in said
    assert "5CG2411RVH: Refused at Lambeth: no entitlement, for person 104419." in said


def test_an_answer_holds_only_for_what_is_still_due_first(scene: Scene) -> None:
    scene.say(*SWAP, "/day-end", "/confirm")
    assert scene.say("/confirm").code == "day_ends"
    scene.clock.pass_by(hours=25)
    said = scene.say("/confirm")
    assert (said.code, said.recorded) == ("count_due", ()), "a shift is a day at the most: all is to be counted again"


def test_what_the_next_delivery_brought_is_no_difference_any_more(scene: Scene) -> None:
    scene.say("/delivery PO-1", "5CG2411RVD", "5CG2411RVF", "/confirm")
    assert [p.what for p in read(scene.desk._table).points if p.kind == "differs"] == [
        "delivery PO-1: missing 5CG2411RVH"
    ]
    scene.say("/delivery PO-1 second", "5CG2411RVH", "/confirm")
    assert [p for p in read(scene.desk._table).points if p.kind == "differs"] == []
