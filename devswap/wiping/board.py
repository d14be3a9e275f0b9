"""What a bench has before it, as plain values: the job in hand, drive by drive, the lists, and a page of one."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Final, Literal

from devswap.desk.papers import code
from devswap.desk.table import Settings
from devswap.desk.wipe_queue import WipeRow
from devswap.errors import DevswapError
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.ids import moment
from devswap.ledger.parts import Drive
from devswap.ledger.whereabouts import where
from devswap.ledger.wipe_jobs import custody_of, drives_found, drives_of
from devswap.store import Store
from devswap.wiping.jobs import MEDIA, Bench, OpenJob, age_days, job_named, why_not_yet
from devswap.wiping.methods import Profile
from devswap.wiping.release import grades
from devswap.wiping.showing import state_of_drive

Mark = Literal["✓", "▸", "?", "✕", "·"]
"""Done, to be done now, asked, wrong, not yet."""
CLEARED: Final = (
    ("sim", "SIM and cards out", "SIM"), ("bios", "BIOS lock off", "BIOS"),
    ("mdm", "MDM removed", "MDM"), ("account", "account lock off", "account"),
    ("test", "tested", "test"),
)  # fmt: skip
"""What else stands before a release: the check of the grading, in words, and where there is little room."""
_MARKS: Final[dict[str, Mark]] = {
    "accepted": "✓", "to accept": "✓", "destroyed": "✓", "started": "▸", "out": "▸", "failed": "✕", "missing": "?",
    "retained": "?", "waiting": "·",
}  # fmt: skip
_STATES: Final = {
    "to accept": "wiped, to accept", "started": "wipe runs", "out": "out, destroy it", "failed": "failed, again",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class DriveView:
    """One drive: what it is, what it must have, what came of it, and how it stands."""

    what: str
    serial: str
    must_have: str
    evidence: str
    mark: Mark
    state: str
    found: bool = False
    """Nobody listed it at the intake."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that must be done before it can leave."""

    words: str
    brief: str
    mark: Mark


