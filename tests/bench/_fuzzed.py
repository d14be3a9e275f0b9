"""What `fuzz` runs bytes through: each function takes bytes and raises AssertionError where a promise is broken.

Imported only in a process of its own, under atheris' instrumentation.
"""

import io
import json
from collections.abc import Callable
from typing import Final

from devswap.labels import identifiers
from devswap.labels.command_line import read_lines
from devswap.labels.layouts import TABLES
from devswap.labels.reading import read
from scanners import honeywell, ssi
from scanners.conversation import Conversation
from scanners.framing import ETX, STX, Frame, Framer, Framing, split
from scanners.scan import Scan

MEASURES: Final = (ssi.measure, honeywell.measure)
MARKS: Final = bytes((STX, ETX)) + b"\r\n\t"
PROTOCOLS: Final = ("plain", "ssi", "honeywell-host-ack", "datalogic")
LAYOUTS: Final = (None, *TABLES)
AIMS: Final = ("", "]C0", "]C1", "]A0", "]A1", "]E0", "]E4", "]I1", "]Q1", "]Q3", "]d1", "]d2", "]X0", "]Z6")


def _cuts(data: bytes) -> tuple[bytes, list[bytes]]:
    """The first byte says how the rest was read: in pieces of so many bytes. Both the rest and its pieces."""
    size, rest = 1 + data[0] % 61 if data else 1, data[1:]
    return rest, [rest[i : i + size] for i in range(0, len(rest), size)]


def _without_marks(data: bytes, parity: bool) -> bytes:
    seven = bytes(byte & 0x7F for byte in data) if parity else data
    return seven.translate(None, MARKS)


def _accounted(data: bytes, frames: list[Frame]) -> None:
    """Every byte but the marks is in a frame, in order; of a 7E1 line, seven bits of each.

    CR and STX are 8D and 82 with their parity bit: a 7E1 frame of these alone is as empty as one of plain marks.
    """
    parity = any(frame.damage == "parity" for frame in frames) or b"\x8d" in data or b"\x82" in data
    assert _without_marks(b"".join(frame.data for frame in frames), parity) == _without_marks(data, parity), frames


def framers(data: bytes) -> None:
    """Bytes cut anyhow give the same frames, and no byte is lost; in short frames, and beside packets."""
    rest, pieces = _cuts(data)
    for framing, measures, is_reply in (
        (Framing(), (), lambda _: False),
        (Framing(), MEASURES, honeywell.is_menu_reply),
        (Framing(longest=7), MEASURES, honeywell.is_menu_reply),
    ):
        framer, frames = Framer(framing, measures, is_reply), []
        for piece in pieces:
            frames += framer.feed(piece, 1.0)
        frames += framer.idle(9.0)
        assert framer.deadline is None
        _accounted(rest, frames)
        whole = split(rest, framing, measures, is_reply)
        assert [(f.data, f.damage) for f in frames] == [(f.data, f.damage) for f in whole]


def talk(data: bytes) -> None:
    """A line that says anything, with silences and verdicts between: it always settles, and hands over all text."""
    protocol = PROTOCOLS[data[0] % len(PROTOCOLS)] if data else "plain"
    rest, pieces = _cuts(data[1:])
    talking, now, scans = Conversation("lane", protocol), 1.0, list[Scan]()
    talking.start(now)
    for n, piece in enumerate(pieces):
        scans += talking.feed(piece, now).scans
        if n % 5 == 4:
            talking.say(("accepted", "ask", "refused")[n % 3], now)
    for _ in range(40):  # as often as every command that waits is tried
        now += 3.0
        scans += talking.idle(now).scans
    assert talking.close() == []
    assert talking.idle(now + 99.0).answer == b""
    texts = [scan.text for scan in scans]
    for frame in split(rest, None, MEASURES, honeywell.is_menu_reply):
        if not frame.packet and (plain := honeywell.without_menu_replies(frame.data)):
            texts.remove(plain.decode("latin-1"))


def packets(data: bytes) -> None:
    """SSI: anything may be parsed; what is built is parsed back; a measured packet is never longer than 257 bytes."""
    packet = ssi.parse(data)
    if packet is not None:
        assert data.startswith(bytes((data[0], packet.opcode, packet.source)))
        assert packet.label is None or isinstance(packet.label.text, str)
    if data:
        assert (ssi.measure(data) or 0) <= 257
        built = ssi.build(data[0], data[1:252])
        assert len(built) == 6 + len(data[1:252])
        assert (-sum(built[:-2]) & 0xFFFF) == int.from_bytes(built[-2:], "big")
    answer = ssi.build(ssi.DECODE_DATA, data[:251])
    answer = answer[:2] + b"\0" + answer[3:-2]
    back = ssi.parse(answer + ssi.checksum(answer))
    assert back is not None
    assert back.sound
    assert back.data == data[:251]


def numbers(data: bytes) -> None:
    """Check digits, and numbers by their length: any digits are answered, and what is said holds."""
    digits = "".join(chr(48 + byte % 10) for byte in data[:40])
    text = data.decode("latin-1")
    identifiers.mod43(text)
    identifiers.mac(text.upper())
    identifiers.meid(text.upper())
    for aim in ("E0", "E3", "E4"):
        if (found := identifiers.ean(text, aim)) and found.value:
            assert identifiers.gs1_check(found.value)
    identifiers.gtin14(text)
    for aim in ("", "C0") if digits else ():
        for one in identifiers.number(digits, aim):
            assert one.kind != "imei" or identifiers.luhn(one.value)
            if one.kind == "dell-express-service-code":
                assert int(one.value, 36) == int(digits)


def labels(data: bytes) -> None:
    """Any text, AIM identifier and told layout: readings, the raw text kept, no identity out of nothing."""
    aim = AIMS[data[0] % len(AIMS)] if data else ""
    layout = LAYOUTS[data[1] % len(LAYOUTS)] if len(data) > 1 else None
    rest = data[2:]
    for text in (rest.decode("latin-1"), rest.decode("utf-8", "replace")):
        label = read(text, aim, layout)
        assert label.raw == text
        assert (label.what_it_is, label.normalised) == (label.readings[0].kind, label.readings[0].value)
        for one in label.readings:
            assert one.role not in ("D", "W") or one.value.strip(), one
            assert one.role not in ("D", "W") or len(one.value) <= 2 * len(text) + 40, one


def lines(data: bytes) -> None:
    """`labels read --json`: one answer for every line that is no comment, in order, and each is JSON."""
    answers = b"".join(read_lines(io.BytesIO(data), as_json=True)).splitlines()
    asked = [line.removesuffix(b"\r").removeprefix(b"\xef\xbb\xbf") for line in data.split(b"\n")]
    least = sum(1 for line in asked if line and line[:1] not in (b"#", b"["))
    assert least <= len(answers) <= len(asked)
    for answer in answers:
        assert json.loads(answer)["readings"]
    columns = b"".join(read_lines(io.BytesIO(data), as_json=False))
    assert columns.count(b"\n") == len(answers)
    assert not set(columns) & (set(range(32)) - {10})


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "framers": framers,
    "talk": talk,
    "packets": packets,
    "numbers": numbers,
    "labels": labels,
    "lines": lines,
}
