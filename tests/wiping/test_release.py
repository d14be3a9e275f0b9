"""May it leave? Each thing that stands against a release, alone, and nothing where nothing does."""

from dataclasses import replace

import msgspec
import pytest

from devswap.ledger import events as ev
from devswap.ledger.known import Device
from devswap.ledger.parts import Check, Person, Place
from devswap.wiping.release import Around, facts_of, may_leave
from devswap.wiping.schemes import Scheme, load_schemes
from tests.ledger.stories import Desk, name, state_of

AROUND = Around("Lambeth", "2026-11-24")
OLD = Device(name("old"), "estate", "laptop", "HP", "G5", "5CG7188JNP")
CLEARED = ("test", "bios", "mdm", "account", "sim")


def scheme(word: str) -> Scheme:
    found = load_schemes(None).scheme(word)
    assert found is not None
    return found


REUSE, RECYCLE, DESTROY = scheme("device-bank"), scheme("recycler"), scheme("destruction")


def grade(desk: Desk, intake: str, word: str = "a", made: tuple[str, ...] = CLEARED, ram: int = 8, **more: str) -> str:
    checks = tuple(Check(code, "made") for code in made)
    return desk.record(ev.DeviceGraded(intake, name("old"), word, (f"ram.{ram}",), checks, more.get("regrades")))


def ready(**intake: object) -> tuple[Desk, str]:
    """A laptop that was taken in, wiped, accepted and graded."""
    desk = Desk("lambeth 1")
    custody = desk.take_in("old", **intake)  # type: ignore[arg-type]
    desk.wipe(custody, *(f"old {d}" for d in intake.get("drives", ("drive",))))  # type: ignore[attr-defined]
    grade(desk, custody)
    return desk, custody


def codes(desk: Desk, to: Scheme = REUSE, around: Around = AROUND, device: Device = OLD) -> list[str]:
    return [reason.code for reason in may_leave(state_of(desk), device, to, around)]


def test_a_wiped_accepted_and_graded_laptop_may_leave_for_every_kind() -> None:
    desk, _ = ready()
    assert [codes(desk, to) for to in (REUSE, RECYCLE, DESTROY)] == [[], [], []]


@pytest.mark.parametrize("to", [REUSE, RECYCLE, DESTROY])
def test_one_drive_of_two_without_acceptance_keeps_the_device(to: Scheme) -> None:
    desk = Desk("lambeth 1")
    custody = desk.take_in("old", drives=("one", "two"))
    desk.wipe(custody, "old one")
    desk.evidence(custody, "old two")
    grade(desk, custody)
    assert codes(desk, to) == ["no_evidence"]


def test_accepted_evidence_that_failed_or_was_turned_down_is_none() -> None:
    for result, turned_down in (("failed", False), ("unknown", False), ("passed", True)):
        desk = Desk("lambeth 1")
        custody = desk.take_in("old")
        evidence = desk.evidence(custody, "old drive", result)
        desk.accept(custody, "old drive", evidence)
        if turned_down:
            desk.record(ev.WipeFailed(custody, name("old drive"), evidence, "edited"))
        assert codes(desk, RECYCLE) == ["no_evidence"], result


def test_a_device_whose_drives_nobody_listed_is_not_one_without_drives() -> None:
    desk = Desk("lambeth 1")
    desk.take_in("old", drives=())
    assert codes(desk, RECYCLE) == ["no_evidence"]


def test_a_found_drive_stands_against_it_too() -> None:
    from devswap.ledger.parts import Drive

    desk, custody = ready()
    desk.record(ev.DriveFound(custody, Drive(name("second"), "S2")))
    assert codes(desk) == ["no_evidence"]


def test_a_chassis_leaves_for_recycling_when_its_drive_was_taken_out() -> None:
    desk = Desk("lambeth 1")
    custody = desk.take_in("old")
    desk.record(ev.DriveRemoved(custody, name("old drive"), Place("Lambeth", "shredder")))
    desk.record(ev.DriveDestroyed(custody, name("old drive"), "shred", "Shredders", "D-1"))
    assert codes(desk, RECYCLE) == []


def test_whole_destruction_only_where_the_scheme_takes_what_is_not_wiped() -> None:
    import msgspec

    desk = Desk("lambeth 1")
    desk.take_in("old")
    assert codes(desk, DESTROY) == ["no_evidence"]
    assert codes(desk, msgspec.structs.replace(DESTROY, takes_unwiped=True)) == []
    assert codes(desk, msgspec.structs.replace(RECYCLE, takes_unwiped=True)) == ["no_evidence"]


