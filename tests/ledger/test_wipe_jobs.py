"""The wipe job of a custody: one exclusive state, read off the entries (P6, P9)."""

from collections.abc import Callable

import pytest
from msgspec import structs

from devswap.ledger import events as ev
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.parts import Drive, Person, Place, Reference
from devswap.ledger.wipe_jobs import (
    begun,
    drives_found,
    drives_inside_without_acceptance,
    drives_of,
    drives_without_acceptance,
    wipe_job,
)
from tests.ledger.stories import Desk, digest, name, state_of

TODAY = "2026-11-23"
HOLD = Reference("evidence", digest("1"), digest("2"))


def state_after(*steps: Callable[[Desk, str], object], today: str = TODAY, **intake: object) -> str:
    desk = Desk("a")
    custody = desk.take_in("old", **intake)  # type: ignore[arg-type]
    for step in steps:
        step(desk, custody)
    job = wipe_job(state_of(desk), custody, today)
    assert job is not None
    return job.state


def start(*drives: str) -> Callable[[Desk, str], object]:
    return lambda desk, i: desk.start_wipe(i, *drives)


def evidence(result: str = "passed", drive: str = "old drive") -> Callable[[Desk, str], object]:
    return lambda desk, i: desk.evidence(i, drive, result)


def wiped(*drives: str) -> Callable[[Desk, str], object]:
    return lambda desk, i: desk.wipe(i, *drives)


def failed(desk: Desk, i: str) -> object:
    return desk.record(ev.WipeFailed(i, name("old drive"), None, "no_power"))


def turned_down(desk: Desk, i: str) -> object:
    return desk.record(ev.WipeFailed(i, name("old drive"), desk.entries[-1].id, "wrong_host"))


def held(desk: Desk, i: str) -> object:
    return desk.record(ev.HoldPlaced("person", name("okafor"), HOLD))


def lifted(desk: Desk, i: str) -> object:
    return desk.record(ev.HoldLifted(desk.entries[-1].id, name("okafor")))


def destroyed(drive: str = "old drive") -> Callable[[Desk, str], object]:
    return lambda desk, i: desk.record(ev.DriveDestroyed(i, name(drive), "shred", "Shred Ltd", "SC-1"))


def found(desk: Desk, i: str) -> object:
    return desk.record(ev.DriveFound(i, Drive(name("second"), "second")))


def missing(drive: str = "old drive") -> Callable[[Desk, str], object]:
    return lambda desk, i: desk.record(ev.DriveMissing(i, name(drive), "not_in_device"))


def removed(desk: Desk, i: str) -> object:
    return desk.record(ev.DriveRemoved(i, name("old drive"), Place("Sidcup")))


def withdrawn(desk: Desk, i: str) -> object:
    return desk.withdraw(i, i)


def accepted_without_passing(desk: Desk, i: str) -> object:
    return desk.accept(i, "old drive", desk.evidence(i, "old drive", "unknown"))


def accepted_for_another_drive(desk: Desk, i: str) -> object:
    return desk.accept(i, "old drive", desk.evidence(i, "another drive"))


@pytest.mark.parametrize(
    ("expected", "steps"),
    [
        ("queued", ()),
        ("started", (start("old drive"),)),
        ("started", (start(),)),
        ("started", (evidence(),)),
        ("accepted", (wiped("old drive"),)),
        ("failed", (start("old drive"), failed)),
        ("failed", (evidence("failed"),)),
        ("failed", (evidence(), turned_down)),
        ("started", (start("old drive"), evidence("failed"), start("old drive"))),
        ("started", (start("old drive"), evidence("failed"), evidence())),
        ("accepted", (start("old drive"), evidence("failed"), wiped("old drive"))),
        ("held", (held,)),
        ("held", (start("old drive"), held)),
        ("queued", (held, lifted)),
        ("accepted", (wiped("old drive"), held)),
        ("destroyed", (destroyed(),)),
        ("destroyed", (start("old drive"), failed, destroyed())),
        ("queued", (found,)),
        ("queued", (wiped("old drive"), found)),
        ("accepted", (wiped("old drive"), found, missing("second"))),
        ("not_needed", (missing(),)),
        ("queued", (removed,)),
        ("accepted", (removed, wiped("old drive"))),
        ("void", (withdrawn,)),
        ("started", (accepted_without_passing,)),
        ("queued", (accepted_for_another_drive,)),
    ],
)
def test_a_job_stands_at_exactly_one_place(expected: str, steps: tuple[Callable[[Desk, str], object], ...]) -> None:
    assert state_after(*steps) == expected


def test_a_job_is_kept_until_its_day_and_due_on_it() -> None:
    assert state_after(keep_until="2026-11-24") == "keeping"
    assert state_after(keep_until="2026-11-24", today="2026-11-24") == "queued"
    assert state_after(held, keep_until="2026-11-24") == "held", "a hold outlasts the day"


