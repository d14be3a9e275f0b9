"""A person is forgotten whole, stays out, and may see all that is held; who looked for whom is known."""

import json
from pathlib import Path

import pytest

from devswap.errors import ImportRefused
from devswap.store.lists import import_list
from devswap.store.personal import held_about, last_named, look_ups, person_of, why_kept
from tests.store.shelf import Shelf

NOW = "2026-11-23T10:00:00.000000Z"


def okafor(shelf: Shelf) -> str:
    found = person_of(shelf.store, "104417")
    assert found is not None
    return found


def busy(shelf: Shelf) -> str:
    """A person about whom every table knows something."""
    shelf.stocked()
    person = okafor(shelf)
    shelf.store.text_digest("Okafor says so", person)
    shelf.swap("5CG7290HTW", "5CG2411RVD", person)
    shelf.store.pins.keep("104417", "493817")
    shelf.store.keep_unknown("B000104417")
    shelf.store.keep_unknown("SOMETHING ELSE")
    shelf.store.note_look_up(person, okafor(shelf), "find")
    return person


def test_what_is_held_is_shown_whole(shelf: Shelf) -> None:
    person = busy(shelf)
    held = json.loads(json.dumps(held_about(shelf.store, person)))
    assert (held["number"], held["recipient"]["name"], held["pin"]) == ("104417", "R. Okafor", True)
    assert [text["text"] for text in held["texts"]] == ["Okafor says so"]
    assert {entry["event"]["kind"] for entry in held["entries"]} >= {"device_taken_in", "device_issued"}
    assert [scan["scan"] for scan in held["unknown_scans"]] == ["B000104417"]
    assert [(row["person"], row["by"], row["how"]) for row in held["look_ups"]] == [("104417", "104417", "find")]


def test_nothing_of_a_stripped_person_is_left(shelf: Shelf) -> None:
    person = busy(shelf)
    shelf.store.strip_person(person)
    assert person_of(shelf.store, "104417") is None
    assert not shelf.store.pins.has("104417")
    assert [scan.scan for scan in shelf.store.unknown_scans()] == ["SOMETHING ELSE"]
    assert list(look_ups(shelf.store)) == []
    assert list(shelf.store.verify()) == []
    assert shelf.store.timeline("5CG2411RVD") is not None
    shelf.close()
    for file in shelf.folder.glob("desk.db*"):
        for word in (b"Okafor", b"104417"):
            assert word not in file.read_bytes()
    shelf.open()


def test_a_stripped_person_comes_back_with_no_list_until_readmitted(shelf: Shelf) -> None:
    before = busy(shelf)
    shelf.store.strip_person(before)
    file = shelf.folder / "recipients.csv"
    with pytest.raises(ImportRefused, match=r"104417.*stripped"):
        import_list(shelf.store, "recipients", file)
    import_list(shelf.store, "recipients", file, skip_bad=True)
    assert shelf.store.recipient_by_number("104417") is None
    assert shelf.store.readmit("104417")
    assert not shelf.store.readmit("104417")
    import_list(shelf.store, "recipients", file)
    assert okafor(shelf) != before, "somebody new, with nothing of before"


def test_who_was_forgotten_for_age_may_be_listed_again(shelf: Shelf) -> None:
    before = busy(shelf)
    shelf.store.strip_person(before, stays_out=False)
    import_list(shelf.store, "recipients", shelf.folder / "recipients.csv")
    assert okafor(shelf) != before


def test_the_last_entry_that_names_somebody_is_known(shelf: Shelf) -> None:
    person = busy(shelf)
    last = last_named(shelf.store)[person]
    assert last == max(entry.wall for entry in shelf.store.history())


def test_a_visit_on_the_desk_keeps_its_person(shelf: Shelf) -> None:
    person = busy(shelf)
    assert why_kept(shelf.store, person, NOW) == ""
    shelf.store.save_draft("visit", person, b"x")
    assert "visit" in why_kept(shelf.store, person, NOW)


def test_the_store_is_its_owners_alone(shelf: Shelf) -> None:
    shelf.store.keep_unknown("SOMETHING")
    files = [file for file in shelf.folder.glob("desk.db*") if file.suffix != ".lock"]  # which is empty
    assert len(files) >= 3
    assert {file.stat().st_mode & 0o077 for file in files} == {0}, files


def test_a_store_that_was_open_to_others_is_closed_to_them(shelf: Shelf) -> None:
    shelf.close()
    path: Path = shelf.folder / "desk.db"
    path.chmod(0o644)
    shelf.open()
    assert path.stat().st_mode & 0o077 == 0
