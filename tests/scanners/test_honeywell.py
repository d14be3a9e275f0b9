"""Honeywell's packets and replies, and a whole host-acknowledge dialogue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners import honeywell
from scanners.conversation import ANSWER_BY, Conversation
from scanners.scan import Heard, Scan
from scanners.ssi import Label

DECHDR1 = b"\x16\xfe\x19\x00\x00\x00\rMSGGET0011jC0\x1d4CE0460TPX\r"


def dechdr1(text: bytes, aim: bytes = b"C0") -> bytes:
    body = b"MSGGET%04dj" % (len(text) + 1) + aim + b"\x1d" + text + b"\r"
    return b"\x16\xfe" + len(body).to_bytes(4, "little") + b"\r" + body


def test_both_lengths_of_a_dechdr1_packet_count_the_cr() -> None:
    assert dechdr1(b"4CE0460TPX") == DECHDR1
    assert honeywell.parse_dechdr1(DECHDR1) == Label("4CE0460TPX", "]C0")


@given(st.binary(max_size=300))
def test_a_dechdr1_packet_may_hold_any_byte(text: bytes) -> None:
    packet = dechdr1(text)

    assert honeywell.measure(packet) == len(packet)
    assert honeywell.parse_dechdr1(packet) == Label(text.decode("latin-1"), "]C0")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x16",
        DECHDR1[:-1],
        DECHDR1 + b"x",
        DECHDR1.replace(b"0011", b"0010"),
        DECHDR1.replace(b"MSGGET", b"MSGGOT"),
    ],
)
def test_what_is_no_whole_dechdr1_packet_is_none(data: bytes) -> None:
    assert honeywell.parse_dechdr1(data) is None


@pytest.mark.parametrize(
    "head", [b"C", b"\x16M\r", b"\x16\xfe\0\0\0\0\r", b"\x16\xfe\xff\xff\xff\xff\r", b"\x16\xfe\x19\0\0\0X"]
)
def test_what_begins_no_dechdr1_packet_is_not_waited_for(head: bytes) -> None:
    assert honeywell.measure(head) == 0


@pytest.mark.parametrize(
    "reply",
    [
        b"SCNMOD3\x06.",
        b"SCNMOD3\x06!",
        b"HSTACK1\x06;BEPLVL9\x15.",
        b"XXXYYY\x05.",
        b"CBRENA1\x06,0\x15.",
        b"\x15",
        b"\x06",
    ],
)
def test_menu_replies_are_known(reply: bytes) -> None:
    assert honeywell.is_menu_reply(reply)


@pytest.mark.parametrize(
    "label", [b"", b"CND2145KXM", b"SCNMOD3.", b"ABC\x06DEF", b"scnmod3\x06.", b"[)>\x1e06\x1dSX\x1e\x04"]
)
def test_labels_are_no_menu_replies(label: bytes) -> None:
    assert not honeywell.is_menu_reply(label)


@given(st.binary(max_size=80))
def test_no_bytes_make_the_parsers_raise(data: bytes) -> None:
    honeywell.parse_dechdr1(data)
    assert honeywell.is_menu_reply(data) == (bool(data) and not honeywell.without_menu_replies(data))


@pytest.fixture
def line() -> Conversation:
    conversation = Conversation("lane 1", "honeywell-host-ack")
    assert conversation.start(0.0) == b""
    return conversation


def test_host_acknowledge_answers_each_scan_with_its_verdict(line: Conversation) -> None:
    assert line.feed(b"CND2145KXM\r", 1.0) == Heard([Scan("CND2145KXM", "lane 1", 1.0)])
    assert line.say("accepted", 1.1) == b"\x1b\x37\x2c"
    assert line.feed(b"00042\r", 2.0).scans == [Scan("00042", "lane 1", 2.0)]
    assert line.say("ask", 2.1) == b"\x1b\x61\x2c"
    assert line.feed(dechdr1(b"8XKQ2M3", b"A0"), 3.0).scans == [Scan("8XKQ2M3", "lane 1", 3.0, "]A0")]
    assert line.say("refused", 3.1) == b"\x1b\x38\x2c\x1b\x38\x2c"
    assert line.idle(60.0) == Heard([])


def test_a_slow_desk_does_not_leave_the_scanner_blocked(line: Conversation) -> None:
    line.feed(b"CND2145KXM\r", 1.0)

    assert ANSWER_BY < 10.0, "then it would sound an error of its own"
    assert line.idle(1.0 + ANSWER_BY - 0.1) == Heard([])
    assert line.idle(1.0 + ANSWER_BY) == Heard([], b"\x1b\x61\x2c")
    assert line.idle(60.0) == Heard([]), "answered once"


def test_replies_between_scans_are_no_scans(line: Conversation) -> None:
    heard = line.feed(b"SCNMOD3\x06.CND2145KXM\r\x06\r", 1.0)

    assert heard.scans == [Scan("CND2145KXM", "lane 1", 1.0)]
    assert line.feed(b"SCNMOD3\x06.", 2.0) == Heard([])
    assert line.idle(3.0) == Heard([])


@pytest.mark.parametrize("reply", [b"HSTACK1\x06!", b"\x06", b"HSTACK1\x06;BEPLVL9\x15."])
def test_a_packet_right_behind_a_reply_is_whole(line: Conversation, reply: bytes) -> None:
    assert line.feed(reply + DECHDR1 + reply, 1.0).scans == [Scan("4CE0460TPX", "lane 1", 1.0, "]C0")]
    scans = [scan for byte in reply + DECHDR1 + b"CND2145KXM\r" for scan in line.feed(bytes((byte,)), 2.0).scans]
    assert [scan.text for scan in scans] == ["4CE0460TPX", "CND2145KXM"]


def test_a_packet_with_a_wrong_inner_length_is_handed_over_as_damaged(line: Conversation) -> None:
    (scan,) = line.feed(DECHDR1.replace(b"0011", b"0012"), 1.0).scans

    assert scan.damage == "checksum"


def test_headers_are_read_on_a_plain_line_too() -> None:
    assert Conversation("lane 1").feed(DECHDR1, 1.0).scans == [Scan("4CE0460TPX", "lane 1", 1.0, "]C0")]
