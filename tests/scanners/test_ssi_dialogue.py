"""Scripted dialogues with an SSI scanner, byte by byte."""

import pytest

from scanners import ssi
from scanners.conversation import Conversation
from scanners.scan import Heard, Scan
from scanners.ssi_dialogue import ANSWER_WITHIN, HANDSHAKE_ON, PACKETS_ON, PART_WITHIN, RESENT_WITHIN

ACK = bytes.fromhex("04 D0 04 00 FF 28")
NAK_RESEND = bytes.fromhex("05 D1 04 00 01 FF 25")
SCANNER_ACK = bytes.fromhex("04 D0 00 00 FF 2C")
BEEP_GOOD = bytes.fromhex("05 E6 04 00 00 FF 11")
LEDS_OFF = bytes.fromhex("05 E8 04 00 FF FE 10")
GREEN = bytes.fromhex("05 E7 04 00 01 FF 0F")
RED = bytes.fromhex("05 E7 04 00 02 FF 0E")
FOUR_LOW = bytes.fromhex("05 E6 04 00 12 FE FF")
TWO_HIGH = bytes.fromhex("05 E6 04 00 01 FF 10")


def from_scanner(opcode: int, data: bytes = b"", status: int = 0, source: int = 0) -> bytes:
    body = bytes((4 + len(data), opcode, source, status)) + data
    return body + ssi.checksum(body)


def label(text: bytes, status: int = 0, code_type: int = 3) -> bytes:
    return from_scanner(ssi.DECODE_DATA, bytes((code_type,)) + text, status)


def broken(packet: bytes) -> bytes:
    return packet[:-1] + bytes((packet[-1] ^ 0xFF,))


@pytest.fixture
def line() -> Conversation:
    """An SSI line whose scanner has acknowledged both settings."""
    conversation = Conversation("lane 1", "ssi")
    assert conversation.start(0.0) == PACKETS_ON
    assert conversation.feed(SCANNER_ACK, 0.1) == Heard([], HANDSHAKE_ON)
    assert conversation.feed(SCANNER_ACK, 0.2) == Heard([])
    return conversation


def scan(text: str, at: float, aim: str = "]C0", damage: str = "") -> Scan:
    return Scan(text, "lane 1", at, aim, damage=damage)


def test_packets_are_switched_on_for_the_session_and_never_written_to_flash() -> None:
    assert bytes.fromhex("07 C6 04 00 FF EE 01 FD 41") == PACKETS_ON
    assert bytes.fromhex("07 C6 04 00 FF 9F 01 FD 90") == HANDSHAKE_ON
    assert not (PACKETS_ON[3] | HANDSHAKE_ON[3]) & 0x08


def test_a_label_is_acknowledged_and_the_verdict_said_one_command_at_a_time(line: Conversation) -> None:
    assert line.feed(label(b"CND2145KXM"), 1.0) == Heard([scan("CND2145KXM", 1.0)], ACK)
    assert line.say("accepted", 1.1) == BEEP_GOOD
    assert line.feed(SCANNER_ACK, 1.2) == Heard([], LEDS_OFF)
    assert line.feed(SCANNER_ACK, 1.3) == Heard([], GREEN)
    assert line.feed(SCANNER_ACK, 1.4) == Heard([])


def test_ask_and_refused_sound_and_shine_differently(line: Conversation) -> None:
    assert line.say("ask", 1.0) == TWO_HIGH
    assert line.feed(SCANNER_ACK, 1.1).answer == LEDS_OFF
    assert line.feed(SCANNER_ACK, 1.2).answer == b""
    assert line.say("refused", 2.0) == FOUR_LOW
    assert line.feed(SCANNER_ACK, 2.1).answer == LEDS_OFF
    assert line.feed(SCANNER_ACK, 2.2).answer == RED


def test_the_newest_verdict_wins(line: Conversation) -> None:
    assert line.say("accepted", 1.0) == BEEP_GOOD
    assert line.say("refused", 1.1) == b""
    assert line.feed(SCANNER_ACK, 1.2).answer == FOUR_LOW


def test_a_retransmission_is_acknowledged_and_not_scanned_again(line: Conversation) -> None:
    line.feed(label(b"CND2145KXM"), 1.0)

    assert line.feed(label(b"CND2145KXM", status=1), 3.0) == Heard([], ACK)
    assert line.feed(label(b"CND2145KXM"), 5.0) == Heard([scan("CND2145KXM", 5.0)], ACK), "scanned again by hand"


def test_a_broken_packet_is_asked_for_again_and_scanned_once(line: Conversation) -> None:
    assert line.feed(broken(label(b"CND2145KXM")), 1.0) == Heard([], NAK_RESEND)
    assert line.feed(label(b"CND2145KXM", status=1), 1.1) == Heard([scan("CND2145KXM", 1.1)], ACK)
    assert line.idle(9.0) == Heard([])


