"""Grabbed keyboards: what umockdev cannot play (EBUSY, ENODEV, EACCES, lost events) is played by a stub of evdev."""

import errno
import os
import sys
from collections.abc import Iterator
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from scanners import discovery
from scanners.hid import HidPort
from scanners.settings import ScannerSettings, UsbId

SHIFT = 42
KEYS = {"D": 32, "3": 4, "r": 19, "R": 19, "K": 37, "T": 20, "8": 9, "2": 3, "\r": 28}


class Device:
    """An event device: `type_` makes events ready to be read; `unplug` lets the next read fail."""

    def __init__(self, grab: OSError | None = None, ungrab: OSError | None = None) -> None:
        self.fd, self._ready = os.pipe()
        self.events: list[SimpleNamespace] = []
        self.grab_fault, self.ungrab_fault = grab, ungrab
        self.fault: OSError | None = None
        self.calls: list[str] = []

    def grab(self) -> None:
        self.calls.append("grab")
        if self.grab_fault:
            raise self.grab_fault

    def ungrab(self) -> None:
        self.calls.append("ungrab")
        if self.ungrab_fault:
            raise self.ungrab_fault

    def close(self) -> None:
        self.calls.append("close")
        os.close(self.fd)
        os.close(self._ready)

    def read(self) -> Iterator[SimpleNamespace]:
        os.read(self.fd, 1024)
        if self.fault:
            raise self.fault
        events, self.events = self.events, []
        return iter(events)

    def type_(self, text: str, *extra: SimpleNamespace) -> None:
        for character in text:
            shifted = character.isupper()
            for code, value in (
                [(SHIFT, 1)] * shifted + [(KEYS[character], 1), (KEYS[character], 0)] + [(SHIFT, 0)] * shifted
            ):
                self.events += [event(1, code, value), event(0, 0, 0)]
        self.events += extra
        os.write(self._ready, b"!")

    def unplug(self) -> None:
        self.fault = OSError(errno.ENODEV, "No such device")
        os.write(self._ready, b"!")


def event(kind: int, code: int, value: int) -> SimpleNamespace:
    return SimpleNamespace(type=kind, code=code, value=value)


