"""A serial line whose port is a script: every fault at every place, and what has been read before it is kept."""

import errno
import queue
import termios
from collections.abc import Callable
from typing import Any

import pytest
import serial

from scanners import ssi
from scanners.serial_port import SerialSource
from tests.scanners.scripted import FakePort, lane, unstamped


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


def test_the_session_of_a_scanner_that_was_replugged_is_switched_on_again() -> None:
    port = FakePort()
    source(port, "ssi")

    assert port.written == ssi.build(ssi.PARAM_SEND, b"\xff\xee\x01")