def test_a_broken_resend_of_the_label_before_is_scanned(line: Conversation) -> None:
    line.feed(label(b"CND2145KXM"), 1.0)
    line.feed(broken(label(b"CND2145KXM")), 2.0)

    assert line.feed(label(b"CND2145KXM", status=1), 2.1).scans == [scan("CND2145KXM", 2.1)]


def test_a_packet_that_never_comes_right_is_handed_over_as_damaged(line: Conversation) -> None:
    packet = b"\x0f\xf3\x00\x00\x03MXL3220Q7B\xfcz"

    assert line.feed(packet, 1.0) == Heard([], NAK_RESEND)
    assert line.feed(packet, 1.1) == Heard([], NAK_RESEND)
    assert line.feed(packet, 1.2) == Heard([scan("MXL3220Q7B", 1.2, damage="checksum")])


def test_a_resend_that_does_not_come_leaves_the_damaged_scan(line: Conversation) -> None:
    line.feed(broken(label(b"CND2145KXM")), 1.0)

    assert line.idle(1.0 + RESENT_WITHIN - 0.1) == Heard([])
    assert line.idle(1.0 + RESENT_WITHIN) == Heard([scan("CND2145KXM", 1.0, damage="checksum")])


def test_another_label_behind_a_broken_one_loses_neither(line: Conversation) -> None:
    line.feed(broken(label(b"CND2145KXM")), 1.0)

    assert line.feed(label(b"8XKQ2M3"), 1.5) == Heard(
        [scan("CND2145KXM", 1.0, damage="checksum"), scan("8XKQ2M3", 1.5)], ACK
    )


def test_a_packet_cut_short_is_asked_for_again(line: Conversation) -> None:
    assert line.feed(label(b"CND2145KXM")[:8], 1.0) == Heard([])
    assert line.idle(1.3) == Heard([], NAK_RESEND)
    assert line.feed(label(b"CND2145KXM", status=1), 1.4).scans == [scan("CND2145KXM", 1.4)]


def test_no_read_is_acknowledged_and_is_no_scan(line: Conversation) -> None:
    assert line.feed(b"\x07\xf3\x00\x00\x03NR\xfec", 1.0) == Heard([], ACK)


def test_events_are_acknowledged(line: Conversation) -> None:
    assert line.feed(from_scanner(ssi.EVENT, b"\x02"), 1.0) == Heard([], ACK)


def test_a_long_label_in_classic_packets_is_one_scan(line: Conversation) -> None:
    first, last = b"A" * 240, b"B" * 30

    assert line.feed(label(first, status=2, code_type=0x1C), 1.0) == Heard([], ACK)
    assert line.feed(label(first, status=3, code_type=0x1C), 1.1) == Heard([], ACK), "our acknowledgement was lost"
    assert line.feed(label(last, code_type=0x1C), 1.2) == Heard([scan("A" * 240 + "B" * 30, 1.2, "]Q1")], ACK)
    assert line.feed(label(last, status=1, code_type=0x1C), 1.3) == Heard([], ACK)


def test_a_long_label_that_lost_a_part_never_passes_for_whole(line: Conversation) -> None:
    line.feed(label(b"A" * 240, status=2), 1.0)
    for at in (1.1, 1.2, 1.3):
        line.feed(broken(label(b"B" * 240, status=2)), at)

    (torn,) = line.feed(label(b"C" * 10), 1.4).scans
    assert torn.damage == "torn"
    assert line.feed(label(b"8XKQ2M3"), 2.0).scans == [scan("8XKQ2M3", 2.0)]


def test_a_long_label_that_stops_half_way_is_handed_over_torn(line: Conversation) -> None:
    line.feed(label(b"A" * 240, status=2), 1.0)

    assert line.idle(1.0 + RESENT_WITHIN).scans == [scan("A" * 240, 1.0, damage="torn")]


@pytest.mark.parametrize(("later", "code_type"), [(1.0 + PART_WITHIN + 0.1, 3), (1.2, 1)])
def test_a_label_behind_an_unfinished_long_one_is_never_joined_to_it(
    line: Conversation, later: float, code_type: int
) -> None:
    line.feed(label(b"CND2145", status=2), 1.0)

    scans = line.feed(label(b"8XKQ2M3", code_type=code_type), later).scans
    assert [(found.text, found.damage) for found in scans] == [("CND2145", "torn"), ("8XKQ2M3", "")]


def test_a_part_that_was_sent_again_may_come_late(line: Conversation) -> None:
    line.feed(label(b"CND2145", status=2), 1.0)

    assert line.feed(label(b"KXM", status=1), 3.0).scans == [scan("CND2145KXM", 3.0)]


def test_a_label_behind_unfinished_segments_is_never_joined_to_them(line: Conversation) -> None:
    line.feed(published_segments()[0], 1.0)

    scans = line.feed(label(b"8XKQ2M3"), 1.1).scans
    assert [(found.text, found.damage) for found in scans] == [("Z" * 241, "torn"), ("8XKQ2M3", "")]


