"""The model register behind HTTP: as a transport for the client, or on a port of this machine."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import get_args
from urllib.parse import urlsplit

import httpx
import msgspec

from devswap import wire
from devswap.sync.answers import Came, Question
from devswap.sync.exchange import Outgoing
from tests.sync.model import Register


def respond(register: Register, method: str, target: str, headers: httpx.Headers, body: bytes) -> Came:
    """What the register answers to a request as it stands on the wire."""
    if headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    path = urlsplit(target).path
    if path == "/health":
        return Came(200, b'{"status":"alive"}', "", "application/json")
    request = headers[wire.REQUEST]
    if path == wire.ENROL:
        asked = msgspec.json.decode(body, type=wire.Enrol)
        if asked.code not in register.codes:
            refusal = wire.encode(wire.Refusal("unknown_code", "This code is used up.", "Ask for another."))
            return Came(403, refusal, register.key.sign_answer(request, 403, refusal), "application/json")
        register.codes.remove(asked.code)
        said = wire.encode(register.enrol(asked))
        return Came(200, said, register.key.sign_answer(request, 200, said), "application/json")
    out = Outgoing(question(method, path), method, target, body, request, headers[wire.DESK], headers[wire.SIGNATURE])
    return register.answer(out)


def question(method: str, path: str) -> Question:
    """What a path asks."""
    last = path.rsplit("/", 1)[-1]
    name = ("push" if method == "POST" else "own") if last == "entries" else last
    found = [q for q in get_args(Question) if q == name]
    return found[0]  # type: ignore[no-any-return]


def transport(register: Register) -> httpx.MockTransport:
    """The register in place of a network."""

    def handle(request: httpx.Request) -> httpx.Response:
        target = request.url.raw_path.decode()
        came = respond(register, request.method, target, request.headers, request.read())
        return httpx.Response(
            came.status, content=came.body, headers={wire.SIGNATURE: came.signature, "Content-Type": came.content_type}
        )

    return httpx.MockTransport(handle)


@contextmanager
def on_a_port(register: Register) -> Iterator[str]:
    """The register on a port of this machine; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            came = respond(register, self.command, self.path, httpx.Headers(list(self.headers.items())), body)
            self.send_response(came.status)
            self.send_header(wire.SIGNATURE, came.signature)
            self.send_header("Content-Type", came.content_type)
            self.send_header("Content-Length", str(len(came.body)))
            self.end_headers()
            self.wfile.write(came.body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
