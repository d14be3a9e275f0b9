"""The wipe job of a custody: read off its entries, never an event of its own (P6, P9).

An intake begins a custody, and so does a return whose device was used; entries about the wipe name it in `intake`.
"""

from dataclasses import dataclass
from typing import Final, Literal

from msgspec import structs

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.parts import Drive
from devswap.ledger.state import State

JobState = Literal["queued", "keeping", "held", "started", "accepted", "failed", "destroyed", "void", "not_needed"]
UNFINISHED: Final = frozenset({"queued", "keeping", "held", "started", "failed"})
"""States of a job that a hold stops."""

Stage = Literal["", "to_accept", "to_destroy"]
"""The person that a job waits for: one who accepts, or one who has a drive that is out destroyed."""


@dataclass(frozen=True, slots=True)
class WipeJob:
    """What one custody owes. Exactly one for each intake; its state as of a stated day."""

    intake: str
    device: str
    state: JobState
    since: str
    """When the device was taken in."""
    keep_until: str | None
    holds: tuple[str, ...]
    drives: tuple[Drive, ...]


def custody_of(state: State, custody: str) -> ev.DeviceTakenIn | ev.IssueReturned | None:
    """The intake or return of this id, or None."""
    return state.event(custody, ev.DeviceTakenIn) or state.event(custody, ev.IssueReturned)


def bears_data(state: State, custody: str) -> bool:
    """Whether the device of this intake or return owes a wipe."""
    event = custody_of(state, custody)
    return event is not None and event.storage == "wipe"


def drives_of(state: State, custody: str) -> tuple[Drive, ...]:
    """The drives that a custody answers for: those taken in and those found since.

    A drive that was taken in and that somebody found to be of some media is one, and is what was said of it last.
    """
    event = custody_of(state, custody)
    listed = event.drives if event else ()
    said = {f.drive.id: f.drive for _, f in state.about(custody, ev.DriveFound)}
    known = {drive.id for drive in listed}
    more = sorted((drive for name, drive in said.items() if name not in known), key=lambda d: d.id)
    return (*(_as_found(drive, said.get(drive.id)) for drive in listed), *more)


def drives_found(state: State, custody: str) -> frozenset[str]:
    """Those of them that nobody took in."""
    event = custody_of(state, custody)
    listed = {drive.id for drive in event.drives} if event else set()
    return frozenset(f.drive.id for _, f in state.about(custody, ev.DriveFound)) - listed


def drives_without_acceptance(state: State, custody: str) -> list[str]:
    """The drives that neither accepted evidence nor destruction answers for.

    A data-bearing device whose drives nobody listed answers for one unknown drive, named by the custody's own id.
    """
    missing = {m.drive for _, m in state.about(custody, ev.DriveMissing)}
    answered = _accepted(state, custody) | {d.drive for _, d in state.about(custody, ev.DriveDestroyed)}
    drives = drives_of(state, custody)
    owing = [d.id for d in drives if d.state == "present"] if drives else [custody]
    return [drive for drive in owing if drive not in missing | answered]


def drives_inside_without_acceptance(state: State, custody: str) -> list[str]:
    """Those of them that are still in the device: a drive taken out stays in custody when the device leaves."""
    out = {r.drive for _, r in state.about(custody, ev.DriveRemoved)}
    return [drive for drive in drives_without_acceptance(state, custody) if drive not in out]


def evidence_to_accept(state: State, custody: str) -> dict[str, str]:
    """Drive → the last evidence that passed and that nobody turned down, of each drive that still owes something."""
    owing = {*drives_without_acceptance(state, custody)} & {drive.id for drive in drives_of(state, custody)}
    refused = {f.evidence for _, f in state.about(custody, ev.WipeFailed)}
    return {
        v.drive: e.id
        for e, v in state.about(custody, ev.WipeEvidenced)
        if v.result == "passed" and v.drive in owing and e.id not in refused
    }


def stage_of(state: State, custody: str) -> Stage:
    """Whom a job that owes a wipe waits for; nobody while the next step is the tool's."""
    if evidence_to_accept(state, custody):
        return "to_accept"
    out = {r.drive for _, r in state.about(custody, ev.DriveRemoved)}
    return "to_destroy" if out & {*drives_without_acceptance(state, custody)} else ""


def _accepted(state: State, custody: str) -> set[str]:
    """Drives with evidence that passed, that a person accepted, and that nobody turned down."""
    turned_down = {f.evidence for _, f in state.about(custody, ev.WipeFailed)}
    passed = {
        (e.id, v.drive)
        for e, v in state.about(custody, ev.WipeEvidenced)
        if v.result == "passed" and e.id not in turned_down
    }
    return {a.drive for _, a in state.about(custody, ev.WipeAccepted) if (a.evidence, a.drive) in passed}


def _as_found(drive: Drive, said: Drive | None) -> Drive:
    if said is None:
        return drive
    media = drive.media if said.media == "unknown" else said.media
    return structs.replace(drive, serial=drive.serial or said.serial, media=media)


def begun(event: ev.DeviceTakenIn | ev.IssueReturned) -> JobState:
    """The state of a job while nothing but its own intake or return is about it, once no keep-until day is to come."""
    owes = event.storage == "wipe" and (not event.drives or any(drive.state == "present" for drive in event.drives))
    return "queued" if owes else "not_needed"


def wipe_job(state: State, custody: str, today: str) -> WipeJob | None:
    """The wipe job of an intake or return as of a day (ISO), or None where there is no such entry."""
    entry, event = state.entries.get(custody), custody_of(state, custody)
    if entry is None or event is None:
        return None
    holds = tuple(h for about in (event.device, event.recipient) if about for h in state.holds(about))
    return WipeJob(
        custody, event.device, _state(state, entry, event, holds, today), entry.wall, event.keep_until, holds,
        drives_of(state, custody),
    )  # fmt: skip


def _state(
    state: State, custody: Entry, event: ev.DeviceTakenIn | ev.IssueReturned, holds: tuple[str, ...], today: str
) -> JobState:
    if state.withdrawn(custody.id):
        return "void"
    if event.storage == "no_data":
        return "not_needed"
    owing = drives_without_acceptance(state, custody.id)
    if not owing:
        return _done(state, custody.id)
    if holds:
        return "held"
    tried = {attempts(state, custody.id, drive) for drive in owing}
    if "failed" in tried:
        return "failed"
    if "started" in tried:
        return "started"
    return "keeping" if event.keep_until is not None and today < event.keep_until else "queued"


def _done(state: State, custody: str) -> JobState:
    if _accepted(state, custody):
        return "accepted"
    return "destroyed" if state.about(custody, ev.DriveDestroyed) else "not_needed"


def attempts(state: State, custody: str, drive: str) -> Literal["none", "started", "failed"]:
    """How the attempts on one drive stand: each start has one outcome, so more starts than failures means one runs."""
    evidence = [(e.id, v.result) for e, v in state.about(custody, ev.WipeEvidenced) if v.drive == drive]
    verdicts = [f.evidence for _, f in state.about(custody, ev.WipeFailed) if f.drive in (drive, None)]
    if any(result != "failed" and name not in verdicts for name, result in evidence):
        return "started"
    starts = [s for _, s in state.about(custody, ev.WipeStarted) if drive in s.drives or not s.drives]
    failures = len(verdicts) + sum(result == "failed" and name not in verdicts for name, result in evidence)
    if len(starts) > failures:
        return "started"
    return "failed" if failures else "none"
