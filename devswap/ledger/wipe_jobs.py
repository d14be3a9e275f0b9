"""The wipe job of an intake: read off its entries, never an event of its own (P6, P9)."""

from dataclasses import dataclass
from typing import Literal

from devswap.ledger import events as ev
from devswap.ledger.parts import Drive
from devswap.ledger.state import State

JobState = Literal["queued", "keeping", "held", "started", "accepted", "failed", "destroyed", "void", "not_needed"]


@dataclass(frozen=True, slots=True)
class WipeJob:
    """What one intake owes. Exactly one for each intake; its state as of a stated day."""

    intake: str
    device: str
    state: JobState
    since: str
    """When the device was taken in."""
    keep_until: str | None
    holds: tuple[str, ...]
    drives: tuple[Drive, ...]


def drives_of(state: State, intake: str) -> tuple[Drive, ...]:
    """The drives that an intake answers for: those taken in and those found since."""
    event = state.event(intake, ev.DeviceTakenIn)
    listed = event.drives if event else ()
    found = sorted((f.drive for _, f in state.about(intake, ev.DriveFound)), key=lambda d: d.id)
    return (*listed, *found)


def drives_without_acceptance(state: State, intake: str) -> list[str]:
    """The drives that neither accepted evidence nor destruction answers for.

    A data-bearing intake whose drives nobody listed answers for one unknown drive, named by the intake's own id.
    """
    accepted = {a.drive for _, a in state.about(intake, ev.WipeAccepted)}
    destroyed = {d.drive for _, d in state.about(intake, ev.DriveDestroyed)}
    away = {m.drive for _, m in state.about(intake, ev.DriveMissing)}
    drives = drives_of(state, intake)
    owing = [d.id for d in drives if d.state == "present" and d.id not in away] if drives else [intake]
    return [d for d in owing if d not in accepted | destroyed]


def wipe_job(state: State, intake: str, today: str) -> WipeJob | None:
    """The wipe job of an intake as of a day (ISO), or None where there is no such intake."""
    entry = state.entries.get(intake)
    if entry is None or not isinstance(entry.event, ev.DeviceTakenIn):
        return None
    event = entry.event
    holds = tuple(h for about in (event.device, event.recipient) if about for h in state.holds(about))
    return WipeJob(
        intake, event.device, _state(state, intake, event, holds, today), entry.wall, event.keep_until, holds,
        drives_of(state, intake),
    )  # fmt: skip


def _state(state: State, intake: str, event: ev.DeviceTakenIn, holds: tuple[str, ...], today: str) -> JobState:
    if state.withdrawn(intake):
        return "void"
    if event.storage == "no_data":
        return "not_needed"
    if not drives_without_acceptance(state, intake):
        return _done(state, intake)
    if holds:
        return "held"
    started = len(state.about(intake, ev.WipeStarted))
    if failures := _failures(state, intake):
        return "started" if started > failures else "failed"
    if started or state.about(intake, ev.WipeEvidenced):
        return "started"
    if event.keep_until is not None and today < event.keep_until:
        return "keeping"
    return "queued"


def _done(state: State, intake: str) -> JobState:
    if state.about(intake, ev.WipeAccepted):
        return "accepted"
    return "destroyed" if state.about(intake, ev.DriveDestroyed) else "not_needed"


def _failures(state: State, intake: str) -> int:
    """How many attempts came to nothing: each start has one outcome, so more starts than these is a wipe that runs."""
    turned_down = [f.evidence for _, f in state.about(intake, ev.WipeFailed)]
    evidence = [e.id for e, v in state.about(intake, ev.WipeEvidenced) if v.result == "failed"]
    return len(turned_down) + len([e for e in evidence if e not in turned_down])
