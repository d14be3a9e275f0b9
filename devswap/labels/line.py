"""What the line itself says, before anybody asks what a label means: packets, replies, parity, terminators.

The raw bytes alone decide. Packets (Zebra SSI, HID-POS, Honeywell DECHDR1) and menu replies are recognised by their
own structure, a 7E1 sender by the parity of every byte; what is left is split where STX, ETX, CR, LF or TAB end a scan.

References: scanners.ssi, scanners.hid_pos, scanners.honeywell, which name the manuals.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from devswap.labels.kinds import Reading, reading
from scanners import hid_pos, honeywell, ssi

_TERMINATORS: Final = re.compile("[\r\n\t\x02\x03]+")
_UNPRINTABLE: Final = re.compile("[\x00-\x03\x05-\x1c\x1f\x7f-\x9f\ud800-\udfff]")
_BARE_REPLY: Final = re.compile(rb"[A-Z0-9]{6}[\x20-\x7e]*[\x05\x06\x15][.!,;]?|\x02\x010000.*;\x03?", re.DOTALL)
_NOISE: Final = "noise: bytes that no label holds"
_NO_READ: Final = ("NR", "NO READ", "NOREAD")
_EVEN: Final = frozenset(chr(byte) for byte in range(256) if byte.bit_count() % 2 == 0)
_TYPED: Final = frozenset("£½èç")
"""Characters of even parity that a keyboard layout makes of good ones."""
_REPORT: Final = 64


class Content(NamedTuple):
    """What one label holds, and its AIM identifier without the bracket where a packet told it; else empty."""

    text: str
    aim: str = ""


def contents(text: str) -> list[Content | Reading]:
    """What the line brought, in order: contents of labels, and readings of what is none. At least one.

    `text` holds one character for each byte, or the characters that a keyboard typed.
    """
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        return list(_frames(text))
    if found := _packets(data):
        return found
    if reply := _reply(data):
        return [reply]
    text = honeywell.without_menu_replies(data).decode("latin-1")
    if not text.isascii():
        if parity := _parity(text):
            return [parity]
        text = _from_utf8(text)
    return list(_frames(text))


def no_read(text: str) -> Reading | None:
    """The text that scanners send where a trigger pull read nothing."""
    return reading("no-read", "", "the scanner read nothing: scan again") if text.upper() in _NO_READ else None


def _frames(text: str) -> Iterator[Content | Reading]:
    frames = [frame for frame in _TERMINATORS.split(text) if frame]
    if not frames:
        yield reading("garbage", "", "an empty frame")
    for frame in frames:
        if _UNPRINTABLE.search(frame):
            yield reading("garbage", "", _NOISE)
        else:
            yield Content(frame)


def _packets(data: bytes) -> list[Content | Reading]:
    """The packets that the data consists of; none where it begins with no packet."""
    if data[:1] == b"\x02":
        return _reports(data)
    if data[:2] == b"\x16\xfe":
        return _headed(data)
    return _ssi(data) if len(data) >= 5 and ssi.measure(data[:3]) else []


def _ssi(data: bytes) -> list[Content | Reading]:
    found: list[Content | Reading] = []
    parts: list[bytes] = []
    segments: list[bytes] = []
    while len(data) >= 5 and (length := ssi.measure(data)):
        packet = ssi.parse(data[:length])
        data = data[length:]
        if packet is None or not packet.sound:
            found.append(
                reading("protocol-error", "", "an SSI packet with a wrong checksum: the scanner sends it again")
            )
        elif packet.opcode == ssi.MULTIPACKET_SEGMENT:
            segments.append(packet.data[1:])
        elif packet.opcode != ssi.DECODE_DATA or not packet.data:
            found.append(reading("host-reply", "", "the scanner's own answer"))
        elif packet.no_read:
            found.append(reading("no-read", "", "the scanner read nothing: scan again"))
        else:
            parts.append(packet.data)
            if not packet.status & ssi.MORE_FOLLOWS:
                found.append(_labelled(parts[0][:1] + b"".join(part[1:] for part in parts)))
                parts = []
    if parts:
        found.append(reading("protocol-error", "", "a long label in SSI packets of which the last is missing"))
    if payload := ssi.joined(segments):
        found.append(_labelled(payload))
    return found


def _labelled(payload: bytes) -> Content | Reading:
    return _content(ssi.decoded(payload))


def _content(label: ssi.Label) -> Content | Reading:
    text = label.text.strip("\r\n\t")
    if _UNPRINTABLE.search(text):
        return reading("garbage", "", _NOISE)
    return Content(text, label.aim[1:])


def _reports(data: bytes) -> list[Content | Reading]:
    """HID-POS reports; one whose trailing zeros were cut off counts too."""
    found: list[Content | Reading] = []
    parts: list[hid_pos.Report] = []
    while data[:1] == b"\x02" and data[2:3] == b"]" and len(data) >= 5 + data[1]:
        report = hid_pos.parse(data[:_REPORT].ljust(_REPORT, b"\0"))
        data = data[_REPORT:]
        if report is None:
            break
        if report.is_reply:
            found.append(reading("host-reply", "", "the scanner's own answer"))
            continue
        parts.append(report)
        if not report.more_follows or not data:
            found.append(_content(hid_pos.joined(parts)))
            parts = []
    return found


def _headed(data: bytes) -> list[Content | Reading]:
    found: list[Content | Reading] = []
    while length := honeywell.measure(data) if data else 0:
        label = honeywell.parse_dechdr1(data[:length])
        data = data[length:]
        if label:
            found.append(_content(label))
        else:
            found.append(reading("protocol-error", "", "a Honeywell packet whose lengths disagree"))
    return found


def _reply(data: bytes) -> Reading | None:
    line = data.strip(b"\r\n")
    if honeywell.is_menu_reply(line) or _BARE_REPLY.fullmatch(line):
        return reading("host-reply", "", "the scanner's own answer to a command")
    return None


def _parity(text: str) -> Reading | None:
    """A 7E1 sender read as 8N1: every byte has even parity and some have bit 7, and seven bits make a plain text."""
    seen = set(text)
    if not seen <= _EVEN or {character for character in seen if character > "\x7f"} <= _TYPED:
        return None
    plain = "".join(chr(ord(character) & 0x7F) for character in text)
    frames = [frame for frame in _TERMINATORS.split(plain) if frame]
    if not frames or any(_UNPRINTABLE.search(frame) for frame in frames):
        return None
    return reading("parity-mismatch", " | ".join(frames), "every byte has even parity: set the line to 7E1")


def _from_utf8(text: str) -> str:
    """The text where its bytes are UTF-8 of the Latin letters that layouts type, else as it was."""
    try:
        decoded = text.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return text
    return decoded if max(decoded) <= "\xff" else text
