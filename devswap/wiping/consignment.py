"""A consignment: the devices that leave together, to one scheme; its header, its lines, and what its papers need.

Pure values. `consigning` fills them from a store.
"""

import hashlib
from collections.abc import Sequence
from typing import Literal

import msgspec
from msgspec import Struct

from devswap.ledger import events as ev
from devswap.ledger.known import Device
from devswap.ledger.state import State
from devswap.ledger.wipe_jobs import drives_of
from devswap.wiping.release import custody_now, facts_of, grades
from devswap.wiping.schemes import Carrier, Origin, Scheme, Schemes

ConsignmentState = Literal["open", "closed", "handed_over"]


class Header(Struct, frozen=True):
    """What is said of the whole."""

    name: str
    site: str
    scheme: Scheme
    origin: Origin
    opened: str
    opened_by: str
    """Person id."""
    carrier: Carrier | None = None
    closed: str = ""
    snapshot: str = ""
    """SHA-256 over the frozen lines."""
    handed_over: str = ""
    collected_by: str = ""
    """Digest of the collector's name: the text can be stripped."""
    notes: tuple[str, ...] = ()
    """Numbers of the waste notes."""
    received: str = ""
    """When the scheme's confirmation was read."""
    missing: tuple[str, ...] = ()
    """Device ids that the scheme did not confirm."""
    extra: tuple[str, ...] = ()
    """What the scheme says it received and was not in the consignment, as it wrote it."""


class DriveLine(Struct, frozen=True):
    """What became of one drive."""

    serial: str
    media: str
    outcome: Literal["accepted", "destroyed", "taken_out", "missing", "owing"]
    method: str = ""
    technique: str = ""
    evidence: str = ""
    """SHA-256 of the original log."""


class Line(Struct, frozen=True):
    """One device as its papers name it."""

    device: str
    custody: str
    category: str
    maker: str
    model: str
    serial: str
    asset_tag: str
    storage: str
    """`wipe` or `no_data`."""
    grade: str = ""
    reasons: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    """Those that were made."""
    facts: dict[str, int] = {}
    waste: str = ""
    hazardous: bool = False
    drives: tuple[DriveLine, ...] = ()

    @property
    def called(self) -> str:
        """The serial, or the tag of what has none."""
        return self.serial or self.asset_tag or self.device[:8]


_encode = msgspec.json.Encoder(order="deterministic").encode
_line = msgspec.json.Decoder(Line)
_header = msgspec.json.Decoder(Header)


def to_bytes(value: Header | Line) -> bytes:
    """A header or a line as it is kept; the same value gives the same bytes."""
    return _encode(value)


def header_of(blob: bytes) -> Header:
    """The header that `to_bytes` wrote."""
    return _header.decode(blob)


def line_of(blob: bytes) -> Line:
    """The line that `to_bytes` wrote."""
    return _line.decode(blob)


def snapshot(lines: Sequence[Line]) -> str:
    """The digest of these lines, in this order."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(to_bytes(line) + b"\n")
    return digest.hexdigest()


def line(state: State, device: Device, scheme: Scheme, schemes: Schemes) -> Line:
    """A device in custody as the papers will name it."""
    custody = custody_now(state, device.id)
    assert custody is not None  # `may_leave` refuses what is not in custody
    taken = state.event(custody, ev.DeviceTakenIn) or state.event(custody, ev.IssueReturned)
    given = [grade for _, grade in grades(state, custody)]
    waste = schemes.waste_of(device.category) if scheme.kind in ("recycle", "destroy") else None
    return Line(
        device=device.id, custody=custody, category=device.category, maker=device.maker, model=device.model,
        serial=device.serial, asset_tag=device.asset_tag, storage=taken.storage if taken else "",
        grade="/".join(grade.grade for grade in given),
        reasons=tuple(reason for grade in given for reason in grade.reasons),
        checks=tuple(check.code for grade in given for check in grade.checks if check.outcome == "made"),
        facts=facts_of(given[-1]) if given else {},
        waste=waste.code if waste else "", hazardous=waste.hazardous if waste else False,
        drives=_drives(state, custody),
    )  # fmt: skip


def _drives(state: State, custody: str) -> tuple[DriveLine, ...]:
    destroyed = {d.drive: d for _, d in state.about(custody, ev.DriveDestroyed)}
    taken_out = {d.drive for _, d in state.about(custody, ev.DriveRemoved)}
    missing = {d.drive for _, d in state.about(custody, ev.DriveMissing)}
    evidence = {e.id: v for e, v in state.about(custody, ev.WipeEvidenced) if v.result == "passed"}
    accepted = {a.drive: evidence.get(a.evidence) for _, a in state.about(custody, ev.WipeAccepted)}
    listed = [(d.id, d.serial or "", d.media) for d in drives_of(state, custody)]
    told = {name for name, _, _ in listed}
    listed += [(name, proof.drive_serial if proof else "", "unknown") for name, proof in accepted.items()
               if name not in told]  # fmt: skip
    found = []
    for name, serial, media in listed:
        proof = accepted.get(name)
        if name in destroyed:
            found.append(DriveLine(serial, media, "destroyed", "destroy", destroyed[name].technique))
        elif proof is not None:
            found.append(DriveLine(serial, media, "accepted", proof.method, proof.technique, proof.evidence))
        elif name in taken_out or name in missing:
            found.append(DriveLine(serial, media, "taken_out" if name in taken_out else "missing"))
        else:
            found.append(DriveLine(serial, media, "owing"))
    return tuple(found)
