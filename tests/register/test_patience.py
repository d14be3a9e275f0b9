"""The register over real sockets against clients that are slow or send too much: each is let go, and desks get on."""

import logging
import resource
import socket
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

import httpx
import pytest
import uvicorn

from devswap import wire
from devswap.register import requests
from devswap.register.patience import Patient
from devswap.register.service import make_app
from tests.register.conftest import NOW
from tests.register.test_service import DICE, Engine, Laptop, code


class Hurried(Patient):
    """The same, in the time of a test."""

    headers_within = 0.5
    exchange_within = 1.5


@pytest.fixture
def port(database: str) -> Iterator[int]:
    app = make_app(database, clock=lambda: NOW, dice=DICE.getrandbits)
    server = uvicorn.Server(
        uvicorn.Config(
            app, host="127.0.0.1", port=0, http=Hurried, log_level="warning", limit_concurrency=8, timeout_keep_alive=1
        )
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def laptop(port: int, engine: Engine) -> Iterator[Laptop]:
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        made = Laptop(client, "a")  # type: ignore[arg-type]
        assert made.enrol(code(engine)).status_code == 200
        yield made


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with closing(socket.create_connection(("127.0.0.1", port), 10)) as made:
        yield made


def let_go(line: socket.socket, drip: bytes = b"") -> bool:
    """Whether the register ends the connection within five seconds, whatever dribbles in."""
    line.settimeout(0.1)
    for _ in range(50):
        try:
            if drip:
                line.sendall(drip)
            if not line.recv(4096):
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


def push_head(laptop: Laptop, length: int, **more: str) -> bytes:
    path = wire.entries_path(laptop.desk.desk)
    headers = {
        "Host": "register", wire.DESK: laptop.desk.desk, wire.REQUEST: f"{DICE.getrandbits(128):032x}",
        wire.SIGNATURE: "0" * 128, "Content-Length": str(length), **more,
    }  # fmt: skip
    lines = [f"POST {path} HTTP/1.1", *(f"{key}: {value}" for key, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()


def answered(port: int, request: bytes) -> int:
    with connected(port) as line:
        line.sendall(request)
        return int(line.recv(64).split()[1])


def test_headers_that_come_a_byte_at_a_time_are_let_go_and_logged(port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "devswap")
    with connected(port) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nX-Long: ")
        assert let_go(line, b"a")
    assert "is too slow" in caplog.text


def test_a_connection_that_says_nothing_is_let_go(port: int) -> None:
    with connected(port) as line:
        assert let_go(line)


def test_a_second_request_on_a_kept_connection_has_an_end_too(port: int) -> None:
    with connected(port) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: register\r\n\r\n")
        assert line.recv(4096).startswith(b"HTTP/1.1 200")
        assert let_go(line, b"G")


def test_a_body_that_comes_a_byte_at_a_time_is_refused_and_logged(
    port: int, laptop: Laptop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "devswap")
    monkeypatch.setattr(requests, "SLOWEST", 0.5)
    with connected(port) as line:
        line.sendall(push_head(laptop, 1000))
        line.settimeout(0.1)
        said = b""
        for _ in range(50):
            line.sendall(b"x")
            with suppress(TimeoutError):
                said = line.recv(64)
            if said:
                break
        assert said.startswith(b"HTTP/1.1 408")
    assert "408" in caplog.text


def test_an_answer_that_is_not_read_is_let_go(port: int, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "devswap")
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    with closing(line):
        line.connect(("127.0.0.1", port))
        line.sendall(b"GET /schema/openapi.json HTTP/1.1\r\nHost: register\r\n\r\n" * 400)
        until = time.monotonic() + 10
        while "is too slow" not in caplog.text:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_slow_clients_beyond_the_limit_keep_no_desk_out_for_long(port: int, laptop: Laptop) -> None:
    laptop.desk.take_in("old")
    with ExitStack() as held:
        for _ in range(20):
            held.enter_context(connected(port)).sendall(b"GET /health HTTP/1.1\r\nX-Slow: ")
        until = time.monotonic() + 5
        while True:
            with suppress(httpx.TransportError), httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
                laptop.client = client  # type: ignore[assignment]
                laptop.register = ""
                if laptop.send("GET", "/ready", b"", b"").status_code == 200:
                    break
            assert time.monotonic() < until
            time.sleep(0.05)


def test_a_gigabyte_is_refused_before_it_is_sent(port: int, laptop: Laptop) -> None:
    assert answered(port, push_head(laptop, 1_000_000_000)) == 413


def test_a_gigabyte_in_pieces_of_unknown_number_is_cut_off(port: int, laptop: Laptop) -> None:
    head = push_head(laptop, 0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    piece = b"10000\r\n" + b"0" * 0x10000 + b"\r\n"
    sent = 0
    with connected(port) as line:
        line.sendall(head)
        with suppress(OSError):
            while sent < 1_000_000_000:
                line.sendall(piece)
                sent += len(piece)
    assert sent < 64 * 1024 * 1024, "it went on reading"


def test_a_zip_bomb_is_refused_in_little_memory(port: int, laptop: Laptop) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(b"\0" * 1_000_000) for _ in range(200)) + packer.flush()
    assert len(bomb) < wire.LARGEST_BODY, "small enough to be read at all"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    head = push_head(laptop, len(bomb), **{"Content-Encoding": "gzip"})
    assert answered(port, head + bomb) == 413
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024, "kilobytes"
