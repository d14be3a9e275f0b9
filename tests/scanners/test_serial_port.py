"""Real serial lines by pyserial: ptys, sockets, rfc2217; and what becomes of them when a cable is pulled."""

import errno
import os
import queue
import random
import socket
import termios
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import serial
from serial.rfc2217 import PortManager

from scanners import discovery, serial_port, ssi
from scanners.discovery import UsbPlace
from scanners.scan import Scan
from scanners.serial_port import SerialPort, SerialSource
from scanners.settings import ScannerSettings, UsbId

Plug = Callable[[], Any]
FAULTS = [OSError(errno.EIO, "in_waiting, or write"), termios.error(errno.EIO, "ioctl"), serial.SerialException("read")]


def lane(port: object, protocol: str = "plain", settings: str = "", idle_ms: int | None = None) -> ScannerSettings:
    return ScannerSettings("lane 1", port=str(port), protocol=protocol, settings=settings, idle_ms=idle_ms)


def unstamped(scans: list[Scan]) -> list[tuple[str, str]]:
    return [(scan.text, scan.damage) for scan in scans]


def test_a_scan_comes_in_with_its_scanners_name(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    desk.open(lane(line.path))
    line.send(b"CND2145KXM\r\n")

    desk.wait_for(lambda: desk.scans)
    assert (desk.scans[0].text, desk.scans[0].source, desk.scans[0].damage) == ("CND2145KXM", "lane 1", "")
    assert desk.statuses == ["ready"]


def test_what_a_scanner_sent_before_its_port_was_open_is_not_lost(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    line.send(b"CND2145KXM\r")
    desk.open(lane(line.path))

    desk.wait_for(lambda: desk.texts == ["CND2145KXM"])


def test_silence_ends_a_scan_and_a_wrong_parity_is_told(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    desk.open(lane(line.path))
    line.send(b"9PQF6D2")
    desk.wait_for(lambda: desk.texts == ["9PQF6D2"])
    line.send(b"\xb8\xd8K\xd1\xb2M3\x8d")

    desk.wait_for(lambda: unstamped(desk.scans)[1:] == [("8XKQ2M3", "parity")])


def test_two_lines_back_to_back_in_random_pieces_lose_join_and_tear_nothing(desk: Any, plug_in: Plug) -> None:
    lines = {name: plug_in() for name in ("left", "right")}
    sent = {name: [f"{name}-{number:05d}-{'X' * (number % 40)}" for number in range(300)] for name in lines}
    for name, line in lines.items():
        desk.open(ScannerSettings(name, port=line.path, settings="115200 8N1"))

    def scan_all(name: str) -> None:
        dice = random.Random(name)
        rest = "".join(f"{text}\r\n" for text in sent[name]).encode()
        while rest:
            cut = dice.randint(1, 64)
            lines[name].send(rest[:cut])
            rest = rest[cut:]

    senders = [threading.Thread(target=scan_all, args=(name,)) for name in lines]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    desk.wait_for(lambda: len(desk.scans) >= 600)

    for name in lines:
        assert [scan.text for scan in desk.scans if scan.source == name] == sent[name]
    assert not any(scan.damage for scan in desk.scans)


def test_the_settings_reach_the_line(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    desk.open(lane(line.path, settings="115200 7E1"))
    desk.wait_for(lambda: desk.states)

    descriptor = os.open(line.path, os.O_RDWR | os.O_NOCTTY)
    attributes = termios.tcgetattr(descriptor)
    os.close(descriptor)
    assert attributes[4] == termios.B115200
    assert desk.statuses == ["ready"]


def test_the_line_is_set_to_the_format_that_was_asked_for() -> None:
    port: Any = serial.serial_for_url("loop://", do_not_open=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(serial, "serial_for_url", lambda url, **_: port)
        source = SerialPort(lane("loop://", settings="7E1 rtscts")).open()
    assert (port.baudrate, port.bytesize, port.parity, port.stopbits, port.rtscts) == (9600, 7, "E", 1, True)
    source.close()


def test_a_pulled_cable_is_told_once_and_the_scanner_taken_back(desk: Any, plug_in: Plug, tmp_path: Path) -> None:
    by_id = tmp_path / "usb-Zebra-if00"
    first, second = plug_in(), plug_in()
    by_id.symlink_to(first.path)
    desk.open(lane(by_id, idle_ms=5_000))
    first.send(b"BN8R5T1\rCND21")
    desk.wait_for(lambda: desk.scans)
    desk.wait_for(lambda: b"CND21" in b"".join(traffic.received for traffic in desk.traffic))
    first.hang_up()
    desk.wait_for(lambda: "lost" in desk.statuses)

    by_id.unlink()
    by_id.symlink_to(second.path)
    second.send(b"6WMD9Q3\r")
    desk.wait_for(lambda: len(desk.scans) == 3)

    assert unstamped(desk.scans) == [("BN8R5T1", ""), ("CND21", "torn"), ("6WMD9Q3", "")]
    assert desk.statuses == ["ready", "lost", "back"]


def test_a_cable_pulled_while_the_desk_is_busy_with_a_scan_is_noticed(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    line.send(b"BN8R5T1\r")
    deliver = desk.deliver

    def pull(scan: Scan) -> None:
        line.hang_up()
        deliver(scan)

    desk.deliver = pull
    desk.open(lane(line.path))

    desk.wait_for(lambda: "lost" in desk.statuses)
    assert desk.texts == ["BN8R5T1"]


def test_a_cable_pulled_before_the_verdict_is_said_costs_nothing(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    reader = desk.open(lane(line.path, "honeywell-host-ack"))
    line.send(b"BN8R5T1\r")
    desk.wait_for(lambda: desk.scans)
    line.hang_up()
    reader.say("accepted")

    desk.wait_for(lambda: "lost" in desk.statuses)
    assert desk.texts == ["BN8R5T1"]


def test_a_port_that_another_desk_holds_is_said_to_be_held(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    desk.open(lane(line.path))
    desk.wait_for(lambda: desk.statuses == ["ready"])
    desk.open(lane(line.path))

    desk.wait_for(lambda: desk.statuses == ["ready", "lost"])
    assert "held by another program" in desk.states[1].message


def test_a_port_that_is_not_there_is_said_to_be_missing(desk: Any) -> None:
    desk.open(lane("/dev/ttyACM97"))

    desk.wait_for(lambda: desk.statuses == ["lost"])
    assert "/dev/ttyACM97 is not there" in desk.states[0].message


def test_an_ssi_scanner_hears_its_session_its_acknowledgement_and_the_verdict(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    ack = b"\x04\xd0\x00\x00\xff\x2c"
    reader = desk.open(lane(line.path, "ssi"))

    assert line.receive(9) == bytes.fromhex("07 C6 04 00 FF EE 01 FD 41")
    line.send(ack)
    assert line.receive(9) == bytes.fromhex("07 C6 04 00 FF 9F 01 FD 90")
    line.send(ack)
    line.send(b"\x0c\xf3\x00\x00\x01J7LXV42\xfd\x1f")
    assert line.receive(6) == bytes.fromhex("04 D0 04 00 FF 28")
    desk.wait_for(lambda: desk.scans)
    assert (desk.scans[0].text, desk.scans[0].aim) == ("J7LXV42", "]A0")
    reader.say("refused")
    assert line.receive(7) == bytes.fromhex("05 E6 04 00 12 FE FF")
    line.send(ack)
    assert line.receive(7) == bytes.fromhex("05 E8 04 00 FF FE 10")
    line.send(ack)
    assert line.receive(7) == bytes.fromhex("05 E7 04 00 02 FF 0E")


def test_a_verdict_goes_back_on_the_same_line(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    reader = desk.open(lane(line.path, "datalogic"))
    desk.wait_for(lambda: desk.states)
    reader.say("accepted")

    assert line.receive(1) == b"\x01"


def test_those_who_listen_in_see_bytes_and_scans_with_their_times(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    reader = desk.open(lane(line.path, "gryphon"))
    line.send(b"BN8R5T1\r")
    desk.wait_for(lambda: desk.scans)
    reader.say("refused")
    line.receive(4)
    reader.stop()

    assert b"".join(traffic.received for traffic in desk.traffic) == b"BN8R5T1\r"
    assert b"".join(traffic.sent for traffic in desk.traffic) == b"\x1b[2q"
    assert [scan for traffic in desk.traffic for scan in traffic.scans] == desk.scans
    assert all(traffic.at > 0 and traffic.name == "lane 1" for traffic in desk.traffic)


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_a_socket_that_hangs_up_mid_scan_is_lost_and_comes_back(desk: Any, server: socket.socket) -> None:
    desk.open(lane(f"socket://127.0.0.1:{server.getsockname()[1]}"))
    connection, _ = server.accept()
    connection.sendall(b"BN8R5T1\rCND21")
    connection.close()
    desk.wait_for(lambda: "lost" in desk.statuses)
    connection, _ = server.accept()
    connection.sendall(b"6WMD9Q3\r")
    desk.wait_for(lambda: len(desk.scans) == 3)
    connection.close()

    assert unstamped(desk.scans) == [("BN8R5T1", ""), ("CND21", "torn"), ("6WMD9Q3", "")]
    assert desk.statuses[:3] == ["ready", "lost", "back"]


class ModemlessPort(serial.Serial):  # type: ignore[misc]
    """A pty has no modem lines: what pyserial's rfc2217 server asks of them is answered here."""

    cts = dsr = ri = cd = property(lambda self: True)

    def _update_dtr_state(self) -> None: ...
    def _update_rts_state(self) -> None: ...
    def _update_break_state(self) -> None: ...


def serve_rfc2217(server: socket.socket, path: str, stop: threading.Event) -> None:
    """A terminal server: one client, pyserial's own RFC 2217 state machine, and a pty behind it."""
    connection, _ = server.accept()
    connection.settimeout(0.05)
    with connection, ModemlessPort(path, timeout=0.01) as port:
        manager = PortManager(port, SimpleNamespace(write=connection.sendall))
        while not stop.is_set():
            with suppress(TimeoutError):
                port.write(b"".join(manager.filter(connection.recv(1024))))
            if data := port.read(256):
                connection.sendall(b"".join(manager.escape(data)))


def test_a_scanner_behind_a_terminal_server_is_read_to_its_last_byte(
    desk: Any, plug_in: Plug, server: socket.socket
) -> None:
    line, stop = plug_in(), threading.Event()
    serving = threading.Thread(target=serve_rfc2217, args=(server, line.path, stop), daemon=True)
    serving.start()
    desk.open(lane(f"rfc2217://127.0.0.1:{server.getsockname()[1]}", "datalogic"))
    desk.wait_for(lambda: desk.statuses == ["ready"])
    line.send(b"BN8R5T1\r")
    desk.wait_for(lambda: desk.texts == ["BN8R5T1"])
    desk.readers[0].say("accepted")
    assert line.receive(1) == b"\x01"
    stop.set()
    serving.join()

    desk.wait_for(lambda: "lost" in desk.statuses)


class FakePort:
    """A port whose reads are scripted; a step that is an exception is raised."""

    def __init__(self, *reads: bytes | Exception, waiting: int | Exception = 0, write: Exception | None = None) -> None:
        self.reads = deque(reads)
        self.waiting = waiting
        self.fault = write
        self.written = b""
        self.closed = False

    def read(self, size: int) -> bytes:
        step = self.reads.popleft() if self.reads else b""
        if isinstance(step, Exception):
            raise step
        return step

    def fileno(self) -> int:
        raise OSError("a port without a descriptor")

    @property
    def in_waiting(self) -> int:
        if isinstance(self.waiting, Exception):
            raise self.waiting
        return self.waiting

    def write(self, data: bytes) -> None:
        if self.fault:
            raise self.fault
        self.written += data

    def close(self) -> None:
        self.closed = True
        raise OSError(errno.EIO, "closed twice")


def source(port: Any, protocol: str = "plain", clock: Callable[[], float] = lambda: 1.0) -> SerialSource:
    return SerialSource(lane("/dev/ttyACM0", protocol), port, clock)


@pytest.mark.parametrize(
    "fault", [OSError(errno.EIO, "in_waiting"), termios.error(errno.EIO, "ioctl"), serial.SerialException()]
)
def test_a_byte_read_before_the_loss_is_kept(fault: Exception) -> None:
    line = source(FakePort(b"A", fault, waiting=fault))

    assert line.read() == []
    with pytest.raises(type(fault)):
        line.read()
    assert unstamped(line.close()) == [("A", "torn")]


@pytest.mark.parametrize(
    "fault", [OSError(errno.EIO, "write"), termios.error(errno.EIO, "ioctl"), serial.SerialException()]
)
def test_a_write_that_fails_does_not_take_the_scan_with_it(fault: Exception) -> None:
    line = source(FakePort(b"\x0c\xf3\x00\x00\x01J7LXV42\xfd\x1f", write=fault))

    assert unstamped(line.read()) == [("J7LXV42", "")]
    with pytest.raises(type(fault)):
        line.read()


def test_a_scanner_that_takes_no_bytes_goes_without_its_beep() -> None:
    line = source(FakePort(b"", b"8XKQ2M3\r", write=serial.SerialTimeoutException()), "datalogic")
    line.say("accepted")

    assert line.read() == []
    assert unstamped(line.read()) == [("8XKQ2M3", "")]


def test_bytes_that_wait_while_the_reader_is_held_up_are_not_taken_for_silence() -> None:
    times = [1.0]
    line = source(FakePort(b"CND21", b"", b"45KXM\r"), clock=lambda: times[0])
    assert line.read() == []

    def held_up(size: int) -> bytes:
        times[0] = 9.0
        return b""

    line._port.read, read = held_up, line._port.read
    assert line.read() == []
    line._port.read = read
    assert unstamped(line.read()) == [("CND2145KXM", "")]


def test_what_rfc2217_had_taken_in_when_it_died_is_still_read() -> None:
    port: Any = FakePort(serial.SerialException("connection failed (reader thread died)"))
    port._read_buffer = queue.Queue()
    for item in (b"8XKQ2M3\r", b"GZ4", None):
        port._read_buffer.put(item)
    line = source(port)
    with pytest.raises(serial.SerialException):
        line.read()

    assert unstamped(line.close()) == [("8XKQ2M3", ""), ("GZ4", "torn")]
    assert port.closed


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


def test_the_session_of_a_scanner_that_was_replugged_is_switched_on_again() -> None:
    port = FakePort()
    source(port, "ssi")

    assert port.written == ssi.build(ssi.PARAM_SEND, b"\xff\xee\x01")
