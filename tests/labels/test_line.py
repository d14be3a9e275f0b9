"""What the line says before the label does: packets, replies, parity, terminators, several scans."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devswap.labels import line
from devswap.labels.line import Content
from devswap.labels.reading import read
from tests.labels import generators as g

TEXTS = st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=50)


def kind(text: str) -> str:
    return read(text).what_it_is


@given(TEXTS, st.randoms(use_true_random=False))
def test_a_packet_gives_the_text_that_it_carries(text: str, rng: Random) -> None:
    assert line.contents(g.ssi_packet(rng, "x" + text))[0].text == "x" + text  # type: ignore[union-attr]
    assert line.contents(g.hid_report(rng, text))[0].text == text  # type: ignore[union-attr]
    assert line.contents(g.dechdr1(rng, text))[0].text == text  # type: ignore[union-attr]


def test_a_packet_says_its_symbology() -> None:
    assert line.contents("\x0c\xf3\x00\x00\x01J7LXV42\xfd\x1f") == [Content("J7LXV42", "A0")]
    assert read("\x0c\xf3\x00\x00\x01J7LXV42\xfd\x1f").symbology == "code39"


@pytest.mark.parametrize("place", range(14))
def test_a_changed_byte_in_an_ssi_packet_never_passes_for_a_label(place: int) -> None:
    packet = "\x0c\xf3\x00\x00\x01J7LXV42\xfd\x1f"
    changed = packet[:place] + chr(ord(packet[place]) ^ 0x10) + packet[place + 1 :]
    assert not [one for one in read(changed).readings if one.role in ("D", "W")]


def test_packets_in_a_row_are_scans_in_a_row() -> None:
    rng = Random(2)
    text = g.ssi_packet(rng, "BN8R5T1") + g.ssi_packet(rng, "NR") + g.ssi_packet(rng, "6WMD9Q3")
    assert read(text).normalised == "BN8R5T1 | 6WMD9Q3"


def test_a_long_label_in_two_ssi_packets_is_one() -> None:
    def packet(status: int, part: bytes) -> str:
        body = bytes((5 + len(part), 0xF3, 0x00, status, 0x1C)) + part
        total = -sum(body) & 0xFFFF
        return (body + bytes((total >> 8, total & 0xFF))).decode("latin-1")

    assert line.contents(packet(0x02, b"5CG3081") + packet(0x00, b"HJV")) == [Content("5CG3081HJV", "Q1")]
    assert kind(packet(0x02, b"5CG3081")) == "protocol-error"


def test_a_long_label_in_two_hid_reports_is_one() -> None:
    first = "\x02\x38]Q1" + "A" * 56 + "\0\0\x01"
    assert line.contents(first + "\x02\x02]Q1" + "BC".ljust(59, "\0")) == [Content("A" * 56 + "BC", "Q1")]


def test_a_hid_report_without_its_trailing_zeros_is_read() -> None:
    assert line.contents("\x02\x07]C0D3RKT82") == [Content("D3RKT82", "C0")]


@pytest.mark.parametrize("text", ["]Z6SCNMOD3", ("\x02\x04]X0DONE").ljust(64, "\0"), "\x06", "\x15\r", "PAPSPC0\x05."])
def test_a_scanners_own_answer_is_no_label(text: str) -> None:
    assert kind(text) == "host-reply"


def test_a_label_behind_a_menu_reply_is_read() -> None:
    assert read("SCNMOD3\x06.5CG3081HJV\r").normalised == "5CG3081HJV"


def test_a_honeywell_packet_whose_lengths_disagree_is_a_protocol_error() -> None:
    packet = g.dechdr1(Random(1), "5CG3081HJV")
    assert kind(packet.replace("MSGGET0011", "MSGGET0012")) == "protocol-error"


@pytest.mark.parametrize("text", ["\r", "", "\r\n\r\n", "\x02\x03", "]d1\r", "\t"])
def test_nothing_is_garbage_and_nothing_to_look_up(text: str) -> None:
    assert [one.kind for one in read(text).readings] == ["garbage"]


@pytest.mark.parametrize("end", ["", "\r", "\n", "\r\n", "\t", "\x03", "\r\x03"])
@pytest.mark.parametrize("start", ["", "\x02", "\r\n"])
def test_every_way_to_end_a_scan_gives_the_same_scan(start: str, end: str) -> None:
    label = read(start + "GZ4W8L3" + end)
    assert (label.what_it_is, label.normalised) == ("dell-service-tag", "GZ4W8L3")


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-./", min_size=4, max_size=20))
def test_a_7e1_sender_is_told_by_parity_and_never_filed(text: str) -> None:
    sent = g.seven_bit(text + "\r")
    label = read(sent)
    assert (label.what_it_is, label.normalised) == ("parity-mismatch", text)
    assert not [one for one in label.readings if one.role != "N"]


@pytest.mark.parametrize("text", ["HD½306", "9X1K5AA£ABU", "Bè7ç"])
def test_a_layouts_damage_is_not_taken_for_parity(text: str) -> None:
    assert kind(text) != "parity-mismatch"


def test_a_keyboard_emulation_that_sends_utf8_is_understood() -> None:
    assert read("9X1K5AA£ABU\r".encode().decode("latin-1")).normalised == "9X1K5AA#ABU"
    assert read("N!è§§MJD").normalised == "N8766MJD"  # these three bytes are UTF-8 too, of a Chinese character


@pytest.mark.parametrize("noise", ["\xfe\x00\xe0\x90\xfd", "\x00\x00\x00", "\x7f\x7f", "5CG\x0b3081HJV", "ab\ud800cd"])
def test_noise_is_garbage(noise: str) -> None:
    assert [one.kind for one in read(noise).readings] == ["garbage"]


def test_serial_and_mac_in_one_read_are_one_device() -> None:
    label = read("3C52827F1A4E\r\n5CG3081HJV\r\n")
    assert (label.what_it_is, label.normalised) == ("hp-serial", "5CG3081HJV")
    assert ("mac", "3C:52:82:7F:1A:4E") in [(one.kind, one.value) for one in label.readings]


def test_a_tag_read_with_its_serial_makes_no_second_device() -> None:
    assert [(one.kind, one.role) for one in read("204871\r5CG3081HJV\r").readings] == [
        ("hp-serial", "D"),
        ("text", "W"),
        ("asset-tag", "W"),
        ("text", "W"),
    ]


def test_two_devices_in_one_read_are_both_said_and_neither_is_chosen() -> None:
    label = read("BN8R5T1\r\n6WMD9Q3\r\n")
    assert label.normalised == "BN8R5T1 | 6WMD9Q3"
    assert label.readings[0].role == "N"
    assert [one.value for one in label.readings if one.role == "D"] == ["BN8R5T1", "6WMD9Q3"]


def test_one_label_read_twice_is_one() -> None:
    assert read("BN8R5T1\rBN8R5T1\r").normalised == "BN8R5T1"
    assert read("8XKQ2M3\r19444451259\r").normalised == "8XKQ2M3"
