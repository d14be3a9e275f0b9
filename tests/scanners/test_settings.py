"""A scanner's settings: what fits, and a sentence for what does not."""

from typing import Any

import pytest

from scanners.settings import Line, ScannerSettings, UsbId


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ("", Line()),
        ("9600 8N1", Line(9600)),
        ("7E1", Line(9600, 7, "E")),
        ("7e1", Line(9600, 7, "E")),
        ("115200", Line(115200)),
        ("9600 8O1", Line(9600, 8, "O")),
        ("2400 8N2 rtscts", Line(2400, 8, "N", 2.0, "rtscts")),
        ("9600 5N1.5", Line(9600, 5, "N", 1.5)),
        (" 9600  7E1  xonxoff ", Line(9600, 7, "E", 1.0, "xonxoff")),
    ],
)
def test_a_line_is_set_in_the_usual_spelling(settings: str, line: Line) -> None:
    assert ScannerSettings("lane 1", port="COM5", settings=settings).line == line


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"settings": "9600 9N1"}, "settings is '9600 9N1'"),
        ({"settings": "96008N1"}, "settings is '96008N1'"),
        ({"kind": "usb"}, "kind is 'usb'; expected serial, hid, keyboard, recording"),
        ({"protocol": "zebra"}, "protocol is 'zebra'; expected ssi, "),
        ({"port": ""}, "port is ''"),
        ({"name": " "}, "name is ' '"),
        ({"name": "lane\x1b[2J"}, "name is"),
        ({"idle_ms": 0}, "idle_ms is 0"),
        ({"terminators": "€"}, "terminators is"),
    ],
)
def test_a_wrong_setting_is_named_with_what_fits(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=r"^scanner ") as refused:
        ScannerSettings(**{"name": "lane 1", "port": "COM5", **wrong})
    assert words in str(refused.value)


def test_the_keyboard_needs_no_port() -> None:
    assert ScannerSettings("keyboard", "keyboard").port == ""


def test_a_usb_port_is_read() -> None:
    assert ScannerSettings("a", port="usb:05E0:1701").usb == UsbId(0x05E0, 0x1701)
    assert ScannerSettings("a", port="usb:05e0:1701:S/N 1").usb == UsbId(0x05E0, 0x1701, "S/N 1")
    assert ScannerSettings("a", port="/dev/ttyACM0").usb is None


def test_a_network_is_given_longer_than_a_cable_and_a_setting_wins() -> None:
    assert ScannerSettings("a", port="/dev/ttyS0").framing.idle == 0.08
    assert ScannerSettings("a", port="socket://10.0.0.9:4001").framing.idle == 0.3
    assert ScannerSettings("a", "hid", "/dev/input/event5").framing.idle == 0.15
    slow = ScannerSettings("a", port="/dev/ttyS0", idle_ms=700).framing
    assert (slow.idle, slow.patience, slow.packet_gap) == (0.7, 0.7, 0.7)
