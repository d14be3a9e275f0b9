"""The journal shows every change, and travels."""

import json

import pytest

from devswap.errors import StoreError
from devswap.store import Store
from tests.store.shelf import Shelf, person, received, taken_in

WHO = person(1)


def filled(shelf: Shelf, swaps: int = 5) -> Shelf:
    for number in range(swaps):
        shelf.swap(f"OLD{number}", f"NEW{number}", person(number))
    return shelf


def test_a_whole_journal_verifies_and_says_how_far_it_came(shelf: Shelf) -> None:
    shelf.record(received(*(f"S{n}" for n in range(300))))
    assert list(filled(shelf).store.verify()) == []
    told: list[int] = []
    shelf.record(*(taken_in(f"X{number}", WHO) for number in range(1000)))
    assert list(shelf.store.verify(told.append)) == []
    assert told == [1000]


CHANGES = {
    "a byte of its body": "UPDATE entries SET body = replace(body, 'Lambeth', 'Lembeth') WHERE number = 4",
    "its hash": "UPDATE entries SET hash = zeroblob(32) WHERE number = 4",
    "its id": "UPDATE entries SET id = 'another' WHERE number = 4",
    "its kind": "UPDATE entries SET kind = 'note_added' WHERE number = 4",
    "its time": "UPDATE entries SET wall = '1999-01-01T00:00:00.000000Z' WHERE number = 4",
    "its place": "UPDATE entries SET number = 99 WHERE number = 4",
    "removed": "DELETE FROM entries WHERE number = 4",
    "cut short": "UPDATE entries SET body = substr(body, 1, 100) WHERE number = 4",
    "no text at all": "UPDATE entries SET body = x'ff00ff' WHERE number = 4",
    "another's bytes": "UPDATE entries SET body = (SELECT body FROM entries WHERE number = 2) WHERE number = 4",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_found_at_its_number(shelf: Shelf, change: str) -> None:
    filled(shelf).store._db.driver.execute("PRAGMA foreign_keys = OFF")
    shelf.store._db.driver.execute(change)
    found = [f for f in shelf.store.verify() if f.code == "chain_broken"]
    assert found[0].number in (4, 5)
    assert (found[0].desk, found[0].incarnation) == shelf.store.owner


def test_a_beginning_that_cannot_be_is_found_and_the_walk_goes_on(shelf: Shelf) -> None:
    filled(shelf).store._db.driver.execute("UPDATE incarnations SET parent_head = zeroblob(32)")
    shelf.store._db.driver.execute("UPDATE entries SET kind = 'note_added' WHERE number = 4")
    assert [(f.code, f.number) for f in shelf.store.verify()] == [("chain_broken", 0), ("chain_broken", 4)]


def test_a_reader_verifies_beside_the_desk(shelf: Shelf) -> None:
    filled(shelf)
    with Store.read(shelf.path) as reader:
        assert list(reader.verify()) == []


def test_an_export_holds_the_exact_bytes(shelf: Shelf) -> None:
    filled(shelf, 1)
    lines = [json.loads(line) for line in shelf.store.export()]
    rows = list(shelf.store.entries())
    assert [(x["desk"], x["incarnation"], x["number"]) for x in lines] == [
        (r.desk, r.incarnation, r.number) for r in rows
    ]
    assert [x["body"].encode() for x in lines] == [r.body for r in rows]
    assert [bytes.fromhex(x["hash"]) for x in lines] == [r.hash for r in rows]


def test_an_exported_journal_is_taken_over_once_or_ten_times(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    filled(shelf).record(received("S1", "S2"))
    other = Shelf(tmp_path_factory.mktemp("other"), seed=99)
    assert other.store.take_over(shelf.store.export()) == (11, 0)
    assert other.store.take_over(shelf.store.export()) == (0, 11)
    assert list(other.store.verify()) == []
    assert [r.hash for r in other.store.entries()] == [r.hash for r in shelf.store.entries()]
    assert other.dump() == shelf.dump()
    shelf.swap("OLD9", "NEW9", WHO)
    assert other.store.take_over(shelf.store.export()) == (2, 11)
    other.close()


def test_a_damaged_journal_is_carried_up_to_its_break(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> None:
    filled(shelf).store._db.driver.execute(CHANGES["no text at all"])
    lines = list(shelf.store.export())
    assert len(lines) == 10
    other = Shelf(tmp_path_factory.mktemp("other"), seed=99)
    with pytest.raises(StoreError, match="line 4"):
        other.store.take_over(lines)
    assert other.store.take_over(lines[:3]) == (3, 0)
    assert list(other.store.export()) == []
    other.close()


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda lines: lines[:3] + lines[4:], "line 4: the chain breaks at number 5"),
        (lambda lines: [*lines[:3], lines[3].replace(b"Lambeth", b"Lembeth"), *lines[4:]], "line 4: the chain breaks"),
        (lambda lines: [*lines[:3], b"not json", *lines[4:]], "line 4: this is no entry"),
        (lambda lines: [*lines[:3], lines[3].replace(b'"number":4', b'"number":5', 1)], "line 4: the entry was sealed"),
    ],
    ids=["one is missing", "one is changed", "one is none", "one is misplaced"],
)
def test_a_spoilt_export_is_refused_whole(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory, spoil: object, says: str
) -> None:
    lines = spoil(list(filled(shelf).store.export()))  # type: ignore[operator]
    other = Shelf(tmp_path_factory.mktemp("other"), seed=99)
    with pytest.raises(StoreError, match=says):
        other.store.take_over(lines)
    assert other.store.how_many() == 0
    other.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda lines: lines[:3] + lines[4:],
        lambda lines: [*lines[:3], lines[3].replace(b"Lambeth", b"Lembeth"), *lines[4:]],
    ],
    ids=["one is missing", "one is changed"],
)
def test_a_spoilt_export_is_refused_where_all_of_it_is_known_too(shelf: Shelf, spoil: object) -> None:
    lines = spoil(list(filled(shelf).store.export()))  # type: ignore[operator]
    with pytest.raises(StoreError, match="line 4: the chain breaks"):
        shelf.store.take_over(lines)


