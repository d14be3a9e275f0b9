"""What a desk is told of one scanner: a `[[scanner]]` table of the configuration as a checked, frozen value.

>>> ScannerSettings("lane 1", port="/dev/ttyACM0", settings="9600 7E1").line
Line(baud=9600, bytesize=7, parity='E', stopbits=1.0, flow='')
"""

import re
from dataclasses import dataclass, replace
from typing import Final, Literal, NamedTuple

from scanners.feedback import MAKES
from scanners.framing import Framing

Kind = Literal["serial", "hid", "keyboard", "recording"]
KINDS: Final = ("serial", "hid", "keyboard", "recording")

_LINE: Final = re.compile(
    r"\s*(\d{2,7})?\s*(?:\b([5-8])([NEOMS])(1|1\.5|2))?\s*(rtscts|dsrdtr|xonxoff)?\s*", re.IGNORECASE
)
_USB: Final = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::(.+))?", re.IGNORECASE)

_SHOWN: Final = 60
"""Characters of a wrong value that a sentence repeats."""
_LOCAL_IDLE: Final = 0.08
_HID_IDLE: Final = 0.15
_NETWORK_IDLE: Final = 0.3
"""A network delivers what a line sent in pieces of its own, and late."""


class Line(NamedTuple):
    """How a serial line is set: `9600 8N1` and the handshake wires."""

    baud: int = 9600
    bytesize: int = 8
    parity: str = "N"
    stopbits: float = 1.0
    flow: str = ""


class UsbId(NamedTuple):
    """A USB device by its maker's and model's number, and its serial number where it has one."""

    vid: int
    pid: int
    serial_number: str = ""


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """One scanner. Raises ValueError, in a sentence that names the scanner, the key, what it found and what fits."""

    name: str
    kind: Kind = "serial"
    port: str = ""
    """serial: `/dev/serial/by-id/…`, `/dev/ttyACM0`, `COM5`, `usb:05e0:1701[:serial]`, `socket://host:port`,
    `rfc2217://host:port`; hid: `/dev/input/by-id/…`, `/dev/input/event5`, `usb:…`; recording: a file."""
    settings: str = ""
    """`9600 8N1`, `7E1`, `115200 8N1 rtscts`; what is left out is 9600, 8N1, no handshake."""
    protocol: str = "plain"
    """How this make is told a verdict, and whether SSI is switched on: one of `feedback.MAKES`."""
    idle_ms: int | None = None
    """Silence that ends a scan; by default 80 on a cable, 150 for hid, 300 over a network. Not for `keyboard`, where
    people type too: see `keystrokes.Pace`."""
    terminators: str = "\r\n\t"
    enclosed: bool = True
    """STX … ETX encloses a scan."""

    def __post_init__(self) -> None:
        self._check("kind", self.kind, self.kind in KINDS, ", ".join(KINDS))
        self._check("protocol", self.protocol, self.protocol in MAKES, ", ".join(MAKES))
        self._check("name", self.name, self.name.strip().isprintable() and self.name.strip(), "a short, printable name")
        self._check("port", self.port, self.port or self.kind == "keyboard", "the port, device or file to read")
        self._check("settings", self.settings, _LINE.fullmatch(self.settings), "for example 9600 8N1, 7E1, 8O1 rtscts")
        self._check("idle_ms", self.idle_ms, self.idle_ms is None or 10 <= self.idle_ms <= 5_000, "10 to 5000")
        self._check("terminators", self.terminators, self.terminators.isascii(), "ASCII characters")

    @property
    def line(self) -> Line:
        """`settings`, read."""
        match = _LINE.fullmatch(self.settings)
        baud, size, parity, stop, flow = match.groups() if match else (None,) * 5
        return Line(int(baud or 9600), int(size or 8), (parity or "N").upper(), float(stop or 1), (flow or "").lower())

    @property
    def usb(self) -> UsbId | None:
        """The device that a `usb:vid:pid[:serial]` port names; None for any other port."""
        match = _USB.fullmatch(self.port)
        return UsbId(int(match[1], 16), int(match[2], 16), match[3] or "") if match else None

    @property
    def framing(self) -> Framing:
        """How its scans end."""
        network = self.port.partition("://")[0] in ("socket", "rfc2217")
        idle = _HID_IDLE if self.kind == "hid" else _NETWORK_IDLE if network else _LOCAL_IDLE
        idle = self.idle_ms / 1000 if self.idle_ms is not None else idle
        framing = Framing(self.terminators.encode("ascii"), self.enclosed, idle)
        return replace(framing, patience=max(framing.patience, idle), packet_gap=max(framing.packet_gap, idle))

    def _check(self, key: str, found: object, fits: object, expected: str) -> None:
        if not fits:
            raise ValueError(f"scanner {_shown(self.name)}: {key} is {_shown(found)}; expected {expected}")


def _shown(found: object) -> str:
    text = repr(found)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
