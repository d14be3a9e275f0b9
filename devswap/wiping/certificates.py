"""Certificates out of the record: each follows from sealed entries, so that printing it again gives the same bytes.

A certificate that is shown to us is genuine where it is, to the byte, what the record prints under its number; a host
sheet where the record printed it so at any time.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from hashlib import sha256
from typing import Final

import msgspec
from msgspec import structs

from devswap.errors import DevswapError, NotRecorded
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.fold import EMPTY, fold
from devswap.ledger.ids import moment
from devswap.ledger.known import Device
from devswap.ledger.parts import Drive
from devswap.ledger.wipe_jobs import custody_of, drives_of
from devswap.printing.certificate import (
    Certificate,
    ChainPlace,
    HostDrive,
    HostSheet,
    Signatory,
    certificate,
    host_sheet,
)
from devswap.store import Reader, Store
from devswap.store import evidence as rows
from devswap.wiping.jobs import MEDIA, OpenJob
from devswap.wiping.release import CHECKS, grades

_NUMBER: Final = re.compile(rb"W-[0-9A-F]{4}-[0-9]{6}")
_SHEET: Final = re.compile(rb"H-([0-9A-F]{8})(?![0-9A-F])")
_MEDIA: Final = {"ata-hdd": "magnetic", "ata-sshd": "hybrid"}


class Person(msgspec.Struct, frozen=True):
    """Who signed as what: name, role and number, a line each; `kept`: the digest of the text that holds them."""

    part: str
    person: str | None
    words: str
    kept: bool = False


class Said(msgspec.Struct, frozen=True):
    """What a certificate says and no entry does: the programme, the evidence's file, and who signed by which name."""

    organisation: str
    file: str
    people: tuple[Person, ...]


def numbers(job: OpenJob) -> list[str]:
    """The certificates of a job, in the order in which they were accepted."""
    return [a.certificate for _, a in job.state.about(job.custody, ev.WipeAccepted) if a.certificate]


def printed(store: Reader, number: str, organisation: str) -> bytes:
    """The certificate of this number as a PDF. Raises DevswapError where there is none."""
    entry = store.certificate(number)
    if entry is None or not isinstance(entry.event, ev.WipeAccepted):
        raise DevswapError(f"No certificate has the number {number}. `devswap wipe show DEVICE` names those there are.")
    row = store.signed(number)
    said = msgspec.json.decode(row[1], type=Said) if row else _as_listed(store, entry, entry.event, organisation)
    return certificate(_certificate(store, entry, entry.event, said))


def sign(store: Store, number: str, organisation: str) -> None:
    """Keep what a certificate says besides its entries, so that no later list changes it.

    It is accepted already: where this cannot be kept, it is printed by the lists as they are.
    """
    entry = store.certificate(number)
    assert entry is not None  # it was accepted a moment ago
    assert isinstance(entry.event, ev.WipeAccepted)
    said = _as_listed(store, entry, entry.event, organisation)
    paper = sha256(certificate(_certificate(store, entry, entry.event, said))).hexdigest()
    people = tuple(
        structs.replace(who, words=store.text_digest(who.words, who.person) if who.person else "", kept=True)
        for who in said.people
    )
    with suppress(NotRecorded), store.appending() as journal:
        rows.sign(journal, number, paper, msgspec.json.encode(structs.replace(said, people=people)))


def files(store: Reader, job: OpenJob, organisation: str) -> dict[str, bytes]:
    """The certificates of a job and its host sheet, by the names of their files. Raises DevswapError."""
    made = {f"{number}.pdf": printed(store, number, organisation) for number in numbers(job)}
    return made | {f"host-{job.custody[-8:]}.pdf": sheet(job, organisation)}


def check(store: Reader, pdf: bytes, organisation: str) -> str:
    """`genuine`, `altered` or `unknown`."""
    told = pdf.replace(b"\x00", b"")
    named = {found.group().decode() for found in _NUMBER.finditer(told)}
    known = [number for number in sorted(named) if store.certificate(number) is not None]
    sheets = [store.hosts(end.decode().lower()) for end in sorted(set(_SHEET.findall(told)))]
    if not known and not any(sheets):
        return "unknown"
    printed_it = any(_is(store, number, organisation, pdf) for number in known)
    once = (pdf in _sheets(store, *host, organisation) for hosts in sheets for host in hosts)
    return "genuine" if printed_it or any(once) else "altered"


def sheet(job: OpenJob, organisation: str) -> bytes:
    """The host sheet of a device: every drive that it had, and what stands before its release."""
    head = job.state.entries[job.custody]
    event = custody_of(job.state, job.custody)
    assert event is not None  # a job has one
    accepted = {a.drive: a.certificate for _, a in job.state.about(job.custody, ev.WipeAccepted)}
    gone = {d.drive: d.certificate for _, d in job.state.about(job.custody, ev.DriveDestroyed)}
    last = max(job.state.about(job.custody, ev.WipeAccepted), key=lambda found: found[0].wall, default=(head, None))[0]
    device = _as_taken_in(event, job.device)
    return host_sheet(HostSheet(
        number=f"H-{job.custody[-8:].upper()}",
        organisation=organisation,
        category=device.category,
        maker=device.maker,
        model=device.model,
        serial=device.serial,
        property_number=device.asset_tag,
        cage="",
        taken_in=moment(head.wall),
        site=event.site,
        drives=tuple(
            HostDrive(str(n), f"{d.maker or ''} {d.model or ''}".strip(), d.serial or "", _fate(d, accepted, gone),
                      accepted.get(d.id) or gone.get(d.id) or "")
            for n, d in enumerate(job.drives, 1)
        ),
        gates=tuple((words[:1].upper() + words[1:], _gate(job, code)) for code, words in CHECKS.items()),
        disposition="accepted" if all(d.id in accepted or d.id in gone for d in job.drives) else "not complete",
        head=_place(last),
        issued=moment(last.wall),
    ))  # fmt: skip


