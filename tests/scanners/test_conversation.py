"""One line's talk as a whole, whatever bytes come."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import ssi
from scanners.conversation import Conversation
from scanners.feedback import MAKES
from scanners.scan import Scan


def packet(opcode: int, data: bytes, status: int = 0) -> bytes:
    body = bytes((4 + len(data), opcode, 0, status)) + data
    return body + ssi.checksum(body)


PIECES = st.sampled_from(
    [
        b"\r", b"\n", b"\t", b"\x02", b"\x03", b"\x06", b"\x15", b"\x16\xfe", b"CND2145KXM\r", b"SCNMOD3\x06.",
        b"\x16\xfe\x19\x00\x00\x00\rMSGGET0011jC0\x1d4CE0460TPX\r", b"\xb8\xd8K\xd1\xb2M3\x8d", b"\x0c\xf3\x00",
        packet(ssi.DECODE_DATA, b"\x03CND2145KXM"), packet(ssi.DECODE_DATA, b"\x03AB", 2), packet(ssi.CMD_ACK, b""),
        packet(ssi.DECODE_DATA, b"\x03CND2145KXM", 1), packet(ssi.CMD_NAK, b"\x01"), packet(ssi.SCANNER_INIT, b""),
        packet(ssi.DECODE_DATA, b"\x03CND2145KXM")[:-1] + b"\0", packet(ssi.EVENT, b"\1"),
        packet(ssi.MULTIPACKET_SEGMENT, b"\0\xf3\0\0\0\5\3\1\0\1A"), packet(ssi.MULTIPACKET_SEGMENT, b"\1B"),
    ]
)  # fmt: skip
LINES = st.lists(PIECES | st.binary(max_size=8), max_size=25)


def scans_of(data: bytes, cuts: list[int], protocol: str) -> tuple[list[Scan], bytes]:
    """What a line says when the reads cut its bytes at `cuts`, and then it is silent and gone."""
    conversation = Conversation("lane 1", protocol)
    sent = conversation.start(0.0)
    scans: list[Scan] = []
    places = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    for start, end in pairwise(places):
        heard = conversation.feed(data[start:end], 1.0)
        scans, sent = scans + heard.scans, sent + heard.answer
    for later in (2.0, 5.0, 20.0):
        heard = conversation.idle(later)
        scans, sent = scans + heard.scans, sent + heard.answer
    return scans + conversation.close(), sent


@given(LINES, st.lists(st.integers(0, 300)), st.sampled_from(MAKES))
def test_random_splits_of_reads_change_nothing(pieces: list[bytes], cuts: list[int], make: str) -> None:
    data = b"".join(pieces)

    assert scans_of(data, cuts, make) == scans_of(data, [], make)


@given(LINES, st.sampled_from(MAKES))
def test_no_label_is_lost_whatever_comes_before_it(pieces: list[bytes], make: str) -> None:
    conversation = Conversation("lane 1", make)
    conversation.feed(b"".join(pieces), 1.0)
    for later in (2.0, 5.0, 20.0):
        conversation.idle(later)

    assert conversation.feed(b"8XKQ2M3\r", 30.0).scans == [Scan("8XKQ2M3", "lane 1", 30.0)]


@given(st.lists(st.text("ABC123]-", min_size=1), max_size=10))
def test_every_plain_scan_comes_through_as_it_was_sent(texts: list[str]) -> None:
    scans, sent = scans_of("".join(f"{text}\r\n" for text in texts).encode(), [], "plain")

    assert [scan.text for scan in scans] == texts
    assert sent == b""


def test_a_line_that_goes_in_mid_scan_hands_over_what_came_as_torn() -> None:
    conversation = Conversation("lane 1")
    conversation.feed(b"CND21", 1.0)

    assert conversation.close() == [Scan("CND21", "lane 1", 1.0, damage="torn")]
    assert conversation.close() == []


def test_noise_that_looks_like_a_packet_is_kept_as_damaged() -> None:
    conversation = Conversation("lane 1")

    assert conversation.feed(b"\x04\x80\x00\x00\xff\xff", 1.0).scans == [
        Scan("\x04\x80\x00\x00\xff\xff", "lane 1", 1.0, damage="checksum")
    ]


@pytest.mark.parametrize("make", ["datalogic", "gryphon", "cipherlab", "opticon", "honeywell"])
def test_a_make_is_told_a_verdict_in_its_own_bytes(make: str) -> None:
    assert Conversation("lane 1", make).say("accepted", 1.0)


def test_a_line_of_unknown_make_is_sent_nothing() -> None:
    assert Conversation("lane 1", "plain").say("refused", 1.0) == b""