def test_another_entry_at_a_number_that_is_taken_is_refused(
    shelf: Shelf, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("twin")
    twin = Shelf(folder, seed=1)
    assert twin.store.owner == shelf.store.owner
    shelf.record(taken_in("OLD1", WHO))
    twin.record(taken_in("OLD2", WHO))
    with pytest.raises(StoreError, match="another entry stands at number 1"):
        twin.store.take_over(shelf.store.export())
    twin.close()


def test_a_copy_put_back_takes_its_own_journal_over_and_goes_on(shelf: Shelf) -> None:
    filled(shelf, 2).close()
    copy = shelf.path.read_bytes()
    shelf.open()
    shelf.swap("OLD7", "NEW7", WHO)
    lines = list(shelf.store.export())
    shelf.close()
    shelf.path.write_bytes(copy)
    shelf.path.with_name("desk.db.head").unlink()
    shelf.open()
    assert not shelf.store.went_back
    assert shelf.store.take_over(lines) == (2, 4)
    (entry,) = shelf.record(taken_in("OLD8", WHO))
    assert entry.number == 7
    assert list(shelf.store.verify()) == []
    assert not shelf.reopen().went_back


def test_what_another_desk_used_is_no_longer_open_here(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> None:
    filled(shelf, 1).record(taken_in("OLD8", WHO))
    other = Shelf(tmp_path_factory.mktemp("other"), seed=99)
    other.store.take_over(shelf.store.export())
    assert other.store.open_entitlements(person(0)) == []
    assert len(other.store.open_entitlements(WHO)) == 1
    assert other.store.counts("2026-11-23").taken_in == 0
    other.close()