@dataclass(frozen=True, slots=True)
class JobView:
    """The job in hand."""

    cage: str
    """What its cage label says; empty for a device of another desk."""
    what: str
    called: str
    asset_tag: str
    age_days: int
    sensitivity: str
    came: str
    keep: str
    held: bool
    drives: tuple[DriveView, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class RowView:
    """A job of a list, with a word about it where one helps."""

    row: WipeRow
    cage: str
    note: str


@dataclass(frozen=True, slots=True)
class Board:
    """All of it."""

    job: JobView | None = None
    counts: tuple[tuple[str, int], ...] = ()
    """The lists in their order, and how many stand in each."""
    name: str = "waiting"
    """The list that is shown."""
    rows: tuple[RowView, ...] = ()
    first: int = 0
    total: int = 0
    consignment: str = ""
    """The consignment that scans go into; empty: none."""


def job_view(bench: Bench, identifier: str, settings: Settings, zone: tzinfo | None = None) -> JobView | None:
    """The job of the device that bears an identifier; None where there is none. Raises StoreError."""
    if not identifier:
        return None
    try:
        job = job_named(bench.store, identifier)
    except DevswapError:
        return None
    device, blocked = job.device, why_not_yet(bench, job)
    model = device.model if device.model.upper().startswith(device.maker.upper()) else f"{device.maker} {device.model}"
    return JobView(
        cage=cage_code(bench.store, settings, job.state.entries[job.custody]),
        what=f"{device.category} {model}".strip(),
        called=job.called,
        asset_tag=device.asset_tag if device.serial else "",
        age_days=age_days(bench, job),
        sensitivity=job.sensitivity(bench.profile),
        came=_came(job, zone),
        keep=_keep(bench, job),
        held=blocked is not None and blocked.code == "held",
        drives=tuple(_drive(job, drive, bench.profile, zone) for drive in job.drives),
        steps=_steps(job),
    )


def row_view(store: Store, settings: Settings, row: WipeRow) -> RowView:
    """A row of a list, with what stands out about its job. Raises StoreError."""
    state = store.load(row.job.intake)
    entry = state.entries[row.job.intake]
    drives = drives_of(state, row.job.intake)
    absent = [drive.state for drive in drives if drive.state != "present"]
    failures = sum(1 for _, e in state.about(row.job.intake, ev.WipeEvidenced) if e.result == "failed")
    count = f"{len(drives)} drive{'s' * (len(drives) != 1)}" if drives else "drives not listed"
    notes = [count, *(f"drive {word} when handed in" for word in absent[:1])]
    if failures:
        notes.append(f"failed {'once' if failures == 1 else f'{failures} times'}")
    if row.job.state == "keeping" and row.job.keep_until:
        notes.append(f"until {_day(row.job.keep_until)}")
    if row.over_age:
        notes.append("over age")
    return RowView(row, cage_code(store, settings, entry), ", ".join(notes))


def cage_code(store: Store, settings: Settings, entry: Entry) -> str:
    """What the cage label of this desk's own intake says; empty for another's, whose name this desk does not know."""
    event = entry.event
    own = entry.desk == store.owner[0] and isinstance(event, ev.DeviceTakenIn)
    return code(settings.name, event.site, entry.number) if own and isinstance(event, ev.DeviceTakenIn) else ""


def _came(job: OpenJob, zone: tzinfo | None) -> str:
    begun, entry = custody_of(job.state, job.custody), job.state.entries[job.custody]
    stands = where(job.state, job.device.id)
    site = begun.site if begun else ""
    came = f"Came in at {site} on {_short(moment(entry.wall).astimezone(zone))}"
    if stands is None or (stands.place.site == site and not stands.on_the_way):
        return f"{came}{f', {stands.place.spot}' if stands and stands.place.spot else ''}."
    seal = f", sealed {stands.seal}" if stands.seal else ""
    way = "on the way to" if stands.on_the_way else "now at"
    return f"{came}, {way} {stands.place.site} {stands.place.spot}".rstrip() + f"{seal}."


def _keep(bench: Bench, job: OpenJob) -> str:
    event = custody_of(job.state, job.custody)
    until = event.keep_until if event else None
    if until is None:
        return "Keep: no longer."
    passed = bench.store.clock.now().date().isoformat() >= until
    return f"Keep until {_day(until)}{': passed' if passed else ''}."


def _drive(job: OpenJob, drive: Drive, profile: Profile, zone: tzinfo | None) -> DriveView:
    known = MEDIA.get(drive.media, "")
    demand = job.demand(profile, known)
    found = drive.id in drives_found(job.state, job.custody)
    way = f", {demand.offers[0].technique.replace('-', ' ')}" if demand.offers else ""
    state = state_of_drive(job, drive)
    size = f"{drive.size / 10**9:,.0f} GB" if drive.size else ""
    what = " ".join(filter(None, (drive.maker, drive.model, size, known or drive.media)))
    fresh = found and state == "waiting"
    return DriveView(
        what=what if known or drive.model else "a drive",
        serial=drive.serial or "",
        must_have=f"{demand.method}{way}" if known else "say what it is",
        evidence=_evidence(job, drive, zone),
        mark="?" if fresh else _MARKS[state],
        state="found, not listed" if fresh else _STATES.get(state, state),
        found=found,
    )


def _evidence(job: OpenJob, drive: Drive, zone: tzinfo | None) -> str:
    came = [(e, v) for e, v in job.state.about(job.custody, ev.WipeEvidenced) if v.drive == drive.id]
    if came:
        entry, event = came[-1]
        return f"{event.reader} {_clock(moment(entry.wall).astimezone(zone))} {event.result}"
    begun = [e for e, s in job.state.about(job.custody, ev.WipeStarted) if drive.id in s.drives]
    return f"started {_clock(moment(begun[-1].wall).astimezone(zone))}" if begun else "none"


def _steps(job: OpenJob) -> tuple[Step, ...]:
    """What a grading looks at, and the grade itself; the first that nobody looked at is the next to do."""
    standing = grades(job.state, job.custody)
    told = {check.code: check.outcome for check in standing[-1][1].checks} if standing else {}
    marks: dict[str, Mark] = {"made": "✓", "raised": "✕"}
    steps = [Step(words, brief, marks.get(told.get(check, ""), "·")) for check, words, brief in CLEARED]
    grade = standing[-1][1].grade.upper() if standing else ""
    steps.append(Step(f"grade {grade}".strip(), f"grade {grade}".strip(), "✓" if grade else "·"))
    due = next((n for n, step in enumerate(steps) if step.mark == "·"), None)
    return tuple(Step(s.words, s.brief, "▸" if n == due else s.mark) for n, s in enumerate(steps))


def _day(text: str) -> str:
    return _short(date.fromisoformat(text))


def _short(day: date) -> str:
    return f"{day.day} {day:%b}"


def _clock(at: datetime) -> str:
    return f"{at:%H:%M}"
