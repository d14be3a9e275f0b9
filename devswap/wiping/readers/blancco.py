"""Blancco's report XML: one report for a computer, one erasure for each drive.

The shape (see the project's reference, 3.4) is confirmed by six independent consumers and varies by version: what is
not of it goes to review. Only the state `Successful` is a success; a report may also say Erased, Erased with
exceptions, Not Erased. A document type declaration is refused, so that no entity is ever expanded.
"""

import contextlib
import dataclasses
import re
from collections.abc import Iterator
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from devswap.wiping.evidence import Evidence, Result, Unit, as_told, same_serial

DEEPEST: Final = 64
"""Levels of nesting; a report has fewer than ten."""
STATES: Final[dict[str, Result]] = {"successful": "passed", "not erased": "failed", "failed": "failed"}
MEDIA: Final = {"nvme": "nvme", "emmc": "emmc", "ufs": "ufs"}
COUNTS: Final = ("failed_sectors", "total_errors")
AGAINST: Final = re.compile("exception|failure", re.IGNORECASE)
"""Entries of an erasure that say what went wrong in it, whatever its state."""
LOG: Final = "blancco_data/description/document_log/log_entry"


def read(raw: bytes) -> Iterator[Evidence]:
    """The drives of the reports in a file. Raises ValueError where it is no XML of this shape."""
    root = _parsed(raw)
    reports = [root] if root.tag == "report" else root.findall("report")
    if not reports or any(report.find("blancco_data") is None for report in reports):
        raise ValueError("the XML is not a Blancco report of the shape that is known")
    for number, report in enumerate(reports, 1):
        yield from _report(number, report)


def _parsed(raw: bytes) -> Element:
    """The document as a tree, bounded in depth, without a document type. Raises ValueError."""
    builder, depth = TreeBuilder(), 0
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"the XML is nested deeper than {DEEPEST} levels")
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(tag)

    def refuse(*_: object) -> None:
        raise ValueError("the XML declares a document type, which no report does")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, refuse
    try:
        parser.Parse(raw, True)
    except expat.ExpatError as error:
        raise ValueError(f"not XML: {error}") from None
    return builder.close()


def _report(number: int, report: Element) -> Iterator[Evidence]:
    hardware, author = report.find("blancco_data/blancco_hardware_report"), report.find(f"{LOG}/author")
    system = _entries(hardware, "system")
    disks = [*_each(_entries(hardware, "disks"), "disk")]
    erasures = [*_each(_entries(report.find("blancco_data/blancco_erasure_report"), "erasures"), "erasure")]
    about = Evidence(
        reader="blancco",
        digest="",
        run=number,
        tool="blancco",
        tool_version=_child(author, "product_version"),
        banner=" ".join(filter(None, (_child(author, "product_name"), _child(author, "product_revision")))),
        host=Unit(maker=_text(system, "manufacturer"), model=_text(system, "model"), serial=_text(system, "serial")),
        tag=_text(_entries(report.find("user_data"), "fields"), "Custom 1"),
    )
    results = [_result(about, erasure, disks) for erasure in erasures]
    yield from results
    for disk in disks:
        erased = any(same_serial(_text(disk, "serial"), result.drive.serial) for result in results)
        if not erased and _text(disk, "interface_type").upper() != "USB":
            reasons = ("the report lists this drive, and no erasure of it",)
            yield dataclasses.replace(about, drive=_drive(disk), reasons=reasons)
    if not results and not disks:
        yield dataclasses.replace(about, reasons=("the report lists no drive",))


def _result(about: Evidence, erasure: Element, disks: list[Element]) -> Evidence:
    drive, state = _drive(_entries(erasure, "target")), _text(erasure, "state")
    counts = {name: _number(_text(erasure, name)) for name in COUNTS}
    firmware, overwriting = _number(_text(erasure, "firmware_rounds")), _number(_text(erasure, "overwriting_rounds"))
    return dataclasses.replace(
        about,
        method=_text(erasure, "erasure_standard_name"),
        technique="firmware-erase" if firmware else "overwrite" if overwriting else "unknown",
        drive=drive,
        started=_moment(_text(erasure, "start_time")),
        ended=_moment(_text(erasure, "end_time")) or _moment(_text(erasure, "timestamp")),
        verified=f"as Blancco states: {state}" if state else "",
        errors=tuple((name.replace("_", " "), count or 0) for name, count in counts.items()),
        status=state,
        result=STATES.get(state.casefold(), "unknown"),
        reasons=tuple(_doubts(erasure, drive, disks, [*counts.values(), firmware, overwriting])),
    )


def _doubts(erasure: Element, drive: Unit, disks: list[Element], numbers: list[int | None]) -> Iterator[str]:
    state = _text(erasure, "state")
    if state and state.casefold() not in STATES:
        yield f"the report's state is “{state}”, and only “Successful” is a success"
    if None in numbers:
        yield "the report does not tell its rounds and errors"
    if disks and not any(same_serial(drive.serial, _text(disk, "serial")) for disk in disks):
        yield "the erased drive is not in the report's own list of hardware"
    told = [element for element in erasure.iter() if AGAINST.search(element.get("name", ""))]
    if any("".join(element.itertext()).strip() not in ("", "0") for element in told):
        yield "the report names exceptions or failures"


def _entries(parent: Element | None, name: str) -> Element | None:
    """The one group of this name; None where there is none, or several."""
    groups = [*_each(parent, name)]
    return groups[0] if len(groups) == 1 else None


def _each(parent: Element | None, name: str) -> Iterator[Element]:
    return (group for group in (() if parent is None else parent.findall("entries")) if group.get("name") == name)


def _text(parent: Element | None, name: str) -> str:
    """The one entry of this name; empty where there is none, or several."""
    entries = [] if parent is None else [entry for entry in parent.findall("entry") if entry.get("name") == name]
    return as_told(entries[0].text) if len(entries) == 1 else ""


def _child(parent: Element | None, tag: str) -> str:
    return as_told(parent.findtext(tag)) if parent is not None else ""


def _drive(disk: Element | None) -> Unit:
    size, kind = _number(_text(disk, "capacity")), _text(disk, "interface_type") or _text(disk, "type")
    return Unit(
        maker=_text(disk, "vendor"),
        model=_text(disk, "model"),
        serial=_text(disk, "serial"),
        size=size or None,
        media=MEDIA.get(kind.casefold(), ""),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def _moment(text: str) -> datetime | None:
    """ISO 8601, or the form of a mail's date; with a zone as far as it tells one."""
    for read_as in (datetime.fromisoformat, parsedate_to_datetime):
        with contextlib.suppress(ValueError):
            return read_as(text)
    return None
