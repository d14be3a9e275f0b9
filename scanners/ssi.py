"""Zebra's Simple Serial Interface, packet by packet: parse, build, and what a DECODE_DATA says.

A packet is `LEN OP SRC STATUS DATA… CK_HI CK_LO`. LEN counts the bytes before the checksum, 4 + data; SRC is 0x04 for
the host and 0x00 for the scanner (0x02 on the first of several segments); the checksum is the two's complement of the
sum of all bytes before it, 16 bits, big-endian. At most 257 bytes. The talk between host and scanner is in
`ssi_dialogue.py`.

    >>> parse(bytes.fromhex("0CF3000001 4A374C58563432 FD1F")).label
    Label(text='J7LXV42', aim=']A0')

References: Zebra SSI Programmer's Guide 72E-40451; DS9908 Product Reference Guide p.247-254; SE955 Integration Guide
p.191; enioka_scan (segments and header lengths as newer models were observed to send them).
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

MULTIPACKET_SEGMENT: Final = 0x73
MULTIPACKET_ACK: Final = 0x74
SCANNER_INIT: Final = 0x91
HOST_ACK: Final = 0x96
PARAM_SEND: Final = 0xC6
CMD_ACK: Final = 0xD0
CMD_NAK: Final = 0xD1
BEEP: Final = 0xE6
LED_ON: Final = 0xE7
LED_OFF: Final = 0xE8
DECODE_DATA: Final = 0xF3
EVENT: Final = 0xF6

_REPLIES: Final = (0x80, 0x90, 0xA4, 0xB1, 0xD4, 0xD6)
"""SSI management, initialisation, revision, image data, capabilities, batch data."""
FROM_SCANNER: Final = frozenset(
    (MULTIPACKET_SEGMENT, SCANNER_INIT, PARAM_SEND, CMD_ACK, CMD_NAK, DECODE_DATA, EVENT, *_REPLIES)
)

RETRANSMISSION: Final = 0x01
MORE_FOLLOWS: Final = 0x02
RESEND: Final = 1
"""The cause of a CMD_NAK that asks for the packet again; 2 bad context, 6 denied, 10 cancelled ask for nothing."""

_SUPPLEMENTS: Final = (0x48, 0x49, 0x4B, 0x88, 0x89, 0x8B)
_AIM: Final = {
    0x01: "]A0", 0x02: "]F0", 0x03: "]C0", 0x04: "]S0", 0x05: "]S0", 0x06: "]I0", 0x07: "]G0", 0x08: "]E0", 0x09: "]E0",
    0x0A: "]E4", 0x0B: "]E0", 0x0C: "]H0", 0x0E: "]M0", 0x0F: "]C1", 0x11: "]L0", 0x13: "]A4", 0x15: "]X0", 0x16: "]X0",
    0x1B: "]d1", 0x1C: "]Q1", 0x20: "]A0", 0x25: "]U0", 0x2C: "]Q1", 0x2D: "]z0", 0x30: "]e0", 0x31: "]e0", 0x32: "]e0",
    0x4A: "]E4", 0x8A: "]E4", 0xB7: "]h0", 0xC1: "]d2", 0xC2: "]Q3", **dict.fromkeys(_SUPPLEMENTS, "]E3"),
}  # fmt: skip
"""SSI code type (DS9908 appendix) → AIM identifier (ISO/IEC 15424)."""


class Label(NamedTuple):
    """What a DECODE_DATA says: the text, one character a byte, and the symbology's AIM identifier, or empty."""

    text: str
    aim: str


@dataclass(frozen=True, slots=True)
class Packet:
    """One SSI packet. `data` is what lies between the header and the checksum."""

    opcode: int
    data: bytes = b""
    source: int = 0x04
    status: int = 0x00
    """Always 0x00 from here: 0x08 would write a parameter to the scanner's flash, which wears (CR6080 p.214)."""
    sound: bool = True
    """Its checksum is right."""

    @property
    def label(self) -> Label | None:
        """The label that a DECODE_DATA packet carries; None for any other packet."""
        return decoded(self.data) if self.opcode == DECODE_DATA and self.data else None

    @property
    def no_read(self) -> bool:
        """A trigger pull that read nothing: DECODE_DATA with the text `NR`."""
        return self.opcode == DECODE_DATA and self.data[1:] == b"NR"


def checksum(data: bytes) -> bytes:
    """The two bytes that end a packet."""
    return (-sum(data) & 0xFFFF).to_bytes(2, "big")


def build(opcode: int, data: bytes = b"", status: int = 0x00) -> bytes:
    """A packet from the host. `data` holds at most 251 bytes.

    >>> build(CMD_ACK).hex(" ")
    '04 d0 04 00 ff 28'
    """
    body = bytes((4 + len(data), opcode, 0x04, status)) + data
    return body + checksum(body)


def measure(head: bytes) -> int | None:
    """The length of the packet that a scanner's line begins with; 0 for none; None while that cannot be seen."""
    if head[0] < 4 or (len(head) > 1 and head[1] not in FROM_SCANNER):
        return 0
    if len(head) < 3:
        return None
    return head[0] + 2 if head[2] == 0x00 or (head[1], head[2]) == (MULTIPACKET_SEGMENT, 0x02) else 0


def parse(data: bytes) -> Packet | None:
    """Bytes that were captured whole → the packet that they are; None where they are none.

    A packet whose checksum is wrong, or that was cut short, comes back with `sound` false.
    """
    if len(data) < 5 or not (length := measure(data)) or len(data) > length:
        return None
    whole = len(data) == length
    body = data[: length - 2]
    return Packet(data[1], body[4:], data[2], data[3], sound=whole and checksum(body) == data[-2:])


def decoded(payload: bytes) -> Label:
    """The payload of a DECODE_DATA: the code type, then the text.

    Newer models (RS51xx, RS6000) put 0x01 and the text's length, two bytes, between them (enioka_scan, observed). An
    AIM identifier that the scanner was set to send in the text is taken from it: it says more than the code type.
    """
    text = payload[4:] if len(payload) == announced(payload) else payload[1:]
    aim = _AIM.get(payload[0], "")
    if aim and text[:2] == aim[:2].encode() and text[2:3].isalnum():
        return Label(text[3:].decode("latin-1"), text[:3].decode("latin-1"))
    return Label(text.decode("latin-1"), aim)


def announced(payload: bytes) -> int | None:
    """The length of a payload that has the newer models' header, as that header says; None without one."""
    return 4 + int.from_bytes(payload[2:4], "big") if payload[1:2] == b"\x01" else None


def joined(segments: list[bytes]) -> bytes:
    """The payload that the segments of one long label (opcode 73), without their numbers, have brought so far.

    Their message is `F3 00 00`, a two-byte length, and a payload with the newer models' header.
    """
    return b"".join(segments)[5:]