def test_two_drives_are_wiped_each_for_itself() -> None:
    both = ("one", "two")
    assert state_after(wiped("old one"), drives=both) == "queued", "the second has not begun"
    assert state_after(wiped("old one"), start("old two"), drives=both) == "started"
    assert state_after(start("old one", "old two"), evidence("failed", "old one"), drives=both) == "failed"
    assert state_after(wiped("old one", "old two"), drives=both) == "accepted"
    assert state_after(wiped("old one"), destroyed("old two"), drives=both) == "accepted"


def test_a_data_bearing_device_with_no_drive_listed_owes_one_unknown() -> None:
    desk = Desk("a")
    custody = desk.take_in("old", drives=())
    assert drives_without_acceptance(state_of(desk), custody) == [custody]
    desk.record(ev.WipeStarted(custody, (), "purge", "block_erase", "firmware"))
    job = wipe_job(state_of(desk), custody, TODAY)
    assert job is not None
    assert job.state == "started"
    desk.record(ev.DriveMissing(custody, custody, "none_inside"))
    assert drives_without_acceptance(state_of(desk), custody) == []


def test_a_monitor_needs_no_wipe_whatever_its_day() -> None:
    assert state_after(storage="no_data", drives=(), keep_until="2030-01-01") == "not_needed"


def test_a_return_that_was_used_owes_a_wipe_like_an_intake() -> None:
    desk = Desk("a")
    i = desk.take_in("old", storage="no_data", drives=())
    s = desk.issue(i, "new", desk.stock("new"))
    back = desk.take_back(s, "new", i, goes_to="quarantine", storage="wipe", keep_until="2026-12-01")
    job = wipe_job(state_of(desk), back, TODAY)
    assert job is not None
    assert (job.state, job.device, job.since) == ("keeping", name("new"), desk.entries[-1].wall)
    assert wipe_job(state_of(desk), s, TODAY) is None


def test_a_drive_taken_out_stays_in_custody_when_its_device_may_leave() -> None:
    desk = Desk("a")
    custody = desk.take_in("old")
    removed(desk, custody)
    state = state_of(desk)
    assert drives_inside_without_acceptance(state, custody) == []
    assert drives_without_acceptance(state, custody) == [name("old drive")]


def test_acceptance_waits_for_the_evidence_that_it_names() -> None:
    desk = Desk("a")
    custody = desk.take_in("old")
    named = name("a first entry 2")
    desk.record(ev.WipeAccepted(custody, name("old drive"), named, Person(name("bench"))))
    assert drives_without_acceptance(state_of(desk), custody) == [name("old drive")]
    assert desk.evidence(custody, "old drive") == named
    assert drives_without_acceptance(state_of(desk), custody) == []


def test_a_drive_that_was_taken_in_and_is_found_to_be_of_some_media_is_one_drive() -> None:
    desk = Desk("a")
    i = desk.take_in("old")
    old = name("old drive")
    desk.record(ev.DriveFound(i, Drive(old, media="magnetic", state="missing")))
    desk.record(ev.DriveFound(i, Drive(name("second"), "second")))
    desk.record(ev.DriveFound(i, Drive(name("second"), "second", media="emmc")))
    desk.record(ev.DriveFound(i, Drive(old, media="ata_flash")))
    for entries in (desk.entries, desk.entries[::-1]):
        state = fold(EMPTY, entries)
        assert [(d.id, d.media, d.state) for d in drives_of(state, i)] == [
            (old, "ata_flash", "present"), (name("second"), "emmc", "present"),
        ]  # fmt: skip
        assert drives_found(state, i) == {name("second")}
        assert drives_without_acceptance(state, i) == [old, name("second")]


@pytest.mark.parametrize("storage", ["wipe", "no_data"])
@pytest.mark.parametrize("drives", [(), ("present",), ("missing",), ("retained", "missing"), ("missing", "present")])
@pytest.mark.parametrize("keep_until", [None, "2026-12-24"])
def test_a_job_that_has_just_begun_is_what_its_intake_alone_says(
    storage: str, drives: tuple[str, ...], keep_until: str | None
) -> None:
    desk = Desk("a")
    custody = desk.take_in("old", storage=storage, drives=(), keep_until=keep_until)
    state = state_of(desk)
    lone = state.event(custody, ev.DeviceTakenIn)
    assert lone is not None
    event = structs.replace(
        lone,
        drives=tuple(Drive(name(f"{n}"), state=how) for n, how in enumerate(drives)),  # type: ignore[arg-type]
    )
    entry = structs.replace(state.entries[custody], event=event)
    job = wipe_job(fold(EMPTY, [entry]), custody, "9999-12-31")
    assert job is not None
    assert begun(event) == job.state
