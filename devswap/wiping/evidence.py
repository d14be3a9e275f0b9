"""What an erasure tool said about one drive, and whether that is proof: the acceptance rule.

`Evidence` is one drive's result in one run, as a reader understood it. A tool's exit code or closing sentence never
makes a pass: nwipe 0.34 and 0.42 print both after an aborted, a verify-only or an empty run. What passes must meet
every point: 1 the status per drive; 2 no errors; 3 a technique that policy allows on this media; 4 read back;
5 all bytes written; 6 no hidden area; 7 the drive that was taken in; 8 the computer that was taken in; 9 not imported
before; 10 ended after the intake. Points 1, 2, 4, 5 and 6 lie in the report itself (`weighed`), the others in the job
(`judge`). A missing fact is no pass. A pass is *verification*; a person's *acceptance* follows.

References: project reference on sanitisation, 3.1; NIST SP 800-88 Rev. 2, 4.5.1 and 4.5.2.
"""

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Final, Literal

from devswap.wiping.methods import Method, Profile, media_named, reached, shortfall

Result = Literal["passed", "failed", "unknown"]
Outcome = Literal["passed", "failed", "review"]

EARLIEST_ZONE: Final = timezone(timedelta(hours=14))
"""Where a time without a zone is earliest: UTC+14, the easternmost (IANA: Pacific/Kiritimati)."""

AHEAD: Final = timedelta(minutes=5)
"""How far the clock of a computer that wipes may be before this one's."""

LONGEST: Final = 200
"""Characters that are kept of any word in a report."""

COUNTS_BYTES: Final = frozenset({"nwipe"})
"""Readers whose format always tells the bytes written: silence is a gap."""

WITHOUT_HOST: Final = frozenset({"nvme", "uefi", "generic"})
"""Readers whose formats need not name the computer: the bench does, which has it in hand."""
WITHOUT_TIME: Final = frozenset({"nvme"})
"""Readers whose formats tell no time: the bench's clock does."""

FLASH: Final = re.compile(r"SSD|NVMe|solid.?state|eMMC", re.IGNORECASE)
"""What the models of drives say that are no magnetic disks (a hybrid is an SSHD)."""

UNKNOWN_MEDIA: Final = "nobody has said which media the drive is"
UNKNOWN_HOST: Final = "the report does not say in which computer the drive was"

