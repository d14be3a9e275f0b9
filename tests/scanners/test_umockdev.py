"""Real evdev and real list_ports, on devices that umockdev makes up (Debian: `umockdev`)."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scanners import ssi

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("umockdev-run"), reason="umockdev is not installed"
)

HUB = "/devices/pci0000:00/0000:00:14.0/usb1"
KEYS = "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe"
DEVICES = f"""\
P: {HUB}/1-2
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=05e0
A: idProduct=1701
A: bNumInterfaces= 1
A: serial=S1
A: manufacturer=Symbol Technologies
A: product=Scanner (CDC)

P: {HUB}/1-2/1-2:1.0
E: DEVTYPE=usb_interface
E: SUBSYSTEM=usb

P: {HUB}/1-2/1-2:1.0/tty/ttyACM0
N: ttyACM0
S: serial/by-id/usb-Symbol_S1-if00
E: DEVNAME=/dev/ttyACM0
E: SUBSYSTEM=tty
E: MAJOR=166
E: MINOR=0
L: device=../../../1-2:1.0

P: {HUB}/1-3
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: idVendor=05e0
A: idProduct=1900
A: serial=S2
A: product=Scanner (SNAPI)

P: {HUB}/1-4/1-4:1.0/0003:0C2E:0204.0001/input/input5
E: SUBSYSTEM=input
A: name=Honeywell Scanner
A: uniq=S3
A: id/vendor=0c2e
A: id/product=0204
A: capabilities/key={KEYS}

P: {HUB}/1-4/1-4:1.0/0003:0C2E:0204.0001/input/input5/event5
N: input/event5
S: input/by-id/usb-Honeywell_S3-event-kbd
E: DEVNAME=/dev/input/event5
E: MAJOR=13
E: MINOR=69
E: SUBSYSTEM=input
E: ID_INPUT_KEYBOARD=1
L: device=../../input5

P: {HUB}/1-5/1-5:1.0/input/input6
E: SUBSYSTEM=input
A: name=A mouse
A: id/vendor=046d
A: id/product=c077
A: capabilities/key=70000 0 0 0 0

P: {HUB}/1-5/1-5:1.0/input/input6/event6
N: input/event6
E: DEVNAME=/dev/input/event6
E: SUBSYSTEM=input
L: device=../../input6
"""

PREAMBLE = """
import json, threading
from scanners import ScannerSettings, discovery, open_scanner
scans, states, done = [], [], threading.Event()
def show(**result):
    print(json.dumps(result))
def deliver(scan):
    scans.append((scan.text, scan.aim, scan.damage))
    done.set()
def open_and_wait(settings):
    reader = open_scanner(settings, deliver, lambda state: states.append((state.status, state.message)))
    done.wait(20)
    return reader
"""


def run(program: str, folder: Path, *options: str) -> Any:
    """What a program printed that ran among the devices; it fails if a scripted device heard other bytes."""
    devices = folder / "devices.umockdev"
    devices.write_text(DEVICES)
    ran = subprocess.run(
        ["umockdev-run", f"--device={devices}", *options, "--", sys.executable, "-c", PREAMBLE + program],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def test_what_is_plugged_in_is_listed_by_stable_path_with_what_we_take_it_for(tmp_path: Path) -> None:
    program = """
from dataclasses import asdict
show(found=[asdict(device) | {"advice": device.advice} for device in discovery.found()])
"""
    keyboard, line, snapi = [device for device in run(program, tmp_path)["found"] if device["make"]]

    assert (line["kind"], line["port"], line["device"]) == (
        "serial",
        "/dev/serial/by-id/usb-Symbol_S1-if00",
        "/dev/ttyACM0",
    )
    assert (line["make"], line["mode"], line["usb"]) == ("Zebra", "serial", [0x05E0, 0x1701, "S1"])
    assert line["name"] == "Symbol Technologies Scanner (CDC)"
    assert (keyboard["kind"], keyboard["port"]) == ("hid", "/dev/input/by-id/usb-Honeywell_S3-event-kbd")
    assert (keyboard["make"], keyboard["mode"], keyboard["advice"]) == ("Honeywell", "keyboard", "")
    assert (snapi["kind"], snapi["mode"], snapi["usb"]) == ("usb", "SNAPI", [0x05E0, 0x1900, "S2"])
    assert "SNAPI" in snapi["advice"]


def ioctls() -> str:
    """What the event device answers to evdev's questions, buffer sizes as it asks them."""
    keys = sum(int(word, 16) << 64 * place for place, word in enumerate(reversed(KEYS.split())))
    text = {"NAME": b"Honeywell Scanner", "PHYS": b"usb-1-4/input0", "UNIQ": b"S3"}
    return "\n".join(
        [
            "EVIOCGVERSION 0 01000100",
            "EVIOCGID 0 03002E0C04021001",
            *(f"EVIOCG{name}(0) {len(value) + 1} {value.hex().ljust(512, '0')}" for name, value in text.items()),
            "EVIOCGBIT(0) 4 13001200",
            f"EVIOCGBIT(1) 96 {keys.to_bytes(96, 'little').hex()}",
            *(f"EVIOCGBIT({kind}) 96 {'00' * 96}" for kind in (4, 17, 20)),
            "EVIOCGEFFECTS 0 00000000",
            "",
        ]
    )


