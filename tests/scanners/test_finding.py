"""Which port is the scanner's: by its numbers, by its socket, and under another name after it was plugged in again."""

import errno
from types import SimpleNamespace
from typing import Any

import pytest

from scanners import discovery, serial_port
from scanners.discovery import UsbPlace
from scanners.serial_port import SerialPort
from scanners.settings import ScannerSettings, UsbId
from tests.scanners.scripted import FakePort, lane

ZEBRA = UsbId(0x05E0, 0x1701, "S1")


def listed(*devices: tuple[str, UsbId, str]) -> list[Any]:
    return [
        SimpleNamespace(
            device=device, vid=usb.vid, pid=usb.pid, serial_number=usb.serial_number or None, location=place
        )
        for device, usb, place in devices
    ]


@pytest.mark.parametrize(
    ("now", "path"),
    [
        (listed(("/dev/ttyACM1", ZEBRA, "1-2")), "/dev/ttyACM1"),
        (listed(("/dev/ttyACM1", ZEBRA, "1-4"), ("/dev/ttyACM0", UsbId(0x0C2E, 0x0720), "1-2")), "/dev/ttyACM1"),
        (listed(("/dev/ttyACM1", UsbId(0x05E0, 0x1701, "S2"), "1-2")), "/dev/ttyACM0"),
        ([], "/dev/ttyACM0"),
    ],
)
def test_a_scanner_that_comes_back_under_another_name_is_found(
    monkeypatch: pytest.MonkeyPatch, now: list[Any], path: str
) -> None:
    monkeypatch.setattr(discovery, "_comports", lambda: now)

    assert discovery.serial_path(lane("/dev/ttyACM0"), UsbPlace(ZEBRA, "1-2")) == path


def test_the_port_remembers_which_scanner_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def open_port(path: str, settings: ScannerSettings) -> FakePort:
        opened.append(path)
        return FakePort()

    monkeypatch.setattr(serial_port, "_opened", open_port)
    port = SerialPort(lane("/dev/ttyACM0"))
    for name in ("/dev/ttyACM0", "/dev/ttyACM1", "/dev/ttyACM2"):
        monkeypatch.setattr(discovery, "_comports", lambda name=name: listed((name, ZEBRA, "1-2")))
        port.open().close()

    assert opened == ["/dev/ttyACM0", "/dev/ttyACM1", "/dev/ttyACM2"]


def test_two_of_one_model_without_serial_numbers_are_told_apart_by_their_sockets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = UsbId(0x05E0, 0x1701)
    monkeypatch.setattr(
        discovery, "_comports", lambda: listed(("/dev/ttyACM4", model, "1-1"), ("/dev/ttyACM5", model, "1-2"))
    )

    assert discovery.serial_path(lane("/dev/ttyACM0"), UsbPlace(model, "1-2")) == "/dev/ttyACM5"
    assert discovery.serial_path(lane("/dev/ttyACM0"), UsbPlace(model, "1-9")) == "/dev/ttyACM0"
    with pytest.raises(OSError, match=rf"\[Errno {errno.ENOTUNIQ}\]"):
        discovery.serial_path(lane("usb:05e0:1701"))


def test_a_usb_port_is_found_or_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "_comports", lambda: listed(("/dev/ttyACM3", ZEBRA, "1-2")))

    assert discovery.serial_path(lane("usb:05e0:1701")) == "/dev/ttyACM3"
    assert discovery.serial_path(lane("usb:05e0:1701:S1")) == "/dev/ttyACM3"
    with pytest.raises(OSError, match=rf"\[Errno {errno.ENODEV}\]"):
        discovery.serial_path(lane("usb:05e0:1701:S9"))
