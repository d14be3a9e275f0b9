"""Workers beside each other on one database, as processes, and desks that contradict each other through them."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from devswap.register.checking import faults
from devswap.register.founding import Identity
from tests.ledger.stories import Desk, found
from tests.register.pushing import discrepancies
from tests.register.speaking import Speaker
from tests.register.test_processes import Worker

DEVICES = 24
A_BATCH = 4


@pytest.fixture
def workers(database: str, register: Identity, tmp_path: Path) -> Iterator[list[Worker]]:
    made = [Worker(database, tmp_path / f"worker {n}") for n in range(2)]
    starting = [threading.Thread(target=one.start) for one in made]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    yield made
    for one in made:
        one.kill()


def test_desks_that_race_through_two_workers_leave_one_discrepancy_for_each_device(
    engine: Engine, database: str, workers: list[Worker]
) -> None:
    desks = [Desk(f"racer {n}") for n in range(4)]
    for desk in desks:
        for n in range(DEVICES):
            desk.take_in(f"contested {n}", f"{desk.word} {n}")
    speakers = [Speaker(database, f"http://127.0.0.1:{workers[n % 2].port}", desk) for n, desk in enumerate(desks)]
    start, failures = threading.Barrier(len(desks)), list[Exception]()

    def race(speaker: Speaker) -> None:
        try:
            for at in range(0, DEVICES, A_BATCH):
                start.wait(60)  # so that the same devices meet in the register at the same time
                speaker.push(speaker.desk.entries[at : at + A_BATCH])
        except Exception as error:
            failures.append(error)
            start.abort()

    racing = [threading.Thread(target=race, args=(speaker,)) for speaker in speakers]
    for thread in racing:
        thread.start()
    for thread in racing:
        thread.join()

    assert not failures
    raised = discrepancies(engine)
    assert {name: (d.code, d.entries) for d in found(*desks) for name in [d.id]} == {
        name: (code, entries) for name, (code, entries, *_) in raised.items()
    }
    assert [code for code, *_ in raised.values()] == ["taken_in_twice"] * DEVICES
    assert all(len(entries) == len(desks) for _, entries, *_ in raised.values())
    with engine.connect() as connection:
        assert list(faults(connection)) == [], "chains, positions and discrepancies are those of the entries"
