"""What is acknowledged is on disk, whole, sealed, and guarded by the database itself (P1, P3, P7)."""

import sqlite3

import pytest

from devswap.errors import NotRecorded
from devswap.ledger.entry import chain_hash, genesis, open_entry
from devswap.store import Recording, Store
from tests.store.shelf import Shelf, issued, person, received, serial, taken_in, withdrawn

WHO = person(1)


def test_entries_are_numbered_from_one_and_close_over_each_other(shelf: Shelf) -> None:
    first, second = shelf.swap("OLD1", "NEW1", WHO)
    assert [first.number, second.number] == [1, 2]
    start = genesis(*shelf.store.owner)
    assert first.hash == chain_hash(start, first.raw)
    assert second.hash == chain_hash(first.hash, second.raw)


def test_what_record_returned_is_read_back_by_another_connection_at_once(shelf: Shelf) -> None:
    entries = shelf.swap("OLD1", "NEW1", WHO)
    with Store.read(shelf.path) as reader:
        assert [open_entry(row.body, row.hash) for row in reader.entries()] == list(entries)


def test_an_entry_carries_clock_boot_operator_and_authority(shelf: Shelf) -> None:
    shelf.clock.pass_by(seconds=1.5)
    (entry,) = shelf.store.record([Recording(taken_in("OLD1", WHO), person(2), person(3))])
    assert (entry.operator, entry.authorised_by) == (person(2), person(3))
    assert (entry.wall, entry.monotonic) == ("2026-11-23T10:00:01.500000Z", 1_001_500_000)
    assert entry.boot == shelf.store.boot
    assert shelf.reopen().boot != entry.boot


def test_events_of_one_transaction_may_name_each_other(shelf: Shelf) -> None:
    intake, issue = shelf.swap("OLD1", "NEW1", WHO)
    assert issue.event == issued("NEW1", WHO, intake.id)


def test_the_draft_of_the_visit_is_in_the_same_transaction(shelf: Shelf) -> None:
    shelf.store.save_draft("visit", WHO, b"before")
    with pytest.raises(NotRecorded):
        shelf.store.record([Recording(issued("NEW1", WHO, person(9)))], draft=("visit", WHO, b"after"))
    assert [d.blob for d in shelf.store.drafts()] == [b"before"]
    shelf.store.record([Recording(taken_in("OLD1", WHO))], draft=("visit", WHO, b"after"))
    assert [d.blob for d in shelf.reopen().drafts()] == [b"after"]
    shelf.store.record([Recording(taken_in("OLD2", WHO))], draft=("visit", WHO, None))
    assert shelf.store.drafts() == []


def test_where_the_draft_cannot_be_kept_nothing_is_recorded(shelf: Shelf) -> None:
    with pytest.raises(NotRecorded):
        shelf.store.record([Recording(taken_in("OLD1", WHO))], draft=(None, WHO, b"x"))  # type: ignore[arg-type]
    assert shelf.store.how_many() == 0
    assert shelf.dump()["wipe_jobs"] == []


def test_a_draft_alone_is_kept_and_forgotten(shelf: Shelf) -> None:
    shelf.store.save_draft("visit", None, b"x")
    shelf.store.save_draft("visit", WHO, b"y")
    assert [(d.visit, d.recipient, d.blob) for d in shelf.reopen().drafts()] == [("visit", WHO, b"y")]
    shelf.store.save_draft("visit", WHO, None)
    assert shelf.store.drafts() == []


def test_a_text_is_stored_with_the_commit_that_follows_and_not_before(shelf: Shelf) -> None:
    digest = shelf.store.text_digest("team device", WHO)
    assert shelf.store.text(digest) is None
    shelf.store.save_draft("visit", WHO, b"x")
    assert shelf.reopen().text(digest) == "team device"


def test_a_text_whose_commit_failed_goes_with_the_next_one(shelf: Shelf) -> None:
    digest = shelf.store.text_digest("team device")
    with pytest.raises(NotRecorded):
        shelf.record(issued("NEW1", WHO, person(9)))
    shelf.record(taken_in("OLD1", WHO))
    assert shelf.store.text(digest) == "team device"


def test_the_same_text_twice_has_two_digests(shelf: Shelf) -> None:
    assert shelf.store.text_digest("lost") != shelf.store.text_digest("lost")


def test_an_entitlement_is_used_once_and_the_second_use_changes_nothing(shelf: Shelf) -> None:
    intake, _ = shelf.swap("OLD1", "NEW1", WHO)
    before, rows = shelf.store.how_many(), shelf.dump()
    with pytest.raises(NotRecorded, match="guards"):
        shelf.record(taken_in("OLD2", WHO), issued("NEW2", WHO, intake.id))
    assert (shelf.store.how_many(), shelf.dump()) == (before, rows)
    (entry,) = shelf.record(taken_in("OLD2", WHO))
    assert entry.number == 3
    assert list(shelf.store.verify()) == []


