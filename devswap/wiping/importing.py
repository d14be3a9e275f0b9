"""Evidence into the record: one drive, one result; what matches no job waits for a person, and its file is kept.

A file is kept by the digest of its bytes before anything that rests on it is recorded. Results of one batch of files
are committed together.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from devswap.errors import ConfigError, DevswapError
from devswap.ledger import events as ev
from devswap.ledger.ids import instant, moment
from devswap.ledger.known import Device
from devswap.ledger.parts import Drive
from devswap.store import Recording
from devswap.store import evidence as rows
from devswap.store.evidence import SavedEvidence
from devswap.wiping.accepting import recorded_as
from devswap.wiping.evidence import Attested, Evidence, Job, Unit, Verdict, attested, judge, plain_serial
from devswap.wiping.jobs import MEDIA, Bench, OpenJob, job_of, taken_in
from devswap.wiping.methods import media_named
from devswap.wiping.originals import keep_all
from devswap.wiping.readers import read_evidence
from devswap.wiping.readers.generic import CsvMapping

BATCH: Final = 500
"""Files that are committed together."""
PAGE: Final = 1000
TELLS_MEDIA: Final = {"nvme": "nvme"}
"""Readers whose format belongs to one media."""
_NOT_CODE: Final = re.compile(r"[^a-z0-9_.-]+")


SMALL: Final = 64 * 1024
"""Bytes of a file that is held while it is read and kept, instead of being read again to be copied."""
Read = tuple[Path, list[Evidence], bytes | None]
"""A file, what was read in it, and its bytes where they are few."""


class Told(msgspec.Struct, frozen=True):
    """What is kept of a result that waits, for the person who looks at it."""

    reader: str
    drive: str
    host: str
    reasons: tuple[str, ...]
    next: str
    evidence: Evidence | None = None
    """All that was read; None in what came in before this was kept."""


class Aside(msgspec.Struct, frozen=True):
    """Who set a result aside, when, and why."""

    by: str
    at: str
    why: str


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer to one result of one file."""

    file: str
    digest: str
    run: int
    outcome: str
    """`passed`, `failed`, `review` or `known`."""
    device: str
    drive: str
    reasons: tuple[str, ...]
    next: str
    more: bool = False
    """Its computer is known and did not come with this drive."""
    media: str = ""
    """What the drive is, where the report or a person says so."""
    recorded: tuple[str, ...] = ()
    """The kinds of the entries that it became."""


