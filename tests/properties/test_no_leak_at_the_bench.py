"""P6 and P9 through the words themselves: whatever is said at a bench and at a desk, in whatever order, nothing leaves
with a drive that somebody could still read, or too soon.

The world knows which drives are really in a device and which were really wiped; it never asks the rules under test.
"""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from devswap.desk.desk import Desk
from devswap.desk.outcome import Outcome
from devswap.desk.plain import answer
from devswap.desk.table import Settings
from devswap.ledger import events as ev
from devswap.ledger.policy import Policy, Wipe
from devswap.wiping import accepting, bench_wipe, importing, originals, release
from devswap.wiping.bench import BenchVerbs
from devswap.wiping.bench_hand import Hand
from devswap.wiping.evidence import Verdict
from devswap.wiping.methods import load_profile
from devswap.wiping.schemes import load_schemes
from tests.desk.scenes import Scene
from tests.wiping.benches import READY
from tests.wiping.logs import Wiped, nwipe_log

ESTATE = """serial,category,maker,model,site,end_of_life,drives
A1,laptop,HP,EliteBook 840 G5,Lambeth,2022-03-31,WD-A1
A2,laptop,HP,EliteBook 840 G5,Lambeth,2022-03-31,WD-A2;WD-A3
A4,laptop,HP,EliteBook 840 G5,Lambeth,2022-03-31,
"""
LISTED = {"A1": {"WD-A1"}, "A2": {"WD-A2", "WD-A3"}, "A4": set[str]()}
HIDDEN = {"A1": "WD-H1", "A2": "WD-H2", "A4": "WD-H4"}
"""A drive that is in the device and that no list knows."""
KEPT, UNTIL = "A2", "2026-11-26"
DEVICES = st.sampled_from(sorted(LISTED))
LOGS = ("good", "good", "good", "aborted", "verify only", "another computer", "errors")


