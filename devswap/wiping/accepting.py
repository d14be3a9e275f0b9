"""What people do about a wipe: start it, accept or turn down its evidence, and say what became of a drive.

Verification is what the tool's report is worth; acceptance is a person's, whose role the profile names, with a second
person where it says so. Nothing of it passes a hold, a keep-until date or a clock that nobody can trust (P9).
"""

import re
from dataclasses import dataclass

from msgspec import structs

from devswap.errors import ConfigError, DevswapError
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.known import Operator
from devswap.ledger.parts import Drive, Person, Place
from devswap.ledger.wipe_jobs import drives_without_acceptance, evidence_to_accept
from devswap.store import Recording
from devswap.wiping.jobs import MEDIA, Bench, Kind, OpenJob, may_begin
from devswap.wiping.methods import DESTRUCTIONS, METHODS, Demand, Profile, is_sampled, media_named

RANK = ("engineer", "bench", "supervisor")
"""Roles, each of which may do what those before it may."""
_CODE = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")


class SecondWanted(DevswapError):
    """The policy wants a second person, and none who may is named."""


class NoEvidence(DevswapError):
    """Nothing waits to be accepted."""


@dataclass(frozen=True, slots=True)
class Passed:
    """Evidence of one drive that passed and that nobody turned down or accepted."""

    entry: Entry
    event: ev.WipeEvidenced
    drive: Drive


def waiting(job: OpenJob) -> list[Passed]:
    """What waits to be accepted: of each drive that still owes something, its last evidence that passed."""
    drives = {drive.id: drive for drive in job.drives}
    standing = evidence_to_accept(job.state, job.custody).values()
    return [
        Passed(entry, event, drives[event.drive])
        for entry, event in job.state.about(job.custody, ev.WipeEvidenced)
        if entry.id in standing
    ]


def of_unknown_media(bench: Bench, job: OpenJob) -> list[Drive]:
    """The drives that owe a wipe and of which nobody has said what they are."""
    owing = set(drives_without_acceptance(job.state, job.custody))
    unknown = [drive for drive in job.drives if media_named(bench.profile, MEDIA.get(drive.media, "")) is None]
    return [drive for drive in unknown if drive.id in owing]


def media_to_say(profile: Profile) -> tuple[str, ...]:
    """What a person may say that a drive is: the profile's names that the record has a word for."""
    return tuple(name for name in profile.media if recorded_as(profile, name) is not None)


def with_media(bench: Bench, job: OpenJob, media: str) -> OpenJob:
    """The job where somebody says what those drives are; nothing is recorded for no word. Raises ConfigError."""
    said = [_found_to_be(bench, job, drive, media) for drive in of_unknown_media(bench, job)] if media else []
    if not said:
        return job
    bench.store.record([Recording(event, bench.person().id) for event in said])
    return job.as_it_stands(bench.store)


def identified(bench: Bench, job: OpenJob, drive: Drive, media: str) -> None:
    """Somebody says, or says anew, what one drive is. Raises DevswapError, NotRecorded."""
    serial = drive.serial or "without a serial"
    if drive.id in {p.drive.id for p in waiting(job)}:
        raise DevswapError(f"Drive {serial} has evidence that was judged by what it was. Turn that down first: FAILED.")
    if drive.id not in drives_without_acceptance(job.state, job.custody):
        raise DevswapError(f"Drive {serial} of {job.called} owes nothing any more: what it is stays as it is.")
    bench.store.record([Recording(_found_to_be(bench, job, drive, media), bench.person().id)])


