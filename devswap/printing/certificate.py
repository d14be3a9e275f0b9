"""The certificate of sanitisation, one for each drive, and the host sheet, one for each device.

A certificate has every field of NIST SP 800-88 Rev. 2, 4.6, numbered as in the project's reference, the digest of the
evidence that it rests on, and the place in the journal where that was accepted. What it says is a snapshot: printing it
again gives the same bytes, so a copy can be told from a forgery by its digest alone.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from devswap.printing.document import MARGIN, WIDTH, Document
from devswap.printing.lettering import Face, moment, printable
from devswap.printing.symbols import Symbol, Symbology


@dataclass(frozen=True, slots=True)
class Signatory:
    """A person who verified, accepted or concurred. After the person was stripped only the part and the time remain."""

    part: str
    """`verified`, `accepted`, `concurred`."""
    name: str
    title: str
    at: datetime
    location: str
    contact: str
    signed: str
    """How: `by badge and PIN`. Empty leaves a line for the pen."""


@dataclass(frozen=True, slots=True)
class ChainPlace:
    """Where the journal has it."""

    desk: str
    incarnation: str
    number: int
    hash: str
    """SHA-256 of the entry, in hexadecimal."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says. Times in the zone that they are to be told in."""

    number: str
    organisation: str
    outcome: str
    """`sanitised`, `destroyed`; what failed gets no certificate."""
    drive_maker: str
    drive_model: str
    drive_serial: str
    property_number: str
    """The device's asset tag."""
    media_type: str
    media_source: str
    """The computer that the drive came from, and whose it was, where that may be told."""
    method: str
    """`clear`, `purge`, `destroy`."""
    technique: str
    tool: str
    tool_version: str
    verification: str
    """How the result was verified, and with which tool."""
    started: datetime
    ended: datetime
    signatories: tuple[Signatory, ...]
    evidence_sha256: str
    evidence_file: str
    accepted: ChainPlace
    issued: datetime
    confidentiality: str = ""
    destination: str = ""
    policy: str = ""
    """The profile that allows this method for this media."""


@dataclass(frozen=True, slots=True)
class HostDrive:
    """A drive, as the host sheet lists it."""

    bay: str
    model: str
    serial: str
    result: str
    certificate: str


@dataclass(frozen=True, slots=True)
class HostSheet:
    """What stands on the sheet of one device: every drive that it had, and what else stood before its release."""

    number: str
    organisation: str
    category: str
    maker: str
    model: str
    serial: str
    property_number: str
    cage: str
    taken_in: datetime
    site: str
    drives: tuple[HostDrive, ...]
    gates: tuple[tuple[str, str], ...]
    """What has to be done before it leaves, and how it stands: `SIM and cards out`, `done 7 Nov 2025`."""
    disposition: str
    head: ChainPlace
    issued: datetime


_DRIVES: Final = (("bay", 14.0), ("drive", 50.0), ("serial", 46.0), ("result", 34.0), ("certificate", 30.0))


def certificate(data: Certificate) -> bytes:
    """One drive's certificate as a PDF. Raises `SymbolFault`."""
    kind = "destruction" if data.method == "destroy" else "sanitisation"
    document = Document(f"Certificate of {kind}", data.organisation, data.number, data.issued)
    says = {
        "cert": data.number, "drive": data.drive_serial, "method": data.method,
        "evidence": data.evidence_sha256, "entry": data.accepted.hash,
    }  # fmt: skip
    _symbols(document, data.number, says)
    document.band(f"{data.outcome} · {data.method}")
    document.heading("Media")
    document.fields((
        ("1", "Manufacturer", data.drive_maker), ("2", "Model", data.drive_model),
        ("3", "Serial number", data.drive_serial), ("4", "Property number", data.property_number),
        ("5", "Media type", data.media_type),
        ("6", "Media source", data.media_source), ("7", "Confidentiality before", data.confidentiality),
    ))  # fmt: skip
    document.heading("Sanitisation")
    document.fields((
        ("8", "Method", data.method), ("9", "Technique", data.technique),
        ("10", "Tool and version", f"{data.tool} {data.tool_version}".strip()),
        ("11", "Verification", data.verification), ("", "Started", moment(data.started)),
        ("", "Ended", moment(data.ended)), ("", "Allowed by", data.policy), ("", "Destination", data.destination),
    ))  # fmt: skip
    for signatory in data.signatories:
        _signatory(document, signatory)
    document.heading("Record")
    document.fields((("", "Evidence", data.evidence_file), ("", "Certificate issued", moment(data.issued))))
    document.fields((("", "SHA-256 of the evidence", data.evidence_sha256),), Face.CODE)
    _chain(document, data.accepted)
    return document.pdf()


def host_sheet(data: HostSheet) -> bytes:
    """One device's sheet as a PDF. Raises `SymbolFault`."""
    document = Document("Host sheet", data.organisation, data.number, data.issued)
    _symbols(document, data.number, {"host": data.number, "device": data.serial, "entry": data.head.hash})
    document.band(data.disposition)
    document.heading("Device")
    document.fields((
        ("", "Category", data.category), ("", "Maker and model", f"{data.maker} {data.model}".strip()),
        ("", "Serial number", data.serial), ("", "Property number", data.property_number),
        ("", "Cage label", data.cage), ("", "Taken in", f"{moment(data.taken_in)}, {data.site}"),
    ))  # fmt: skip
    document.heading("Drives")
    if data.drives:
        rows = [(drive.bay, drive.model, drive.serial, drive.result, drive.certificate) for drive in data.drives]
        document.table([name for name, _ in _DRIVES], [width for _, width in _DRIVES], rows)
    else:
        document.paragraph("None: a category without user data storage, or all drives are accounted for elsewhere.")
    document.heading("Before it leaves")
    document.fields([("", gate, state) for gate, state in data.gates])
    document.heading("Record")
    _chain(document, data.head)
    return document.pdf()


def _symbols(document: Document, number: str, says: dict[str, str]) -> None:
    """The QR in the upper right, with what a check needs; the number as Code 128 under the title."""
    text = ";".join(f"{key}={_plain(value)}" for key, value in says.items() if value)
    document.symbol(Symbol(text, Symbology.QR), MARGIN + WIDTH - 34, 12, 34, 34)
    document.symbol(Symbol(number, Symbology.CODE_128), MARGIN - 3, document.y, 70, 11)
    document.gap(13)


def _plain(value: str) -> str:
    """A value as a barcode can hold it: what is not ASCII, and the semicolon between values, as escapes."""
    return printable(value, Face.CODE, 80).replace(";", "\\x3b").encode("ascii", "backslashreplace").decode()


def _signatory(document: Document, signatory: Signatory) -> None:
    document.heading(f"{signatory.part.capitalize()} by")
    document.fields((
        ("12", "Name, title", ", ".join(part for part in (signatory.name, signatory.title) if part)),
        ("", "Date, location", f"{moment(signatory.at)}, {signatory.location}"), ("", "Contact", signatory.contact),
    ))  # fmt: skip
    if signatory.signed:
        document.fields((("", "Signature", signatory.signed),))
    else:
        document.signature("Signature")


def _chain(document: Document, place: ChainPlace) -> None:
    document.fields((
        ("", "Journal", f"{place.desk}, entry {place.number}"), ("", "Incarnation", place.incarnation),
    ))  # fmt: skip
    document.fields((("", "Hash of the entry", place.hash),), Face.CODE)