@dataclass(slots=True)
class Importing:
    """A bench that takes evidence in, and what it may add to formats that have no place for it."""

    bench: Bench
    files: Path
    """Where originals are kept, each named by its digest."""
    media: str = ""
    host: str = ""
    mapping: CsvMapping | None = None
    companion: Path | None = None
    """What is read as the rest of a file: the controller beside a sanitize log."""
    zone: tzinfo | None = None
    """Of logs that tell none; None: the earliest on earth is assumed."""
    _by_drive: dict[str, list[str]] | None = field(default=None, init=False)

    def take(self, files: Iterable[Path], *, together: bool = True) -> Iterator[Taken]:
        """Take these files in, a batch at a time; what is yielded is on disk. Raises DevswapError, OSError.

        `together` is off where the caller commits several things together.
        """
        self.bench.person()
        waiting = iter(files)
        while batch := list(islice(waiting, BATCH)):
            yield from self.record(self.read(batch), together=together)

    def read(self, files: Iterable[Path]) -> list[Read]:
        """Read these files and keep them, beside the store and without a look into it. Raises DevswapError, OSError."""
        read = [self._read(file) for file in files]
        keep_all(self.files, [(file, found[0].digest, raw) for file, found, raw in read])
        return read

    def record(self, read: Iterable[Read], *, together: bool = True) -> list[Taken]:
        """Judge and record what was read, with one commit where `together`. Raises DevswapError, NotRecorded."""
        self.bench.person()
        with self.bench.store.together() if together else nullcontext():
            return [self._one(file.name, one) for file, found, _ in read for one in found]

    def _read(self, file: Path) -> Read:
        looked = file.stat()
        added = Attested(host=Unit(serial=self.host), ended=datetime.fromtimestamp(looked.st_mtime, UTC))
        raw = file.read_bytes() if looked.st_size <= SMALL or self.companion else None
        if raw is not None and self.companion:
            raw += b"\n" + self.companion.read_bytes()
        found = read_evidence(file if raw is None else BytesIO(raw), mapping=self.mapping, added=added)
        return file, found, raw

    def _one(self, name: str, evidence: Evidence) -> Taken:
        store = self.bench.store
        drive = evidence.drive.serial
        if known := _known(store.evidence(evidence.result_digest)):
            return Taken(name, evidence.digest, evidence.run, "known", "", drive, known, "Nothing: it counts once.")
        jobs = self._jobs(evidence)
        if len(jobs) != 1:
            why = "no device in custody has this drive or computer" if not jobs else f"{len(jobs)} jobs have this drive"
            after = "Find the device, or name it: --device." if not jobs else "Name the device: --device."
            return self._review(name, evidence, None, (why, *evidence.reasons), after)
        return self._of_job(name, evidence, jobs[0])

    def attach(self, saved: SavedEvidence, device: Device) -> Taken:
        """Judge a result that waits by the job of this device: the whole rule decides.

        Raises DevswapError, NotRecorded.
        """
        self.bench.person()
        evidence, job = told_of(saved).evidence, job_of(self.bench.store, device)
        if evidence is None:
            raise DevswapError(f"{saved.file} came in before what was read was kept. Import it again, with --device.")
        if job is None:
            raise DevswapError(f"{device.serial or device.asset_tag} owes no wipe: it is not in custody here.")
        return self._of_job(saved.file, attested(evidence, Attested(host=Unit(serial=device.serial))), job)

    def _of_job(self, name: str, evidence: Evidence, job: OpenJob) -> Taken:
        """Evidence whose computer or drive is known: judged by the whole rule."""
        verdict = judge(evidence, self._judged(job, evidence), self.bench.profile)
        found = job.drive(evidence.drive.serial)
        if verdict.outcome == "review" or found is None:
            return self._review(name, evidence, job, verdict.reasons, _found_next(job, evidence, verdict))
        return self._record(name, evidence, job, found, verdict)

    def _judged(self, job: OpenJob, evidence: Evidence) -> Job:
        return Job(
            drives=job.expected(self._media_of(evidence)),
            host_serial=job.device.serial,
            taken_in_at=moment(taken_in(job)),
            received_at=self.bench.store.clock.now(),
            sensitivity=job.sensitivity(self.bench.profile),
            log_zone=self.zone,
        )

    def _media_of(self, evidence: Evidence) -> str:
        """What a drive is that the record does not know: a person's word, or that of the report."""
        return self.media or TELLS_MEDIA.get(evidence.reader) or evidence.drive.media

    def _record(self, name: str, evidence: Evidence, job: OpenJob, drive: Drive, verdict: Verdict) -> Taken:
        store = self.bench.store
        event = ev.WipeEvidenced(
            intake=job.custody,
            drive=drive.id,
            result="passed" if verdict.outcome == "passed" else "failed",
            method=verdict.reaches or "none",
            technique=_code(evidence.technique),
            tool=evidence.tool[:512],
            tool_version=" ".join(filter(None, (evidence.tool_version, evidence.package_version)))[:512],
            reader=_code(evidence.reader),
            evidence=evidence.digest,
            run=evidence.run,
            drive_serial=evidence.drive.serial,
            host_serial=evidence.host.serial,
            size=evidence.drive.size,
            erased=evidence.bytes_written,
            started=self._told(evidence.started),
            ended=self._told(evidence.ended),
            verification=_code(evidence.verified or "status"),
            findings=tuple(dict.fromkeys(_code(reason) for reason in evidence.reasons)),
            profile=self.bench.profile.name,
        )
        with store.appending() as journal:
            media = recorded_as(self.bench.profile, verdict.drive.media) if verdict.drive else None
            told = drive.media not in MEDIA and media is not None
            if told:
                said = ev.DriveFound(job.custody, msgspec.structs.replace(drive, media=media))
                journal.append(Recording(said, self.bench.operator.id))
            entry = journal.append(Recording(event, self.bench.operator.id))
            rows.keep(journal, self._saved(name, evidence, job, verdict.reasons, verdict.next, entry.id))
        return Taken(
            name, evidence.digest, evidence.run, verdict.outcome, job.called, evidence.drive.serial, verdict.reasons,
            verdict.next, recorded=("drive_found",) * told + ("wipe_evidenced",),
        )  # fmt: skip

    def _told(self, at: datetime | None) -> str:
        """A time as the record writes it: in the zone of logs that tell none, where that is known."""
        if at is None:
            return ""
        return (at.replace(tzinfo=self.zone) if at.tzinfo is None else at).isoformat()

    def _review(
        self, name: str, evidence: Evidence, job: OpenJob | None, reasons: tuple[str, ...], after: str
    ) -> Taken:
        with self.bench.store.appending() as journal:
            rows.keep(journal, self._saved(name, evidence, job, reasons, after, None))
        called, drive = job.called if job else "", evidence.drive.serial
        more = job is not None and plain_serial(drive) != "" and job.drive(drive) is None
        kind = evidence.drive.media or self._media_of(evidence)
        media = media_named(self.bench.profile, kind) or ""
        return Taken(name, evidence.digest, evidence.run, "review", called, drive, reasons, after, more, media)

    def _saved(
        self,
        name: str,
        evidence: Evidence,
        job: OpenJob | None,
        reasons: tuple[str, ...],
        after: str,
        entry: str | None,
    ) -> SavedEvidence:
        kept = evidence if entry is None else None
        told = Told(evidence.reader, evidence.drive.serial, evidence.host.serial, reasons, after, kept)
        at = instant(self.bench.store.clock.now())
        custody = job.custody if job else None
        body = msgspec.json.encode(told)
        return SavedEvidence(evidence.result_digest, evidence.digest, evidence.run, name, at, entry, custody, body)

    def _jobs(self, evidence: Evidence) -> list[OpenJob]:
        """The jobs that this may be about: the computer's, where it has this drive or any; else the drive's."""
        hosts = [job for device in self._devices(evidence.host.serial) if (job := job_of(self.bench.store, device))]
        with_it = [job for job in hosts if job.drive(evidence.drive.serial)]
        if with_it:
            return with_it
        return self._with_drive(evidence.drive.serial) or hosts

    def _devices(self, serial: str) -> list[Device]:
        if not plain_serial(serial):
            return []
        return list({f.device.id: f.device for f in self.bench.store.devices([("any", serial)])}.values())

    def _with_drive(self, serial: str) -> list[OpenJob]:
        plain = plain_serial(serial)
        if not plain:
            return []
        if self._by_drive is None:
            self._by_drive = self._index()
        store = self.bench.store
        devices = [device for name in self._by_drive.get(plain, ()) if (device := store.device(name))]
        return [job for device in devices if (job := job_of(store, device)) and job.drive(serial)]

    def _index(self) -> dict[str, list[str]]:
        """Drive serial → devices whose jobs still owe a wipe."""
        found: dict[str, list[str]] = {}
        today, offset = self.bench.store.clock.now().date().isoformat(), 0
        while page := self.bench.store.wipe_jobs(None, PAGE, offset, today=today):
            for row in page:
                device = self.bench.store.device(row.device)
                job = job_of(self.bench.store, device) if device else None
                for drive in job.drives if job else ():
                    found.setdefault(plain_serial(drive.serial or ""), []).append(row.device)
            offset += len(page)
        return found


