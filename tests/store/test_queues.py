"""The bench's lists: each job stands in one of them, by what the ledger says, and a page is found by an index."""

import sqlite3
from itertools import chain

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devswap.ledger import events as ev
from devswap.ledger.ids import device_id, reference_match
from devswap.ledger.parts import Drive, Person, Place, Reference
from devswap.ledger.wipe_jobs import stage_of, wipe_job
from devswap.store import queues
from devswap.store.creating import statements
from devswap.store.queues import LISTS
from tests.store.older import bring_down
from tests.store.shelf import Shelf, person, taken_in

TODAY, LATER = "2026-11-23", "2026-11-30"
REFERENCE = Reference("hold", reference_match("hold", "EV-1"), "0" * 64)
STEPS = ("start", "passed", "failed", "accept", "turn_down", "out", "destroy", "hold", "lift")
OF_STATE = {"queued": "waiting", "started": "running", "accepted": "done"}


class Jobs:
    """Three jobs of two drives each, one of them kept until next week, and steps in any order."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.drives: list[tuple[Drive, ...]] = []
        self.names: list[str] = []
        for n in range(3):
            drives = tuple(Drive(device_id("drive", f"{n}{bay}"), f"D{n}{bay}") for bay in (0, 1))
            keep = "2026-11-29" if n == 2 else None
            (entry,) = shelf.record(taken_in(f"OLD{n}", person(n), drives=drives, keep_until=keep))
            self.drives.append(drives)
            self.names.append(entry.id)
        self.evidence: dict[str, str] = {}
        self.holds: dict[int, str] = {}

    def do(self, n: int, bay: int, step: str) -> None:
        name, drive = self.names[n], self.drives[n][bay].id
        last = self.evidence.get(drive)
        made: dict[str, ev.Event | None] = {
            "start": ev.WipeStarted(name, (drive,), "purge", "nvme-sanitize", "nvme"),
            "passed": evidence(name, drive, "passed"),
            "failed": evidence(name, drive, "failed"),
            "accept": ev.WipeAccepted(name, drive, last, Person(None)) if last else None,
            "turn_down": ev.WipeFailed(name, drive, last, "edited") if last else None,
            "out": ev.DriveRemoved(name, drive, Place("Lambeth", "bin")),
            "destroy": ev.DriveDestroyed(name, drive, "shred", "Shredders", "C-1"),
            "hold": None if n in self.holds else ev.HoldPlaced("device", device_id("HP", f"OLD{n}"), REFERENCE),
            "lift": ev.HoldLifted(self.holds[n], device_id("HP", f"OLD{n}")) if n in self.holds else None,
        }
        event = made[step]
        if event is None:
            return
        (entry,) = self.shelf.record(event)
        if step in ("passed", "failed"):
            self.evidence[drive] = entry.id
        elif step == "hold":
            self.holds[n] = entry.id
        elif step == "lift":
            del self.holds[n]

    def expected(self, name: str, today: str) -> str:
        state = self.shelf.store.load(name)
        job = wipe_job(state, name, today)
        assert job is not None
        if job.state in ("held", "keeping", "accepted", "destroyed"):
            return OF_STATE.get(job.state, job.state)
        return stage_of(state, name).replace("_", "-") or OF_STATE.get(job.state, job.state)


def evidence(name: str, drive: str, result: str) -> ev.WipeEvidenced:
    return ev.WipeEvidenced(
        intake=name, drive=drive, result=result, method="purge", technique="nvme-sanitize", tool="nvme",  # type: ignore[arg-type]
        tool_version="2", reader="nvme", evidence="0" * 64, run=1, drive_serial="", host_serial="", size=None,
        erased=None, started="", ended="", verification="done",
    )  # fmt: skip


def lists(shelf: Shelf, today: str) -> dict[str, list[str]]:
    """Every list, read in pages of one."""
    found = {}
    for name in LISTS:
        pages = [queues.page(shelf.store, name, 1, offset, today) for offset in range(5)]
        found[name] = [job.intake for job in chain(*pages)]
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from(STEPS)), max_size=14))
def test_each_job_stands_in_one_list_by_what_the_ledger_says(
    tmp_path_factory: object, steps: list[tuple[int, int, str]]
) -> None:
    shelf = Shelf(tmp_path_factory.mktemp("shelf"))  # type: ignore[attr-defined]
    try:
        jobs = Jobs(shelf)
        for step in steps:
            jobs.do(*step)
        before = shelf.dump()["wipe_stages"]
        shelf.store.rebuild_projections()
        assert shelf.dump()["wipe_stages"] == before
        for today in (TODAY, LATER):
            found = lists(shelf, today)
            assert found == {n: [j for j in jobs.names if jobs.expected(j, today) == n] for n in LISTS}
            assert queues.counted(shelf.store, today) == {name: len(found[name]) for name in LISTS}
    finally:
        shelf.close()


def test_no_list_is_counted_or_paged_by_reading_the_whole_table() -> None:
    db = sqlite3.connect(":memory:")
    for statement in statements():
        db.execute(statement)
    for name, words in {
        "counts": queues._COUNTS,
        "keeping so many": queues._KEEPING,
        "ended": queues._ENDED,
        **queues._PAGES,
    }.items():
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {words}", (None,) * words.count("?"))]
        assert not [step for step in plan if step.startswith("SCAN wipe_jobs")], (name, plan)
        if name == "waiting":
            assert "USE TEMP B-TREE FOR ORDER BY" not in plan, plan
        if name == "counts":
            assert "COVERING INDEX wipe_jobs_states" in plan[0], plan


def test_a_store_of_before_knows_what_waits_and_what_was_certified(shelf: Shelf) -> None:
    jobs = Jobs(shelf)
    for n, bay, step in ((0, 0, "passed"), (1, 0, "passed"), (1, 1, "start"), (2, 0, "passed"), (2, 0, "turn_down")):
        jobs.do(n, bay, step)
    drive = jobs.drives[1][0].id
    shelf.record(ev.WipeAccepted(jobs.names[1], drive, jobs.evidence[drive], Person(None), Person(None), "W-1"))
    before = {name: shelf.dump()[name] for name in ("wipe_stages", "certificates")}
    assert [len(rows) for rows in before.values()] == [1, 1]
    undone = ("DROP TABLE wipe_stages", "DROP TABLE certificates", "DROP INDEX wipe_jobs_states")
    bring_down(shelf.store._db.driver, "0005", *undone)
    shelf.reopen()
    assert {name: shelf.dump()[name] for name in before} == before