def start(bench: Bench, job: OpenJob, media: str = "", second: Operator | None = None) -> list[ev.WipeStarted]:
    """Record that the wipe of every drive that owes one begins, each the gentlest way its media demands.

    `media` is what a person says of the drives of which nobody said what they are; `second` may let it begin before its
    day. Raises DevswapError, NotRecorded.
    """
    by = may_begin(bench, job, second)
    said = {drive.id: _found_to_be(bench, job, drive, media) for drive in of_unknown_media(bench, job) if media}
    owing = set(drives_without_acceptance(job.state, job.custody))
    begun = []
    for drive in job.drives:
        if drive.id not in owing:
            continue
        kind = said[drive.id].drive.media if drive.id in said else drive.media
        demand = job.demand(bench.profile, MEDIA.get(kind, ""))
        if not demand.offers or demand.method == "destroy":
            raise DevswapError(f"Drive {drive.serial or '?'} of {job.called}: {demand.method}, for {demand.why}.")
        offer = demand.offers[0]
        begun.append(ev.WipeStarted(job.custody, (drive.id,), demand.method, offer.technique, offer.tool))
    if not begun:
        raise DevswapError(f"{job.called} has no listed drive that owes a wipe. Say what is in it: drive … found.")
    events: list[ev.Event] = [*said.values(), *begun]
    bench.store.record([Recording(event, bench.person().id, by) for event in events])
    return begun


def accept(
    bench: Bench, job: OpenJob, second: Operator | None = None, *, read_back: bool = False
) -> list[ev.WipeAccepted]:
    """Accept all evidence of a job that waits; a certificate's number each. Raises DevswapError, NotRecorded."""
    may_begin(bench, job)
    found = waiting(job)
    if not found:
        raise NoEvidence(f"{job.called} has no evidence that waits to be accepted. `devswap wipe show` tells more.")
    for passed in found:
        demand = job.demand(bench.profile, MEDIA.get(passed.drive.media, ""))
        _may_accept(bench, passed, demand, second)
        if is_sampled(demand, passed.drive.id) and not read_back:
            raise DevswapError(
                f"Drive {passed.event.drive_serial} is in the sample: read it back with a second tool, then say so "
                "(--read-back)."
            )
    first = bench.store.certified() + 1
    person = Person(bench.operator.id, bench.operator.role)
    accepted = [
        ev.WipeAccepted(job.custody, p.drive.id, p.entry.id, person, _verified(p.entry), _number(bench, first + n))
        for n, p in enumerate(found)
    ]
    by = second.id if second else None
    bench.store.record([Recording(event, bench.operator.id, by) for event in accepted])
    return accepted


def fail(bench: Bench, job: OpenJob, reason: str, serial: str = "") -> int:
    """Turn down what waits of a job, or of one of its drives; how many. Raises DevswapError, NotRecorded."""
    code = _code(reason)
    turned = [p for p in waiting(job) if not serial or p.drive == job.drive(serial)]
    events = [ev.WipeFailed(job.custody, p.drive.id, p.entry.id, code) for p in turned]
    if not events:
        if not job.state.about(job.custody, ev.WipeStarted):
            raise DevswapError(f"{job.called} has no wipe that began and no evidence that waits: nothing can fail.")
        drive = drive_named(job, serial) if serial else None
        events = [ev.WipeFailed(job.custody, drive.id if drive else None, None, code)]
    bench.store.record([Recording(event, bench.person().id) for event in events])
    return len(events)


def found(bench: Bench, job: OpenJob, serial: str, media: str) -> Drive:
    """A drive more than was taken in. Raises DevswapError, NotRecorded."""
    if job.drive(serial) is not None:
        raise DevswapError(f"Drive {serial} is known to be in {job.called}.")
    drive = Drive(bench.store.new_id(), serial=serial, media=kind_of(bench.profile, media))
    bench.store.record([Recording(ev.DriveFound(job.custody, drive), bench.person().id)])
    return drive


def missing(bench: Bench, job: OpenJob, serial: str, reason: str) -> None:
    """A drive less than was taken in. Raises DevswapError, NotRecorded."""
    event = ev.DriveMissing(job.custody, drive_named(job, serial).id, _code(reason))
    bench.store.record([Recording(event, bench.person().id)])


