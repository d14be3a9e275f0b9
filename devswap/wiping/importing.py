"""Evidence into the record: one drive, one result; what matches no job waits for a person, and its file is kept.

A file is kept by the digest of its bytes before anything that rests on it is recorded. Results of one batch of files
are committed together.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext, suppress
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
from devswap.store.connection import sync_folder
from devswap.store.evidence import SavedEvidence
from devswap.wiping.evidence import Attested, Evidence, Job, Unit, Verdict, judge, plain_serial
from devswap.wiping.jobs import Bench, OpenJob, job_of, taken_in
from devswap.wiping.methods import media_named
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


@dataclass(slots=True)
class Importing:
    """A bench that takes evidence in, and what it may add to formats that have no place for it."""

    bench: Bench
    files: Path
    """Where originals are kept, each named by its digest."""
    media: str = ""
    host: str = ""
    mapping: CsvMapping | None = None
    zone: tzinfo | None = None
    """Of logs that tell none; None: the earliest on earth is assumed."""
    told: Mapping[str, str] = field(default_factory=dict)
    """What a person said the drives of a custody are."""
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
        _keep_all(self.files, read)
        return read

    def record(self, read: Iterable[Read], *, together: bool = True) -> list[Taken]:
        """Judge and record what was read, with one commit where `together`. Raises DevswapError, NotRecorded."""
        self.bench.person()
        with self.bench.store.together() if together else nullcontext():
            return [self._one(file.name, one) for file, found, _ in read for one in found]

    def _read(self, file: Path) -> Read:
        looked = file.stat()
        added = Attested(host=Unit(serial=self.host), ended=datetime.fromtimestamp(looked.st_mtime, UTC))
        raw = file.read_bytes() if looked.st_size <= SMALL else None
        found = read_evidence(file if raw is None else BytesIO(raw), mapping=self.mapping, added=added)
        return file, found, raw

    def _one(self, name: str, evidence: Evidence) -> Taken:
        store = self.bench.store
        drive = evidence.drive.serial
        if store.is_recorded(evidence.result_digest):
            known = ("this report was imported before",)
            return Taken(name, evidence.digest, evidence.run, "known", "", drive, known, "Nothing: it counts once.")
        jobs = self._jobs(evidence)
        if len(jobs) != 1:
            why = "no device in custody has this drive or computer" if not jobs else f"{len(jobs)} jobs have this drive"
            after = "Find the device, or name it: --device." if not jobs else "Name the device: --device."
            return self._review(name, evidence, None, (why, *evidence.reasons), after)
        job = jobs[0]
        verdict = judge(evidence, self._judged(job, evidence), self.bench.profile)
        found = job.drive(drive)
        if verdict.outcome == "review" or found is None:
            return self._review(name, evidence, job, verdict.reasons, _found_next(job, evidence, verdict))
        return self._record(name, evidence, job, found, verdict)

    def _judged(self, job: OpenJob, evidence: Evidence) -> Job:
        return Job(
            drives=job.expected(self._media_of(evidence, job)),
            host_serial=job.device.serial,
            taken_in_at=moment(taken_in(job)),
            received_at=self.bench.store.clock.now(),
            sensitivity=job.device.sensitivity,
            log_zone=self.zone,
        )

    def _media_of(self, evidence: Evidence, job: OpenJob) -> str:
        return self.media or self.told.get(job.custody, "") or TELLS_MEDIA.get(evidence.reader) or evidence.drive.media

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
            started=_told(evidence.started),
            ended=_told(evidence.ended),
            verification=_code(evidence.verified or "status"),
            findings=tuple(dict.fromkeys(_code(reason) for reason in evidence.reasons)),
            profile=self.bench.profile.name,
        )
        with store.appending() as journal:
            entry = journal.append(Recording(event, self.bench.operator.id))
            rows.keep(journal, self._saved(name, evidence, job, verdict.reasons, verdict.next, entry.id))
        return Taken(
            name, evidence.digest, evidence.run, verdict.outcome, job.called, evidence.drive.serial, verdict.reasons,
            verdict.next,
        )  # fmt: skip

    def _review(
        self, name: str, evidence: Evidence, job: OpenJob | None, reasons: tuple[str, ...], after: str
    ) -> Taken:
        with self.bench.store.appending() as journal:
            rows.keep(journal, self._saved(name, evidence, job, reasons, after, None))
        called, drive = job.called if job else "", evidence.drive.serial
        more = job is not None and plain_serial(drive) != "" and job.drive(drive) is None
        kind = evidence.drive.media or (self._media_of(evidence, job) if job else "")
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
        told = Told(evidence.reader, evidence.drive.serial, evidence.host.serial, reasons, after)
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


def log_zone(name: str) -> tzinfo | None:
    """The zone of logs that tell none, by its name; empty: this machine's own. Raises ConfigError."""
    try:
        return ZoneInfo(name) if name else datetime.now().astimezone().tzinfo
    except (KeyError, ValueError, OSError):
        raise ConfigError(f"[wiping] log_zone: no time zone is called “{name}”. Write it as Europe/London.") from None


def kept_files(store: Path) -> Path:
    """Where the originals of a store are kept: beside it."""
    return store.with_name(f"{store.name}.evidence")


def _keep_all(folder: Path, read: list[Read]) -> None:
    """Keep the originals under their digests, on disk before anything rests on them. Raises DevswapError, OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made: dict[Path, tuple[Path, Path, bool]] = {}
    for file, found, raw in read:
        place = folder / found[0].digest
        if place in made or place.exists():
            continue
        fresh = folder / f".{place.name}"
        with suppress(FileNotFoundError):
            fresh.unlink()
        if raw is None:
            shutil.copyfile(file, fresh)
        else:
            fresh.write_bytes(raw)
        fresh.chmod(0o600)
        made[place] = (fresh, file, raw is None)
    if not made:
        return
    _sync([fresh for fresh, *_ in made.values()])
    for place, (fresh, file, copied) in made.items():
        if copied and _digest(fresh) != place.name:
            fresh.unlink()
            raise DevswapError(f"{file} changed while it was read. Wait until its tool has finished, then import it.")
        fresh.replace(place)
    sync_folder(next(iter(made)))


def _sync(files: list[Path]) -> None:
    """Have these files on disk: by one call for all of them, where the system has one."""
    if hasattr(os, "sync"):
        os.sync()
        return
    for file in files:
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


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


def _told(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""