def published_segments() -> list[bytes]:
    """Three segments of a QR code of 500 times Z, as enioka_scan published them."""
    first = bytes.fromhex("FF 73 02 00 00 F3 00 00 01 F7 1C 01 01 F4") + b"Z" * 241 + bytes.fromhex("A6 D5")
    second = bytes.fromhex("FF 73 00 00 01") + b"Z" * 250 + bytes.fromhex("A6 A9")
    third = bytes.fromhex("0E 73 00 00 02") + b"Z" * 9 + bytes.fromhex("FC 53")
    return [first, second, third]


def test_a_long_label_in_segments_is_one_scan(line: Conversation) -> None:
    first, second, third = published_segments()
    segment_ack = ssi.build(ssi.MULTIPACKET_ACK)

    assert line.feed(first, 1.0) == Heard([], segment_ack)
    assert line.feed(second, 1.1) == Heard([], segment_ack)
    assert line.feed(third, 1.2) == Heard([scan("Z" * 500, 1.2, "]Q1")], ACK)


def test_a_missing_segment_is_asked_for_and_the_rest_handed_over_torn(line: Conversation) -> None:
    first, _, third = published_segments()
    line.feed(first, 1.0)

    assert line.feed(third, 1.1) == Heard([], NAK_RESEND)
    assert line.idle(1.1 + RESENT_WITHIN).scans == [scan("Z" * 241, 1.1, "]Q1", "torn")]


def test_a_new_long_label_behind_an_unfinished_one_loses_neither(line: Conversation) -> None:
    first, second, third = published_segments()
    line.feed(first, 1.0)

    assert line.feed(first, 2.0).scans == [scan("Z" * 241, 1.0, "]Q1", "torn")]
    line.feed(second, 2.1)
    assert line.feed(third, 2.2).scans == [scan("Z" * 500, 2.2, "]Q1")]


def test_a_broken_label_is_handed_over_when_the_line_goes_before_its_resend(line: Conversation) -> None:
    line.feed(broken(label(b"CND2145KXM")), 1.0)

    assert line.close() == [scan("CND2145KXM", 1.0, damage="checksum")]


def test_what_was_still_to_be_said_of_the_label_before_is_not_said_of_the_next(line: Conversation) -> None:
    line.feed(label(b"CND2145KXM"), 1.0)
    assert line.say("accepted", 1.1) == BEEP_GOOD
    line.feed(label(b"8XKQ2M3"), 1.2)

    assert line.feed(SCANNER_ACK, 1.3) == Heard([])
    assert line.say("refused", 1.4) == FOUR_LOW


def test_a_command_without_an_answer_is_sent_again_as_a_retransmission_then_given_up(line: Conversation) -> None:
    again = ssi.build(ssi.BEEP, b"\x00", ssi.RETRANSMISSION)

    assert line.say("accepted", 1.0) == BEEP_GOOD
    assert line.idle(1.0 + ANSWER_WITHIN) == Heard([], again)
    assert line.idle(1.0 + 2 * ANSWER_WITHIN) == Heard([], again)
    assert line.idle(1.0 + 3 * ANSWER_WITHIN) == Heard([], LEDS_OFF)


def test_a_nak_that_asks_for_a_resend_gets_it_and_a_refusal_does_not(line: Conversation) -> None:
    line.say("accepted", 1.0)

    assert line.feed(from_scanner(ssi.CMD_NAK, b"\x01"), 1.1).answer == ssi.build(ssi.BEEP, b"\x00", 1)
    assert line.feed(from_scanner(ssi.CMD_NAK, b"\x06"), 1.2).answer == LEDS_OFF


def test_raw_data_on_an_ssi_line_is_a_scan_and_switches_packets_on_again(line: Conversation) -> None:
    assert line.feed(b"4TNB7Y1\r", 9.0) == Heard([Scan("4TNB7Y1", "lane 1", 9.0)], PACKETS_ON)


def test_a_scanner_that_was_switched_off_and_on_gets_its_session_again(line: Conversation) -> None:
    host_ack = ssi.build(ssi.HOST_ACK)

    assert line.feed(from_scanner(ssi.SCANNER_INIT), 9.0) == Heard([], host_ack + PACKETS_ON)


def test_a_label_shows_that_packets_are_on_though_the_setting_was_never_answered() -> None:
    conversation = Conversation("lane 1", "ssi")
    conversation.start(0.0)

    assert conversation.feed(label(b"CND2145KXM"), 0.1).answer == ACK
    assert conversation.feed(SCANNER_ACK, 0.2) == Heard([])
    assert conversation.say("accepted", 0.3) == BEEP_GOOD


def test_a_zebra_that_was_left_in_ssi_is_understood_on_a_plain_line() -> None:
    conversation = Conversation("lane 1", "plain")
    assert conversation.start(0.0) == b""

    assert conversation.feed(label(b"MP26Q4XD"), 1.0) == Heard([scan("MP26Q4XD", 1.0)], ACK), "LEN is a CR here"
    assert conversation.say("accepted", 1.1) == BEEP_GOOD
