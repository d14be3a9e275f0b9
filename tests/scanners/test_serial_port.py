"""Real serial lines by pyserial: ptys, sockets, rfc2217; and what becomes of them when a cable is pulled."""

import errno
import os
import random
import socket
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import serial
from serial.rfc2217 import PortManager

from scanners.scan import Scan
from scanners.serial_port import SerialPort
from scanners.settings import ScannerSettings
from tests.scanners.scripted import lane, unstamped

Plug = Callable[[], Any]
FAULTS = [OSError(errno.EIO, "in_waiting, or write"), termios.error(errno.EIO, "ioctl"), serial.SerialException("read")]


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


def test_those_who_listen_in_see_how_the_session_began_and_what_was_left_unfinished(desk: Any, plug_in: Plug) -> None:
    line = plug_in()
    reader = desk.open(lane(line.path, "ssi"))
    begun = line.receive(9)
    line.send(b"CND21")
    desk.wait_for(lambda: any(traffic.received for traffic in desk.traffic))
    reader.stop()

    assert desk.traffic[0].sent == begun == bytes.fromhex("07c60400ffee01fd41")
    assert [(scan.text, scan.damage) for traffic in desk.traffic for scan in traffic.scans] in (
        [("CND21", "torn")],
        [("CND21", "")],  # a busy machine may make a silence of it, that ends a scan
    )
    assert desk.scans == [scan for traffic in desk.traffic for scan in traffic.scans]


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