def removed(bench: Bench, job: OpenJob, serial: str, spot: str) -> None:
    """A drive is taken out, and stays in custody. Raises DevswapError, NotRecorded."""
    may_begin(bench, job)
    event = ev.DriveRemoved(job.custody, drive_named(job, serial).id, Place(bench.site, spot))
    bench.store.record([Recording(event, bench.person().id)])


def destroyed(bench: Bench, job: OpenJob, serial: str, technique: str, contractor: str, certificate: str) -> None:
    """A drive was destroyed, with its own record. Raises DevswapError, NotRecorded."""
    by = may_begin(bench, job)
    if technique not in DESTRUCTIONS:
        raise ConfigError(f"“{technique}” destroys nothing. One of: {', '.join(sorted(DESTRUCTIONS))}.")
    drive = drive_named(job, serial)
    event = ev.DriveDestroyed(job.custody, drive.id, technique, contractor[:512], certificate[:512])
    bench.store.record([Recording(event, bench.person().id, by)])


def kind_of(profile: Profile, media: str) -> Kind:
    """The record's word for media that a person, a list or a tool names. Raises ConfigError."""
    kind = recorded_as(profile, media)
    if kind is None:
        raise ConfigError(f"“{media}” is no media. One of: {', '.join(sorted(MEDIA.values()))}.")
    return kind


def recorded_as(profile: Profile, media: str) -> Kind | None:
    """The record's word for it; None where it has none."""
    name = media_named(profile, media) or media.strip().lower()
    return next((kind for kind, called in MEDIA.items() if name in (kind, called)), None)


def _found_to_be(bench: Bench, job: OpenJob, drive: Drive, media: str) -> ev.DriveFound:
    """What the record says where a drive of the job is found to be of some media."""
    return ev.DriveFound(job.custody, structs.replace(drive, media=kind_of(bench.profile, media)))


def _may_accept(bench: Bench, passed: Passed, demand: Demand, second: Operator | None) -> None:
    bench.person()
    if RANK.index(bench.operator.role) < RANK.index(demand.accepted_by):
        raise DevswapError(f"A {demand.accepted_by} accepts this: {demand.why}.")
    reached = passed.event.method
    known = media_named(bench.profile, MEDIA.get(passed.drive.media, "")) is not None
    if reached == "none" or (known and METHODS.index(reached) < METHODS.index(demand.method)):
        raise DevswapError(
            f"Drive {passed.event.drive_serial}: {reached} was proven, and {demand.method} is demanded now: "
            f"{demand.why}. Turn it down, FAILED, and wipe it again."
        )
    if not demand.second_person:
        return
    if second is None or second.role != "supervisor" or second.id == bench.operator.id:
        raise SecondWanted(f"A second person is needed: {demand.why}. Name a supervisor who is not the operator.")
    if passed.entry.operator == bench.operator.id:
        raise DevswapError("Who took the evidence in does not accept it: verification and acceptance are two people's.")


def _verified(entry: Entry) -> Person:
    return Person(entry.operator, "verified")


def _number(bench: Bench, number: int) -> str:
    return f"W-{bench.store.owner[0][:4].upper()}-{number:06}"


def drive_named(job: OpenJob, serial: str) -> Drive:
    """The drive of this serial; the only one, where it bears none. Raises DevswapError."""
    drive = job.drive(serial)
    if drive is None and len(job.drives) == 1 and not job.drives[0].serial:
        return job.drives[0]
    if drive is None:
        known = ", ".join(d.serial or "without a serial" for d in job.drives) or "none"
        raise DevswapError(f"{job.called} has no drive {serial}. Its drives: {known}.")
    return drive


def _code(text: str) -> str:
    code = "-".join(text.lower().split())
    if not _CODE.fullmatch(code):
        raise ConfigError(f"“{text}” is no reason in a word. Write it in letters and digits, joined by “-”.")
    return code
