"""What a page costs a desk at work: nothing waits for the disk, and what a device is found by is left where it is."""

import sqlite3
from collections.abc import Callable

import pytest

from devswap import wire
from devswap.errors import StoreError
from devswap.ledger.ids import device_id
from devswap.sync.exchange import Exchange
from tests.desk.scenes import Scene
from tests.sync.desks import SWAP, sync
from tests.sync.model import Register

NEW = device_id("HP", "LATER1")


def at_work(scene: Scene) -> Exchange:
    standing = scene.store.standing()
    assert standing is not None
    return Exchange(scene.store, standing, hold=1.0)


def driver(scene: Scene) -> sqlite3.Connection:
    return scene.store._db.driver


def setting(scene: Scene, name: str) -> int:
    return int(driver(scene).execute(f"PRAGMA {name}").fetchone()[0])


def listed(register: Register, serial: str, model: str) -> None:
    register.put("estate", NEW, wire.EstateRow(NEW, serial, maker="HP", model=model, category="laptop"))


def found(scene: Scene, serial: str) -> list[str]:
    return [found.device.model for found in scene.store.devices([("serial", serial)])]


def commits(scene: Scene, work: Callable[[], object], into: str = "") -> set[int]:
    """How the transactions that insert into this table were committed: 2 is on disk, 1 with the next that is."""
    seen: set[int] = set()
    level, inserts = 2, False

    def watch(statement: str) -> None:
        nonlocal level, inserts
        if statement.startswith("PRAGMA synchronous ="):
            level = {"FULL": 2, "NORMAL": 1}[statement.rsplit(maxsplit=1)[-1]]
        elif statement == "COMMIT":
            seen.update({level} if inserts else ())
            inserts = False
        else:
            inserts = inserts or f"INTO {into}" in statement

    driver(scene).set_trace_callback(watch)
    work()
    driver(scene).set_trace_callback(None)
    return seen


def test_a_page_waits_for_no_disk_and_what_is_recorded_after_it_does(scene: Scene, register: Register) -> None:
    one = at_work(scene)
    listed(register, "LATER1", "G5")
    assert commits(scene, lambda: sync(one, register)) == {1}
    assert setting(scene, "synchronous") == 2
    assert setting(scene, "wal_autocheckpoint") == 1000
    assert commits(scene, lambda: scene.say(*SWAP)) == {2}


def test_the_disk_is_waited_for_again_where_a_page_could_not_be_taken(
    scene: Scene, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise StoreError("none of its kind")

    one = at_work(scene)
    sync(one, register)
    listed(register, "LATER1", "G5")
    with monkeypatch.context() as broken:
        broken.setattr("devswap.store.syncing.take_log", fails)
        with pytest.raises(StoreError):
            sync(one, register)
    assert setting(scene, "synchronous") == 2
    assert commits(scene, lambda: scene.say(*SWAP)) == {2}


def test_entries_that_are_given_back_wait_for_the_disk(scene: Scene, register: Register) -> None:
    scene.say(*SWAP)
    sync(at_work(scene), register)
    scene.close()
    copies = {file: (scene.folder / file).read_bytes() for file in ("desk.db", "desk.db.head")}
    scene.open()
    scene.say("B000104419", "5CG8122QPN", "5CG2411RVH", "/confirm")
    sync(at_work(scene), register)
    whole = scene.store.how_many()
    scene.close()
    for file, content in copies.items():
        (scene.folder / file).write_bytes(content)
    scene.open()
    one = at_work(scene)
    assert commits(scene, lambda: sync(one, register), "entries") == {2}
    assert scene.store.how_many() == whole


def test_a_device_that_bears_the_same_labels_is_changed_where_it_is(scene: Scene, register: Register) -> None:
    one = at_work(scene)
    listed(register, "LATER1", "G5")
    sync(one, register)
    before = driver(scene).execute("SELECT value, row FROM estate_identifiers ORDER BY value").fetchall()
    listed(register, "LATER1", "G6")
    sync(one, register)
    assert found(scene, "LATER1") == ["G6"]
    assert driver(scene).execute("SELECT value, row FROM estate_identifiers ORDER BY value").fetchall() == before


def test_a_device_that_bears_other_labels_is_found_by_these_alone(scene: Scene, register: Register) -> None:
    one = at_work(scene)
    listed(register, "LATER1", "G5")
    sync(one, register)
    listed(register, "LATER2", "G5")
    sync(one, register)
    assert found(scene, "LATER1") == []
    assert found(scene, "LATER2") == ["G5"]