def _sheets(store: Reader, custody: str, device: str, organisation: str) -> Iterator[bytes]:
    """The host sheet as it was printed last, and as it was before each of the entries that changed it."""
    listed, last = store.device(device) or Device(device, "", ""), b""
    loaded = store.load(device, custody).entries.values()
    entries = sorted(loaded, key=lambda entry: (entry.wall, entry.desk, entry.incarnation, entry.number))
    for count in range(len(entries), 0, -1):
        state = fold(EMPTY, entries[:count])
        if custody_of(state, custody) is None:
            return
        made = sheet(OpenJob(custody, listed, state, drives_of(state, custody)), organisation)
        if made != last:
            yield made
        last = made


def _is(store: Reader, number: str, organisation: str, pdf: bytes) -> bool:
    """Whether this is the paper that was signed under the number, or what the record prints under it."""
    row = store.signed(number)
    return (row is not None and row[0] == sha256(pdf).hexdigest()) or printed(store, number, organisation) == pdf


def _as_taken_in(event: ev.DeviceTakenIn | ev.IssueReturned, listed: Device) -> Device:
    """The device as its custody's entry has it: lists change, and forget what is gone."""
    said = {identifier.kind: identifier.value for identifier in reversed(event.identifiers)}
    known = structs.replace(listed, serial=said.get("serial", ""), asset_tag=said.get("asset_tag", ""))
    if isinstance(event, ev.IssueReturned):
        return known
    return structs.replace(
        known, category=event.category, maker=event.maker, model=event.model, sensitivity=event.sensitivity
    )


def _as_listed(store: Reader, entry: Entry, event: ev.WipeAccepted, organisation: str) -> Said:
    """What the lists say now."""
    evidenced = store.load(event.intake).entries[event.evidence].operator
    by = [("verified", evidenced), ("accepted", entry.operator), ("concurred", entry.authorised_by)]
    people = (Person(part, who, _words(store, who)) for part, who in by if who or part != "concurred")
    name, _ = store.evidence_file(event.evidence)
    return Said(organisation, name, tuple(people))


def _words(store: Reader, who: str | None) -> str:
    person = store.operator(who) if who else None
    return "\n".join((person.name, person.role, person.number)) if person else ""


def _certificate(store: Reader, entry: Entry, event: ev.WipeAccepted, said: Said) -> Certificate:
    state = store.load(event.intake)
    found = state.entries[event.evidence]
    assert isinstance(found.event, ev.WipeEvidenced)
    evidence = found.event
    custody = custody_of(state, event.intake)
    assert custody is not None
    drive = next((d for d in drives_of(state, event.intake) if d.id == event.drive), Drive(event.drive))
    device = _as_taken_in(custody, store.device(custody.device) or Device(custody.device, "", custody.category))
    return Certificate(
        number=event.certificate,
        organisation=said.organisation,
        outcome="sanitised",
        drive_maker=drive.maker or "",
        drive_model=drive.model or "",
        drive_serial=evidence.drive_serial,
        property_number=device.asset_tag,
        media_type=_media(drive),
        media_source=f"{device.category} {device.maker} {device.model}, serial {device.serial}",
        method=evidence.method,
        technique=evidence.technique,
        tool=evidence.tool,
        tool_version=evidence.tool_version,
        verification=evidence.verification,
        started=_when(evidence.started, found),
        ended=_when(evidence.ended, found),
        signatories=tuple(
            _signatory(store, who, found if who.part == "verified" else entry, custody.site) for who in said.people
        ),
        evidence_sha256=evidence.evidence,
        evidence_file=said.file,
        accepted=_place(entry),
        issued=moment(entry.wall),
        confidentiality=device.sensitivity,
        policy=evidence.profile,
    )


def _signatory(store: Reader, who: Person, entry: Entry, site: str) -> Signatory:
    words = (store.text(who.words) or "") if who.kept and who.words else who.words
    name, role, number = words.split("\n") if words else ("", "", "")
    signed = f"by {number or 'a person no longer listed'}, entry {entry.number}"
    return Signatory(who.part, name, role, moment(entry.wall), site, "", signed)


def _place(entry: Entry) -> ChainPlace:
    return ChainPlace(f"desk {entry.desk[:8]}", entry.incarnation, entry.number, entry.hash.hex())


def _media(drive: Drive) -> str:
    kind = MEDIA.get(drive.media, "")
    return f"{_MEDIA.get(kind, 'flash')}, {kind}" if kind else "as the evidence tells"


def _when(told: str, entry: Entry) -> datetime:
    """A tool's time; of one that tells none, when it came in."""
    at = datetime.fromisoformat(told) if told else moment(entry.wall)
    return at if at.tzinfo is not None else at.replace(tzinfo=moment(entry.wall).tzinfo)


def _fate(drive: Drive, accepted: dict[str, str], gone: dict[str, str]) -> str:
    if drive.id in accepted:
        return "wiped and accepted"
    return "destroyed" if drive.id in gone else drive.state


def _gate(job: OpenJob, code: str) -> str:
    for entry, grade in grades(job.state, job.custody):
        for made in grade.checks:
            if made.code == code:
                return f"{made.outcome.replace('_', ' ')}, {entry.wall[:10]}"
    return "not looked at"
