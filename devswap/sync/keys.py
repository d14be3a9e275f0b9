"""Who says what: Ed25519 keys of desks and register, and what exactly each signs.

A request is signed over its method, path with query, request id and the digest of its body as sent; an answer over
the id of the request that it answers, its status and the digest of its body. So a signature fits one message only: a
body, a path or an answer that was swapped does not verify, and a request that is sent again does what it did before.
"""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_REQUEST = b"devswap-request-1\n"
_ANSWER = b"devswap-answer-1\n"


class Key:
    """A private key: a desk's or the register's own."""

    def __init__(self, private: bytes) -> None:
        """From 32 bytes. Raises ValueError where they are not 32."""
        self._key = Ed25519PrivateKey.from_private_bytes(private)
        self.public = self._key.public_key().public_bytes_raw().hex()
        """The public half, in hex."""

    def sign_request(self, method: str, path: str, request: str, body: bytes) -> str:
        """The signature of a request, in hex."""
        return self._key.sign(_request(method, path, request, body)).hex()

    def sign_answer(self, request: str, status: int, body: bytes) -> str:
        """The signature of an answer, in hex."""
        return self._key.sign(_answer(request, status, body)).hex()


def request_is_from(public: str, signature: str, method: str, path: str, request: str, body: bytes) -> bool:
    """Whether the holder of this public key signed this very request."""
    return _verifies(public, signature, _request(method, path, request, body))


def answer_is_from(public: str, signature: str, request: str, status: int, body: bytes) -> bool:
    """Whether the holder of this public key gave this very answer to this request."""
    return _verifies(public, signature, _answer(request, status, body))


def _request(method: str, path: str, request: str, body: bytes) -> bytes:
    return _REQUEST + f"{method} {path}\n{request}\n{sha256(body).hexdigest()}".encode()


def _answer(request: str, status: int, body: bytes) -> bytes:
    return _ANSWER + f"{request}\n{status}\n{sha256(body).hexdigest()}".encode()


def _verifies(public: str, signature: str, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True
