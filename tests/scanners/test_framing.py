"""The framer: where a scan ends, whatever the line, and no byte unaccounted for."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import honeywell, ssi
from scanners.framing import Frame, Framer, Framing, is_7e1_on_8n1, split

MARKS = b"\r\n\t\x02\x03"
MEASURES = (ssi.measure, honeywell.measure)

pieces = st.sampled_from(
    [b"\r", b"\n", b"\t", b"\x02", b"\x03", b"\x1d", b"\x8d", b"\x16\xfe", b"\x0c\xf3\x00", b"\x00"]
)
bytes_of_a_line = st.lists(pieces | st.binary(max_size=6), max_size=40).map(b"".join)


def framed(data: bytes, cuts: list[int], framing: Framing | None = None) -> list[Frame]:
    """The frames of `data` when the reads cut it at `cuts`, all at one time, followed by silence."""
    framer = Framer(framing, MEASURES)
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    frames = [frame for start, end in pairwise(places) for frame in framer.feed(data[start:end], 0.0)]
    return frames + framer.flush()


@pytest.mark.parametrize(
    ("data", "frames"),
    [
        (b"CND2145KXM\r", [b"CND2145KXM"]),
        (b"4TNB7Y1\r\n", [b"4TNB7Y1"]),
        (b"4TNB7Y1\n", [b"4TNB7Y1"]),
        (b"4TNB7Y1\t", [b"4TNB7Y1"]),
        (b"\x02GZ4W8L3\x03", [b"GZ4W8L3"]),
        (b"\x02GZ4W8L3\r\x03", [b"GZ4W8L3"]),
        (b"\x02two\rlines\x03", [b"two\rlines"]),
        (b"\x02lost its end\x02GZ4W8L3\x03", [b"lost its end", b"GZ4W8L3"]),
        (b"9PQF6D2", [b"9PQF6D2"]),
        (b"BN8R5T1\r\n6WMD9Q3\r\n", [b"BN8R5T1", b"6WMD9Q3"]),
        (b"\r\r\n\t\x02\x03", []),
        (b"[)>\x1e06\x1dSPF4D7K2W\x1e\x04\r", [b"[)>\x1e06\x1dSPF4D7K2W\x1e\x04"]),
        (b"in\x02side\x03\r", [b"in\x02side\x03"]),
    ],
)
def test_every_usual_end_of_a_scan_is_known_at_once(data: bytes, frames: list[bytes]) -> None:
    assert split(data) == [Frame(frame, 0.0) for frame in frames]


@given(bytes_of_a_line, st.lists(st.integers(0, 300)))
def test_the_same_bytes_give_the_same_frames_however_the_reads_cut_them(data: bytes, cuts: list[int]) -> None:
    assert framed(data, cuts) == framed(data, [])


@given(bytes_of_a_line, st.integers(1, 30))
def test_no_byte_is_unaccounted_for(data: bytes, longest: int) -> None:
    frames = framed(data, [], Framing(longest=longest))

    kept = b"".join(frame.data for frame in frames)
    assert seven_bits(kept) == seven_bits(data), "only marks are gone, and bit 7 where it was parity"
    place = 0
    for frame in frames:
        assert frame.data
        if frame.damage != "parity":
            place = data.index(frame.data, place) + len(frame.data)


def seven_bits(data: bytes) -> bytes:
    return bytes(byte & 0x7F for byte in data).translate(None, MARKS)


def test_silence_ends_a_scan_without_a_terminator() -> None:
    framer = Framer(Framing(idle=0.08))

    assert framer.feed(b"9PQF6D2", 1.0) == []
    assert framer.deadline == pytest.approx(1.08)
    assert framer.idle(1.07) == []
    assert framer.idle(1.08) == [Frame(b"9PQF6D2", 1.0)]
    assert framer.deadline is None


def test_a_read_that_brings_nothing_does_not_put_silence_off() -> None:
    framer = Framer(Framing(idle=0.08))
    framer.feed(b"9PQF6D2", 1.0)

    assert framer.feed(b"", 1.07) == []
    assert framer.idle(1.08) == [Frame(b"9PQF6D2", 1.0)]


def test_what_might_still_have_become_a_packet_is_not_held_for_ever() -> None:
    framer = Framer(Framing(), MEASURES)
    framer.feed(b"\rs", 1.0)

    assert framer.idle(9.0) == [Frame(b"s", 1.0)]
    assert framer.deadline is None


def test_a_terminator_behind_an_idle_end_is_swallowed() -> None:
    framer = Framer()
    framer.feed(b"9PQF6D2", 1.0)
    framer.idle(2.0)

    assert framer.feed(b"\r\n", 2.1) == []
    assert framer.feed(b"6WMD9Q3\r\n", 5.0) == [Frame(b"6WMD9Q3", 5.0)]


def test_an_etx_behind_an_idle_end_is_swallowed() -> None:
    framer = Framer()
    framer.feed(b"\x02GZ4W8L3", 1.0)

    assert framer.idle(2.0) == [Frame(b"GZ4W8L3", 1.0)]
    assert framer.feed(b"\x03", 2.1) == []


def test_a_reader_that_was_held_up_does_not_tear_a_scan() -> None:
    framer = Framer()

    assert framer.feed(b"CND21", 1.0) == []
    assert framer.feed(b"45KXM\r", 9.0) == [Frame(b"CND2145KXM", 9.0)]


def test_a_line_that_ends_its_scans_is_given_longer_to_end_the_next() -> None:
    framer = Framer(Framing(idle=0.08, patience=0.5))
    framer.feed(b"4TNB7Y1\r", 1.0)
    framer.feed(b"CND21", 2.0)

    assert framer.idle(2.3) == []
    assert framer.feed(b"45KXM\r", 2.3) == [Frame(b"CND2145KXM", 2.3)]

    framer.feed(b"no end", 3.0)
    assert framer.idle(3.5) == [Frame(b"no end", 3.0)]
    framer.feed(b"again none", 4.0)
    assert framer.idle(4.08) == [Frame(b"again none", 4.0)], "it has unlearnt it"


def test_ten_kilobytes_without_an_end_are_cut_kept_and_reported() -> None:
    data = b"X" * 25_000 + b"\r" + b"8XKQ2M3\r"

    frames = split(data)

    assert [(len(frame.data), frame.damage) for frame in frames] == [
        (10_000, "overlong"), (10_000, "overlong"), (5_000, "overlong"), (7, ""),
    ]  # fmt: skip


def test_the_scan_behind_an_overlong_frame_that_silence_ended_is_sound() -> None:
    framer = Framer(Framing(longest=5))
    framer.feed(b"XXXXX", 1.0)
    assert framer.idle(2.0) == []

    assert framer.feed(b"8XK\r", 3.0) == [Frame(b"8XK", 3.0)]


def test_a_7e1_sender_on_an_8n1_line_is_read_and_told() -> None:
    assert split(b"\xb8\xd8K\xd1\xb2M3\x8d") == [Frame(b"8XKQ2M3", 0.0, "parity")]


def test_two_scans_of_a_7e1_sender_stay_two() -> None:
    assert split(b"\xb8\xd8K\xd1\xb2M3\x8d\xb8\xd8K\xd1\xb2M3\x8d") == [Frame(b"8XKQ2M3", 0.0, "parity")] * 2


@pytest.mark.parametrize("noise", [b"\xfe\x00\xe0\x90\xfd", b"8XKQ2M3", b"HD\xbd308", b"\xe0\xe9\xe8'K!WA"])
def test_noise_and_plain_text_are_no_parity_mismatch(noise: bytes) -> None:
    assert not is_7e1_on_8n1(noise)


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1))
def test_any_text_sent_as_7e1_comes_back_as_it_was(text: str) -> None:
    sent = bytes(code | (code.bit_count() % 2) << 7 for code in text.encode())

    damage = "" if sent.isascii() else "parity"
    assert split(sent + b"\x8d" if damage else sent) == [Frame(text.encode(), 0.0, damage)]


def test_a_packet_is_not_cut_by_a_terminator_inside_it() -> None:
    data = b"\rSGH5193"  # LEN 0x0D is a CR, and so is a byte of the data
    packet = bytes((4 + 1 + len(data), 0xF3, 0, 0, 3)) + data
    packet += ssi.checksum(packet)
    assert packet[0] == 0x0D

    assert split(packet, measures=MEASURES) == [Frame(packet, 0.0, packet=True)]


def test_a_packet_that_stops_half_way_is_torn_and_the_next_scan_is_not() -> None:
    framer = Framer(Framing(packet_gap=0.3), MEASURES)
    framer.feed(b"\x0c\xf3\x00\x00\x01J7L", 1.0)

    assert framer.idle(1.2) == []
    assert framer.idle(1.3) == [Frame(b"\x0c\xf3\x00\x00\x01J7L", 1.0, "torn", packet=True)]
    assert framer.feed(b"8XKQ2M3\r", 2.0) == [Frame(b"8XKQ2M3", 2.0)]


def test_a_plain_scan_ends_at_its_terminator_though_packets_are_looked_for() -> None:
    framer = Framer(Framing(), MEASURES)

    assert framer.feed(b"4TNB7Y1\r\n", 1.0) == [Frame(b"4TNB7Y1", 1.0)]
    assert framer.feed(b"A\r", 2.0) == [Frame(b"A", 2.0)]
