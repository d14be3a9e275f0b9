"""SSI packets: parse, build, code types, and the packets that the makers and other projects published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import ssi


@pytest.mark.parametrize(
    ("packet", "published"),
    [
        (ssi.build(ssi.CMD_ACK), "04 D0 04 00 FF 28"),
        (ssi.build(ssi.CMD_NAK, b"\x01"), "05 D1 04 00 01 FF 25"),
        (ssi.build(ssi.BEEP, b"\x00"), "05 E6 04 00 00 FF 11"),
        (ssi.build(ssi.BEEP, b"\x01"), "05 E6 04 00 01 FF 10"),
        (ssi.build(ssi.BEEP, b"\x12"), "05 E6 04 00 12 FE FF"),
        (ssi.build(ssi.BEEP, b"\x16"), "05 E6 04 00 16 FE FB"),
        (ssi.build(ssi.LED_ON, b"\x01"), "05 E7 04 00 01 FF 0F"),
        (ssi.build(ssi.LED_ON, b"\x02"), "05 E7 04 00 02 FF 0E"),
        (ssi.build(ssi.LED_OFF, b"\xff"), "05 E8 04 00 FF FE 10"),
        (ssi.build(ssi.PARAM_SEND, b"\xff\xee\x01"), "07 C6 04 00 FF EE 01 FD 41"),
        (ssi.build(ssi.PARAM_SEND, b"\xff\x9f\x01"), "07 C6 04 00 FF 9F 01 FD 90"),
        (ssi.build(0xA3), "04 A3 04 00 FF 55"),
        (ssi.build(0xE9), "04 E9 04 00 FF 0F"),
        (ssi.build(0xEA), "04 EA 04 00 FF 0E"),
    ],
)
def test_packets_are_built_as_published(packet: bytes, published: str) -> None:
    assert packet == bytes.fromhex(published)


@pytest.mark.parametrize(
    "published",
    [
        "0A C6 00 00 FF F4 F0 3E 04 FF FB 0C",
        "09 C6 00 00 FF 01 00 9C 07 FD 8E",
        "0f 80 00 80 00 0b 02 00 01 92 42 07 00 ff ff fc 0a",
        "21 80 00 00 00 1D 02 00 27 4D 41 01 42 00 0E 00 00 00 00 01 03 02 03 03 03 04 03 05 03 06 03 FF FF FC 15",
        "0C F3 00 00 01 4A 37 4C 58 56 34 32 FD 1F",
    ],
)
def test_packets_that_others_captured_are_sound(published: str) -> None:
    packet = ssi.parse(bytes.fromhex(published))

    assert packet is not None
    assert packet.sound


def test_a_decode_data_gives_its_text_and_symbology() -> None:
    packet = ssi.parse(b"\x0c\xf3\x00\x00\x01J7LXV42\xfd\x1f")

    assert packet is not None
    assert packet.label == ssi.Label("J7LXV42", "]A0")
    assert not packet.no_read


def test_a_wrong_checksum_is_seen_and_the_text_is_kept() -> None:
    packet = ssi.parse(b"\x0f\xf3\x00\x00\x03MXL3220Q7B\xfcz")

    assert packet is not None
    assert not packet.sound
    assert packet.label == ssi.Label("MXL3220Q7B", "]C0")


def test_a_trigger_pull_that_read_nothing_is_told() -> None:
    packet = ssi.parse(b"\x07\xf3\x00\x00\x03NR\xfec")

    assert packet is not None
    assert packet.sound
    assert packet.no_read


@pytest.mark.parametrize(
    "data",
    [b"", b"\x0c", b"CND2145KXM\r", b"\x02GZ4W8L3\x03", b"\x04\xd0\x04\x00\xff\x28", b"\x04\xd0\x00\x00\xff\x2c\r"],
)
def test_what_is_no_packet_of_a_scanner_is_none(data: bytes) -> None:
    assert ssi.parse(data) is None


@pytest.mark.parametrize("head", [b"\x03", b"\x02\xf3\x00", b"AB", b"\x0cA", b"\x0c\xf3\x04", b"\x0c\xf3\x02"])
def test_what_begins_no_packet_of_a_scanner_is_not_waited_for(head: bytes) -> None:
    assert ssi.measure(head) == 0


def test_a_packet_cut_short_is_not_sound() -> None:
    packet = ssi.parse(b"\x0c\xf3\x00\x00\x01J7L")

    assert packet is not None
    assert not packet.sound


@pytest.mark.parametrize(
    ("payload", "label"),
    [
        (b"\x0fABCDEF", ("ABCDEF", "]C1")),
        (b"\x0b5060778129049", ("5060778129049", "]E0")),
        (b"\xc1010403771926058221PX7Q04418", ("010403771926058221PX7Q04418", "]d2")),
        (b"\xc2ABC", ("ABC", "]Q3")),
        (b"\x1b[)>\x1e06", ("[)>\x1e06", "]d1")),
        (b"\x1c\x01\x00\x03ABC", ("ABC", "]Q1")),
        (b"\x03]C0CND2145KXM", ("CND2145KXM", "]C0")),
        (b"\x03]C1ABC", ("ABC", "]C1")),
        (b"\x03]Q1ABC", ("]Q1ABC", "]C0")),
        (b"\xf0ABC", ("ABC", "")),
        (b"\x03", ("", "]C0")),
    ],
)
def test_code_types_become_aim_identifiers(payload: bytes, label: tuple[str, str]) -> None:
    assert ssi.decoded(payload) == label


@given(st.sampled_from(sorted(ssi.FROM_SCANNER)), st.binary(max_size=251))
def test_every_packet_is_measured_and_sound(opcode: int, data: bytes) -> None:
    body = bytes((4 + len(data), opcode, 0, 0)) + data
    packet = body + ssi.checksum(body)

    assert ssi.measure(packet) == len(packet) <= 257
    assert {ssi.measure(packet[:length]) for length in (1, 2)} == {None}
    parsed = ssi.parse(packet)
    assert parsed == ssi.Packet(opcode, data, 0, 0) if len(packet) > 4 else parsed is None


@given(st.binary(min_size=1, max_size=251), st.integers(0, 250), st.integers(1, 255))
def test_one_changed_byte_never_passes_for_sound(data: bytes, place: int, change: int) -> None:
    body = bytes((4 + len(data), ssi.DECODE_DATA, 0, 0)) + data
    packet = bytearray(body + ssi.checksum(body))
    place = 4 + place % len(data)
    packet[place] ^= change

    parsed = ssi.parse(bytes(packet))
    assert parsed is not None
    assert not parsed.sound


@given(st.binary(max_size=300))
def test_no_bytes_make_the_parser_raise(data: bytes) -> None:
    packet = ssi.parse(data)
    if packet:
        assert packet.label is None or isinstance(packet.label.text, str)
