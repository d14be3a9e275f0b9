"""A job as it is shown: the device, its drives, what each must have, what came in, and how it stands."""

from typing import Any

from devswap.ledger import events as ev
from devswap.ledger.parts import Drive
from devswap.ledger.wipe_jobs import custody_of, drives_without_acceptance
from devswap.wiping.accepting import waiting
from devswap.wiping.certificates import numbers
from devswap.wiping.jobs import MEDIA, OpenJob, taken_in
from devswap.wiping.methods import Profile


def told(job: OpenJob, profile: Profile) -> dict[str, Any]:
    """The job as one object with stable keys."""
    event = custody_of(job.state, job.custody)
    return {
        "device": job.called,
        "category": job.device.category,
        "intake": job.custody,
        "since": taken_in(job),
        "keep_until": event.keep_until if event else None,
        "sensitivity": job.device.sensitivity,
        "drives": [_drive(job, drive, profile) for drive in job.drives],
        "certificates": numbers(job),
    }


def lines(job: OpenJob, profile: Profile) -> list[str]:
    """The job in words, one fact a line."""
    shown = told(job, profile)
    rows = [f"{shown['device']}: {shown['category']}, here since {shown['since'][:10]}"]
    if shown["keep_until"]:
        rows.append(f"keep until {shown['keep_until']}")
    rows += [
        f"drive {d['serial'] or '?'} ({d['media']}): {d['state']}; must have {d['must_have']}" for d in shown["drives"]
    ]
    if not shown["drives"]:
        rows.append("no drive is listed: say which are in it, `devswap wipe drive DEVICE found SERIAL MEDIA`")
    return rows + [f"certificate {number}" for number in shown["certificates"]]


def _drive(job: OpenJob, drive: Drive, profile: Profile) -> dict[str, Any]:
    demand = job.demand(profile, MEDIA.get(drive.media, ""))
    return {
        "serial": drive.serial,
        "media": drive.media,
        "must_have": demand.method,
        "why": demand.why,
        "state": _state(job, drive),
    }


def _state(job: OpenJob, drive: Drive) -> str:
    if any(d.drive == drive.id for _, d in job.state.about(job.custody, ev.DriveDestroyed)):
        return "destroyed"
    if drive.state != "present" or any(m.drive == drive.id for _, m in job.state.about(job.custody, ev.DriveMissing)):
        return "missing" if drive.state == "present" else drive.state
    if drive.id not in drives_without_acceptance(job.state, job.custody):
        return "accepted"
    if any(p.drive.id == drive.id for p in waiting(job)):
        return "to accept"
    came = [e for _, e in job.state.about(job.custody, ev.WipeEvidenced) if e.drive == drive.id]
    if came:
        return "failed"
    begun = any(drive.id in s.drives for _, s in job.state.about(job.custody, ev.WipeStarted))
    return "started" if begun else "waiting"
