"""The papers of a consignment: its manifest as PDF and CSV, and the note or transfer that its scheme needs.

Made of the frozen lines alone, so that printing again gives the same bytes.
"""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from devswap.errors import DevswapError
from devswap.ledger.ids import moment
from devswap.printing.document import WIDTH, Document
from devswap.printing.lettering import moment as told
from devswap.store.lists.sheet import disarmed
from devswap.wiping.consignment import Header, Line
from devswap.wiping.schemes import Paper

COLUMNS = (
    "consignment", "scheme", "disposition", "serial", "asset_tag", "category", "maker", "model", "grade", "reasons",
    "checks", "facts", "data", "drives", "waste_code", "hazardous", "device_id",
)  # fmt: skip
_TITLES: dict[Paper, str] = {
    "ownership_transfer": "Transfer of ownership",
    "waste_transfer_note": "Waste transfer note",
    "hazardous_consignment_note": "Hazardous waste consignment note",
}
_SAYS: dict[Paper, str] = {
    "ownership_transfer": (
        "The devices of the manifest pass into the ownership of the receiver as they are, to be used again. "
        "They are not waste."
    ),
    "waste_transfer_note": (
        "I confirm that I have fulfilled my duty to apply the waste hierarchy as required by regulation 12 of the "
        "Waste (England and Wales) Regulations 2011."
    ),
    "hazardous_consignment_note": "The waste described is hazardous. Parts A to E are completed by those who sign.",
}


def written(header: Header, lines: Sequence[Line], collector: str, folder: Path) -> list[Path]:
    """The manifest and what its scheme needs, in files of a folder. Raises DevswapError while it is open, OSError."""
    if not header.closed:
        raise DevswapError(f"{header.name} is open. Close it first: its papers name what is frozen then.")
    files = {"manifest.pdf": manifest(header, lines), "manifest.csv": manifest_csv(header, lines).encode()}
    for kind in header.scheme.papers:
        if kind != "hazardous_consignment_note" or any(line.hazardous for line in lines):
            files[f"{kind.replace('_', '-')}.pdf"] = paper(kind, header, lines, collector)
    return kept(folder, {f"{header.name}-{suffix}": content for suffix, content in files.items()})


def kept(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Papers in files of a folder, which is made. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def manifest_csv(header: Header, lines: Sequence[Line]) -> str:
    """The manifest as CSV, formulas disarmed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines:
        facts = ";".join(f"{name}={amount}" for name, amount in sorted(line.facts.items()))
        row = (
            header.name, header.scheme.name, header.scheme.kind, line.serial, line.asset_tag, line.category, line.maker,
            line.model, line.grade, ";".join(line.reasons), ";".join(line.checks), facts, _data(line),
            ";".join(f"{d.serial or '-'} {d.outcome} {d.technique} {d.evidence}".rstrip() for d in line.drives),
            line.waste, "yes" if line.hazardous else "no", line.device,
        )  # fmt: skip
        writer.writerow([disarmed(cell) for cell in row])
    return out.getvalue()


def manifest(header: Header, lines: Sequence[Line]) -> bytes:
    """The manifest as a PDF. Call it on a closed consignment."""
    document = _document("Manifest", header)
    document.band(f"{len(lines)} devices for {header.scheme.kind}")
    document.fields(_parties(header))
    counts = Counter(line.category for line in lines)
    document.fields([("", category, str(count)) for category, count in sorted(counts.items())])
    document.heading("Devices")
    rows = [
        (str(number), line.called, line.asset_tag, f"{line.category} {line.maker} {line.model}", line.grade.upper(),
         _data(line))
        for number, line in enumerate(lines, 1)
    ]  # fmt: skip
    widths = (10.0, 34.0, 24.0, 52.0, 14.0, WIDTH - 134)
    document.table(("no", "serial", "tag", "device", "grade", "data"), widths, rows)
    document.heading("Snapshot")
    document.fields((("", "SHA-256 of the lines", header.snapshot),))
    return document.pdf()


def paper(kind: Paper, header: Header, lines: Sequence[Line], collector: str = "") -> bytes:
    """A note or transfer as a PDF, to be signed; `collector` is who collected, where that is known."""
    document = _document(_TITLES[kind], header)
    document.fields(_parties(header))
    document.paragraph(_SAYS[kind])
    wanted = [line for line in lines if kind != "hazardous_consignment_note" or line.hazardous]
    document.heading("What is handed over")
    if kind == "ownership_transfer":
        kinds = Counter(f"{line.category} {line.maker} {line.model}" for line in wanted)
        document.table(("device", "pieces"), (WIDTH - 30, 30), [(k, str(n)) for k, n in sorted(kinds.items())])
    else:
        codes = Counter((line.waste, line.category, line.hazardous) for line in wanted)
        rows = [(code, category, str(n), "yes" if bad else "no") for (code, category, bad), n in sorted(codes.items())]
        document.table(("waste code", "category", "pieces", "hazardous"), (40, WIDTH - 100, 30, 30), rows)
        document.fields((
            ("", "SIC code of the producer", header.origin.sic),
            ("", "Containment", "loose, as listed in the manifest"),
            ("", "Treatment done", treatment(header)),
            ("", "Numbers of the notes", ", ".join(header.notes)),
        ))  # fmt: skip
    document.fields((
        ("", "Handed over", told(moment(header.handed_over)) if header.handed_over else ""),
        ("", "Collected by", collector),
    ))  # fmt: skip
    for who in ("For the origin", "For the carrier", "For the receiver"):
        document.signature(who)
    return document.pdf()


def treatment(header: Header) -> str:
    """What was done to the data, for the note: a scheme that destroys may take what nobody wiped."""
    if header.scheme.takes_unwiped:
        return "wiped where the manifest says so; all else holds data, and is to be destroyed unread"
    return "sanitised as the manifest says, drive by drive"


def _document(title: str, header: Header) -> Document:
    at = moment(header.closed or header.opened)
    return Document(title, f"{header.name} · {header.scheme.title} · {header.site}", f"{title} {header.name}", at)


def _parties(header: Header) -> list[tuple[str, str, str]]:
    carrier = header.carrier
    return [
        ("", "Consignment", header.name),
        ("", "Origin", f"{header.origin.name}, {header.site} {header.origin.address}".strip()),
        ("", "Receiver", f"{header.scheme.title} {header.scheme.address}".strip()),
        ("", "Disposition", header.scheme.kind),
        ("", "Carrier", f"{carrier.name}, registration {carrier.registration}" if carrier else ""),
        ("", "Closed", told(moment(header.closed)) if header.closed else ""),
    ]


def _data(line: Line) -> str:
    """What stands for the data that was on it."""
    if line.storage == "no_data":
        return "no user data storage"
    outcomes = Counter(drive.outcome for drive in line.drives)
    return ", ".join(f"{n} {outcome.replace('_', ' ')}" for outcome, n in sorted(outcomes.items())) or "see record"
