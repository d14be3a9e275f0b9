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
from devswap.errors import ConfigError, RegisterError
from devswap.sync.answers import Came, Unheard, unsigned
from devswap.sync.exchange import Outgoing
from devswap.sync.keys import Key, answer_is_from
from devswap.sync.status import WHY
from devswap.sync.trust import trusted, untrusted

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
    try:
        parts, _ = urlsplit(url), httpx.URL(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
        sound = sound and not (parts.query or parts.fragment or parts.username or not url.isprintable() or " " in url)
    except (ValueError, httpx.InvalidURL):
        sound = False
    if not sound:
        raise RegisterError(f"{url}: this is no address of a register. Write it as https://register.example.org.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise RegisterError(f"{url}: plain HTTP is for this machine alone. Write https://.")
    return url.rstrip("/")


class Client:
    """A connection to one register, kept open between requests."""

    def __init__(self, url: str, ca: str = "", transport: httpx.BaseTransport | None = None) -> None:
        """`ca`: the file of the authority that alone is believed, else `trusted` says which are.

        Raises RegisterError where the address is none, ConfigError where that file or a proxy of the environment is.
        """
        self._url = checked(url)
        tls = trusted(ca) if self._url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        try:
            self._http = httpx.Client(verify=tls, timeout=TIMEOUTS, transport=transport)
        except (ValueError, ImportError, httpx.InvalidURL):
            raise ConfigError(
                "HTTPS_PROXY or ALL_PROXY: expected the address of an HTTP proxy, as http://proxy:3128, found another. "
                "Correct it, or name the register's host in NO_PROXY."
            ) from None

    def carry(self, outgoing: Outgoing) -> Came | Unheard:
        """Send a request and wait for what comes of it."""
        headers = {wire.DESK: outgoing.desk, wire.REQUEST: outgoing.request, wire.SIGNATURE: outgoing.signature}
        return self._send(outgoing.method, outgoing.path, outgoing.body, headers)

    def _send(
        self, method: str, path: str, body: bytes, headers: dict[str, str], timeout: httpx.Timeout | None = None
    ) -> Came | Unheard:
        if body:
            headers = {**headers, "Content-Type": "application/json"}
        if len(body) >= _ZIP_FROM:
            headers, body = {**headers, "Content-Encoding": "gzip"}, gzip.compress(body, 5, mtime=0)
        try:
            patience = timeout or self._http.timeout
            to = self._url + path
            with self._http.stream(method, to, content=body or None, headers=headers, timeout=patience) as response:
                return _came(response)
        except httpx.TimeoutException:
            return Unheard("timeout")
        except httpx.ProxyError as error:
            return Unheard("proxy_login" if str(error).startswith("407") else "proxy", str(error))
        except httpx.HTTPError as error:
            return untrusted(error) or Unheard("unreachable", str(error))

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
            raise RegisterError(f"{self._url}: {unreached(came)}")
        try:
            if came.status != 200:
                refusal = msgspec.json.decode(came.body, type=wire.Refusal)
                raise RegisterError(f"{self._url}: {refusal.message} {refusal.next}".rstrip())
            enrolled = msgspec.json.decode(came.body, type=wire.Enrolled)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            stranger = unsigned(came)
            words = (
                "what answers is no register. Check the address" if stranger.why == "nonsense" else WHY[stranger.why]
            )
            raise RegisterError(f"{self._url}: {words} (status {came.status}).") from None
        if not answer_is_from(enrolled.register_key, came.signature, request, came.status, came.body):
            raise RegisterError(f"{self._url}: the register's answer is not signed by its own key. Check the address.")
        return enrolled

    def look(self, patience: float) -> Came | Unheard:
        """Ask whether the register is alive, as anybody may; `patience` in seconds."""
        return self._send("GET", "/health", b"", {}, httpx.Timeout(patience))

    def close(self) -> None:
        """Let the connection go."""
        self._http.close()


def unreached(unheard: Unheard) -> str:
    """Why the register was not reached, and what to do about it, as sentences."""
    trouble = WHY.get(unheard.why)
    if trouble is None:
        return f"the register is out of reach. {said(unheard)}Try again."
    return f"{trouble}. {said(unheard)}".rstrip()


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
