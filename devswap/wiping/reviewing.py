"""What came in and matched no job, or left a doubt, worked by a person: looked at, attached to a device, or set aside.

Attaching gives no pass: the whole acceptance rule judges the report by the job that a person named. What is set aside
keeps its file and its reason; where its device is known, a note on the device's story says so.
"""

from dataclasses import replace

import msgspec

from devswap.errors import DevswapError
from devswap.ledger import events as ev
from devswap.ledger.ids import instant
from devswap.ledger.wipe_jobs import custody_of
from devswap.store import Recording, Store
from devswap.store import evidence as rows
from devswap.store.evidence import SavedEvidence
from devswap.wiping.evidence import UNKNOWN_MEDIA, Evidence
from devswap.wiping.importing import Aside, told_of
from devswap.wiping.jobs import Bench

LONGEST = 300
"""Characters of a reason."""
SHORT = 8
"""Of a result's digest, as people name it."""


def result_named(store: Store, name: str) -> SavedEvidence:
    """The one result that waits, or was set aside, and whose name begins so. Raises DevswapError."""
    found = store.evidence_beginning(name.strip().lower()) if name.strip() else []
    if len(found) != 1:
        raise DevswapError(f"{len(found) or 'No'} results are called {name[:64]}. `devswap wipe review` names them.")
    return found[0]


def brief(saved: SavedEvidence) -> str:
    """A result in a line."""
    told = told_of(saved)
    worst = next((reason for reason in told.reasons if not reason.startswith(UNKNOWN_MEDIA)), told.reasons[0])
    return f"{saved.file}{f' run {saved.run}' if saved.run > 1 else ''}: drive {told.drive or '?'}; {worst}"


def summary(saved: SavedEvidence) -> list[str]:
    """All that a report says and why it waits, one thing a line; what stands against it first."""
    told = told_of(saved)
    lines = [*told.reasons, f"drive {told.drive or '?'} in computer {told.host or '?'}"]
    if told.evidence is not None:
        lines += _read(told.evidence)
    return [*lines, f"{saved.file} run {saved.run}, {told.reader or 'no kind that is known'}, came in {saved.at[:16]}"]


def device_of(store: Store, saved: SavedEvidence) -> str:
    """What the device of a result's job is called; empty where that is not known."""
    custody = custody_of(store.load(saved.intake), saved.intake) if saved.intake else None
    device = store.device(custody.device) if custody is not None else None
    return (device.serial or device.asset_tag) if device is not None else ""


def set_aside(bench: Bench, saved: SavedEvidence, why: str) -> bool:
    """It waits no longer; whether a note on its device was recorded. Raises DevswapError, NotRecorded."""
    why = why.strip()[:LONGEST]
    if not why:
        raise DevswapError("Say why it is set aside: what is wrong with it, or where its drive is dealt with.")
    if saved.entry is not None:
        raise DevswapError(f"{saved.file} is evidence in the record. Turn it down at its job: FAILED.")
    store, person = bench.store, bench.person().id
    aside = msgspec.json.encode(Aside(person, instant(store.clock.now()), why))
    state = store.load(saved.intake) if saved.intake else None
    custody = custody_of(state, saved.intake) if state is not None and saved.intake else None
    told = told_of(saved)
    with store.appending() as journal:
        if custody is not None:
            text = store.text_digest(f"{saved.file}, drive {told.drive or '?'}: {why}")
            note = ev.NoteAdded("device", custody.device, "evidence_set_aside", text)
            journal.append(Recording(note, person))
        rows.keep(journal, replace(saved, aside=aside))
    return custody is not None


def _read(evidence: Evidence) -> list[str]:
    tool = " ".join(filter(None, (evidence.tool, evidence.tool_version)))
    drive = evidence.drive
    size = f", {drive.size / 10**9:,.0f} GB" if drive.size else ""
    ended = f"{evidence.ended:%Y-%m-%d %H:%M}" if evidence.ended else "?"
    return [
        f"{tool or 'a tool'}: {evidence.method or '?'}; status {evidence.status or '?'}; ended {ended}",
        f"{' '.join(filter(None, (drive.maker, drive.model))) or 'a drive'}{size}",
    ]