def keys_of(codes: list[tuple[int, tuple[int, ...]]]) -> str:
    """evemu events: each code with its modifiers pressed and released around it, one every 2 ms, after 50 ms."""
    presses = [
        press
        for code, held in codes
        for press in [*((key, 1) for key in held), (code, 1), (code, 0), *((key, 0) for key in held)]
    ]
    return "".join(
        f"E: {0.05 + 0.002 * place:.6f} 0001 {code:04x} {value}\nE: {0.05 + 0.002 * place:.6f} 0000 0000 0\n"
        for place, (code, value) in enumerate(presses)
    )


SHIFT, CTRL = (42,), (29,)
C, N, GS, D, TWO, HASH, ENTER = 46, 49, 27, 32, 3, 4, 28


@pytest.mark.parametrize("port", ["usb:0c2e:0204", "/dev/input/event5"])
def test_a_grabbed_keyboard_is_read_by_its_own_layout(tmp_path: Path, port: str) -> None:
    (tmp_path / "ioctls").write_text(ioctls())
    codes = [(C, SHIFT), (N, SHIFT), (GS, CTRL), (D, SHIFT), (TWO, ()), (HASH, SHIFT), (ENTER, ())]
    (tmp_path / "events").write_text(keys_of(codes))
    program = f"""
reader = open_and_wait(ScannerSettings("hand", "hid", {port!r}))
reader.stop()
show(scans=scans, states=states)
"""
    result = run(
        program,
        tmp_path,
        f"--ioctl=/dev/input/event5={tmp_path / 'ioctls'}",
        f"--evemu-events=/dev/input/event5={tmp_path / 'events'}",
    )

    assert result["scans"] == [["CN\x1dD2#", "", ""]]
    assert result["states"][0][0] == "ready"


def script(*steps: tuple[str, bytes]) -> bytes:
    """A dialogue as the device sees it: `w` what it must hear, `r` what it says."""
    lines = []
    for operation, data in steps:
        written = b"".join(
            b"^`" if byte == 0x5E else b"^" + bytes((byte + 0x40,)) if byte < 32 else bytes((byte,)) for byte in data
        )
        lines.append(operation.encode() + b" 0 " + written)
    return b"\n".join(lines) + b"\n"


def test_an_ssi_scanner_on_a_real_usb_line_hears_every_byte_of_its_dialogue(tmp_path: Path) -> None:
    ack = b"\x04\xd0\x00\x00\xff\x2c"
    dialogue = script(
        ("w", bytes.fromhex("07 C6 04 00 FF EE 01 FD 41")),
        ("r", ack),
        ("w", bytes.fromhex("07 C6 04 00 FF 9F 01 FD 90")),
        ("r", ack),
        ("r", b"\x0c\xf3\x00\x00\x01J7LXV42\xfd\x1f"),
        ("w", ssi.build(ssi.CMD_ACK)),
        ("w", bytes.fromhex("05 E6 04 00 00 FF 11")),
        ("r", ack),
        ("w", bytes.fromhex("05 E8 04 00 FF FE 10")),
        ("r", ack),
        ("w", bytes.fromhex("05 E7 04 00 01 FF 0F")),
        ("r", ack),
        ("r", b"\x0c\xf3\x00\x00\x01J7LXV43\xfd\x1e"),
        ("w", ssi.build(ssi.CMD_ACK)),
    )
    (tmp_path / "script").write_bytes(dialogue)
    program = """
reader = open_and_wait(ScannerSettings("lane 1", "serial", "usb:05e0:1701", protocol="ssi"))
done.clear()
reader.say("accepted")
done.wait(20)
reader.stop()
show(scans=scans, states=states)
"""
    result = run(program, tmp_path, f"--script=/dev/ttyACM0={tmp_path / 'script'}")

    assert result["scans"] == [["J7LXV42", "]A0", ""], ["J7LXV43", "]A0", ""]]
    assert result["states"] == [["ready", "Scanner lane 1 is ready."]]
