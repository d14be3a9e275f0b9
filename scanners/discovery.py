"""What is plugged in: serial lines and keyboards, by stable path, and the make of scanner that we take each for.

Keyboards are read from sysfs, which needs no permission: a scanner that this user may not open is listed all the same,
so that `scanners list` can say what to do about it. Nothing is opened here.
"""

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

from scanners.faults import ACCESS
from scanners.settings import ScannerSettings, UsbId
from scanners.us_layout import KEYS_OF_A_KEYBOARD

_SYS: Final = Path("/sys/class/input")
_USB: Final = Path("/sys/bus/usb/devices")
_DEV: Final = Path("/dev")

_MAKES: Final = {
    0x05E0: "Zebra", 0x0C2E: "Honeywell", 0x05F9: "Datalogic", 0x1EAB: "Newland", 0x065A: "Opticon", 0x067E: "Intermec",
}  # fmt: skip
_MODES: Final = {
    (0x05E0, 0x1200): "keyboard", (0x05E0, 0x1701): "serial", (0x05E0, 0x1900): "SNAPI",
    (0x0C2E, 0x0204): "keyboard", (0x0C2E, 0x0700): "serial", (0x0C2E, 0x0720): "serial",
    (0x05F9, 0x2206): "keyboard", (0x05F9, 0x4204): "serial", (0x05F9, 0x1206): "OEM",
    (0x065A, 0x0001): "keyboard", (0x065A, 0x0009): "serial", (0x067E, 0x0801): "keyboard", (0x067E, 0x0803): "serial",
}  # fmt: skip
_PROTOCOLS: Final = {"Datalogic": "datalogic", "Opticon": "opticon", "Honeywell": "honeywell"}


class UsbPlace(NamedTuple):
    """A USB device and the socket that it is in: two of one model without serial numbers differ by the socket alone."""

    usb: UsbId
    location: str


@dataclass(frozen=True, slots=True)
class Found:
    """One device that is, or may be, a scanner."""

    kind: Literal["serial", "hid", "usb"]
    """`usb`: a scanner that is plugged in but set to speak neither; `advice` says what to do."""
    port: str
    """What to write as `port`: a path that stays the same (`by-id`) where there is one."""
    device: str
    """What it is called now: `/dev/ttyACM0`, `/dev/input/event5`."""
    name: str
    """Vendor and product as the device says them: text from outside."""
    usb: UsbId | None
    make: str
    """What we take it for, by its USB numbers; empty where they tell nothing."""
    mode: str
    """What it is set to, by its USB numbers: `keyboard`, `serial`, `SNAPI`, `OEM`, `HID-POS`, or empty."""
    protocol: str
    """What to write as `protocol`."""
    readable: bool
    """This user may open it."""

    @property
    def advice(self) -> str:
        """What to do before it can be used; empty where nothing is in the way."""
        if self.kind == "usb":
            return f"It is set to {self.mode or 'a mode of its maker'}: set it to USB serial (CDC) or USB keyboard."
        return "" if self.readable else ACCESS


def found() -> list[Found]:
    """All serial lines, and the keyboards that may be scanners: those of a known make first."""
    readable = [*_serial_lines(), *_keyboards()]
    seen = {device.usb[:2] for device in readable if device.usb}
    devices = readable + [device for device in _other_scanners() if device.usb and device.usb[:2] not in seen]
    return sorted(devices, key=lambda device: (not device.make, device.kind, device.port))


def mode(usb: UsbId | None) -> str:
    """What a scanner is set to by its USB numbers: `keyboard`, `serial`, `SNAPI`, `OEM`, `HID-POS`, or empty."""
    if usb is None:
        return ""
    if usb.vid == 0x1EAB:  # Newland tells it by the last two digits
        return {0x03: "keyboard", 0x06: "serial", 0x10: "HID-POS"}.get(usb.pid & 0xFF, "")
    return _MODES.get((usb.vid, usb.pid), "")


def serial_path(settings: ScannerSettings, known: UsbPlace | None = None) -> str:
    """The path at which a configured line is to be opened now.

    `known` is where it was last: a scanner that comes back as ttyACM1 is found by its numbers. Raises OSError: ENODEV
    where a `usb:` port is not plugged in, ENOTUNIQ where several devices answer to it.
    """
    if not (wanted := settings.usb or (known and known.usb)):
        return settings.port
    lines = [line for line in _comports() if _is(_usb(line), wanted)]
    here = [line for line in lines if known and line.location == known.location] or lines
    if len(here) == 1:
        return str(here[0].device)
    if settings.usb is None:
        return settings.port
    raise OSError(errno.ENOTUNIQ if here else errno.ENODEV, "no single device", settings.port)