def told_of(saved: SavedEvidence) -> Told:
    """What is kept of a result, for the person who looks at it."""
    return msgspec.json.decode(saved.told, type=Told)


def aside_of(saved: SavedEvidence) -> Aside | None:
    """Who set a result aside; None where nobody did."""
    return msgspec.json.decode(saved.aside, type=Aside) if saved.aside else None


def _known(saved: SavedEvidence | None) -> tuple[str, ...]:
    """Why a result that came in before is not judged again; empty: it is."""
    if saved is None or (saved.entry is None and saved.aside is None):
        return ()
    aside = aside_of(saved)
    return (f"this report was set aside: {aside.why}" if aside else "this report was imported before",)


def log_zone(name: str) -> tzinfo | None:
    """The zone of logs that tell none, by its name; empty: this machine's own. Raises ConfigError."""
    try:
        return ZoneInfo(name) if name else datetime.now().astimezone().tzinfo
    except (KeyError, ValueError, OSError):
        raise ConfigError(f"[wiping] log_zone: no time zone is called “{name}”. Write it as Europe/London.") from None


def _found_next(job: OpenJob, evidence: Evidence, verdict: Verdict) -> str:
    if plain_serial(evidence.drive.serial) and job.drive(evidence.drive.serial) is None:
        return (
            f"{job.called} came with {len(job.drives)} drives, and this is none of them. Is it in it? "
            f"devswap wipe drive {job.called} found {evidence.drive.serial} MEDIA, and import the file again."
        )
    return verdict.next


def _code(text: str) -> str:
    """A word of the record's fixed vocabularies, of what a tool said."""
    return _NOT_CODE.sub("-", text.lower()).strip("-_.")[:64] or "unknown"
