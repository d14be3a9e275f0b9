"""From a subject to the entries that have to do with it, and to their fold: all of them, and no more."""

import pytest

from devswap.errors import StoreError
from devswap.ledger import events as ev
from devswap.ledger.coins import Coins
from devswap.ledger.ids import device_id, reference_match
from devswap.ledger.parts import Digest, FromStock, IssueLife, Place, Reference, StockDevice
from devswap.store import loading
from tests.store.shelf import Shelf, issued, person, received, returned, serial, taken_in, withdrawn

WHO, OTHER = person(1), person(2)
OLD, NEW = device_id("HP", "OLD1"), device_id("HP", "NEW1")


def test_of_what_nothing_happened_to_nothing_is_loaded(shelf: Shelf) -> None:
    shelf.swap("OLD1", "NEW1", WHO)
    assert shelf.store.load(device_id("HP", "OLD2")).entries == {}
    assert shelf.store.load().entries == {}


def test_a_device_leads_to_its_intake_and_what_that_earned(shelf: Shelf) -> None:
    intake, issue = shelf.swap("OLD1", "NEW1", WHO)
    shelf.swap("OLD2", "NEW2", OTHER)
    for subject in (OLD, NEW, intake.id, issue.id):
        assert set(shelf.store.load(subject).entries) == {intake.id, issue.id}, subject


def test_the_folds_of_a_load_and_of_the_whole_journal_agree_about_the_device(shelf: Shelf) -> None:
    shelf.record(received("NEW1", "NEW2"))
    intake, issue = shelf.swap("OLD1", "NEW1", WHO)
    name = shelf.store.new_id()
    shelf.record(returned(issue), withdrawn(intake, name), ids=(name,))
    shelf.swap("OLD1", "NEW2", WHO)
    state = shelf.store.load(OLD)
    assert [e.id for e, _ in state.intakes(OLD)] == [e.id for e, _ in shelf.store.load(OLD, NEW).intakes(OLD)]
    assert {e.name: Coins(state).of(e) for e in state.entitlements()} == {
        intake.id: "used", name: "void", state.intakes(OLD)[0][0].id: "used",
    }  # fmt: skip


def test_a_chain_of_returns_is_followed_to_its_origin(shelf: Shelf) -> None:
    intake, issue = shelf.swap("OLD1", "NEW1", WHO)
    (back,) = shelf.record(returned(issue))
    (second,) = shelf.record(issued("NEW2", WHO, back.id, origin=intake.id))
    (again,) = shelf.record(returned(second, origin=intake.id))
    (third,) = shelf.record(issued("NEW3", WHO, again.id, origin=intake.id))
    state = shelf.store.load(device_id("HP", "NEW3"))
    assert set(state.entries) == {e.id for e in (intake, issue, back, second, again, third)}


def test_a_receipt_is_trimmed_to_the_devices_that_are_asked_about(shelf: Shelf) -> None:
    (receipt,) = shelf.record(received("NEW1", "NEW2", "NEW3", site="Sidcup"))
    state = shelf.store.load(NEW)
    ((entry, event),) = state.receipts(NEW)
    assert (entry.id, entry.number, entry.wall) == (receipt.id, receipt.number, receipt.wall)
    assert (entry.desk, entry.incarnation) == shelf.store.owner
    assert isinstance(receipt.event, ev.StockReceived)
    assert event.devices == receipt.event.devices[:1]
    assert (event.site, event.order, event.delivery) == ("Sidcup", "PO-1", "D-1")
    both = shelf.store.load(NEW, device_id("HP", "NEW3"))
    ((_, event),) = both.of(ev.StockReceived)
    assert [d.device for d in event.devices] == [NEW, device_id("HP", "NEW3")]


def test_a_trimmed_receipt_keeps_what_a_used_device_ended(shelf: Shelf) -> None:
    (intake,) = shelf.record(taken_in("OLD1", WHO))
    device = StockDevice(OLD, serial("OLD1"), "laptop", "HP", "G5", None, None, intake.id)
    shelf.record(received(devices=(device,)))
    assert shelf.store.load(OLD).custody_enders(intake.id) != []
    assert shelf.store.load(OLD).in_custody(OLD) is None


def test_devices_of_one_receipt_have_nothing_to_do_with_each_other(shelf: Shelf) -> None:
    serials = [f"NEW{i}" for i in range(40)]
    (receipt,) = shelf.record(received(*serials))
    issues = [shelf.swap(f"OLD{i}", s, person(i + 10))[1] for i, s in enumerate(serials)]
    state = shelf.store.load(device_id("HP", "NEW7"))
    assert len(state.entries) == 3
    assert isinstance(issues[7].event, ev.DeviceIssued)
    assert issues[7].event.source == FromStock(receipt.id)
    assert state.held_by_issue(device_id("HP", "NEW7")) is not None


def test_a_move_and_a_count_are_leaves(shelf: Shelf) -> None:
    intakes = [shelf.record(taken_in(f"OLD{i}", WHO))[0] for i in range(5)]
    devices = tuple(e.event.device for e in intakes if isinstance(e.event, ev.DeviceTakenIn))
    shelf.record(ev.Moved("sent", None, "custody", devices, Place("Lambeth"), Place("Sidcup")))
    shelf.record(ev.Counted("custody", Place("Sidcup"), 4, 5, (), devices))
    state = shelf.store.load(devices[0])
    assert {type(e.event).__name__ for e in state.entries.values()} == {"DeviceTakenIn", "Moved", "Counted"}
    assert len(state.entries) == 3


def test_refused_attempts_are_no_part_of_a_fold(shelf: Shelf) -> None:
    for _ in range(50):
        shelf.record(ev.AttemptRefused("no_entitlement", WHO, (NEW,), "Lambeth"))
    assert shelf.store.load(NEW).entries == {}
    assert len(shelf.store.timeline(NEW)) == 50


def test_a_hold_on_a_person_is_found_by_the_person(shelf: Shelf) -> None:
    digest: Digest = "0" * 64
    shelf.record(ev.HoldPlaced("person", WHO, Reference("case", reference_match("case", "7"), digest)))
    assert shelf.store.load(WHO).holds(WHO) != []
    assert shelf.store.held(None, WHO)
    assert not shelf.store.held(NEW, OTHER)


def test_two_ids_that_are_one_device_lead_to_each_other(shelf: Shelf) -> None:
    shelf.swap("OLD1", "NEW1", WHO)
    shelf.record(ev.SameDevice(OLD, device_id("DELL", "OLD1"), "misread"))
    assert shelf.store.load(device_id("DELL", "OLD1")).in_custody(OLD) is not None


def test_what_an_intake_ends_is_loaded_too(shelf: Shelf) -> None:
    intake, issue = shelf.swap("OLD1", "NEW1", WHO)
    (second,) = shelf.record(taken_in("NEW1", WHO, ends=IssueLife(issue.id)))
    assert set(shelf.store.load(second.id).entries) == {intake.id, issue.id, second.id}


def test_more_than_a_fold_may_hold_is_said(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "LIMIT", 3)
    for _ in range(5):
        shelf.record(taken_in("OLD1", WHO))
    with pytest.raises(StoreError, match="hang together"):
        shelf.store.load(OLD)