def usb_place(path: str) -> UsbPlace | None:
    """The USB device behind a serial path, and its socket; None where the path stays the same or is no USB device."""
    device = os.path.realpath(path)
    for line in _comports():
        if line.device == device == path and (usb := _usb(line)):
            return UsbPlace(usb, line.location or "")
    return None


def input_path(settings: ScannerSettings, known: UsbId | None = None) -> str:
    """The event device at which a configured keyboard is to be opened now; the rest as for `serial_path`."""
    if not (wanted := settings.usb or known):
        return settings.port
    devices = [node.name for node in _keyboard_nodes() if _is(_input_usb(node), wanted)]
    if len(devices) == 1:
        return str(_DEV / "input" / devices[0])
    if settings.usb is None:
        return settings.port
    raise OSError(errno.ENOTUNIQ if devices else errno.ENODEV, "no single device", settings.port)


def input_usb(path: str) -> UsbId | None:
    """The USB numbers behind `/dev/input/eventN`; None for a path that stays the same."""
    node = _SYS / Path(path).name
    return _input_usb(node) if path.startswith("/dev/input/event") and node.exists() else None


def _serial_lines() -> Iterator[Found]:
    stable = _links("serial/by-id/*")
    for line in _comports():
        usb = _usb(line)
        name = " ".join(filter(None, (line.manufacturer, line.product))) or line.description.replace("n/a", "")
        yield _found("serial", stable.get(Path(line.device).name, line.device), line.device, name, usb)


def _keyboards() -> Iterator[Found]:
    stable = _links("input/by-id/*-event-kbd")
    for node in _keyboard_nodes():
        device = str(_DEV / "input" / node.name)
        yield _found("hid", stable.get(node.name, device), device, _read(node / "device" / "name"), _input_usb(node))


def _other_scanners() -> Iterator[Found]:
    """USB devices of the makers of scanners, whatever they are set to."""
    for node in sorted(_USB.glob("*")):
        vid, pid = _read(node / "idVendor"), _read(node / "idProduct")
        if vid and pid and int(vid, 16) in _MAKES:
            usb = UsbId(int(vid, 16), int(pid, 16), _read(node / "serial"))
            name = " ".join(filter(None, (_read(node / "manufacturer"), _read(node / "product"))))
            yield _found("usb", f"usb:{vid}:{pid}", node.name, name, usb)


def _found(kind: Literal["serial", "hid", "usb"], port: str, device: str, name: str, usb: UsbId | None) -> Found:
    make = _MAKES.get(usb.vid, "") if usb else ""
    protocol = _PROTOCOLS.get(make, "plain") if kind == "serial" else "plain"
    return Found(kind, port, device, name, usb, make, mode(usb), protocol, os.access(device, os.R_OK))


def _links(pattern: str) -> dict[str, str]:
    """The names of devices, each with the link that stays the same when they change."""
    return {link.readlink().name: str(link) for link in sorted(_DEV.glob(pattern)) if link.is_symlink()}


def _comports() -> list[Any]:
    from serial.tools.list_ports import comports

    return list(comports())


def _usb(line: Any) -> UsbId | None:
    return UsbId(line.vid, line.pid, line.serial_number or "") if line.vid is not None else None


def _is(usb: UsbId | None, wanted: UsbId) -> bool:
    return usb is not None and usb[:2] == wanted[:2] and wanted.serial_number in ("", usb.serial_number)


def _keyboard_nodes() -> list[Path]:
    """The event nodes of keyboards, and not of the other interfaces that one device may have (mouse, volume keys)."""
    return [node for node in sorted(_SYS.glob("event*")) if _keys(node).issuperset(KEYS_OF_A_KEYBOARD)]


def _keys(node: Path) -> set[int]:
    """The key codes that a device has: sysfs gives them as hexadecimal words of 64 bits, the highest first."""
    words = _read(node / "device" / "capabilities" / "key").split()
    bits = sum(int(word, 16) << 64 * place for place, word in enumerate(reversed(words)))
    return {code for code in range(bits.bit_length()) if bits >> code & 1}


def _input_usb(node: Path) -> UsbId | None:
    vid, pid = (_read(node / "device" / "id" / key) for key in ("vendor", "product"))
    return UsbId(int(vid, 16), int(pid, 16), _read(node / "device" / "uniq")) if vid and pid else None


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