def test_what_a_withdrawal_used_nothing_else_uses(shelf: Shelf) -> None:
    (intake,) = shelf.record(taken_in("OLD1", WHO))
    shelf.record(withdrawn(intake))
    for second in (withdrawn(intake), issued("NEW1", WHO, intake.id)):
        with pytest.raises(NotRecorded, match="guards"):
            shelf.record(second)
    assert shelf.store.how_many() == 2


def test_an_issue_that_names_what_nothing_gave_is_not_recorded(shelf: Shelf) -> None:
    with pytest.raises(NotRecorded):
        shelf.record(issued("NEW1", WHO, person(9)))
    assert shelf.store.how_many() == 0


@pytest.mark.parametrize(
    "uses",
    [
        pytest.param("NULL", id="names none"),
        pytest.param("''", id="names the empty one"),
        pytest.param("'nothing gave this'", id="nothing gave it"),
        pytest.param("(SELECT entitlement FROM used)", id="something else used it"),
        pytest.param("(SELECT name FROM entitlements WHERE open)", id="it is not marked as used"),
    ],
)
def test_the_database_itself_takes_no_such_issue(shelf: Shelf, uses: str) -> None:
    shelf.swap("OLD1", "NEW1", WHO)
    shelf.record(taken_in("OLD2", WHO))
    with pytest.raises(sqlite3.IntegrityError):
        shelf.store._db.driver.execute(
            "INSERT INTO issues (recipient, entry, entitlement, device, category, stands)"
            f" VALUES ('r', (SELECT id FROM entries WHERE kind = 'device_taken_in' LIMIT 1), {uses}, 'd', 'laptop', 1)"
        )


def test_what_could_not_be_read_again_is_not_recorded(shelf: Shelf) -> None:
    for event in (
        taken_in("OLD1", "not a person id"),
        taken_in("OLD1", WHO, identifiers=serial("x" * 600)),
        taken_in("OLD1", WHO, category="Not A Code"),
    ):
        with pytest.raises(NotRecorded):
            shelf.record(event)
    assert shelf.store.how_many() == 0
    assert shelf.record(taken_in("OLD1", WHO))[0].number == 1


def test_a_delivery_of_500_devices_is_one_entry(shelf: Shelf) -> None:
    (entry,) = shelf.record(received(*(f"NEW{i}" for i in range(500))))
    assert entry.number == 1
    assert shelf.store.devices([("serial", "NEW499")])[0].device.receipt == entry.id


def test_a_stripped_person_leaves_no_word_and_the_chain_verifies(shelf: Shelf) -> None:
    shelf.stocked()
    okafor = shelf.store.recipient_by_number("104417")
    assert okafor is not None
    digest = shelf.store.text_digest("Okafor says so", okafor.id)
    shelf.swap("5CG7290HTW", "5CG2411RVD", okafor.id)
    shelf.store.save_draft("visit", okafor.id, b"R. Okafor")
    shelf.store.strip_person(okafor.id)
    assert shelf.store.text(digest) is None
    assert shelf.store.person(okafor.id) is None
    assert shelf.store.drafts() == []
    assert list(shelf.store.verify()) == []
    shelf.close()
    for file in shelf.folder.glob("desk.db*"):
        assert b"Okafor" not in file.read_bytes()
        assert b"B000104417" not in file.read_bytes()
    shelf.open()


def test_a_person_under_a_hold_is_not_stripped(shelf: Shelf) -> None:
    shelf.stocked().bring("holds", "recipient_number,reference\n104417,case 7\n")
    okafor = shelf.store.recipient_by_number("104417")
    assert okafor is not None
    with pytest.raises(Exception, match="hold"):
        shelf.store.strip_person(okafor.id)
    assert shelf.store.person(okafor.id) is not None


def test_scans_that_meant_nothing_are_kept_as_they_came_and_forgotten_in_time(shelf: Shelf) -> None:
    for scan in ("0123 4567 89", "\x00\x1b[2J", "' OR 1=1 --", "\ud800half", "x" * 4000):
        shelf.store.keep_unknown(scan, "]C0", "visit")
    kept = [u.scan for u in shelf.store.unknown_scans()]
    assert kept == ["x" * 4000, "\\ud800half", "' OR 1=1 --", "\\x00\x1b[2J", "0123 4567 89"]
    shelf.store.forget_unknown_scans("2026-11-23T10:00:00.000000Z")
    assert len(shelf.store.unknown_scans()) == 5
    shelf.store.forget_unknown_scans("2026-11-24T00:00:00.000000Z")
    assert shelf.store.unknown_scans() == []
