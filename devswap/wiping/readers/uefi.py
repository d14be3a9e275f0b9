"""The JSON report of the storage erase driver in Intel's UEFI firmware: UTF-16 with a byte order mark, odd in places.

It lists a drive only where the firmware's erase returned success, and says nothing else of the result: no status, no
errors, and its “Verification Method” is a fixed text. A profile decides whether that counts. A simulated run writes
“Simulation” as the method. As the driver builds it, the file is no sound JSON: `Content` comes once for each drive,
without a comma between two, and the quotes in `Clear with "00"` are not escaped. Nothing else is repaired.

Reference: the driver's report writer (StorageErase, `AppendDeviceReport`, `CreateReport`), Intel 2022.
"""

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from devswap.wiping.evidence import Evidence, Unit, as_told

TECHNIQUES: Final = {
    'clear with "00"': "firmware-overwrite",
    "overwrite": "firmware-overwrite",
    "block erase": "firmware-block-erase",
    "crypto erase": "firmware-crypto-erase",
}
MEDIA: Final = {"nvme": "nvme", "ufs": "ufs"}
"""SATA may be a disk or flash, and is left open."""
DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})T(\d{1,2}):(\d{1,2}):(\d{1,2})")


def read(text: str) -> Iterator[Evidence]:
    """The drives of a report. Raises ValueError where it is no JSON, and no report of this kind."""
    text = text.replace('"Clear with "00""', r'"Clear with \"00\""')
    text = re.sub(r"\}(\s*\"Content\"\s*:)", r"},\1", text)
    report = json.loads(text, object_pairs_hook=_Pairs)
    if not isinstance(report, _Pairs):
        raise ValueError("the report is no JSON object")
    contents = [value for key, value in report.pairs if key == "Content"]
    for number, content in enumerate(contents, 1):
        if isinstance(content, _Pairs):
            yield _result(number, content)
    if not any(isinstance(content, _Pairs) for content in contents):
        raise ValueError("the report lists no drive")


class _Pairs:
    """A JSON object with all its keys, repeated ones too."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs

    def text(self, key: str) -> str:
        """The one text under a key; empty where there is none, or several that differ."""
        values = {value for name, value in self.pairs if name == key and isinstance(value, str)}
        return values.pop().strip() if len(values) == 1 else ""

    def table(self, key: str) -> "_Pairs":
        tables = [value for name, value in self.pairs if name == key and isinstance(value, _Pairs)]
        return tables[0] if len(tables) == 1 else _Pairs([])


def _result(number: int, content: _Pairs) -> Evidence:
    method, description = content.text("Method used"), content.text("Sanitization Description")
    listed = bool(method and description)
    return Evidence(
        reader="uefi",
        digest="",
        run=number,
        tool="uefi erase",
        banner=as_told(content.text("Tool Used")),
        method=as_told(f"{description}: {method}"),
        technique=TECHNIQUES.get(method.casefold(), "unknown"),
        drive=Unit(
            maker=as_told(content.text("Manufacturer")),
            model=as_told(content.text("Model")),
            serial=as_told(content.text("Serial Number")),
            media=MEDIA.get(content.text("Media Type").casefold(), ""),
        ),
        ended=_moment(content.table("Sanitization Person").text("Date")),
        verified=as_told(content.text("Verification Method")),
        status="listed as erased" if listed else "",
        result="passed" if listed else "unknown",
        reasons=("the run was a simulation: nothing was erased",) if "Simulation" in (method, description) else (),
    )


def _moment(told: str) -> datetime | None:
    """`2026-1-5T9:3:7`, the firmware's clock, without a zone."""
    match = DATE.fullmatch(told)
    try:
        return datetime(*map(int, match.groups())) if match else None  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None
