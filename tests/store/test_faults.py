"""When the disk fails: NOT RECORDED, nothing changed, and the store works on when the disk does."""

import os
import resource
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from devswap.errors import NotRecorded, StoreError
from devswap.store import Store, connection, health
from devswap.store.ballast import SIZE, Ballast
from tests.store.shelf import Shelf, person, taken_in

WHO = person(1)
SEEDS = 25
"""Damaged files of each kind of stop."""


@contextmanager
def no_room(shelf: Shelf) -> Iterator[None]:
    """SQLite may add no page to the store."""
    driver = shelf.store._db.driver
    pages = driver.execute("PRAGMA page_count").fetchone()[0]
    driver.execute(f"PRAGMA max_page_count = {pages}")
    yield
    driver.execute("PRAGMA max_page_count = 1073741823")


@contextmanager
def no_longer_files(shelf: Shelf) -> Iterator[None]:
    """No file of this process may grow, as the kernel sees it: the write-ahead log cannot be appended to."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (shelf.path.with_name("desk.db-wal").stat().st_size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill_up(shelf: Shelf, most: int = 200) -> NotRecorded:
    """Record until it fails; how it said so."""
    for number in range(most):
        try:
            shelf.record(taken_in(f"FILL{number}", WHO))
        except NotRecorded as error:
            return error
    raise AssertionError("the disk never became full")


@pytest.mark.parametrize(
    ("full", "says"), [(no_room, "the disk is full"), (no_longer_files, "the disk failed")], ids=["full", "no growth"]
)
def test_a_full_disk_records_nothing_and_the_store_works_on(
    shelf: Shelf, full: Callable[[Shelf], object], says: str
) -> None:
    shelf.swap("OLD1", "NEW1", WHO)
    shelf.store.save_draft("visit", WHO, b"before")
    with full(shelf):  # type: ignore[attr-defined]
        assert str(fill_up(shelf)).startswith(says)
        before, rows = shelf.store.how_many(), shelf.dump()
        for _ in range(3):
            with pytest.raises(NotRecorded, match=says):
                shelf.store.record([], draft=("visit", WHO, b"x" * 100_000))
            with pytest.raises(NotRecorded, match=says):
                shelf.store.save_draft("visit", WHO, b"x" * 100_000)
        assert (shelf.store.how_many(), shelf.dump()) == (before, rows)
        assert shelf.store.load(person(9)).entries == {}
    (entry,) = shelf.record(taken_in("OLD9", WHO))
    assert entry.number == before + 1
    assert [d.blob for d in shelf.store.drafts()] == [b"before"]
    assert list(shelf.store.verify()) == []
    assert shelf.reopen().how_many() == before + 1


def test_the_ballast_goes_when_the_disk_is_full_and_comes_back_at_the_next_start(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, ballast=1024 * 1024)
    ballast = tmp_path / "desk.db.ballast"
    assert ballast.stat().st_size == 1024 * 1024
    assert ballast.stat().st_blocks * 512 >= 1024 * 1024, "it takes the space, and does not only say so"
    with no_room(shelf):
        assert not shelf.store.disk_is_low
        fill_up(shelf)
        assert shelf.store.disk_is_low
        assert not ballast.exists()
    shelf.reopen()
    assert ballast.exists()
    assert not shelf.store.disk_is_low
    shelf.close()


def test_on_a_disk_that_is_really_full_the_ballast_makes_room_for_what_lies_on_the_desk(small_disk: Path) -> None:
    shelf = Shelf(small_disk, ballast=2 * 1024 * 1024)
    shelf.record(taken_in("OLD0", WHO))
    room = os.statvfs(small_disk)
    (small_disk / "others").write_bytes(bytes(room.f_bavail * room.f_frsize))
    assert str(fill_up(shelf, 2000)) == "the disk is full"
    before = shelf.store.how_many()
    (entry,) = shelf.record(taken_in("OLD1", WHO))
    assert entry.number == before + 1
    assert list(shelf.reopen().verify()) == []
    shelf.close()


def test_a_desk_starts_on_a_full_disk_in_the_room_of_its_ballast(small_disk: Path) -> None:
    shelf = Shelf(small_disk, ballast=2 * 1024 * 1024)
    shelf.record(taken_in("OLD0", WHO))
    shelf.close()
    room = os.statvfs(small_disk)
    (small_disk / "others").write_bytes(bytes(room.f_bavail * room.f_frsize))
    with pytest.raises(StoreError, match="the disk is full"):
        Store.read(shelf.path)
    shelf.reopen()
    shelf.record(taken_in("OLD1", WHO))
    assert list(shelf.store.verify()) == []
    shelf.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 8 MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], check=False, stderr=subprocess.DEVNULL
    ).returncode:
        pytest.skip("needs the right to mount a small file system")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_ballast_that_would_fill_the_disk_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(SIZE * 10, SIZE * 9, SIZE))
    assert not Ballast(tmp_path / "desk.db", SIZE).load()
    assert list(tmp_path.iterdir()) == []


def test_a_store_that_became_read_only_says_so_and_works_on(shelf: Shelf) -> None:
    shelf.store._db.driver.execute("PRAGMA query_only = ON")
    with pytest.raises(NotRecorded, match="the store is read-only"):
        shelf.record(taken_in("OLD1", WHO))
    with pytest.raises(NotRecorded, match="the store is read-only"):
        shelf.store.keep_unknown("x")
    assert shelf.store.how_many() == 0
    shelf.store._db.driver.execute("PRAGMA query_only = OFF")
    assert shelf.record(taken_in("OLD1", WHO))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write what is read-only")
def test_a_read_only_file_is_refused_at_the_start(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.close()
    shelf.path.chmod(stat.S_IRUSR)
    with pytest.raises(StoreError, match="read-only"):
        shelf.open()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        Shelf(tmp_path / "file" / "folder")


def test_a_failed_import_leaves_the_list_as_it_was(shelf: Shelf) -> None:
    shelf.stocked()
    rows = "".join(f"S{n},laptop\n" for n in range(20_000))
    with no_room(shelf), pytest.raises(NotRecorded, match="the disk is full"):
        shelf.bring("estate", "serial,category\n" + rows)
    assert shelf.store.devices([("asset_tag", "104233")])
    assert shelf.store.devices([("serial", "S7")]) == []
    assert shelf.bring("estate", "serial,category\n" + rows).rows == 20_000


def worked_on(folder: Path) -> tuple[Shelf, list[bytes]]:
    """A store with lists and swaps, and the bytes of its entries."""
    shelf = Shelf(folder).stocked()
    for number in range(20):
        shelf.swap(f"OLD{number}", f"NEW{number}", WHO)
    return shelf, [row.body for row in shelf.store.entries()]


def spoil(path: Path, seed: int) -> None:
    """Spoil a file somewhere, in one of the ways that files are spoilt."""
    dice = Random(seed)
    raw = bytearray(path.read_bytes())
    at = dice.randrange(len(raw))
    match seed % 5:
        case 0:
            del raw[at:]
        case 1:
            page = at - at % 4096
            raw[page : page + 4096] = bytes(4096)
        case 2:
            page = at - at % 512
            raw[page : page + 512] = dice.randbytes(512)
        case 3:
            for _ in range(40):
                raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        case _:
            raw[:4096] = dice.randbytes(4096)
    path.write_bytes(raw)


def refusal(shelf: Shelf) -> str:
    """Why the store will not open; empty where it opens."""
    try:
        shelf.open()
    except StoreError as error:
        return str(error)
    return ""


def trouble(shelf: Shelf) -> str:
    """What is wrong with the record, or with working on it, as the store says it; empty where nothing is."""
    try:
        shelf.record(taken_in("AFTER", WHO))
        return "; ".join(f.says for f in shelf.store.verify() if f.code != "clock_implausible")
    except StoreError as error:
        return str(error)


CURES = ("Work no further", "Name another", "Run `devswap doctor`", "Use the newer devswap")


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_damaged_file_is_named_with_what_to_do_or_whole_in_its_record(tmp_path: Path, seed: int) -> None:
    shelf, sealed = worked_on(tmp_path)
    shelf.close()
    spoil(shelf.path, seed)
    refused = refusal(shelf)
    if refused:
        assert str(shelf.path) in refused
        assert any(cure in refused for cure in CURES)
        return
    if not trouble(shelf):
        assert [row.body for row in shelf.store.entries()][: len(sealed)] == sealed
    shelf.close()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_after_an_unclean_stop_no_damage_passes(tmp_path: Path, seed: int) -> None:
    shelf, sealed = worked_on(tmp_path)
    shelf.store.settle()
    shelf.crash()
    shelf.path.with_name("desk.db-wal").unlink(missing_ok=True)
    spoil(shelf.path, seed + 1000)
    refused = refusal(shelf)
    if refused:
        assert str(shelf.path) in refused
        return
    assert [row.body for row in shelf.store.entries()] == sealed
    shelf.close()


def test_damage_met_while_working_is_a_store_error(shelf: Shelf) -> None:
    error = sqlite3.DatabaseError("database disk image is malformed")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    said = connection.unreadable(shelf.path, error)
    assert "Work no further on it" in str(said)
    with pytest.raises(StoreError, match="no such table"):
        shelf.store._db.all("SELECT * FROM no_table")
    with pytest.raises(StoreError, match="no such table"):
        list(shelf.store._db.each("SELECT * FROM no_table"))


def test_a_large_store_is_checked_without_its_indexes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path)
    shelf.crash()
    monkeypatch.setattr(health, "LARGE", 1)
    assert shelf.open().health.check == "quick_check"
    shelf.close()


def test_an_unclean_stop_walks_the_chain_from_the_last_verified_number(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for number in range(5):
        shelf.record(taken_in(f"OLD{number}", WHO))
    shelf.reopen()
    for number in range(3):
        shelf.record(taken_in(f"NEW{number}", WHO))
    shelf.crash()
    assert shelf.open().health.entries_walked == 3
    shelf.store._db.driver.execute("UPDATE entries SET body = replace(body, 'NEW1', 'NEWX') WHERE number = 7")
    shelf.crash()
    with pytest.raises(StoreError, match="entry 7 of the journal"):
        shelf.open()
    with Store.read(shelf.path) as reader:
        assert next(f.number for f in reader.verify() if f.code == "chain_broken") == 7


def test_a_store_whose_file_was_emptied_is_no_fresh_one(shelf: Shelf) -> None:
    shelf.record(taken_in("OLD1", WHO))
    path = shelf.path
    shelf.store.close()
    for beside in path.parent.glob("desk.db-*"):
        beside.unlink()
    path.write_bytes(b"")
    path.with_name("desk.db.ballast").write_bytes(b"held")
    with pytest.raises(StoreError, match="its file is empty"):
        shelf.open()
    assert path.read_bytes() == b""
