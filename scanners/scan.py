"""One scan: the text that a scanner read, and what the line says of it."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Scan:
    """One label as one scanner read it, before anybody asks what it means.

    `text` holds one character for each byte that the line carried (latin-1), or the characters that a keyboard
    typed. Framing (terminators, packets) is gone; an AIM identifier (ISO/IEC 15424) that the scanner sent as text is
    still at its head.
    """

    text: str
    source: str = "keyboard"
    """The scanner's name in the configuration, or the recording's."""
    at: float = 0.0
    """Seconds on the monotonic clock when the last byte came."""
    aim: str = ""
    """The AIM identifier (`]C0`) where a packet protocol told the symbology apart from the data; else empty."""
    typed: bool = False
    """A person typed it."""
    keyed: bool = False
    """It came as keys, and so through the system's keyboard layout."""
    damage: str = ""
    """What the line knows to be wrong with it: `parity`, `checksum`, `overlong`, `torn` (a part is missing); empty
    for a sound scan."""


class Heard(NamedTuple):
    """What came of the bytes that a line brought: scans for the desk, and bytes to send back to the scanner."""

    scans: list[Scan]
    answer: bytes = b""
