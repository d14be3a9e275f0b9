"""A job as it is shown: the device, its drives, what each must have, what came in, and how it stands."""

from typing import Any, Final

from devswap.ledger import events as ev
from devswap.ledger.parts import Drive
from devswap.ledger.whereabouts import same_site, where
from devswap.ledger.wipe_jobs import attempts, custody_of, drives_without_acceptance, stage_of
from devswap.wiping.accepting import waiting
from devswap.wiping.certificates import numbers
from devswap.wiping.jobs import MEDIA, Bench, OpenJob, taken_in, why_not_yet
from devswap.wiping.methods import Profile
from devswap.wiping.release import grades

GRADE_IT: Final = "Grade it, with what was done of: /grade A test=pass bios=cleared mdm=removed account=removed sim=out"


def told(job: OpenJob, profile: Profile) -> dict[str, Any]:
    """The job as one object with stable keys."""
    event = custody_of(job.state, job.custody)
    return {
        "device": job.called,
        "category": job.device.category,
        "intake": job.custody,
        "since": taken_in(job),
        "keep_until": event.keep_until if event else None,
        "sensitivity": job.sensitivity(profile),
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
        f"drive {d['serial'] or '?'} ({d['media']}): {d['state']}; "
        + (f"must have {d['must_have']}" if d["media"] != "unknown" else "nobody has said what it is")
        for d in shown["drives"]
    ]
    if not shown["drives"]:
        rows.append("no drive is listed: say which are in it, `devswap wipe drive DEVICE found SERIAL MEDIA`")
    return rows + [f"certificate {number}" for number in shown["certificates"]]


def days(count: int) -> str:
    """An age: `today`, `1 day`, `16 days`."""
    return "today" if count == 0 else f"{count} day{'' if count == 1 else 's'}"


def next_step(bench: Bench, job: OpenJob) -> str:
    """What to do with a job now, in a sentence."""
    state, custody = job.state, job.custody
    stage, owing = stage_of(state, custody), drives_without_acceptance(state, custody)
    if not owing:
        return "CONSIGN it." if grades(state, custody) else GRADE_IT
    blocked = why_not_yet(bench, job)
    if blocked is not None:
        return str(blocked)
    if elsewhere := _elsewhere(bench, job):
        return elsewhere
    if stage == "to_accept":
        return "Have its evidence accepted: ACCEPT, or turn it down: FAILED."
    if reports := bench.store.waits_about(custody):
        return f"{reports} report{'s' * (reports > 1)} about it left a doubt, and wait: /review."
    if not job.drives:
        return "Say which drives are in it: /drive found SERIAL MEDIA."
    if stage == "to_destroy":
        return "Record what became of the drive that is out: DESTROY, or its evidence."
    drives = [drive for drive in job.drives if drive.id in owing]
    for drive in drives:
        media = MEDIA.get(drive.media, "")
        if media and job.demand(bench.profile, media).method == "destroy":
            return f"Drive {drive.serial or '?'} must be destroyed: DRIVE OUT, then DESTROY."
    states = {state_of_drive(job, drive) for drive in drives}
    if "failed" in states:
        return "It failed: wipe it again, START; or DRIVE OUT, and destroy it."
    return "When the tool is done, its report: /evidence FILE." if "started" in states else "Begin its wipe: START."


def _elsewhere(bench: Bench, job: OpenJob) -> str:
    """What to do about a device that is here and that the record knows at another site; empty: it is here."""
    place = where(job.state, job.device.id)
    if place is None or (not place.on_the_way and same_site(place.place.site, bench.site)):
        return ""
    at = f"on the way to {place.place.site}" if place.on_the_way else f"at {place.place.site}"
    return f"By the record it is {at}: /receive it here, then go on."


def _drive(job: OpenJob, drive: Drive, profile: Profile) -> dict[str, Any]:
    demand = job.demand(profile, MEDIA.get(drive.media, ""))
    return {
        "serial": drive.serial,
        "media": drive.media,
        "must_have": demand.method,
        "why": demand.why,
        "state": state_of_drive(job, drive),
    }


def state_of_drive(job: OpenJob, drive: Drive) -> str:
    """How one drive stands, in a word or two."""
    if any(d.drive == drive.id for _, d in job.state.about(job.custody, ev.DriveDestroyed)):
        return "destroyed"
    if drive.state != "present" or any(m.drive == drive.id for _, m in job.state.about(job.custody, ev.DriveMissing)):
        return "missing" if drive.state == "present" else drive.state
    if drive.id not in drives_without_acceptance(job.state, job.custody):
        return "accepted"
    if any(p.drive.id == drive.id for p in waiting(job)):
        return "to accept"
    if drive.id in job.removed:
        return "out"
    return {"none": "waiting"}.get(tried := attempts(job.state, job.custody, drive.id), tried)
