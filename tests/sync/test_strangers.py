"""What stands between a desk and its register, over real sockets: called what it is, and nothing of it believed."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from devswap.ledger.ids import instant
from devswap.store import Store
from devswap.sync import driving
from devswap.sync.client import Client
from devswap.sync.exchange import Exchange
from tests.desk.scenes import Scene
from tests.sync.desks import SWAP
from tests.sync.model import Register
from tests.sync.serving import on_a_port

Says = tuple[int, dict[str, str], bytes]
LOGIN = b"<html><body>Welcome to the guest network. Sign in.</body></html>"
STRANGERS: dict[str, tuple[Says, str]] = {
    "login page": ((200, {"Content-Type": "text/html"}, LOGIN), "a login page answers in its place"),
    "login page, by a redirect": ((302, {"Location": "http://127.0.0.1/login"}, b""), "a login page answers"),
    "login page, by its own status": ((511, {"Content-Type": "text/html"}, LOGIN), "a login page answers"),
    "proxy without its register": ((502, {"Content-Type": "text/html"}, b"Bad Gateway"), "a proxy stands in between"),
    "proxy that is out of time": ((504, {}, b""), "a proxy stands in between"),
    "proxy with a smaller limit": ((413, {}, b""), "a proxy stands in between"),
}


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
def exchanged(scene: Scene, register: Register) -> Callable[[str], str]:
    """What a desk with something to send says after it tried an address; what it proves is nothing."""
    scene.say(*SWAP)

    def exchanged(url: str) -> str:
        return tried(scene.store, url, scene.clock.now())

    return exchanged


def tried(store: Store, url: str, now: datetime) -> str:
    standing = store.standing()
    assert standing is not None
    exchange, client = Exchange(store, standing), Client(url)
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
        assert "a proxy stands in between" in exchanged("https://register.example.org")


def certificate(folder: Path, begins: timedelta, ends: timedelta) -> ssl.SSLContext:
    """A server's TLS with a certificate of this time from now, which this machine trusts but for that."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(7).not_valid_before(now + begins).not_valid_after(now + ends)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "server.pem").write_bytes(pem + secret)
    (folder / "trusted.pem").write_bytes(pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@pytest.mark.parametrize(
    ("begins", "ends", "trusted", "words"),
    [
        (-9, -2, True, "the certificate is not valid by this clock: set it"),
        (2, 9, True, "the certificate is not valid by this clock: set it"),
        (-1, 9, False, "the certificate is not the register's"),
        (-1, 9, True, "a login page answers in its place"),
    ],
)
def test_a_certificate_out_of_its_time_is_this_clock_and_a_strangers_is_not(
    exchanged: Callable[[str], str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    begins: int,
    ends: int,
    trusted: bool,
    words: str,
) -> None:
    tls = certificate(tmp_path, timedelta(days=begins), timedelta(days=ends))
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "trusted.pem"))
    with answering(STRANGERS["login page"][0], tls) as port:
        assert words in exchanged(f"https://127.0.0.1:{port}")


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
