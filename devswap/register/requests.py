"""A request before anything believes it: bounded, decompressed with a bound, signed by a desk that is let in.

The order is that of cost: headers, then the desk's row, then the body's size, then its bytes, then the signature.
A body is signed as its desk wrote it, before the transfer packed it.
"""

import asyncio
import re
import zlib
from typing import Any, Final

from litestar import Request

from devswap.sync.keys import request_is_from
from devswap.wire import DESK, LARGEST_BODY, REQUEST, SIGNATURE, Refusal

SLOWEST: Final = 30.0
"""Seconds that a body may take to arrive."""
_ID: Final = re.compile(r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
_WORD: Final = re.compile(r"\A[0-9A-Za-z-]{8,64}\Z")
_SIGNATURE: Final = re.compile(r"\A[0-9a-f]{128}\Z")
_GZIP: Final = 31


class Refused(Exception):
    """The request is answered with this, and nothing more is done for it."""

    def __init__(self, status: int, code: str, message: str, next: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.refusal = Refusal(code, message, next)


def sender(request: Request[Any, Any, Any]) -> tuple[str, str, str]:
    """Desk, request id and signature as the headers claim them. Raises Refused."""
    desk, name = request.headers.get(DESK, ""), request.headers.get(REQUEST, "")
    signature = request.headers.get(SIGNATURE, "")
    if not (_ID.match(desk) and _WORD.match(name) and _SIGNATURE.match(signature)):
        raise Refused(401, "not_signed", "The request is not signed by a desk.", "Enrol this desk: devswap enrol.")
    return desk, name, signature


def named(request: Request[Any, Any, Any]) -> str:
    """The request's id; empty where it has none that an answer may be signed over."""
    name = request.headers.get(REQUEST, "")
    return name if _WORD.match(name) else ""


async def body(request: Request[Any, Any, Any]) -> bytes:
    """The body, unpacked. Raises Refused where it is too large, either way, or too slow."""
    length = request.headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > LARGEST_BODY:
        raise _too_large()
    try:
        async with asyncio.timeout(SLOWEST):
            raw = await _read(request)
    except TimeoutError:
        raise Refused(408, "too_slow", "The body did not arrive in time.", "Send it again.") from None
    encoding = request.headers.get("content-encoding", "identity")
    if encoding == "identity":
        return raw
    if encoding != "gzip":
        raise Refused(415, "encoding", "The body is packed in a way that is not known here.", "Use gzip, or none.")
    return unpacked(raw)


def unpacked(raw: bytes) -> bytes:
    """The bytes in gzip, of which never more than the largest body is made. Raises Refused."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        plain = unpacking.decompress(raw, LARGEST_BODY + 1)
    except zlib.error:
        raise Refused(400, "malformed", "The body is no gzip.", "Send it again.") from None
    if len(plain) > LARGEST_BODY:
        raise _too_large()
    if not unpacking.eof:
        raise Refused(400, "malformed", "The body was cut off.", "Send it again.")
    return plain


def verify(public: str, request: Request[Any, Any, Any], name: str, signature: str, content: bytes) -> None:
    """Raise Refused unless the holder of this key signed this very request."""
    query = request.scope["query_string"]
    path = request.scope["path"] + (f"?{query.decode('latin-1')}" if query else "")
    if not request_is_from(public, signature, request.method, path, name, content):
        raise Refused(401, "wrong_signature", "The signature is not this desk's.", "Enrol this desk again.")


async def _read(request: Request[Any, Any, Any]) -> bytes:
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST_BODY:
            raise _too_large()
    return bytes(raw)


def _too_large() -> Refused:
    return Refused(413, "too_large", f"A body is at most {LARGEST_BODY} bytes.", "Send smaller batches.")