NO_SERIALS: Final = frozenset(
    {
        "", "-", "n/a", "na", "none", "null", "unknown", "(unknown)", "notspecified", "notavailable", "notapplicable",
        "notpresent", "defaultstring", "serialnumber", "systemserialnumber", "chassisserialnumber", "invalid",
        "tobefilledbyo.e.m.", "tobefilledbyoem", "optane_0000", "0123456789", "123456789", "1234567890",
        "0123456789abcdef",
    }
)  # fmt: skip
"""Words that makers and tools write where no serial is (Intel Optane modules all say Optane_0000)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A drive, or the computer that it was in, as the report names it. `size` in bytes; `media` as told, or empty."""

    maker: str = ""
    model: str = ""
    serial: str = ""
    size: int | None = None
    media: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One drive, one result, as told. `reasons` says what stands against a pass; a note there is never neutral."""

    reader: str
    digest: str
    """SHA-256 of the original, in hex."""
    run: int = 1
    """Which run or entry of the file, from 1."""
    result_digest: str = ""
    """SHA-256 of this run's own lines and this drive: the same in a log that was appended to or renamed."""
    tool: str = ""
    tool_version: str = ""
    package_version: str = ""
    """What the package manager calls the tool: Debian's nwipe 0.34-1 prints 0.33."""
    banner: str = ""
    method: str = ""
    """The tool's own label."""
    technique: str = "unknown"
    """One of `methods.TECHNIQUES`, or `verify-only` or `unknown`."""
    drive: Unit = Unit()
    host: Unit = Unit()
    started: datetime | None = None
    ended: datetime | None = None
    """As told. Without a zone where the tool gave none; see `zone`."""
    bytes_written: int | None = None
    """The least that any one pass wrote."""
    verified: str = ""
    """How it was read back; empty: not."""
    errors: tuple[tuple[str, int], ...] | None = None
    """Error counts by the tool's name for them; None: the tool counts none."""
    status: str = ""
    """The tool's word for this drive."""
    tag: str = ""
    result: Result = "unknown"
    reasons: tuple[str, ...] = ()

    @property
    def zone(self) -> str:
        """The zone of the times: `UTC`, an offset, or `no zone`."""
        return "no zone" if self.ended is None or self.ended.tzinfo is None else str(self.ended.tzname())


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedDrive:
    """A drive as the intake or the bench knows it. `removed`: it was taken out and is wiped in another computer."""

    serial: str
    media: str = ""
    size: int | None = None
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What the judgement needs of a wipe job. `received_at`: when the evidence came in. Both times carry a zone."""

    drives: tuple[ExpectedDrive, ...]
    host_serial: str
    taken_in_at: datetime
    received_at: datetime
    sensitivity: str = ""
    tag: str = ""
    known_digests: frozenset[str] = frozenset()
    """Digests, of originals or of results, that were imported before."""
    log_zone: tzinfo | None = None
    """The zone of tools that tell none; None: the earliest on earth is assumed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the evidence proves the erasure, why not, and what to do next. `drive`: whose serial it is, or None."""

    outcome: Outcome
    reasons: tuple[str, ...]
    next: str
    drive: ExpectedDrive | None = None
    reaches: Method | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """What the bench adds to a report whose format has no place for it. What the report tells itself stands."""

    package_version: str = ""
    host: Unit = Unit()
    ended: datetime | None = None
    tag: str = ""


def as_told(text: str | None) -> str:
    """A word from a report as data: trimmed, at most `LONGEST` characters, what cannot be printed replaced."""
    kept = (text or "").strip()[:LONGEST]
    return kept if kept.isprintable() else "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in kept)


def attested(evidence: Evidence, added: Attested) -> Evidence:
    """The evidence with the gaps of its format filled by what the bench says."""
    fills_host = evidence.reader in WITHOUT_HOST and evidence.host == Unit()
    fills_time = evidence.reader in WITHOUT_TIME and evidence.ended is None
    return dataclasses.replace(
        evidence,
        package_version=evidence.package_version or added.package_version,
        host=added.host if fills_host else evidence.host,
        ended=added.ended if fills_time else evidence.ended,
        tag=evidence.tag or added.tag,
    )


def plain_serial(serial: str) -> str:
    """A serial for comparison: without blanks, case folded; empty where it names nothing.

    >>> plain_serial(" wd-WX51 A")
    'wd-wx51a'
    >>> plain_serial("XXXXXXXXXXXXXXX"), plain_serial("To be filled by O.E.M.")
    ('', '')
    """
    plain = "".join(serial.split()).casefold()
    repeats_one = len(set(plain)) == 1
    damaged = "\N{REPLACEMENT CHARACTER}" in plain or not plain.isprintable()
    return "" if plain in NO_SERIALS or repeats_one or damaged else plain


def same_serial(one: str, other: str) -> bool:
    """Whether both name the same thing: blanks and case aside exactly alike, and not a word for nothing."""
    return plain_serial(one) != "" and plain_serial(one) == plain_serial(other)


def weighed(evidence: Evidence) -> Evidence:
    """The evidence with points 1, 2, 4, 5 and 6 applied to its own facts. Weighing twice changes nothing more."""
    failures, gaps = list(_failures(evidence)), list(_gaps(evidence))
    result: Result = "passed"
    if evidence.result == "failed" or failures:
        result = "failed"
    elif evidence.result == "unknown" or evidence.reasons or gaps:
        result = "unknown"
    reasons = tuple(dict.fromkeys((*evidence.reasons, *failures, *gaps)))
    return dataclasses.replace(evidence, result=result, reasons=reasons)


def judge(evidence: Evidence, job: Job, profile: Profile) -> Verdict:
    """Whether this evidence proves that a drive of the job is erased as the profile demands. Pure; never raises."""
    evidence = weighed(evidence)
    drives = [drive for drive in job.drives if same_serial(drive.serial, evidence.drive.serial)]
    drive = drives[0] if len(drives) == 1 else None
    doubts = [*_about_the_drive(evidence, drives, profile), *_about_the_host(evidence, drive, job)]
    doubts += _about_the_time(evidence, job)
    if {evidence.digest, evidence.result_digest} & job.known_digests:
        doubts.append("this report was imported before")
    if drive is None or doubts or evidence.result == "unknown":
        reasons = tuple(dict.fromkeys((*doubts, *evidence.reasons))) or ("the report does not say how it ended",)
        return Verdict(
            outcome="review", reasons=reasons, next=_next_in_review(reasons, drive, evidence.reader), drive=drive
        )
    label = {"tool": evidence.tool, "technique": evidence.technique, "label": evidence.method}
    short = shortfall(profile, drive.media, job.sensitivity, **label)
    if evidence.result == "failed" or short:
        again = "Wipe it again, by a way the profile names; if that fails too, remove the drive and destroy it."
        return Verdict(outcome="failed", reasons=(*evidence.reasons, *short), next=again, drive=drive)
    reaches, why = reached(profile, drive.media, **label)
    return Verdict(outcome="passed", reasons=(why,), next="Have it accepted.", drive=drive, reaches=reaches)


def _failures(evidence: Evidence) -> Iterator[str]:
    """What the report itself says went wrong."""
    if evidence.result == "failed":
        yield f"the tool's status for the drive is “{evidence.status}”"
    for name, count in evidence.errors or ():
        if count:
            yield f"{count} {name} errors"
    written, size = evidence.bytes_written, evidence.drive.size
    if written is not None and size is not None and written < size:
        yield f"{written} of {size} bytes were written"


def _gaps(evidence: Evidence) -> Iterator[str]:
    """What the report does not say, or says against itself."""
    if not evidence.status:
        yield "the report gives no status for the drive"
    if not plain_serial(evidence.drive.serial):
        yield f"the report gives no serial of the drive (“{evidence.drive.serial}”)"
    if evidence.technique == "verify-only":
        yield f"“{evidence.method}” only reads the drive and erases nothing"
    elif evidence.technique == "unknown":
        yield f"no known way of erasing is called “{evidence.method}”"
    written, size = evidence.bytes_written, evidence.drive.size
    if evidence.technique == "overwrite":
        if not evidence.verified:
            yield "nothing was read back"
        if evidence.errors is None:
            yield "the report counts no errors"
        if evidence.reader in COUNTS_BYTES and (written is None or not size):
            yield "the report does not tell the bytes written and the size of the drive"
    if written is not None and size is not None and written > size:
        yield f"{written} bytes were written to a drive of {size}"
    if evidence.started and evidence.ended and _instant(evidence.ended, None) < _instant(evidence.started, None):
        yield "the run ended before it started"


def _about_the_drive(evidence: Evidence, drives: list[ExpectedDrive], profile: Profile) -> Iterator[str]:
    """Point 7, and that the drive is of the size and media that the job knows."""
    if not drives:
        yield f"no drive of this job has serial “{evidence.drive.serial}”"
    elif len(drives) > 1:
        yield f"{len(drives)} drives of this job have serial “{evidence.drive.serial}”"
    for drive in drives[:1]:
        kind, told = media_named(profile, drive.media), media_named(profile, evidence.drive.media)
        if kind is None:
            yield f"{UNKNOWN_MEDIA} (“{drive.media}”)" if drive.media else UNKNOWN_MEDIA
        elif profile.media[kind].type == "magnetic" and FLASH.search(evidence.drive.model):
            yield f"the drive's model, “{evidence.drive.model}”, is flash, and the job says {kind}"
        elif told not in (None, kind):
            yield f"the report calls the drive {told}, the job {kind}"
        sizes = (evidence.drive.size, drive.size)
        if None not in sizes and sizes[0] != sizes[1]:
            yield f"the drive has {sizes[0]} bytes in the report and {sizes[1]} in the job"


def _about_the_host(evidence: Evidence, drive: ExpectedDrive | None, job: Job) -> Iterator[str]:
    """Point 8, and the tag where the report carries one."""
    removed = drive is not None and drive.removed
    if not removed and not plain_serial(evidence.host.serial):
        yield UNKNOWN_HOST
    elif not removed and not same_serial(evidence.host.serial, job.host_serial):
        yield f"it was wiped in a computer with serial “{evidence.host.serial}”, and the job's has “{job.host_serial}”"
    if evidence.tag and job.tag and not same_serial(evidence.tag, job.tag):
        yield f"the report carries tag “{evidence.tag}”, the job “{job.tag}”"


def _about_the_time(evidence: Evidence, job: Job) -> Iterator[str]:
    """Point 10; and an end that lies in the future is a wrong clock."""
    if evidence.ended is None:
        yield "the report does not say when the run ended"
        return
    if _instant(evidence.ended, job.log_zone) <= job.taken_in_at:
        yield f"the run ended {evidence.ended} ({evidence.zone}), not after the intake at {job.taken_in_at}"
    if _instant(evidence.ended, job.log_zone) > job.received_at + AHEAD:
        yield f"the run ended {evidence.ended} ({evidence.zone}), later than it was received, {job.received_at}"


def _instant(told: datetime, zone: tzinfo | None) -> datetime:
    """A told time as the earliest instant that it can mean."""
    zoned = told if told.tzinfo is not None else told.replace(tzinfo=zone or EARLIEST_ZONE, fold=0)
    try:
        return zoned.astimezone(UTC)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _next_in_review(reasons: tuple[str, ...], drive: ExpectedDrive | None, reader: str) -> str:
    """What a person does about a doubt: what they can say where that alone is missing, else what to look at."""
    if drive is None:
        return "Find the device that this drive came from, or add the drive to its job as found; the file is kept."
    if all(reason.startswith((UNKNOWN_MEDIA, UNKNOWN_HOST)) for reason in reasons):
        media = "Say what the drive is: `devswap wipe drive DEVICE is SERIAL MEDIA`, at a bench /drive is SERIAL MEDIA."
        host = "Record the drive as removed, where it was wiped outside its computer: DRIVE OUT."
        if reader in WITHOUT_HOST:
            host = "Say in which computer it was: --device, at a bench scan it; or record the drive as removed."
        missing = [reason.startswith(UNKNOWN_MEDIA) for reason in reasons]
        return " ".join([media] * any(missing) + [host] * (not all(missing)) + ["Then take the report in again."])
    return "Compare the report with the drive in hand; if the doubt stays, wipe it again."