class AnyDay(RuleBasedStateMachine):
    """A bench hand and a supervisor who say anything at all."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.scene = Scene(self.folder, policy=Policy(wipe=Wipe(keep_days=0)))
        self.scene.bring("estate", ESTATE)
        self.patch = mock.patch.object(originals.os, "sync")
        self.patch.start()
        self.work()
        self.inside = {serial: {*drives, HIDDEN[serial]} for serial, drives in LISTED.items()}
        """What is really in each device."""
        self.known = {serial: set(drives) for serial, drives in LISTED.items()}
        """Of these, what the record was told of."""
        self.wiped: set[str] = set()
        self.held: set[str] = set()
        self.here: set[str] = set()
        """In custody, at this site."""
        self.released = 0
        self.logs = 0

    def work(self) -> None:
        """Open bench and desk, as after a boot."""
        store, programme = self.scene.store, self.scene.programme
        for name, number, scans in (("bench", "200003", True), ("desk", "200002", False)):
            verbs = BenchVerbs(Hand(load_profile("nist-800-88r2"), UTC), load_schemes(None), scans)
            setattr(self, name, Desk(store, Settings(name, "Lambeth", self.scene.policy, programme, number), verbs))

    bench: Desk
    desk: Desk

    def say(self, desk: Desk, *lines: str) -> Outcome:
        outcome = None
        for line in lines:
            outcome = answer(desk, line.encode())
        assert outcome is not None
        self.look()
        return outcome

    def job(self, serial: str, *lines: str) -> Outcome:
        return self.say(self.bench, f"/job {serial}", *lines)

    def teardown(self) -> None:
        self.patch.stop()
        self.scene.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # the desk's side

    @initialize()
    def all_come_in(self) -> None:
        for serial in LISTED:
            self.come_in(serial, found=False)

    @rule(serial=DEVICES, found=st.booleans())
    def come_in(self, serial: str, found: bool) -> None:
        keep = [f"/keep {UNTIL}"] if serial == KEPT and not found else []
        desk, word = (self.bench, "/found") if found else (self.desk, "/hand-in spare")
        said = self.say(desk, word, serial, *keep, "/confirm", "/cancel")
        if serial not in self.here and self.in_custody(serial):
            self.here.add(serial)
            self.known[serial] = set(LISTED[serial])
        assert said

    def in_custody(self, serial: str) -> bool:
        (found,) = self.scene.store.devices([("serial", serial)])
        return self.scene.store.load(found.device.id).in_custody(found.device.id) is not None

    @rule(serial=DEVICES)
    def goes_back(self, serial: str) -> None:
        if self.say(self.desk, "/withdraw", serial).code == "intake_withdrawn":
            self.here.discard(serial)
            self.wiped -= self.inside[serial]

    @rule(serial=DEVICES, comes=st.booleans())
    def moves(self, serial: str, comes: bool) -> None:
        line = "/receive custody bench" if comes else "/send custody to Sidcup cage"
        said = self.say(self.bench, line, serial, "/confirm")
        if said.code == "move_sent":
            self.here.discard(serial)
        elif said.code == "move_received":
            self.here.add(serial)
        self.say(self.bench, "/cancel")

    # the bench's side

    @rule(serial=DEVICES, hidden=st.booleans(), how=st.sampled_from(LOGS), second=st.booleans())
    def a_report(self, serial: str, hidden: bool, how: str, second: bool) -> None:
        """What a tool says of one drive; the answer to a drive more than was taken in is yes or no."""
        drive = HIDDEN[serial] if hidden else sorted(LISTED[serial] or {HIDDEN[serial]})[-1 if second else 0]
        started = self.scene.clock.now().replace(tzinfo=None)
        self.scene.clock.pass_by(hours=2)
        self.logs += 1
        one = Wiped(serial=drive)
        if how == "errors":
            one = replace(one, status="-FAILED-", mark="!", errors=(3, 0, 0))
        file = self.folder / f"{self.logs}.log"
        file.write_bytes(nwipe_log(
            one, host="OTHER" if how == "another computer" else serial, started=started,
            method="Verify Zeros (0x00)" if how == "verify only" else "Fill With Zeros",
            ending="Nwipe was aborted by the user. Check the summary table for the drive status." if how == "aborted"
            else "Nwipe successfully completed. See summary table for details.",
        ))  # fmt: skip
        if how == "good" and drive in self.inside[serial]:
            self.wiped.add(drive)
        self.job(serial, f"/evidence {file} media=ata-hdd")
        if self.say(self.bench, "/confirm" if second else "/cancel").recorded:
            self.known[serial].add(drive)

    @rule(
        serial=DEVICES,
        line=st.sampled_from(("/start ata-hdd", "/accept media=ata-hdd", "/accept media=ata-hdd", "/fail edited")),
    )
    def a_step(self, serial: str, line: str) -> None:
        said = self.job(serial, line)
        if said.code in ("wipe_started", "wipe_accepted"):
            self.may_be_touched(serial)

    @rule(serial=DEVICES, line=st.sampled_from(("/attach", "/attach", "/set-aside no-report", "/drive is {} ata-ssd")))
    def a_review(self, serial: str, line: str) -> None:
        """The first report that waits is attached to any device, or set aside; a drive is said to be of other media."""
        self.say(self.bench, "/review 1")
        said = self.job(serial, line.format(HIDDEN[serial]))
        if said.code == "drive_more":
            self.say(self.bench, "/cancel")

    @rule(serial=DEVICES, which=st.integers(0, 2), what=st.sampled_from(("found", "missing", "removed", "destroyed")))
    def a_drive(self, serial: str, which: int, what: str) -> None:
        """Said of a drive; one that is missing or taken out is so in the world too."""
        drives = sorted(LISTED[serial] | {HIDDEN[serial]})
        drive = drives[which % len(drives)]
        words = {"found": "ata-hdd", "missing": "gone", "removed": "bin-3", "destroyed": "shred Shredders SH-1"}[what]
        said = self.job(serial, f"/drive {what} {drive} {words}")
        if said.code == "drive_recorded":
            if what == "found":
                self.known[serial].add(drive)
            else:
                self.inside[serial].discard(drive)

    @rule(serial=DEVICES, place=st.booleans())
    def a_hold(self, serial: str, place: bool) -> None:
        said = self.job(serial, f"/{'hold' if place else 'lift'} EV-1 200002")
        if said.code == "hold_placed":
            self.held.add(serial)
        elif said.code == "hold_lifted":
            self.held.discard(serial)

    @rule(serial=DEVICES)
    def a_grade(self, serial: str) -> None:
        self.job(serial, f"/grade A {READY}")

    @rule(days=st.sampled_from((-2, 1, 4)))
    def days_go_by(self, days: int) -> None:
        self.scene.clock.pass_by(days=days)

    @rule(
        line=st.sampled_from(
            ("/close", "/hand-over A. Driver", "/leave", "/consign device-bank", "/cancel", "/confirm")
        )
    )
    def a_word(self, line: str) -> None:
        self.say(self.bench, line)

    @rule(serial=DEVICES, out=st.booleans())
    def a_scan(self, serial: str, out: bool) -> None:
        self.say(self.bench, f"/remove {serial}" if out else serial)

    @rule()
    def a_power_cut(self) -> None:
        self.scene.close()
        self.scene.open()
        self.work()

    @rule(serial=DEVICES)
    def the_whole_way(self, serial: str) -> None:
        """As it should go, which chance alone rarely does."""
        for drive in sorted(LISTED[serial]):
            self.a_report(serial, hidden=False, how="good", second=drive == max(LISTED[serial]))
        self.a_step(serial, "/accept media=ata-hdd")
        self.a_grade(serial)
        self.send_alone(serial)

    @rule(serial=DEVICES)
    def send_alone(self, serial: str) -> None:
        self.say(self.bench, "/leave", "/consign device-bank", serial, "/close", "/hand-over A. Driver", "/leave")

    # what must never come about

    def may_be_touched(self, serial: str) -> None:
        assert serial not in self.held, f"{serial} was touched under a hold"
        assert serial != KEPT or self.scene.clock.now().date().isoformat() >= UNTIL, f"{serial} was touched too soon"

    def look(self) -> None:
        """Everything that has left since the last look."""
        released = list(self.scene.store.of_kind("device_released"))
        for entry in released[self.released :]:
            assert isinstance(entry.event, ev.DeviceReleased)
            device = self.scene.store.device(entry.event.device)
            assert device is not None
            self.left(device.serial)
        self.released = len(released)

    def left(self, serial: str) -> None:
        readable = (self.inside[serial] & self.known[serial]) - self.wiped
        assert not readable, f"{serial} left with {readable}"
        assert self.known[serial], f"{serial} left and nobody knew what was in it"
        assert serial in self.here, f"{serial} left and was not here"
        self.may_be_touched(serial)
        self.here.discard(serial)


def test_nothing_leaves_with_a_drive_that_somebody_could_read() -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        AnyDay,
        settings=settings(
            max_examples=20, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def _passes(evidence: object, job: object, profile: object) -> Verdict:
    from devswap.wiping.evidence import judge

    told = judge(evidence, job, profile)  # type: ignore[arg-type]
    return Verdict(outcome="passed", reasons=("so it says",), next="", drive=told.drive, reaches="purge")


def _accept(world: AnyDay, how: str) -> None:
    world.a_report("A1", hidden=False, how=how, second=False)
    world.a_step("A1", "/accept media=ata-hdd")


BUGS: dict[str, tuple[object, str, object, Callable[[AnyDay], None]]] = {
    "no drive is asked for": (
        release, "drives_inside_without_acceptance", lambda state, custody: [], lambda world: None,
    ),
    "every report passes": (importing, "judge", _passes, lambda world: _accept(world, "errors")),
    "nothing is too soon to touch": (
        (accepting, bench_wipe), "may_begin", lambda bench, job, second=None: None,
        lambda world: world.a_step(KEPT, "/start ata-hdd"),
    ),
    "nothing is too soon to leave": (
        release, "_too_soon", lambda *_: iter(()),
        lambda world: (_accept(world, "good"), world.a_hold("A1", place=True)),  # type: ignore[func-returns-value]
    ),
    "it is here, wherever it is": (
        release, "_here", lambda *_: iter(()),
        lambda world: (_accept(world, "good"), world.moves("A1", comes=False)),  # type: ignore[func-returns-value]
    ),
}  # fmt: skip
"""What is broken, and where; and what is done before A1 is sent away."""


@pytest.mark.parametrize("bug", BUGS)
def test_the_world_catches_each_planted_bug(bug: str) -> None:
    """By a way that chance finds too, only later."""
    place, name, instead, before = BUGS[bug]
    world = AnyDay()

    def plays() -> None:
        before(world)
        world.a_grade("A1")
        world.send_alone("A1")

    try:
        world.all_come_in()
        with ExitStack() as patched:
            for one in place if isinstance(place, tuple) else (place,):
                patched.enter_context(mock.patch.object(one, name, instead))
            with pytest.raises(AssertionError, match=r"A1 left|was touched"):
                plays()
    finally:
        world.teardown()


def test_what_may_leave_does_leave_in_that_world() -> None:
    world = AnyDay()
    try:
        world.all_come_in()
        world.the_whole_way("A1")
        world.send_alone(KEPT)
        assert world.released == 1
        world.days_go_by(4)
        world.the_whole_way(KEPT)
        world.a_report("A4", hidden=True, how="good", second=True)
        world.a_step("A4", "/accept media=ata-hdd")
        world.a_grade("A4")
        world.send_alone("A4")
        assert world.released == 3
    finally:
        world.teardown()
