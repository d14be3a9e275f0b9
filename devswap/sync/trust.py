"""Whose certificates a desk believes, and what is wrong with one that it does not."""

import os
import ssl

import httpx

from devswap.errors import ConfigError
from devswap.sync.answers import Unheard, Why

_WRONG: tuple[tuple[str, Why], ...] = (
    ("has expired", "expired"),
    ("not yet valid", "early"),
    ("mismatch", "other_name"),
    ("issuer certificate", "authority"),
    ("self-signed", "authority"),
    ("self signed", "authority"),
)
"""What OpenSSL says of a certificate → what it is to a desk."""


def trusted(ca: str = "") -> ssl.SSLContext:
    """TLS that believes the authorities of this PEM file alone.

    Without one: those that SSL_CERT_FILE or SSL_CERT_DIR names, else this system's and the public ones. Raises
    ConfigError where the file is none.
    """
    named = ca or os.environ.get("SSL_CERT_FILE", "")
    try:
        if ca:
            return ssl.create_default_context(cafile=ca)
        context = httpx.create_ssl_context()
    except OSError as error:  # what is no certificate is one too
        place = "[register] ca" if ca else "SSL_CERT_FILE"
        what = "no certificates in PEM" if isinstance(error, ssl.SSLError) else error.strerror
        raise ConfigError(
            f"{place}: expected a file with the authority's certificate, found {named}: {what}."
        ) from None
    if not (named or os.environ.get("SSL_CERT_DIR")):
        context.load_default_certs()
    return context


def untrusted(error: BaseException) -> Unheard | None:
    """What kept a connection from being secure; None where it was something else."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            found = [why for words, why in _WRONG if words in cause.verify_message]
            return Unheard(found[0] if found else "certificate", cause.verify_message)
        if isinstance(cause, ssl.SSLError):
            return Unheard("no_tls", (cause.reason or "").replace("_", " ").lower())
        cause = cause.__cause__ or cause.__context__
    return None
