"""HID-POS (usage page 0x8C): one 64-byte input report → what it says. No keyboard, no layout, the symbology told.

    [0]      0x02, the report's id
    [1]      how many data bytes follow the AIM identifier
    [2..4]   AIM identifier, with its `]`
    [5..60]  data, up to 56 bytes
    [61]     the maker's own symbology number     [62] reserved     [63] bit 0: the next report goes on

A report that the system hands over without its id is one byte shorter and begins at [1].

References: Access-IS LSR118 p.68, and a Honeywell dump that agrees. On Honeywell `]Z6` marks the reply to a command
and `]X0` a text reply: neither is a label.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from scanners.ssi import Label

_ID: Final = 0x02
_SIZE: Final = 64
_ROOM: Final = 56


@dataclass(frozen=True, slots=True)
class Report:
    """One report: a label or a part of one, or a reply."""

    text: str
    """One character a byte."""
    aim: str
    more_follows: bool = False

    @property
    def is_reply(self) -> bool:
        """The scanner answers a command; nothing was read."""
        return self.aim in ("]Z6", "]X0")


def parse(report: bytes) -> Report | None:
    """One input report, with or without its id; None where the bytes are not one."""
    if len(report) == _SIZE and report[0] == _ID:
        report = report[1:]
    if len(report) != _SIZE - 1 or report[0] > _ROOM or report[1:2] != b"]" or not report[2:4].isalnum():
        return None
    return Report(report[4 : 4 + report[0]].decode("latin-1"), report[1:4].decode("ascii"), bool(report[62] & 1))


def joined(reports: Iterable[Report]) -> Label:
    """The label that one or more reports carry together; the first has its AIM identifier."""
    parts = list(reports)
    return Label("".join(part.text for part in parts), parts[0].aim)
