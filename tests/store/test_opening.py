"""Opening: durable from the first byte, one desk at a time, and nothing goes back unnoticed."""

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from devswap.errors import StoreError
from devswap.store import Store, connection, creating, health
from devswap.store.creating import REVISION, statements
from devswap.store.migrations import migrate
from tests.store.shelf import Shelf, StillClock, person, taken_in

WHO = person(1)
CHILD = Path(__file__).with_name("child.py")


def pragma(store: Store, name: str) -> object:
    return store._db.driver.execute(f"PRAGMA {name}").fetchone()[0]


def test_a_store_is_wal_full_with_its_keys_enforced(shelf: Shelf) -> None:
    assert [pragma(shelf.store, n) for n in ("journal_mode", "synchronous", "foreign_keys")] == ["wal", 2, 1]
    assert pragma(shelf.store, "cache_size") == -connection.CACHE_KIB


def test_the_folder_is_synced_once_the_store_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(creating, "sync_folder", synced.append)
    shelf = Shelf(tmp_path)
    shelf.reopen()
    assert synced == [shelf.path]
    shelf.close()


def test_a_store_that_will_not_be_durable_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = connection._pragma
    monkeypatch.setattr(connection, "_pragma", lambda db, name: 1 if name == "synchronous" else real(db, name))
    with pytest.raises(StoreError, match="would not set synchronous to 2"):
        Shelf(tmp_path)


def test_owner_and_entries_survive_a_stop(shelf: Shelf) -> None:
    owner = shelf.store.owner
    shelf.record(taken_in("OLD1", WHO))
    store = shelf.reopen()
    assert (store.owner, store.how_many(), store.went_back) == (owner, 1, False)
    assert store.health == health.Health(True, "", 1)
    assert shelf.record(taken_in("OLD2", WHO))[0].number == 2


def test_a_second_desk_on_the_store_is_refused_with_a_sentence(shelf: Shelf) -> None:
    child = subprocess.run([sys.executable, CHILD, "open", shelf.path], capture_output=True, text=True, check=False)
    assert "another devswap works on this store (process " in child.stdout
    assert shelf.record(taken_in("OLD1", WHO))


def test_within_one_process_too(shelf: Shelf) -> None:
    with pytest.raises(StoreError, match="another devswap works on this store"):
        Store.open(shelf.path, clock=StillClock(), dice=lambda bits: 0, ballast=0)


