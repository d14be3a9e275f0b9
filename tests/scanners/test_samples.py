"""Every row of the sample labels through a line, a keyboard burst and a paste: one scan a label, unharmed."""

import pytest

from scanners import hid_pos, honeywell, ssi
from scanners.conversation import Conversation
from scanners.keystrokes import Keystrokes
from scanners.recording import escape, parse_line
from scanners.scan import Scan
from tests.scanners.samples import LABELS, ROWS, Row

KEY_NAMES = {"\r": "enter", "\t": "tab", "\n": "ctrl+j", "\x1d": "ctrl+right_square_bracket", "\x02": "ctrl+b",
             "\x03": "ctrl+c", "\x04": "ctrl+d", "\x1e": "ctrl+circumflex_accent"}  # fmt: skip


def line_scans(raw: str, protocol: str = "plain") -> list[Scan]:
    conversation = Conversation("lane 1", protocol)
    scans = conversation.feed(raw.encode("latin-1"), 1.0).scans
    for later in (2.0, 9.0):
        scans += conversation.idle(later).scans
    return scans


def test_the_samples_are_all_there() -> None:
    assert len(ROWS) > 100
    assert len(LABELS) > len(ROWS) - 12


@pytest.mark.parametrize("row", LABELS, ids=lambda row: row.raw)
def test_through_a_line_each_label_is_one_sound_scan(row: Row) -> None:
    assert [(scan.text, scan.damage) for scan in line_scans(row.raw)] == [(text, "") for text in row.contents]


@pytest.mark.parametrize("gap", [0.001, 0.019])
@pytest.mark.parametrize("row", LABELS, ids=lambda row: row.raw)
def test_through_the_keyboard_each_label_is_one_sound_scan(row: Row, gap: float) -> None:
    keystrokes, now = Keystrokes(), 10.0
    scans: list[Scan] = []
    for character in row.raw:
        now += gap
        taken = keystrokes.feed(KEY_NAMES.get(character, character), character, now)
        assert taken.consumed or not row.contents
        assert not taken.released
        scans += taken.scans
    scans += keystrokes.idle(now + 1.0).scans

    assert [(scan.text, scan.damage) for scan in scans] == [(text, "") for text in row.contents]


@pytest.mark.parametrize("row", LABELS, ids=lambda row: row.raw)
def test_through_a_paste_each_label_is_one_sound_scan(row: Row) -> None:
    assert [scan.text for scan in Keystrokes().paste(row.raw, 1.0).scans] == row.contents


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.raw)
def test_through_a_recording_each_row_is_what_it_was(row: Row) -> None:
    recorded = parse_line(escape(row.raw))

    assert recorded is not None
    assert recorded.text == row.raw


def of(kind: str, symbology: str = "") -> str:
    (row,) = [row for row in ROWS if row.kind == kind and row.symbology.startswith(symbology)]
    return row.raw


@pytest.mark.parametrize("protocol", ["plain", "ssi", "honeywell-host-ack", "datalogic"])
def test_packets_are_read_by_their_own_structure_on_every_line(protocol: str) -> None:
    dechdr1, decode = of("hp-serial", "Honeywell DECHDR1"), of("dell-service-tag", "Zebra SSI")

    assert line_scans(dechdr1, protocol) == [Scan("4CE0460TPX", "lane 1", 1.0, "]C0")]
    assert line_scans(decode, protocol) == [Scan("J7LXV42", "lane 1", 1.0, "]A0")]
    assert line_scans(of("no-read"), protocol) == []
    assert line_scans(of("protocol-error"), protocol) == [Scan("MXL3220Q7B", "lane 1", 1.0, "]C0", damage="checksum")]


def test_damage_and_replies_are_told() -> None:
    assert line_scans(of("parity-mismatch")) == [Scan("8XKQ2M3", "lane 1", 1.0, damage="parity")]
    assert line_scans(of("host-reply", "Honeywell")) == []
    assert line_scans(of("host-reply", "ACK")) == []
    assert [scan.text for scan in line_scans(of("garbage", "line noise"))] == [of("garbage", "line noise")]


def test_the_pure_parsers_read_captured_bytes() -> None:
    report = hid_pos.parse(of("dell-service-tag", "HID-POS").encode("latin-1"))
    packet = ssi.parse(of("dell-service-tag", "Zebra SSI").encode("latin-1"))

    assert report is not None
    assert (report.text, report.aim) == ("D3RKT82", "]C0")
    assert packet is not None
    assert packet.label == ("J7LXV42", "]A0")
    assert honeywell.parse_dechdr1(of("hp-serial", "Honeywell DECHDR1").encode("latin-1")) == ("4CE0460TPX", "]C0")
    assert all(honeywell.is_menu_reply(row.raw.encode("latin-1")) == (row.kind == "host-reply") for row in ROWS)
    assert all(
        (ssi.parse(row.raw.encode("latin-1")) is not None) == row.symbology.startswith("Zebra SSI") for row in ROWS
    )
