"""What the store was asked is remembered until something is written, and never longer."""

from datetime import datetime, timedelta

import pytest

from devswap.errors import NotRecorded
from devswap.store import Recording, Store
from tests.store.shelf import Shelf, issued, person, taken_in

WHO = person(1)


def test_what_was_asked_is_asked_again_after_a_commit(shelf: Shelf) -> None:
    intake, _ = shelf.swap("OLD1", "NEW1", WHO)
    assert (len(shelf.store.issued_to(WHO)), shelf.store.open_entitlements(WHO)) == (1, [])
    assert set(shelf.store.load(intake.id).entries) >= {intake.id}
    further = shelf.record(taken_in("OLD2", WHO))[0]
    assert shelf.store.open_entitlements(WHO) == [further.id]
    shelf.record(issued("NEW2", WHO, further.id))
    assert (len(shelf.store.issued_to(WHO)), shelf.store.open_entitlements(WHO)) == (2, [])


def test_a_list_that_comes_in_is_known_at_once(shelf: Shelf) -> None:
    assert shelf.store.recipient_by_badge("00412345") is None
    shelf.bring("recipients", "kind,number,name,unit,badge,at_check\nperson,104417,R. Okafor,Unit 1,00412345,no\n")
    found = shelf.store.recipient_by_badge("00412345")
    assert found is not None
    assert found.name == "R. Okafor"


def test_what_was_seen_of_a_group_that_failed_is_forgotten_with_it(shelf: Shelf) -> None:
    def group() -> None:
        with shelf.store.together():
            shelf.store.record([Recording(taken_in("OLD1", WHO))])
            assert len(shelf.store.open_entitlements(WHO)) == 1
            shelf.store.record([Recording(issued("NEW1", WHO, person(9)))])

    with pytest.raises(NotRecorded):
        group()
    assert shelf.store.open_entitlements(WHO) == []


def test_a_change_within_a_transaction_is_seen_in_it(shelf: Shelf) -> None:
    assert shelf.store.open_entitlements(WHO) == []
    with shelf.store.appending() as journal:
        journal.append(Recording(taken_in("OLD1", WHO)))
        assert len(shelf.store.open_entitlements(WHO)) == 1


def test_a_reader_beside_the_desk_remembers_nothing(shelf: Shelf) -> None:
    with Store.read(shelf.path) as reader:
        assert reader.open_entitlements(WHO) == []
        shelf.record(taken_in("OLD1", WHO))
        assert len(reader.open_entitlements(WHO)) == 1


def test_a_group_leaves_each_visits_draft_as_it_was_last(shelf: Shelf) -> None:
    with shelf.store.together():
        shelf.store.save_draft("one", WHO, b"first")
        shelf.store.save_draft("two", WHO, b"first")
        shelf.store.save_draft("three", WHO, b"first")
        shelf.store.save_draft("one", WHO, b"last")
        shelf.store.save_drafts([("two", WHO, b"last")])
        shelf.store.record([Recording(taken_in("OLD1", WHO))], draft=("three", WHO, None))
    assert [(d.visit, d.blob) for d in shelf.reopen().drafts()] == [("one", b"last"), ("two", b"last")]


def test_a_group_that_failed_leaves_the_drafts_of_before(shelf: Shelf) -> None:
    shelf.store.save_draft("one", WHO, b"before")

    def group() -> None:
        with shelf.store.together():
            shelf.store.save_draft("one", WHO, b"after")
            shelf.store.record([Recording(issued("NEW1", WHO, person(9)))])

    with pytest.raises(NotRecorded):
        group()
    shelf.store.save_draft("two", WHO, b"x")
    assert [(d.visit, d.blob) for d in shelf.reopen().drafts()] == [("one", b"before"), ("two", b"x")]


def test_what_the_clock_said_last_is_what_the_last_entry_says(shelf: Shelf) -> None:
    def said() -> datetime | None:
        with Store.read(shelf.path) as reader:
            assert shelf.store.last_wall() == reader.last_wall()
        return shelf.store.last_wall()

    def group() -> None:
        with shelf.store.together():
            shelf.store.record([Recording(taken_in("OLD2", WHO))])
            assert shelf.store.last_wall() == shelf.clock.at
            shelf.store.record([Recording(issued("NEW1", WHO, person(9)))])

    assert said() is None
    shelf.record(taken_in("OLD1", WHO))
    before = said()
    assert before == shelf.clock.at
    shelf.clock.pass_by(hours=1)
    assert said() == before
    with pytest.raises(NotRecorded):
        group()
    assert said() == before
    shelf.record(taken_in("OLD2", WHO))
    assert said() == shelf.clock.at
    shelf.clock.pass_by(hours=1)
    shelf.reopen()
    assert said() == shelf.clock.at - timedelta(hours=1)