def test_a_monitor_goes_on_its_no_data_declaration() -> None:
    desk = Desk("lambeth 1")
    desk.take_in("old", drives=(), storage="no_data")
    assert codes(desk, RECYCLE, device=msgspec.structs.replace(OLD, category="monitor")) == []


def test_too_soon_held_and_a_clock_that_cannot_be_trusted() -> None:
    desk, _ = ready(keep_until="2026-11-25")
    assert codes(desk) == ["too_soon"]
    assert codes(desk, around=replace(AROUND, today="2026-11-25")) == []
    assert codes(desk, around=replace(AROUND, today="2030-01-01", clock_trusted=False)) == ["clock_not_trusted"]
    assert "held" in codes(desk, around=replace(AROUND, held=True))


@pytest.mark.parametrize(("about", "subject"), [("device", "old"), ("person", "okafor")])
def test_a_placed_hold_stops_it_until_it_is_lifted(about: str, subject: str) -> None:
    desk, _ = ready()
    reference = ev.HoldPlaced(about, name(subject), _reference())  # type: ignore[arg-type]
    hold = desk.record(reference, authorised_by=name("supervisor"))
    assert codes(desk) == ["held"]
    desk.record(ev.HoldLifted(hold, name(subject)), authorised_by=name("supervisor"))
    assert codes(desk) == []


def _reference():  # type: ignore[no-untyped-def]
    from devswap.ledger.parts import Reference
    from tests.ledger.stories import digest

    return Reference("evidence", digest("match"), digest("text"))


@pytest.mark.parametrize("missing", CLEARED)
def test_every_check_that_the_scheme_needs_must_have_been_made(missing: str) -> None:
    desk = Desk("lambeth 1")
    custody = desk.take_in("old")
    desk.wipe(custody, "old drive")
    grade(desk, custody, made=tuple(code for code in CLEARED if code != missing))
    assert codes(desk) == [f"{missing}_not_cleared"]
    assert codes(desk, RECYCLE) == []


def test_the_grade_that_counts_is_the_one_that_nothing_replaced() -> None:
    desk = Desk("lambeth 1")
    custody = desk.take_in("old")
    desk.wipe(custody, "old drive")
    assert codes(desk) == ["not_graded"]
    first = grade(desk, custody, "c")
    assert codes(desk) == ["wrong_grade"]
    second = grade(desk, custody, "b", regrades=first)
    assert codes(desk) == []
    grade(desk, custody, "d", regrades=second)
    assert codes(desk) == ["wrong_grade"]


def test_below_the_minimum_or_not_recorded_is_refused() -> None:
    desk, custody = ready()
    grade(desk, custody, ram=4)
    assert codes(desk) == ["below_minimum"], "of two grades that stand, both must do"
    assert facts_of(ev.DeviceGraded(custody, name("old"), "a", ("ram.16", "ram.4", "lid", "x.y"), ())) == {"ram": 4}


def test_where_it_is_and_what_it_is() -> None:
    desk, custody = ready()
    assert codes(desk, around=replace(AROUND, site="Sidcup")) == ["not_here"]
    assert codes(desk, around=replace(AROUND, consigned_in="C-1")) == ["already_consigned"]
    assert codes(desk, device=msgspec.structs.replace(OLD, category="phone")) == ["category_not_taken"]
    assert codes(desk, device=msgspec.structs.replace(OLD, id=name("another"))) == ["not_in_custody"]
    desk.release(custody, "old")
    assert codes(desk) == ["not_in_custody"]


def test_what_was_sent_on_is_not_here_until_it_is_received() -> None:
    desk, _ = ready()
    to = Place("Sidcup", "bench")
    sent = desk.record(ev.Moved("sent", None, "custody", (name("old"),), Place("Lambeth"), to), wall=_later(1))
    assert codes(desk) == codes(desk, around=replace(AROUND, site="Sidcup")) == ["not_here"]
    desk.record(ev.Moved("received", sent, "custody", (name("old"),), Place("Lambeth"), to), wall=_later(2))
    assert codes(desk, around=replace(AROUND, site="Sidcup")) == []


def _later(minutes: int) -> str:
    return f"2026-11-23T12:{minutes:02}:00.000000Z"


def test_every_reason_is_told_at_once() -> None:
    desk = Desk("lambeth 1")
    desk.take_in("old", keep_until="2027-01-01")
    assert codes(desk) == ["too_soon", "no_evidence", "not_graded"]


def test_acceptance_is_by_a_person_for_that_drive_alone() -> None:
    desk = Desk("lambeth 1")
    custody = desk.take_in("old", drives=("one", "two"))
    evidence = desk.evidence(custody, "old one")
    desk.record(ev.WipeAccepted(custody, name("old two"), evidence, Person(name("bench"))))
    assert codes(desk, RECYCLE) == ["no_evidence"]