def test_a_killed_desk_leaves_the_lock_free(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    with subprocess.Popen([sys.executable, CHILD, "record", path], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        child.stdout.readline()
        child.kill()
    shelf = Shelf(tmp_path)
    assert not shelf.store.health.stopped_well
    assert shelf.store.health.check == "integrity_check"
    shelf.close()


def test_a_reader_cannot_write_and_cannot_checkpoint(shelf: Shelf) -> None:
    shelf.record(taken_in("OLD1", WHO))
    before = {f.name: f.read_bytes() for f in shelf.folder.iterdir() if f.name in ("desk.db", "desk.db-wal")}
    with Store.read(shelf.path) as reader:
        driver = reader._db.driver
        for words in ("DELETE FROM entries", "CREATE TABLE x (y)", "PRAGMA user_version = 7", "VACUUM"):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                driver.execute(words)
        driver.execute("PRAGMA query_only = OFF")
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            driver.execute("DELETE FROM entries")
        with pytest.raises(sqlite3.OperationalError, match=r"readonly|locked|I/O"):
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert {f.name: f.read_bytes() for f in shelf.folder.iterdir() if f.name in before} == before


def test_a_reader_sees_what_was_committed_after_it_opened(shelf: Shelf) -> None:
    with Store.read(shelf.path) as reader:
        shelf.record(taken_in("OLD1", WHO))
        assert reader.how_many() == 1


def test_a_store_that_nobody_works_on_is_read(shelf: Shelf) -> None:
    shelf.record(taken_in("OLD1", WHO))
    shelf.close()
    with Store.read(shelf.path) as reader:
        assert reader.how_many() == 1
    shelf.open()


def test_a_store_whose_desk_was_killed_is_read(shelf: Shelf) -> None:
    shelf.record(taken_in("OLD1", WHO))
    copy = shelf.folder / "copy"
    copy.mkdir()
    for file in shelf.folder.glob("desk.db*"):
        shutil.copy(file, copy)
    with Store.read(copy / "desk.db") as reader:
        assert reader.how_many() == 1


def test_a_copy_put_back_is_noticed_and_begins_a_new_incarnation(shelf: Shelf) -> None:
    (intake,) = shelf.record(taken_in("OLD1", WHO))
    shelf.close()
    shutil.copy(shelf.path, shelf.folder / "copy.db")
    shelf.open()
    before = shelf.store.owner
    shelf.record(taken_in("OLD2", WHO))
    shelf.close()
    shutil.copy(shelf.folder / "copy.db", shelf.path)
    store = shelf.open()
    assert store.went_back
    assert store.owner[0] == before[0]
    assert store.owner[1] != before[1]
    (entry,) = shelf.record(taken_in("OLD3", WHO))
    assert (entry.number, entry.incarnation) == (1, store.owner[1])
    life = store.incarnations()[-1]
    assert (life.parent, life.parent_head) == (before[1], intake.hash)
    entitlement = store.load(intake.id).entitlement(intake.id)
    assert entitlement is not None
    assert entitlement.owner == before != store.owner
    assert list(store.verify()) == []
    assert not shelf.reopen().went_back


def test_a_store_worked_on_elsewhere_is_noticed_too(shelf: Shelf) -> None:
    shelf.record(taken_in("OLD1", WHO))
    shelf.close()
    shutil.copy(shelf.path, shelf.folder / "copy.db")
    shelf.open()
    shelf.record(taken_in("OLD2", WHO))
    shelf.close()
    marked = (shelf.folder / "desk.db.head").read_bytes()
    shutil.copy(shelf.folder / "copy.db", shelf.path)
    (shelf.folder / "desk.db.head").unlink()
    shelf.open()
    shelf.record(taken_in("OLD4", WHO))
    shelf.close()
    (shelf.folder / "desk.db.head").write_bytes(marked)
    assert shelf.open().went_back


@pytest.mark.parametrize(
    "mark", [b"", b"garbage", b"\xff" * 200, b"a b 1 c d\n"], ids=["none", "words", "bytes", "odd"]
)
def test_a_sidecar_that_is_none_says_nothing(shelf: Shelf, mark: bytes) -> None:
    shelf.record(taken_in("OLD1", WHO))
    shelf.close()
    (shelf.folder / "desk.db.head").write_bytes(mark)
    assert not shelf.open().went_back
    assert shelf.record(taken_in("OLD2", WHO))


def test_the_sidecar_may_be_kept_in_another_folder(tmp_path: Path) -> None:
    elsewhere = tmp_path / "state" / "heads"
    store = Store.open(tmp_path / "a.db", clock=StillClock(), dice=lambda bits: 5, ballast=0, sidecar=elsewhere)
    assert [f.name for f in elsewhere.iterdir()] == [f"{store.owner[0]}.head"]
    store.close()


def test_a_sidecar_that_cannot_be_written_stops_nobody(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    store = Store.open(tmp_path / "a.db", clock=StillClock(), dice=lambda bits: 5, ballast=0, sidecar=blocked)
    assert "cannot be written" in store.sidecar_fault
    store.close()


def test_what_is_no_store_of_ours_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (x)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="no store of devswap's"):
        Shelf(tmp_path)
    with pytest.raises(StoreError, match="no store of devswap's"):
        Store.read(path)
    assert path.read_bytes() == before


def test_where_there_is_no_store_none_is_read(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        Store.read(tmp_path / "desk.db")
    assert list(tmp_path.iterdir()) == []


def test_a_making_that_was_cut_off_is_made_again(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN")
    for statement in statements()[:5]:
        db.execute(statement)
    db.close()
    shelf = Shelf(tmp_path)
    assert shelf.record(taken_in("OLD1", WHO))
    shelf.close()


def test_a_newer_programs_store_is_not_touched(shelf: Shelf) -> None:
    shelf.store._db.driver.execute("UPDATE alembic_version SET version_num = '9999'")
    shelf.close()
    with pytest.raises(StoreError, match="schema 9999"):
        shelf.open()
    db = sqlite3.connect(shelf.path)
    db.execute("UPDATE alembic_version SET version_num = ?", (REVISION,))
    db.commit()
    db.close()
    shelf.open()


def test_alembic_comes_to_the_schema_that_a_fresh_store_has(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "migrated.db", isolation_level=None)
    migrate(db)
    fresh = sqlite3.connect(":memory:")
    for statement in statements():
        fresh.execute(statement)
    ours = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name"
    words = [[(kind, name, " ".join((sql or "").split())) for kind, name, sql in d.execute(ours)] for d in (db, fresh)]
    table = ("table", "alembic_version")
    assert [w for w in words[0] if w[:2] != table] == [w for w in words[1] if w[:2] != table]
    assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
    db.close()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    shutil.copytree(Path(creating.__file__).with_name("migrations"), scripts, ignore=shutil.ignore_patterns("__*"))
    (scripts / "versions" / "r9999_broken.py").write_text(
        f'from alembic import op\nrevision, down_revision = "9999", "{REVISION}"\n'
        'def upgrade():\n    op.execute("CREATE TABLE more (x)")\n    op.execute("no SQL")\n'
    )
    db = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    with pytest.raises(Exception, match="no SQL"):
        migrate(db, scripts)
    assert db.execute("SELECT * FROM sqlite_master").fetchall() == []
    (scripts / "versions" / "r9999_broken.py").unlink()
    migrate(db, scripts)
    assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(REVISION,)]
    db.close()


def test_an_older_schema_is_brought_up_when_the_store_is_opened(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    brought: list[sqlite3.Connection] = []
    monkeypatch.setattr("devswap.store.migrations.migrate", brought.append)
    shelf.store._db.driver.execute("UPDATE alembic_version SET version_num = '0000'")
    shelf.reopen()
    assert len(brought) == 1
    shelf.store._db.driver.execute("UPDATE alembic_version SET version_num = ?", (REVISION,))


def test_nothing_slow_is_imported_that_is_not_needed() -> None:
    words = "import sys, devswap.store; print([m for m in ('alembic', 'httpx', 'textual') if m in sys.modules])"
    child = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert child.stdout.strip() == "[]"


def test_a_store_may_be_closed_twice(shelf: Shelf) -> None:
    shelf.store.close()
    shelf.store.close()
