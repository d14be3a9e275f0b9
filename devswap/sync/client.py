"""The network's end: requests carried over HTTP, answers as they came, in a thread of its own.

Never touches the store. What fails is a value (`Unheard`) and not an exception, as a desk that has no network is a desk
at work. Proxies and their exceptions come from the environment, as everywhere else.
"""

import gzip
import queue
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import msgspec

from devswap import wire
from devswap.errors import RegisterError
from devswap.sync.answers import Came, Unheard
from devswap.sync.exchange import Outgoing
from devswap.sync.keys import Key, answer_is_from

TIMEOUTS = httpx.Timeout(20.0, connect=5.0)
LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes of an answer, decompressed; what is longer is none of ours."""
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ZIP_FROM = 1024
"""Bytes of a body below which compression saves nothing."""


@dataclass(frozen=True, slots=True)
class Carried:
    """A request and what came of it."""

    outgoing: Outgoing
    came: Came | Unheard


def checked(url: str) -> str:
    """The register's address without a slash at its end. Raises RegisterError where it is none, or is not private.

    Plain HTTP names people and devices to whoever listens: it is for this machine alone.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RegisterError(f"{url}: this is no address of a register. Write it as https://register.example.org.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise RegisterError(f"{url}: plain HTTP is for this machine alone. Write https://.")
    return url.rstrip("/")


class Client:
    """A connection to one register, kept open between requests."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._url = checked(url)
        self._http = httpx.Client(timeout=TIMEOUTS, transport=transport, follow_redirects=False)

    def carry(self, outgoing: Outgoing) -> Came | Unheard:
        """Send a request and wait for what comes of it."""
        headers = {wire.DESK: outgoing.desk, wire.REQUEST: outgoing.request, wire.SIGNATURE: outgoing.signature}
        return self._send(outgoing.method, outgoing.path, outgoing.body, headers)

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Came | Unheard:
        if body:
            headers = {**headers, "Content-Type": "application/json"}
        if len(body) >= _ZIP_FROM:
            headers, body = {**headers, "Content-Encoding": "gzip"}, gzip.compress(body, 5, mtime=0)
        try:
            with self._http.stream(method, self._url + path, content=body or None, headers=headers) as response:
                return _came(response)
        except httpx.TimeoutException:
            return Unheard("timeout")
        except httpx.ConnectError as error:
            return _not_connected(error)
        except httpx.ProxyError as error:
            return Unheard("proxy", str(error))
        except httpx.HTTPError as error:
            return Unheard("unreachable", str(error))

    def enrol(self, asked: wire.Enrol, key: Key, request: str) -> wire.Enrolled:
        """Ask to be let in with a one-time code. Raises RegisterError, saying why not.

        The answer names the key that it is signed with, and that key is pinned: whom to trust is decided here, by the
        address and its certificate, and never again.
        """
        body = wire.encode(asked)
        signature = key.sign_request("POST", wire.ENROL, request, body)
        headers = {wire.DESK: asked.desk, wire.REQUEST: request, wire.SIGNATURE: signature}
        came = self._send("POST", wire.ENROL, body, headers)
        if isinstance(came, Unheard):
            raise RegisterError(f"{self._url}: the register is out of reach. {said(came)}Try again.")
        try:
            if came.status != 200:
                refusal = msgspec.json.decode(came.body, type=wire.Refusal)
                raise RegisterError(f"{self._url}: {refusal.message} {refusal.next}".rstrip())
            enrolled = msgspec.json.decode(came.body, type=wire.Enrolled)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise RegisterError(
                f"{self._url}: what answers is no register (status {came.status}). Check the address; where the "
                "network asks for a login, sign in first."
            ) from None
        if not answer_is_from(enrolled.register_key, came.signature, request, came.status, came.body):
            raise RegisterError(f"{self._url}: the register's answer is not signed by its own key. Check the address.")
        return enrolled

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()


def said(unheard: Unheard) -> str:
    """What failed, as a sentence and a blank; nothing where there is nothing to say."""
    return f"{unheard.what.rstrip('.')}. " if unheard.what else ""


def _came(response: httpx.Response) -> Came | Unheard:
    body = bytearray()
    for part in response.iter_bytes():
        body += part
        if len(body) > LARGEST_ANSWER:
            return Unheard("nonsense", "an answer without an end")
    return Came(
        response.status_code,
        bytes(body),
        response.headers.get(wire.SIGNATURE, ""),
        response.headers.get("Content-Type", ""),
        response.is_redirect,
    )


def _not_connected(error: httpx.ConnectError) -> Unheard:
    """A certificate that is out of its time by this clock is most often this clock."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = cause.verify_message
            return Unheard("clock" if "expired" in why or "not yet valid" in why else "certificate", why)
        cause = cause.__cause__ or cause.__context__
    return Unheard("unreachable", str(error))


class Carrier:
    """A daemon thread that carries one request at a time. The store's thread gives, and looks whether one came back."""

    def __init__(self, client: Client, wake: Callable[[], None] = lambda: None) -> None:
        self._out: queue.SimpleQueue[tuple[Outgoing, float] | None] = queue.SimpleQueue()
        self._back: queue.SimpleQueue[Carried] = queue.SimpleQueue()
        self._client, self._wake = client, wake
        self._thread = threading.Thread(target=self._run, name="devswap-sync", daemon=True)
        self._thread.start()

    def give(self, outgoing: Outgoing, breath: float = 0.0) -> None:
        """Have a request carried, in so many seconds."""
        self._out.put((outgoing, breath))

    def came(self) -> Carried | None:
        """What came back, if anything has; never waits."""
        try:
            return self._back.get_nowait()
        except queue.Empty:
            return None

    def close(self) -> None:
        """Carry no more. A request under way is given up with the process."""
        self._out.put(None)

    def _run(self) -> None:
        while (given := self._out.get()) is not None:
            outgoing, breath = given
            time.sleep(breath)
            self._back.put(Carried(outgoing, self._client.carry(outgoing)))
            self._wake()
        self._client.close()
