"""The certificate that a register shows: looked at before it listens, as whoever starts it can still do something."""

import ssl
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from cryptography import x509

from devswap.errors import ConfigError


def looked_at(certificate: Path, key: Path, now: datetime) -> str:
    """Whom this certificate is for and until when, as a sentence. Raises ConfigError where the two cannot serve.

    One that is out of its time by this machine's clock is said to be: which of the two is wrong, a person knows.
    """
    _readable("--certificate", certificate)
    _readable("--key", key)
    try:
        first = x509.load_pem_x509_certificates(certificate.read_bytes())[0]
    except ValueError:
        raise ConfigError(f"--certificate {certificate}: expected a certificate in PEM, found another file.") from None
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, _no_passphrase)
    except ssl.SSLError as error:
        what = "the key of another certificate" if "MISMATCH" in (error.reason or "") else "no private key in PEM"
        raise ConfigError(f"--key {key}: expected the private key of {certificate}, found {what}.") from None
    begins, ends = first.not_valid_before_utc, first.not_valid_after_utc
    if not begins <= now <= ends:
        return (
            f"The certificate is good from {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M} UTC, and this machine's "
            f"clock says {now:%Y-%m-%d %H:%M}: desks will refuse it. Have it renewed, or set the clock."
        )
    return f"The certificate is for {_names(first)}, until {ends:%Y-%m-%d}."


def _readable(option: str, file: Path) -> None:
    try:
        file.open("rb").close()
    except OSError as error:
        raise ConfigError(f"{option} {file}: cannot be read ({error.strerror}).") from None


def _no_passphrase() -> NoReturn:
    raise ConfigError("--key: expected a private key without a passphrase: a service has nobody to type one.")


def _names(certificate: x509.Certificate) -> str:
    try:
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return "no host by name, so that desks will refuse it"
    return ", ".join(str(name.value) for name in named)
