"""A wipe job at the bench: what one custody owes, drive by drive, and whether it may be touched yet (P6, P9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from devswap.desk.clock import clock_doubt
from devswap.errors import DevswapError
from devswap.ledger import events as ev
from devswap.ledger.ids import moment
from devswap.ledger.known import Device, Operator
from devswap.ledger.parts import Drive
from devswap.ledger.policy import Answer
from devswap.ledger.state import State
from devswap.ledger.wipe_jobs import bears_data, custody_of, drives_of, wipe_job
from devswap.store import Reader, Store
from devswap.wiping.consigning import ROLES
from devswap.wiping.evidence import ExpectedDrive, plain_serial
from devswap.wiping.methods import Demand, Profile, demanded, strictest_of
from devswap.wiping.release import custody_now

Kind = Literal["magnetic", "ata_flash", "nvme", "emmc", "ufs", "hybrid", "removable", "unknown"]
MEDIA: Final[Mapping[Kind, str]] = {
    "magnetic": "ata-hdd", "ata_flash": "ata-ssd", "hybrid": "ata-sshd", "nvme": "nvme", "emmc": "emmc", "ufs": "ufs",
}  # fmt: skip
"""The record's word for a drive's media → the profiles' name; what stands in neither is not known."""


class NotYet(DevswapError):
    """Nothing may be done to its data now: `code` is `held` or `too_soon`."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Bench:
    """Where devices are wiped, by which rules, and by whom."""

    store: Store
    profile: Profile
    site: str
    operator: Operator
    early: Answer = "supervisor"
    """Whose word lets a wipe begin before its day."""

    def person(self) -> Operator:
        """The operator, whose role allows it. Raises DevswapError."""
        if self.operator.role not in ROLES:
            raise DevswapError(f"{self.operator.number} is {self.operator.role}. A bench hand or supervisor does it.")
        return self.operator


@dataclass(frozen=True, slots=True)
class OpenJob:
    """One custody's job: the device, its drives, and what their data demands."""

    custody: str
    device: Device
    state: State
    drives: tuple[Drive, ...]

    @property
    def called(self) -> str:
        """The serial or tag that people know it by."""
        return self.device.serial or self.device.asset_tag or self.custody[:8]

    @property
    def removed(self) -> frozenset[str]:
        """Drives that were taken out of the device."""
        return frozenset(r.drive for _, r in self.state.about(self.custody, ev.DriveRemoved))

    def as_it_stands(self, store: Reader) -> "OpenJob":
        """The same job after something was recorded."""
        return _loaded(store, self.device, self.custody)

    def drive(self, serial: str) -> Drive | None:
        """The one drive of this serial, or None."""
        found = [d for d in self.drives if plain_serial(d.serial or "") == plain_serial(serial) != ""]
        return found[0] if len(found) == 1 else None

    def sensitivity(self, profile: Profile) -> str:
        """The stricter of what the intake recorded and what the list says now; the profile's, where neither does."""
        taken = self.state.event(self.custody, ev.DeviceTakenIn)
        return strictest_of(profile, taken.sensitivity if taken else "", self.device.sensitivity)

    def demand(self, profile: Profile, media: str) -> Demand:
        """What a drive of this media owes."""
        return demanded(profile, media, self.sensitivity(profile))

    def expected(self, told: str = "") -> tuple[ExpectedDrive, ...]:
        """The drives as evidence is judged by them; `told` is the media where the record does not know it."""
        removed = self.removed
        return tuple(
            ExpectedDrive(serial=d.serial or "", media=MEDIA.get(d.media) or told, size=d.size, removed=d.id in removed)
            for d in self.drives
            if d.state == "present"
        )


def job_of(store: Reader, device: Device) -> OpenJob | None:
    """The job of the custody that a device is in; None where it is in none, or holds no user data."""
    state = store.load(device.id)
    custody = custody_now(state, device.id)
    if custody is None or not bears_data(state, custody):
        return None
    return _loaded(store, device, custody)


def _loaded(store: Reader, device: Device, custody: str) -> OpenJob:
    state = store.load(device.id, custody)
    return OpenJob(custody, device, state, drives_of(state, custody))


def device_called(store: Reader, identifier: str) -> Device:
    """The one device that bears an identifier. Raises DevswapError."""
    found = {f.device.id: f.device for f in store.devices([("any", identifier)])}
    if len(found) != 1:
        raise DevswapError(f"{len(found)} devices are known by {identifier}. Scan its other label.")
    return next(iter(found.values()))


def job_named(store: Reader, identifier: str) -> OpenJob:
    """The job of the one device that bears an identifier. Raises DevswapError."""
    job = job_of(store, device_called(store, identifier))
    if job is None:
        raise DevswapError(f"{identifier} owes no wipe: it is not in custody here, or holds no user data.")
    return job


def may_begin(bench: Bench, job: OpenJob, second: Operator | None = None) -> str | None:
    """The id of whose word lets it begin before its day; None where no more word is wanted.

    Raises NotYet where nothing may be done to its data yet: held, too soon, or by a clock nobody can trust.
    """
    event = custody_of(job.state, job.custody)
    today = bench.store.clock.now().date().isoformat()
    found = wipe_job(job.state, job.custody, today)
    assert event is not None  # a job has one
    assert found is not None
    if found.holds or job.device.held or bench.store.held(job.device.id, event.recipient):
        raise NotYet("held", f"{job.called} is HELD: put it back. A second person lifts the hold.")
    if doubt := clock_doubt(bench.store):
        raise NotYet("too_soon", f"This machine's clock cannot be trusted: {doubt}. Set it, then try again.")
    if event.keep_until is None or today >= event.keep_until or _word_given(job):
        return None
    word = _word(bench, second)
    if word is None:
        sooner = " Only a supervisor who does not do it themselves lets it begin sooner." * (
            bench.early == "supervisor"
        )
        until = f"{job.called} waits until {event.keep_until} before it may be wiped."
        raise NotYet("too_soon", f"{until}{sooner} Put it back.")
    return word


def _word_given(job: OpenJob) -> bool:
    """Whether somebody who may has let it be wiped before its day."""
    kinds = (ev.WipeStarted, ev.DriveDestroyed)
    return any(entry.authorised_by for kind in kinds for entry, _ in job.state.about(job.custody, kind))


def _word(bench: Bench, second: Operator | None) -> str | None:
    if bench.early in ("accept", "ask"):
        return bench.operator.id
    by = second is not None and second.role == "supervisor" and second.id != bench.operator.id
    return second.id if second is not None and by and bench.early == "supervisor" else None


def why_not_yet(bench: Bench, job: OpenJob) -> NotYet | None:
    """Why nothing may be done to its data now; None where it may."""
    try:
        may_begin(bench, job)
    except NotYet as error:
        return error
    return None


def taken_in(job: OpenJob) -> str:
    """When the custody began, as the record writes it."""
    return job.state.entries[job.custody].wall


def age_days(bench: Bench, job: OpenJob) -> int:
    """Whole days since the custody began."""
    return max(0, (bench.store.clock.now() - moment(taken_in(job))).days)
