"""`config.toml` as frozen values, read once at the start and passed on.

Every key has a default, and the file at the top of the project says what each is for. A wrong file is refused whole:
each wrong place is one sentence with file, table, key, what was expected and what was found. Formats: TOML 1.0.
"""

import dataclasses
import os
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct, field

from devswap import paths
from devswap.errors import ConfigError
from devswap.ledger.policy import Policy, Programme, Table
from devswap.toml_faults import faults, found_words, sentence
from scanners.settings import ScannerSettings

VARIABLE: Final = "DEVSWAP_CONFIG"
_PLACES: Final = {
    "png": ("folder", "queue"), "pdf": ("folder", "queue"), "zpl": ("address", "queue", "folder"),
    "escpos": ("address", "queue", "folder"), "cups": ("queue",),
}  # fmt: skip
"""How a printer of each kind is reached."""
_TOO_LARGE: Final = {"57x32": ("receipt", "voucher"), "100x50": ("receipt",)}
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
    desk = config.desk
    if desk.store:
        desk = msgspec.structs.replace(desk, store=str(folder / Path(desk.store).expanduser()))
    if desk.papers:
        desk = msgspec.structs.replace(desk, papers=str(folder / Path(desk.papers).expanduser()))
    wiping = config.wiping
    if wiping.schemes:
        wiping = msgspec.structs.replace(wiping, schemes=str(folder / Path(wiping.schemes).expanduser()))
    if wiping.logs:
        wiping = msgspec.structs.replace(wiping, logs=str(folder / Path(wiping.logs).expanduser()))
    profile = folder / Path(wiping.profile).expanduser()
    if profile.suffix == ".toml":
        wiping = msgspec.structs.replace(wiping, profile=str(profile))
    scanner = tuple(
        dataclasses.replace(s, port=str(folder / s.port)) if s.kind == "recording" else s for s in config.scanner
    )
    printer = tuple(
        msgspec.structs.replace(p, folder=str(folder / Path(p.folder).expanduser())) if p.folder else p
        for p in config.printer
    )
    register = config.register
    if register.ca:
        register = msgspec.structs.replace(register, ca=str(folder / Path(register.ca).expanduser()))
    changed = {"desk": desk, "scanner": scanner, "printer": printer, "register": register, "wiping": wiping}
    return msgspec.structs.replace(config, **changed)


def parse(text: str, file: str = "config.toml") -> Config:
    """Read a configuration from its text; `file` is what the sentences call it. Raises ConfigError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: not TOML: {error}. Correct that line.") from None
    _refuse(file, faults(document, Config))
    config = msgspec.convert(document, Config, strict=True)
    _refuse(file, _contradictions(config))
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


def _contradictions(config: Config) -> Iterator[str]:
    """What the types cannot say."""
    policy, known = config.policy, config.policy.categories
    words = f"categories of [policy.earns] ({', '.join(sorted(known))})"
    for key in policy.limits.person:
        if not known.issuperset(key.split("_or_")):
            yield sentence("policy.limits", "person", f"{words}, joined by _or_", found_words(key))
    for new, olds in policy.owes.items():
        if not known.issuperset((new, *olds)):
            yield sentence("policy.owes", new, words, found_words(list(olds)))
    for kind, reference in policy.references.items():
        if not _is_pattern(reference.form):
            yield sentence("policy.references", kind, "form: a regular expression", found_words(reference.form))
        elif not re.fullmatch(reference.form, reference.like):
            yield sentence("policy.references", kind, "like: an example of form", found_words(reference.like))
    for number, year in enumerate(config.programme.years, 1):
        if not _is_year(year.year):
            told = found_words(year.year)
            yield sentence(f"programme.years {number}", "year", 'a financial year such as "2025/26"', told)
    if config.programme.ends is not None and not _is_day(config.programme.ends):
        yield sentence("programme", "ends", 'a day such as "2024-03-31"', found_words(config.programme.ends))
    for table, names in (("scanner", [s.name for s in config.scanner]), ("printer", [p.name for p in config.printer])):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield sentence(table, "name", f"a name of its own for each {table}", f"{found_words(name)} twice")
    for number, printer in enumerate(config.printer, 1):
        yield from _printer(f"printer {number}", printer)


def _printer(path: str, printer: PrinterSettings) -> Iterator[str]:
    """What no printer can be."""
    places = {"address": printer.address, "folder": printer.folder, "queue": printer.queue}
    told = [key for key, value in places.items() if value]
    if len(told) != 1:
        yield sentence(path, "address", "one of address, folder and queue", " and ".join(told) or "none of them")
    elif told[0] not in _PLACES[printer.kind]:
        allowed = " or ".join(_PLACES[printer.kind])
        yield sentence(path, told[0], f"{allowed} for a printer of kind {printer.kind}", f"{told[0]}")
    for paper in printer.prints:
        if paper in _TOO_LARGE.get(printer.size, ()):
            yield sentence(path, "prints", f"papers that fit on {printer.size}", found_words(paper))


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _is_year(text: str) -> bool:
    first, slash, second = text.partition("/")
    return bool(re.fullmatch("[0-9]{4}(/[0-9]{2})?", text)) and (not slash or int(second) == (int(first) + 1) % 100)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
