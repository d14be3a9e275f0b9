"""The results of any other tool, or of a person, as CSV: one row for one drive, under a mapping.

A mapping says which header holds which field and which words mean passed, failed, and which technique. What it does
not name is not understood: an unknown word for a result is no result. A row holds what somebody wrote; a profile names
the tools that it takes such a word from.
"""

import contextlib
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from devswap.errors import ConfigError
from devswap.wiping.evidence import Evidence, Result, Unit, as_told
from devswap.wiping.methods import TECHNIQUES

FIELDS: Final = (
    "asset_tag", "device_serial", "drive_serial", "drive_model", "media_type", "capacity_bytes", "method", "technique",
    "tool", "tool_version", "started_at", "ended_at", "result", "verify_method", "verify_result", "errors", "operator",
    "evidence_file",
)  # fmt: skip
NEEDED: Final = ("drive_serial", "technique", "tool", "result")
"""Without these columns a CSV tells of no erasure."""
RESULTS: Final[Mapping[str, Result]] = {"passed": "passed", "pass": "passed", "failed": "failed", "fail": "failed"}
"""The words for a result that need no mapping."""
MOST_ROWS: Final = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvMapping:
    """How a tool's CSV is read. All words compare without regard to case."""

    columns: Mapping[str, str] = field(default_factory=lambda: {name: name for name in FIELDS})
    """Our field → the header in the file."""
    results: Mapping[str, Result] = field(default_factory=lambda: dict(RESULTS))
    techniques: Mapping[str, str] = field(default_factory=lambda: {name: name for name in TECHNIQUES})
    delimiter: str = ","
    tool: str = ""
    """The tool, where the file does not name it."""

    def __post_init__(self) -> None:
        for word, technique in self.techniques.items():
            if technique not in TECHNIQUES:
                known = ", ".join(sorted(TECHNIQUES))
                raise ConfigError(f"CSV mapping: [techniques] {word}: expected one of {known}, found “{technique}”.")
        for name in self.columns:
            if name not in FIELDS:
                raise ConfigError(f"CSV mapping: [columns] {name}: expected one of {', '.join(FIELDS)}.")
        if len(self.delimiter) != 1:
            raise ConfigError(f"CSV mapping: delimiter: expected one character, found “{self.delimiter}”.")


def is_csv(text: str, mapping: CsvMapping) -> bool:
    """Whether a text begins with the headers that are needed."""
    headers = next(_rows(text, mapping), [])
    needed = [name for name in NEEDED if name != "tool" or not mapping.tool]
    return all(mapping.columns.get(name, "").casefold() in headers for name in needed)


def read(text: str, mapping: CsvMapping) -> Iterator[Evidence]:
    """A result for each row. Raises ValueError where the text is no such CSV."""
    rows = _rows(text, mapping)
    headers = next(rows, [])
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            raise ValueError(f"the CSV has more than {MOST_ROWS} rows: split it")
        if any(row):
            yield _result(number, _Row(headers, row, mapping), mapping)


def _rows(text: str, mapping: CsvMapping) -> Iterator[list[str]]:
    """The rows, the header's words folded. Raises ValueError where the text is damaged."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter)
    try:
        yield [header.strip().casefold() for header in next(rows, [])]
        yield from rows
    except csv.Error as error:
        raise ValueError(f"the CSV is damaged: {error}") from None


class _Row:
    """The cells of a row by our names; a column that is missing or comes twice is empty."""

    def __init__(self, headers: list[str], cells: list[str], mapping: CsvMapping) -> None:
        self.is_whole = len(headers) == len(cells) and len(set(headers)) == len(headers)
        by_header = dict(zip(headers, cells, strict=False)) if self.is_whole else {}
        self.cells = {name: as_told(by_header.get(header.casefold())) for name, header in mapping.columns.items()}

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def _result(number: int, row: _Row, mapping: CsvMapping) -> Evidence:
    results = {word.casefold(): result for word, result in mapping.results.items()}
    techniques = {word.casefold(): technique for word, technique in mapping.techniques.items()}
    size, errors = row["capacity_bytes"], row["errors"]
    verified = results.get(row["verify_result"].casefold()) == "passed"
    return Evidence(
        reader="generic",
        digest="",
        run=number,
        tool=row["tool"] or mapping.tool,
        tool_version=row["tool_version"],
        method=row["method"],
        technique=techniques.get(row["technique"].casefold()) or techniques.get(_dashed(row["technique"]), "unknown"),
        drive=Unit(
            model=row["drive_model"],
            serial=row["drive_serial"],
            size=int(size) if _is_number(size) else None,
            media=row["media_type"],
        ),
        host=Unit(serial=row["device_serial"]),
        started=_moment(row["started_at"]),
        ended=_moment(row["ended_at"]),
        verified=row["verify_method"] or "as the row states" if verified else "",
        errors=(("counted", int(errors)),) if _is_number(errors) else None,
        status=row["result"],
        tag=row["asset_tag"],
        result=results.get(row["result"].casefold(), "unknown"),
        reasons=tuple(_doubts(row, results)),
    )


def _doubts(row: _Row, results: Mapping[str, Result]) -> Iterator[str]:
    if not row.is_whole:
        yield "the row has not one cell for each header"
    if row["result"] and row["result"].casefold() not in results:
        yield f"the result is “{row['result']}”, a word that the mapping does not name"
    if row["verify_result"] and results.get(row["verify_result"].casefold()) != "passed":
        yield f"the verification says “{row['verify_result']}”"
    if row["errors"] and not _is_number(row["errors"]):
        yield f"the number of errors is “{row['errors']}”"


def _dashed(text: str) -> str:
    """`ATA Secure Erase` and `ata_secure_erase` as our own names are written."""
    return "-".join(re.split(r"[\s_-]+", text.casefold()))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20


def _moment(text: str) -> datetime | None:
    with contextlib.suppress(ValueError):
        return datetime.fromisoformat(text)
    return None
