"""Certificates for tests: an authority of its own, and what it signs for this machine."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HERE = "127.0.0.1"
PEM = serialization.Encoding.PEM


class Authority:
    """One that a force runs for itself; `file` is what its desks are to believe."""

    def __init__(self, folder: Path, name: str = "ca") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        made = (
            _begun(self._name, self._key, -99, 99).issuer_name(self._name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )  # fmt: skip
        self.file = folder / f"{name}.pem"
        self.file.write_bytes(made.public_bytes(PEM))

    def signs(
        self, file: Path, begins: float = -1, ends: float = 9, host: str = HERE, passphrase: bytes = b""
    ) -> tuple[Path, Path]:
        """A certificate that is good from and until so many days from now, and its key beside it."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        named = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        made = (
            _begun(subject, key, begins, ends).issuer_name(self._name)
            .add_extension(x509.SubjectAlternativeName([named]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )  # fmt: skip
        shut = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
        file.write_bytes(made.public_bytes(PEM))
        file.with_suffix(".key").write_bytes(key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, shut))
        return file, file.with_suffix(".key")


def serving(certificate: Path, key: Path) -> ssl.SSLContext:
    """A server's TLS with this certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def _begun(name: x509.Name, key: ec.EllipticCurvePrivateKey, begins: float, ends: float) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder().subject_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=begins)).not_valid_after(now + timedelta(days=ends))
    )  # fmt: skip