@pytest.fixture
def devices(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What evdev opens, by path: a device, or what it raises."""
    plugged: dict[str, Any] = {}

    def open_device(path: str, readonly: bool) -> Any:
        assert readonly
        device = plugged.get(path, FileNotFoundError(errno.ENOENT, "no such file", path))
        if isinstance(device, Exception):
            raise device
        return device

    evdev = ModuleType("evdev")
    evdev.InputDevice = open_device  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "evdev", evdev)
    return plugged


def hand(port: str = "/dev/input/event5") -> ScannerSettings:
    return ScannerSettings("hand", "hid", port, idle_ms=10)


def test_a_scan_is_read_by_the_scanners_own_layout_and_the_device_released(desk: Any, devices: dict[str, Any]) -> None:
    device = devices["/dev/input/event5"] = Device()
    reader = desk.open(hand())
    device.type_("D3RKT82\r")
    desk.wait_for(lambda: desk.texts == ["D3RKT82"])
    reader.say("refused")
    reader.stop()

    assert device.calls == ["grab", "ungrab", "close"]
    assert desk.statuses == ["ready"]


def test_silence_ends_a_scan_without_enter(desk: Any, devices: dict[str, Any]) -> None:
    device = devices["/dev/input/event5"] = Device()
    desk.open(hand())
    device.type_("D3RKT82")

    desk.wait_for(lambda: desk.texts == ["D3RKT82"])


def test_a_device_that_another_program_has_grabbed_is_said_to_be_held(desk: Any, devices: dict[str, Any]) -> None:
    device = devices["/dev/input/event5"] = Device(grab=OSError(errno.EBUSY, "Device or resource busy"))
    reader = desk.open(hand())
    desk.wait_for(lambda: desk.states)
    reader.stop()

    assert "held by another program" in desk.states[0].message
    assert desk.states[0].next
    assert device.calls == ["grab", "close"], "it is not kept open"


def test_a_device_that_may_not_be_opened_says_what_to_do(desk: Any, devices: dict[str, Any]) -> None:
    devices["/dev/input/event5"] = PermissionError(errno.EACCES, "Permission denied")
    desk.open(hand())
    desk.wait_for(lambda: desk.states)

    assert "may not open /dev/input/event5" in desk.states[0].message
    assert "group" in desk.states[0].next


def test_without_evdev_it_says_so_and_does_not_fall_back(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "evdev", None)
    desk.open(hand())
    desk.wait_for(lambda: desk.states)

    assert desk.states[0].status == "lost"
    assert "evdev" in desk.states[0].message


def test_unplugged_mid_scan_it_is_lost_once_released_and_taken_back(desk: Any, devices: dict[str, Any]) -> None:
    first = devices["/dev/input/event5"] = Device(ungrab=OSError(errno.ENODEV, "No such device"))
    desk.open(ScannerSettings("hand", "hid", "/dev/input/event5", idle_ms=5_000))
    first.type_("D3R")
    desk.wait_for(lambda: b"D3R" in b"".join(traffic.received for traffic in desk.traffic))
    first.unplug()
    desk.wait_for(lambda: "lost" in desk.statuses)
    second = devices["/dev/input/event5"] = Device()
    second.type_("D3RKT82\r")
    desk.wait_for(lambda: len(desk.scans) == 2)

    assert [(scan.text, scan.damage) for scan in desk.scans] == [("D3R", "torn"), ("D3RKT82", "")]
    assert desk.statuses == ["ready", "lost", "back"]
    assert first.calls == ["grab", "ungrab", "close"]


def test_a_scan_that_lost_keys_in_the_kernel_never_passes_for_whole(desk: Any, devices: dict[str, Any]) -> None:
    device = devices["/dev/input/event5"] = Device()
    desk.open(hand())
    device.type_("D3R", event(1, SHIFT, 1), event(0, 3, 0))
    device.type_("82\r")
    device.type_("D3RKT82\r")
    desk.wait_for(lambda: len(desk.scans) == 2)

    assert [(scan.text, scan.damage) for scan in desk.scans] == [("D3R82", "torn"), ("D3RKT82", "")]


@pytest.fixture
def sysfs(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """`/sys/class/input` with two scanners of one model; the first has buttons of its own, too."""
    keys = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
    for number, uniq, bits in ((4, "A", keys), (5, "B", keys), (6, "A", "70000 0 0 0 0")):
        node = tmp_path / f"event{number}" / "device"
        for name, text in (("id/vendor", "05e0"), ("id/product", "1200"), ("uniq", uniq), ("capabilities/key", bits)):
            (node / name).parent.mkdir(parents=True, exist_ok=True)
            (node / name).write_text(f"{text}\n")
    monkeypatch.setattr(discovery, "_SYS", tmp_path)
    return tmp_path


def test_a_keyboard_is_found_by_its_usb_numbers_and_told_from_its_other_interfaces(sysfs: Any) -> None:
    assert discovery.input_path(hand("usb:05e0:1200:A")) == "/dev/input/event4"
    assert discovery.input_path(hand("usb:05e0:1200:B")) == "/dev/input/event5"
    with pytest.raises(OSError, match=rf"\[Errno {errno.ENOTUNIQ}\]"):
        discovery.input_path(hand("usb:05e0:1200"))
    with pytest.raises(OSError, match=rf"\[Errno {errno.ENODEV}\]"):
        discovery.input_path(hand("usb:0c2e:0204"))


def test_a_keyboard_that_comes_back_under_another_number_is_found(sysfs: Any) -> None:
    assert discovery.input_usb("/dev/input/event4") == UsbId(0x05E0, 0x1200, "A")
    assert discovery.input_usb("/dev/input/by-id/usb-Symbol-event-kbd") is None
    assert discovery.input_path(hand("/dev/input/event9"), UsbId(0x05E0, 0x1200, "A")) == "/dev/input/event4"
    assert discovery.input_path(hand("/dev/input/event9"), UsbId(0x0C2E, 0x0204, "")) == "/dev/input/event9"


def test_the_port_remembers_which_keyboard_it_was(devices: dict[str, Any], sysfs: Any) -> None:
    devices["/dev/input/event4"] = Device()
    port = HidPort(hand("/dev/input/event4"))
    port.open().close()
    (sysfs / "event4").rename(sysfs / "event8")
    devices["/dev/input/event8"] = Device()

    port.open().close()
    assert devices["/dev/input/event8"].calls == ["grab", "ungrab", "close"]
