"""What stands between a desk and its register, over real sockets: called what it is, and nothing of it believed."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import msgspec
import pytest

from devswap.errors import ConfigError, RegisterError
from devswap.ledger.ids import instant
from devswap.store import Store
from devswap.sync import driving
from devswap.sync.client import Client
from devswap.sync.exchange import Exchange
from devswap.sync.status import Trouble
from devswap.sync.trust import trusted
from tests.desk.scenes import Scene
from tests.sync.certificates import HERE, Authority, serving
from tests.sync.desks import SWAP
from tests.sync.model import Register
from tests.sync.serving import on_a_port

Says = tuple[int, dict[str, str], bytes]
LOGIN = b"<html><body>Welcome to the guest network. Sign in.</body></html>"
# fmt: off
STRANGERS: dict[str, tuple[Says, str]] = {
    "login page": ((200, {"Content-Type": "text/html"}, LOGIN), "a login page answers in its place"),
    "login page, by a redirect": ((302, {"Location": "http://127.0.0.1/login"}, b""), "a login page answers"),
    "login page, by its own status": ((511, {"Content-Type": "text/html"}, LOGIN), "a login page answers"),
    "proxy without its register": (
        (502, {"Content-Type": "text/html"}, b"Bad Gateway"), "a proxy stands in between and does not reach it: tell"
    ),
    "proxy that is out of time": ((504, {}, b""), "a proxy stands in between and does not reach it"),
    "filter": ((403, {"Content-Type": "text/html"}, b"Blocked"), "a proxy stands in between and does not reach it"),
    "proxy with a smaller limit": ((413, {}, b""), "a proxy stands in between and takes nothing this large: have it"),
}
# fmt: on


@contextmanager
def answering(says: Says, tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """Somebody on a port of this machine who says the same to everybody."""
    status, headers, body = says

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_CONNECT = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def exchanged(scene: Scene, register: Register) -> Callable[..., str]:
    """What a desk with something to send says after it tried an address; what it proves is nothing."""
    scene.say(*SWAP)

    def exchanged(url: str, ca: str = "") -> str:
        return tried(scene.store, Client(url, ca), scene.clock.now())

    return exchanged


def tried(store: Store, client: Client, now: datetime) -> str:
    standing = store.standing()
    assert standing is not None
    exchange = Exchange(store, standing)
    waited = exchange.waiting()
    assert waited > 0
    try:
        assert driving.once(exchange, client.carry) is not None
    finally:
        client.close()
    words = exchange.status().words(now)
    assert exchange.waiting() == waited, "it waits as it did"
    assert f"{waited} to send" in words
    assert "in step" not in words
    assert not exchange.status().well(now)
    return words


@pytest.mark.parametrize("who", STRANGERS)
def test_who_answers_in_the_registers_place_is_called_what_it_is(exchanged: Callable[[str], str], who: str) -> None:
    says, words = STRANGERS[who]
    with answering(says) as port:
        assert words in exchanged(f"http://127.0.0.1:{port}")


def test_a_proxy_that_wants_a_login_of_its_own_is_called_a_proxy(
    exchanged: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with answering((407, {"Proxy-Authenticate": "Basic"}, b"")) as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        assert "wants a login of its own: put it into HTTPS_PROXY" in exchanged("https://register.example.org")


CERTIFICATES = {
    "expired": ({"begins": -9, "ends": -2}, "its certificate has expired by this clock: set the clock; where it is"),
    "not valid yet": ({"begins": 2}, "its certificate is not valid yet by this clock: set the clock"),
    "of another host": (
        {"host": "register.example.org"},
        "of another host: leave this network, or have the register's",
    ),
    "good": ({}, "a login page answers in its place"),
}


@pytest.mark.parametrize("how", CERTIFICATES)
def test_what_is_wrong_with_a_certificate_is_said_and_what_to_do(
    exchanged: Callable[..., str], tmp_path: Path, how: str
) -> None:
    made, words = CERTIFICATES[how]
    ours = Authority(tmp_path)
    tls = serving(*ours.signs(tmp_path / "server.pem", **made))
    with answering(STRANGERS["login page"][0], tls) as port:
        assert words in exchanged(f"https://{HERE}:{port}", ca=str(ours.file))


def test_an_authority_is_believed_where_it_is_named_and_then_no_other_is(
    exchanged: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, other = Authority(tmp_path), Authority(tmp_path, "other")
    tls = serving(*ours.signs(tmp_path / "server.pem"))
    unknown, heard = "of nobody whom this desk trusts: leave this network, or name who signs", "a login page answers"
    with answering(STRANGERS["login page"][0], tls) as port:
        url = f"https://{HERE}:{port}"
        assert unknown in exchanged(url)
        monkeypatch.setenv("SSL_CERT_FILE", str(ours.file))
        assert heard in exchanged(url)
        assert unknown in exchanged(url, ca=str(other.file))


def test_this_systems_own_authorities_are_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = Authority(tmp_path)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda tls: tls.load_verify_locations(ours.file))
    found = [dict(pair for (pair,) in one["subject"]) for one in trusted().get_ca_certs()]
    assert {"commonName": "ca"} in found
    assert len(found) > 50, "and the public ones"


def test_what_speaks_no_tls_is_called_so(exchanged: Callable[[str], str]) -> None:
    with answering(STRANGERS["login page"][0]) as port:
        assert "what answers does not speak TLS: check the address" in exchanged(f"https://{HERE}:{port}")


@pytest.mark.parametrize("what", ["missing.pem", "words.pem", "."])
def test_a_file_of_authorities_that_is_none_is_refused_by_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    (tmp_path / "words.pem").write_text("nothing\n")
    with pytest.raises(ConfigError, match=r"^\[register\] ca: expected a file with the authority's certificate"):
        Client("https://register.example.org", str(tmp_path / what))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / what))
    with pytest.raises(ConfigError, match=r"^SSL_CERT_FILE: expected a file"):
        Client("https://register.example.org")


@pytest.mark.parametrize("proxy", ["foo://x", "socks5://127.0.0.1:1"])
def test_a_proxy_that_cannot_be_one_is_refused_by_its_variable(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    with pytest.raises(ConfigError, match="HTTPS_PROXY or ALL_PROXY"):
        Client("https://register.example.org")


@pytest.mark.parametrize(
    "url",
    ["https://[::1", "https://r:99999", "https://r:x", "https://r:0", "https://a b", "https://", "https://r/?a=b",
     "https://r/#a", "https://u:p@r", "https://r\x00", "https://\udcff", "r", ""],
)  # fmt: skip
def test_what_is_no_address_is_refused_and_nothing_breaks(url: str) -> None:
    with pytest.raises(RegisterError, match="this is no address of a register"):
        Client(url)


def test_a_trouble_is_told_once_to_who_works_line_by_line(scene: Scene, register: Register) -> None:
    standing = scene.store.standing()
    assert standing is not None
    told: list[str] = []
    enough = threading.Event()

    def lines() -> Iterator[str]:
        yield "one"
        assert enough.wait(30)
        yield "two"

    def hear(trouble: Trouble) -> None:
        told.append(str(trouble))
        enough.set()

    with answering(STRANGERS["login page"][0]) as port:
        scene.store.enrol(msgspec.structs.replace(standing, url=f"http://{HERE}:{port}"), msgspec.Raw(register.rules))
        sync = driving.start(scene.store)
        assert sync is not None
        assert list(driving.between(lines(), sync, lambda: None, hear)) == ["one", "two"]
        sync.close()
    assert told == ["a login page answers in its place: open a browser and sign in to the network"]


def test_a_wrong_clock_is_said_by_how_much_and_changes_nothing_else(scene: Scene, register: Register) -> None:
    scene.say(*SWAP)
    now = scene.clock.now()
    register._now = lambda: instant(now + timedelta(hours=3))
    standing = scene.store.standing()
    assert standing is not None
    with on_a_port(register) as url:
        exchange, client = Exchange(scene.store, msgspec.structs.replace(standing, url=url)), Client(url)
        assert driving.once(exchange, client.carry) is None
        client.close()
    assert exchange.waiting() == 0
    assert "this clock is 3 h slow: set it" in exchange.status().words(now)
    assert not exchange.status().well(now)
