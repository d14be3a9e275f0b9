"""What the types of a configuration cannot say: it converts, and still makes no sense. A sentence for each place."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from devswap.toml_faults import found_words, sentence

if TYPE_CHECKING:
    from devswap.config import Config, PrinterSettings
    from devswap.ledger.policy import Policy, Programme

_PLACES: Final = {
    "png": ("folder", "queue"), "pdf": ("folder", "queue"), "zpl": ("address", "queue", "folder"),
    "escpos": ("address", "queue", "folder"), "cups": ("queue",),
}  # fmt: skip
"""How a printer of each kind is reached."""
_TOO_LARGE: Final = {"57x32": ("receipt", "voucher"), "100x50": ("receipt",)}
_LONGEST: Final = 1000
"""Characters of a text."""
_MOST_PENCE: Final = 10**15
_HOST: Final = r"(?:\[[0-9A-Fa-f:.]+(?:%[^\]\s]+)?\]|[^:\s\[\]/]+)"
_PROFILES: Final = ("nist-800-88r2", "police")


def unprintable(document: dict[str, Any], path: str = "") -> Iterator[str]:
    """Texts with control characters, or without an end: no name, no path and no sentence has them.

    What ends a scan is made of them.
    """
    for key, value in document.items():
        if _controls(key):
            yield sentence(path, key, "a name without control characters", "some")
        tables = value if isinstance(value, list) else [value]
        for number, inner in enumerate(tables, 1):
            if isinstance(inner, dict):
                where = f"{key} {number}" if isinstance(value, list) else key
                yield from unprintable(inner, f"{path}.{where}" if path else where)
            elif isinstance(inner, str) and key != "terminators":
                if _controls(inner):
                    yield sentence(path, key, "text without control characters", found_words(inner))
                elif len(inner) > _LONGEST:
                    yield sentence(path, key, f"text of at most {_LONGEST} characters", found_words(inner))


def _controls(text: str) -> bool:
    return any(unicodedata.category(character) == "Cc" for character in text)


def nonsense(config: "Config") -> Iterator[str]:
    """Values that contradict each other, or that nothing in the world has."""
    for key in ("name", "site"):
        if not getattr(config.desk, key).strip():
            yield sentence("desk", key, "a name", "blanks")
    yield from _policy(config.policy)
    yield from _programme(config.programme)
    ports = [s.port for s in config.scanner if s.kind in ("serial", "hid")]
    yield from _twice("scanner", "name", [s.name for s in config.scanner])
    yield from _twice("scanner", "port", ports)
    yield from _twice("printer", "name", [p.name for p in config.printer])
    for number, printer in enumerate(config.printer, 1):
        yield from _printer(f"printer {number}", printer)
    if config.register.url and not _is_address(config.register.url):
        told = found_words(config.register.url)
        yield sentence("register", "url", "an address such as https://register.example.org", told)
    if not _is_place(config.register.service.listen, port=True):
        told = found_words(config.register.service.listen)
        yield sentence("register.service", "listen", "HOST:PORT, as 127.0.0.1:8440", told)
    if config.wiping.profile not in _PROFILES and not config.wiping.profile.endswith(".toml"):
        expected = f"{' or '.join(map(found_words, _PROFILES))} or the path of a .toml"
        yield sentence("wiping", "profile", expected, found_words(config.wiping.profile))
    if config.wiping.log_zone and not _is_zone(config.wiping.log_zone):
        yield sentence("wiping", "log_zone", "a time zone such as Europe/London", found_words(config.wiping.log_zone))


def _policy(policy: "Policy") -> Iterator[str]:
    known = policy.categories
    words = f"categories of [policy.earns] ({', '.join(sorted(known))})"
    if "" in known:
        yield sentence("policy", "earns", "categories by name", '""')
    limits = {"person": policy.limits.person, "location": policy.limits.location}
    for key, limit in limits.items():
        for joined in limit if isinstance(limit, dict) else ():
            if not known.issuperset(joined.split("_or_")):
                yield sentence("policy.limits", key, f"{words}, joined by _or_", found_words(joined))
    for new, olds in policy.owes.items():
        if not known.issuperset((new, *olds)):
            yield sentence("policy.owes", new, words, found_words(list(olds)))
    for kind, reference in policy.references.items():
        if not _is_pattern(reference.form):
            yield sentence("policy.references", kind, "form: a regular expression", found_words(reference.form))
        elif not re.fullmatch(reference.form, reference.like):
            yield sentence("policy.references", kind, "like: an example of form", found_words(reference.like))
    if policy.visits.tables == 0:
        yield sentence("policy.visits", "tables", "a whole number of at least 1", "0")


def _programme(programme: "Programme") -> Iterator[str]:
    for number, year in enumerate(programme.years, 1):
        path = f"programme.years {number}"
        if not _is_year(year.year):
            yield sentence(path, "year", 'a financial year such as "2025/26"', found_words(year.year))
        if year.approved_pence > _MOST_PENCE:
            told = found_words(year.approved_pence)
            yield sentence(path, "approved_pence", f"a whole number from 0 to {_MOST_PENCE}", told)
    yield from _twice("programme.years", "year", [year.year for year in programme.years])
    if programme.ends is not None and not _is_day(programme.ends):
        yield sentence("programme", "ends", 'a day such as "2024-03-31"', found_words(programme.ends))


def _twice(table: str, key: str, values: list[str]) -> Iterator[str]:
    what = table.rpartition(".")[2].removesuffix("s")
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield sentence(table, key, f"a {key} of its own for each {what}", f"{found_words(value)} twice")


def _printer(path: str, printer: "PrinterSettings") -> Iterator[str]:
    """What no printer can be."""
    places = {"address": printer.address, "folder": printer.folder, "queue": printer.queue}
    told = [key for key, value in places.items() if value]
    if len(told) != 1:
        yield sentence(path, "address", "one of address, folder and queue", " and ".join(told) or "none of them")
    elif told[0] not in _PLACES[printer.kind]:
        allowed = " or ".join(_PLACES[printer.kind])
        yield sentence(path, told[0], f"{allowed} for a printer of kind {printer.kind}", f"{told[0]}")
    if printer.address and not _is_place(printer.address):
        yield sentence(path, "address", "host or host:port, as 10.0.0.9:9100", found_words(printer.address))
    for paper in printer.prints:
        if paper in _TOO_LARGE.get(printer.size, ()):
            yield sentence(path, "prints", f"papers that fit on {printer.size}", found_words(paper))


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except (re.error, OverflowError, RecursionError):
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


def _is_zone(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def _is_place(text: str, *, port: bool = False) -> bool:
    """A host and, where there is one or must be, a port."""
    found = re.fullmatch(rf"{_HOST}(?::([0-9]{{1,5}}))?", text)
    return found is not None and (0 < int(found[1]) < 65536 if found[1] else not port)


def _is_address(url: str) -> bool:
    """Of a register by its form; whether it is private is judged where it is spoken to."""
    try:
        parts = urlsplit(url)
        return bool(parts.scheme in ("http", "https") and parts.hostname and " " not in url and parts.port != 0)
    except ValueError:
        return False
