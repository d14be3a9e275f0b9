"""Where devices may go when they leave custody, as data: schemes and what they take, carriers, waste codes.

A file of schemes fails closed: a scheme that is not in it takes nothing, and a category that a scheme does not name
does not go there. Nothing is coded for a type of device: waste codes are rows of the file's table.
"""

from collections import Counter
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from devswap.errors import ConfigError
from devswap.toml_faults import faults, found_words, parsed, sentence

Kind = Literal["reuse", "resale", "recycle", "destroy"]
Paper = Literal["ownership_transfer", "waste_transfer_note", "hazardous_consignment_note"]
Word = Annotated[str, Meta(min_length=1, max_length=100)]
WordCode = Annotated[str, Meta(pattern=r"\A[a-z0-9][a-z0-9_-]{0,40}\Z", min_length=1, max_length=41)]
Amount = Annotated[int, Meta(ge=0, le=10**9)]
EXAMPLE: Final = "example.toml"
LARGEST: Final = 1_000_000
"""Bytes of a file; a larger one holds no schemes."""
_WASTE: Final = ("recycle", "destroy")


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of the file: unknown keys are refused."""


class Origin(Table, frozen=True):
    """Who hands the devices over, as the papers name them."""

    name: Word
    address: str = ""
    sic: str = ""
    """SIC 2007 code of the producer of the waste."""


class Carrier(Table, frozen=True):
    """Who drives, with the registration that a waste note needs."""

    name: Word
    registration: Word


class Scheme(Table, frozen=True):
    """One place that takes devices, and what it takes."""

    name: WordCode
    title: Word
    kind: Kind
    categories: tuple[WordCode, ...]
    papers: tuple[Paper, ...]
    grades: tuple[WordCode, ...] = ()
    """Grades that it takes; none: whatever the grade, and without one."""
    needs: tuple[WordCode, ...] = ()
    """Checks that grading must have made: `test`, `bios`, `mdm`, `account`, `sim`."""
    minimum: dict[WordCode, Amount] = {}
    """Facts that grading must have recorded, at least so much: `ram = 8`."""
    takes_unwiped: bool = False
    """Whether devices go there with drives that nobody wiped, to be destroyed whole."""
    address: str = ""


class Waste(Table, frozen=True):
    """One code of waste, and the categories that it stands for."""

    code: Word
    description: Word
    categories: tuple[WordCode, ...]
    hazardous: bool = False


class Schemes(Table, frozen=True):
    """A whole file."""

    origin: Origin
    schemes: tuple[Scheme, ...]
    carriers: tuple[Carrier, ...] = ()
    waste: tuple[Waste, ...] = ()

    def scheme(self, name: str) -> Scheme | None:
        """The scheme of this name, however it is typed, or None."""
        return next((scheme for scheme in self.schemes if scheme.name == name.strip().casefold()), None)

    def carrier(self, name: str) -> Carrier | None:
        """The carrier of this name, however it is typed, or None."""
        wanted = name.strip().casefold()
        return next((carrier for carrier in self.carriers if carrier.name.casefold() == wanted), None)

    def waste_of(self, category: str) -> Waste | None:
        """The row of the waste table for a category, or None."""
        return next((row for row in self.waste if category in row.categories), None)


def load_schemes(path: Path | None) -> Schemes:
    """The schemes of a file; of None the example that comes with devswap.

    Raises ConfigError, one sentence for each wrong place.
    """
    if path is None:
        return parse_schemes((resources.files("devswap.wiping.schemes") / EXAMPLE).read_text("utf-8"), EXAMPLE)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}). Name a file of schemes.") from None
    if len(raw) > LARGEST:
        raise ConfigError(f"{path}: larger than {LARGEST} bytes, so no file of schemes. Name another file.")
    try:
        return parse_schemes(raw.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from None


def parse_schemes(text: str, file: str) -> Schemes:
    """Read schemes from their text; `file` is what the sentences call it. Raises ConfigError."""
    document = parsed(text, file)
    wrong = list(faults(document, Schemes))
    if not wrong:
        found = msgspec.convert(document, Schemes, strict=True)
        wrong = list(_contradictions(found))
        if not wrong:
            return found
    raise ConfigError("\n".join(f"{file}: {words}" for words in wrong))


def _contradictions(found: Schemes) -> Iterator[str]:
    """What the types cannot say."""
    if not found.schemes:
        yield sentence("", "schemes", "at least one scheme", "none")
    yield from _twice("schemes", [scheme.name for scheme in found.schemes])
    yield from _twice("carriers", [carrier.name.casefold() for carrier in found.carriers])
    yield from _twice("waste", [category for row in found.waste for category in row.categories])
    for number, scheme in enumerate(found.schemes, 1):
        yield from _of_scheme(found, scheme, f"schemes {number}")


def _of_scheme(found: Schemes, scheme: Scheme, place: str) -> Iterator[str]:
    if not scheme.categories:
        yield sentence(place, "categories", "at least one", "none")
    if scheme.takes_unwiped and scheme.kind != "destroy":
        yield sentence(place, "takes_unwiped", f"false for {scheme.kind}", "true")
    if (scheme.needs or scheme.minimum) and not scheme.grades:
        yield sentence(place, "grades", "at least one, as needs and minimum are recorded by grading", "none")
    if scheme.kind not in _WASTE:
        if "ownership_transfer" not in scheme.papers:
            yield sentence(place, "papers", f'"ownership_transfer" among them for {scheme.kind}', "none")
        return
    if "waste_transfer_note" not in scheme.papers:
        yield sentence(place, "papers", f'"waste_transfer_note" among them for {scheme.kind}', "none")
    for category in scheme.categories:
        row = found.waste_of(category)
        if row is None:
            yield sentence(
                "waste", "categories", f"a row for {found_words(category)}, which {scheme.name} takes", "none"
            )
        elif row.hazardous and "hazardous_consignment_note" not in scheme.papers:
            yield sentence(place, "papers", f'"hazardous_consignment_note", as {category} is {row.code}', "none")


def _twice(place: str, words: list[str]) -> Iterator[str]:
    for word, times in sorted(Counter(words).items()):
        if times > 1:
            yield sentence("", place, "each name once", f"{found_words(word)} {times} times")
