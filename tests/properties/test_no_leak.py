"""P6: whatever a bench does, in whatever order, no device leaves with a drive that somebody could still read.

The world knows which drives hold data and where they are; it never asks the rules under test.
"""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from devswap.errors import ConfigError, DevswapError
from devswap.ledger import events as ev
from devswap.ledger.ids import device_id, instant
from devswap.ledger.known import Operator
from devswap.ledger.parts import Drive, Person, Place
from devswap.wiping import consigning, holds, release
from devswap.wiping.grading import graded
from devswap.wiping.schemes import load_schemes
from tests.store.shelf import Shelf, person, taken_in

RAO = Operator(person(7), "300001", "P. Rao", "bench")
SHAH = Operator(person(8), "200002", "M. Shah", "supervisor")
SERIALS = ("A1", "A2", "M1")
READY = ["a", "test=pass", "bios=cleared", "mdm=removed", "account=removed", "sim=out", "ram=8"]
SCHEMES = ("device-bank", "resale", "recycler", "destruction")
DEVICES = st.sampled_from(SERIALS)
BAYS = st.sampled_from((0, 1))
KEEP = "2026-11-25"


class AnyBench(RuleBasedStateMachine):
    """A bench hand who does anything at all, with two laptops of two drives and a monitor."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.shelf = Shelf(self.folder)
        self.schemes = load_schemes(None)
        self.intakes: dict[str, str] = {}
        self.inside: dict[str, set[str]] = {}
        """Drives in each device, by id."""
        self.passed: dict[str, set[str]] = {}
        """Evidence that passed and stands, by drive."""
        self.accepted: dict[str, set[str]] = {}
        self.held: set[str] = set()
        self.out: set[str] = set()
        self.names: list[str] = []
        for serial in SERIALS:
            monitor = serial == "M1"
            drives = () if monitor else tuple(self.drive(serial, bay) for bay in (0, 1))
            (entry,) = self.shelf.record(
                taken_in(
                    serial, person(1), drives=drives, storage="no_data" if monitor else "wipe",
                    category="monitor" if monitor else "laptop", keep_until=KEEP if serial == "A2" else None,
                )
            )  # fmt: skip
            self.intakes[serial] = entry.id
            self.inside[serial] = {drive.id for drive in drives}

    def teardown(self) -> None:
        self.shelf.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def drive(self, serial: str, bay: int) -> Drive:
        return Drive(device_id("drive", f"{serial}{bay}"), f"D{serial}{bay}", media="nvme")

    @property
    def yard(self) -> consigning.Yard:
        return consigning.Yard(self.shelf.store, self.schemes, "Lambeth", RAO)

    @rule(serial=DEVICES, bay=BAYS, result=st.sampled_from(("passed", "passed", "failed", "unknown")))
    def evidence(self, serial: str, bay: int, result: str) -> None:
        drive = self.drive(serial, bay).id
        event = ev.WipeEvidenced(
            intake=self.intakes[serial], drive=drive, result=result, method="purge",  # type: ignore[arg-type]
            technique="nvme-sanitize-block-erase", tool="nvme", tool_version="2.3", reader="nvme", evidence="ab" * 32,
            run=0, drive_serial="", host_serial="", size=None, erased=None, started="", ended="", verification="done",
        )  # fmt: skip
        (entry,) = self.shelf.record(event)
        if result == "passed":
            self.passed.setdefault(drive, set()).add(entry.id)

    @rule(serial=DEVICES, bay=BAYS, of=BAYS, newest=st.booleans())
    def accept(self, serial: str, bay: int, of: int, newest: bool) -> None:
        """Also the evidence of the other drive, which counts for nothing."""
        told = [e for e in self.shelf.store.of_kind("wipe_evidenced") if e.event.drive == self.drive(serial, of).id]  # type: ignore[union-attr]
        if told:
            evidence, drive = told[-1 if newest else 0].id, self.drive(serial, bay).id
            self.shelf.record(ev.WipeAccepted(self.intakes[serial], drive, evidence, Person(RAO.id)))
            self.accepted.setdefault(drive, set()).add(evidence)

    @rule(serial=st.sampled_from(("A1", "A2")), bays=st.sampled_from(((0,), (1,), (0, 1), (0, 1))))
    def wipe(self, serial: str, bays: tuple[int, ...]) -> None:
        """As it should go, for one drive or both; chance alone rarely does."""
        for bay in bays:
            self.evidence(serial, bay, "passed")
            self.accept(serial, bay, bay, newest=True)

    @rule(serial=DEVICES, bay=BAYS)
    def turn_down(self, serial: str, bay: int) -> None:
        drive = self.drive(serial, bay).id
        for evidence in sorted(self.passed.get(drive, ())):
            self.shelf.record(ev.WipeFailed(self.intakes[serial], drive, evidence, "edited"))
        self.passed.pop(drive, None)

    @rule(serial=st.sampled_from(("A1", "A2")))
    def find_a_drive(self, serial: str) -> None:
        drive = self.drive(serial, 2)
        if drive.id not in self.inside[serial]:
            self.shelf.record(ev.DriveFound(self.intakes[serial], drive))
            self.inside[serial].add(drive.id)

    @rule(serial=DEVICES, bay=BAYS, destroy=st.booleans())
    def take_a_drive_out(self, serial: str, bay: int, destroy: bool) -> None:
        drive = self.drive(serial, bay).id
        if drive in self.inside[serial]:
            self.shelf.record(ev.DriveRemoved(self.intakes[serial], drive, Place("Lambeth", "shredder")))
            if destroy:
                self.shelf.record(ev.DriveDestroyed(self.intakes[serial], drive, "shred", "Shredders", "D-1"))
            self.inside[serial].discard(drive)

    @rule(serial=DEVICES, words=st.sampled_from((READY, ["c", "test=fail"])))
    def grade(self, serial: str, words: list[str]) -> None:
        device = device_id("HP", serial)
        try:
            self.shelf.record(graded(self.shelf.store.load(device), device, words))
        except ConfigError:
            assert serial in self.out

    @rule(serial=DEVICES, place=st.booleans())
    def hold(self, serial: str, place: bool) -> None:
        subject = holds.Subject("device", device_id("HP", serial), serial)
        if place:
            holds.place(self.shelf.store, subject, "CASE 7", RAO, SHAH)
            self.held.add(serial)
        elif serial in self.held:
            holds.lift(self.shelf.store, subject, "", RAO, SHAH)
            self.held.discard(serial)

    @rule(days=st.sampled_from((-3, 1, 2)))
    def days_go_by(self, days: int) -> None:
        self.shelf.clock.pass_by(days=days)

    @rule(scheme=st.sampled_from(SCHEMES))
    def open(self, scheme: str) -> None:
        self.names.append(consigning.begin(self.yard, scheme, "Example Carrier Ltd").name)

    @rule(data=st.data(), serial=DEVICES, step=st.sampled_from(("scan", "scan", "scan", "take_out")))
    def fill(self, data: st.DataObject, serial: str, step: str) -> None:
        if self.names:
            name = data.draw(st.sampled_from(self.names))
            with suppress(DevswapError):
                (consigning.scan if step == "scan" else consigning.take_out)(self.yard, name, serial)

    @rule(data=st.data(), step=st.sampled_from(("close", "hand_over", "both", "crash")))
    def end(self, data: st.DataObject, step: str) -> None:
        if step == "crash":
            self.shelf.crash()
            self.shelf.open()
        elif self.names:
            name = data.draw(st.sampled_from(self.names))
            for one in ("close", "hand_over") if step == "both" else (step,):
                with suppress(DevswapError):
                    consigning.close(self.yard, name) if one == "close" else self.hand_over(name)

    def hand_over(self, name: str) -> None:
        before = {e.id for e in self.shelf.store.of_kind("device_released")}
        consigning.hand_over(self.yard, name, "A. Driver")
        for entry in self.shelf.store.of_kind("device_released"):
            if entry.id not in before and isinstance(entry.event, ev.DeviceReleased):
                self.left(entry.event)

    @rule(serial=DEVICES, scheme=st.sampled_from(SCHEMES))
    def send_alone(self, serial: str, scheme: str) -> None:
        """The whole way at once, which chance alone rarely goes."""
        self.open(scheme)
        name = self.names[-1]
        consigning.scan(self.yard, name, serial)
        with suppress(DevswapError):
            consigning.close(self.yard, name)
            self.hand_over(name)

    def left(self, event: ev.DeviceReleased) -> None:
        """What the world knows of a device that has just left."""
        serial = next(s for s in SERIALS if device_id("HP", s) == event.device)
        readable = {d for d in self.inside[serial] if not self.passed.get(d, set()) & self.accepted.get(d, set())}
        assert not readable, f"{serial} left with data on it"
        assert serial not in self.out, f"{serial} left twice"
        assert serial not in self.held, f"{serial} left under a hold"
        assert serial != "A2" or instant(self.shelf.clock.now())[:10] >= KEEP, f"{serial} left too soon"
        self.out.add(serial)

    @invariant()
    def a_device_lies_in_one_consignment_at_most(self) -> None:
        states = {saved.name: saved.state for saved in self.shelf.store.consignments()}
        waiting = [d for n, state in states.items() if state != "handed_over" for d, _ in self.shelf.store.consigned(n)]
        assert len(waiting) == len(set(waiting))


def test_no_device_leaves_with_a_drive_that_somebody_could_read() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        AnyBench,
        settings=settings(
            max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


BUGS: dict[str, tuple[object, str, object]] = {
    "no drive is asked for": (release, "drives_inside_without_acceptance", lambda state, custody: []),
    "nothing bears data": (release, "bears_data", lambda state, custody: False),
    "one acceptance is enough": (
        release,
        "drives_inside_without_acceptance",
        lambda state, custody: [] if state.about(custody, ev.WipeAccepted) else ["owing"],
    ),
    "evidence is enough": (
        release,
        "drives_inside_without_acceptance",
        lambda state, custody: [] if state.about(custody, ev.WipeEvidenced) else ["owing"],
    ),
    "nothing is too soon": (release, "_too_soon", lambda *_: iter(())),
}


@pytest.mark.parametrize("bug", BUGS)
def test_the_world_catches_each_planted_bug(bug: str) -> None:
    """By a way that chance finds too, only later."""
    place, name, instead = BUGS[bug]
    world = AnyBench()
    try:
        if bug == "evidence is enough":
            world.evidence("A1", 0, "passed")
        elif bug == "one acceptance is enough":
            world.wipe("A1", (0,))
        elif bug == "nothing is too soon":
            world.wipe("A1", (0, 1))
            world.hold("A1", place=True)
        world.send_alone("A1", "recycler")
        assert not world.out, "without the bug it stays"
        with mock.patch.object(place, name, instead), pytest.raises(AssertionError, match="A1 left"):
            world.send_alone("A1", "recycler")
    finally:
        world.teardown()


def test_what_may_leave_does_leave_in_that_world() -> None:
    world = AnyBench()
    try:
        world.wipe("A1", (0, 1))
        world.send_alone("A1", "recycler")
        world.send_alone("M1", "recycler")
        assert world.out == {"A1", "M1"}
    finally:
        world.teardown()
