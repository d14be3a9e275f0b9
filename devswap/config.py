"""`config.toml` as frozen values, read once at the start and passed on.

Every key has a default, and the file at the top of the project says what each is for. A wrong file is refused whole:
each wrong place is one sentence with file, table, key, what was expected and what was found. Formats: TOML 1.0.
"""

import dataclasses
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct, field

from devswap import paths
from devswap.config_sense import nonsense, unprintable
from devswap.errors import ConfigError
from devswap.ledger.policy import Policy, Programme, Table
from devswap.toml_faults import faults, parsed
from scanners.settings import ScannerSettings

VARIABLE: Final = "DEVSWAP_CONFIG"
LARGEST: Final = 1_000_000
"""Bytes of a configuration; a larger file is none."""

Name = Annotated[str, Meta(min_length=1, max_length=64)]


class Desk(Table, frozen=True):
    """This desk: what it is called, where it is, where it keeps its record."""

    name: Name = "desk 1"
    site: Name = "main"
    store: str = ""
    """Path of the store, relative to the file that names it; empty: in the user's data folder."""
    papers: str = ""
    """The folder of day's sheets, relative to the file that names it; empty: `papers` beside the store."""
    operator: str = ""
    """The number of the operator who is signed in at the start of plain mode."""
    theme: Literal["dark", "light", "high-contrast"] = "dark"
    mouse: bool = False
    """Whether the terminal's mouse is caught; off, text can be selected as everywhere else."""
    keyboard: Literal["", "uk", "german", "french", "belgian", "french-caps", "belgian-caps", "caps"] = ""
    """The layout that keyboard scanners are typed through, where the calibration found one."""


class PrinterSettings(Table, frozen=True):
    """A printer and the papers that it prints. One of `address`, `folder` and `queue` says where it is."""

    name: Name
    kind: Literal["png", "pdf", "zpl", "escpos", "cups"] = "pdf"
    """What it is sent: pictures, PDF, Zebra's language, a receipt printer's, or PDF through the system's queue."""
    address: str = ""
    """`host` or `host:port`; without a port it is 9100."""
    folder: str = ""
    queue: str = ""
    prints: tuple[Literal["cage_label", "receipt", "voucher"], ...] = ("cage_label", "receipt", "voucher")
    size: Literal["", "57x32", "100x50", "80"] = ""
    """mm of the labels, or of the roll that is in it; empty: each paper in its own size."""
    dpi: Literal[203, 300] = 203


class Badges(Table, frozen=True):
    """How the badge reader writes a number, so that it becomes what the lists hold."""

    format: Literal["as-is", "decimal", "hex"] = "as-is"
    reverse_bytes: bool = False
    width: Annotated[int, Meta(ge=0, le=32)] = 0
    strip_zeros: bool = False


class Service(Table, frozen=True):
    """The register's own service, where this machine runs it."""

    listen: str = "127.0.0.1:8440"
    database: str = ""
    """A PostgreSQL address; empty: an embedded one."""


class Register(Table, frozen=True):
    """The central register; without a `url` the desk stands alone."""

    url: str = ""
    ca: str = ""
    """The file (PEM) of the authority whose certificates alone are believed, relative to the file that names it."""
    service: Service = Service()


class Wiping(Table, frozen=True):
    """Where devices go after the bench."""

    schemes: str = ""
    """Path of the file of schemes, relative to the file that names it; empty: the example that comes with devswap."""
    profile: str = "nist-800-88r2"
    """What counts as a wipe: the name of a profile that comes with devswap, or the path of a `.toml`."""
    logs: str = ""
    """Folder that a bench on the terminal watches and takes reports from, relative to the file that names it."""
    log_zone: str = ""
    """The time zone of logs that tell none, as `Europe/London`; empty: this machine's own."""


class Config(Table, frozen=True):
    """All of it."""

    desk: Desk = Desk()
    scanner: tuple[ScannerSettings, ...] = ()
    printer: tuple[PrinterSettings, ...] = ()
    badges: Badges = Badges()
    keys: dict[str, str] = field(default_factory=dict)
    """Action → key, for those who want another one than the screen's own."""
    programme: Programme = Programme()
    policy: Policy = Policy()
    register: Register = Register()
    wiping: Wiping = Wiping()

    @property
    def store(self) -> Path:
        """The store's file."""
        return Path(self.desk.store) if self.desk.store else paths.store_file()

    @property
    def papers(self) -> Path:
        """The folder that day's sheets are written to."""
        return Path(self.desk.papers) if self.desk.papers else self.store.parent / "papers"


class Loaded(Struct, frozen=True):
    """A configuration and the file that it came from; None: the defaults alone."""

    config: Config
    file: Path | None


def find(explicit: Path | None, environment: Mapping[str, str] = os.environ) -> Path | None:
    """The configuration to read: `--config`, `DEVSWAP_CONFIG`, `./config.toml`, the user's own; None where none is."""
    if explicit is not None:
        return explicit
    if environment.get(VARIABLE):
        return Path(environment[VARIABLE])
    return next((file for file in (Path("config.toml"), paths.config_file()) if file.is_file()), None)


def load(explicit: Path | None = None) -> Loaded:
    """Find and read the configuration. Raises ConfigError, one sentence for each wrong place."""
    file = find(explicit)
    if file is None:
        return Loaded(Config(), None)
    return Loaded(read(file), file.absolute())


def read(file: Path) -> Config:
    """Read one file; paths in it are relative to it, and become absolute. Raises ConfigError."""
    config = parse(_text(file), str(file))
    folder = file.absolute().parent

    def under(path: str) -> str:
        with suppress(RuntimeError):  # ~ of nobody: a folder of that name
            return str(folder / Path(path).expanduser()) if path else ""
        return str(folder / path)

    desk, wiping, put = config.desk, config.wiping, msgspec.structs.replace
    profile = under(wiping.profile) if wiping.profile.endswith(".toml") else wiping.profile
    scanner = (dataclasses.replace(s, port=under(s.port)) if s.kind == "recording" else s for s in config.scanner)
    return put(
        config,
        desk=put(desk, store=under(desk.store), papers=under(desk.papers)),
        scanner=tuple(scanner),
        printer=tuple(put(p, folder=under(p.folder)) for p in config.printer),
        register=put(config.register, ca=under(config.register.ca)),
        wiping=put(wiping, schemes=under(wiping.schemes), logs=under(wiping.logs), profile=profile),
    )


def parse(text: str, file: str = "config.toml") -> Config:
    """Read a configuration from its text; `file` is what the sentences call it. Raises ConfigError."""
    document = parsed(text, file)
    _refuse(file, faults(document, Config))
    _refuse(file, unprintable(document))
    config = msgspec.convert(document, Config, strict=True)
    _refuse(file, nonsense(config))
    return config


def _text(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read ({error.strerror}). Name another with --config.") from None
    if len(raw) > LARGEST:
        raise ConfigError(f"{file}: larger than {LARGEST} bytes, so no configuration. Name another with --config.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from None


def _refuse(file: str, wrong: Iterable[str]) -> None:
    sentences = [f"{file}: {words}" for words in wrong]
    if sentences:
        raise ConfigError("\n".join(sentences))
