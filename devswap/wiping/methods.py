"""Which way of erasing counts for what, on which media, at which sensitivity: a profile, as data.

NIST SP 800-88 knows three methods, each enough for those before it: *clear* (all that a user can address), *purge*
(out of a laboratory's reach, by the drive's own commands) and *destroy*. A *technique* is how it is done; a tool's
*label* is what the tool calls it. A profile says what each sensitivity demands of each media type and which technique
of which tool reaches which method there. It fails closed: what the profile does not name counts for nothing, and media
or a sensitivity that it does not know demands destruction. What is a fact and no policy (`_ceiling`) no profile may
raise: overwriting or ATA Secure Erase only clears flash, eMMC can only be cleared, a discarded key only clears.

References: NIST SP 800-88 Rev. 2 sections 3.1 and 4.5, Rev. 1 tables A-5 and A-8; IEEE 2883; Dell KB 000186133.
"""

import hashlib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Annotated, Final, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from devswap.errors import ConfigError
from devswap.toml_faults import faults, found_words, parsed, sentence

Method = Literal["clear", "purge", "destroy"]
METHODS: Final = get_args(Method)
"""Weakest first."""

Destruction = Literal["shred", "disintegrate", "pulverise", "incinerate", "melt"]
Technique = Literal[
    "overwrite",
    "ata-secure-erase",
    "ata-secure-erase-enhanced",
    "ata-sanitize-overwrite",
    "ata-sanitize-block-erase",
    "ata-sanitize-crypto-scramble",
    "nvme-format-user-data",
    "nvme-format-crypto-erase",
    "nvme-sanitize-overwrite",
    "nvme-sanitize-block-erase",
    "nvme-sanitize-crypto-erase",
    "tcg-crypto-erase",
    "key-discard",
    "emmc-erase-sanitize",
    "ufs-erase-purge",
    "firmware-erase",
    "firmware-overwrite",
    "firmware-block-erase",
    "firmware-crypto-erase",
    "degauss",
    Destruction,
]
TECHNIQUES: Final = frozenset(get_args(Technique))
DESTRUCTIONS: Final = frozenset(get_args(Destruction))
"""Degaussing is none: NIST SP 800-88 Rev. 2, 3.1.3."""
CRYPTO: Final = frozenset({"key-discard", *(name for name in TECHNIQUES if "crypto" in name)})
"""Techniques that leave the data and forget its key; `crypto_erase = false` switches them off."""
LARGEST: Final = 1_000_000
"""Bytes of a profile; a larger file is none."""

Word = Annotated[str, Meta(min_length=1, max_length=64)]
Percent = Annotated[int, Meta(ge=0, le=100)]
Role = Literal["engineer", "bench", "supervisor"]


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """A table of a profile: unknown keys are refused."""


class Media(Table, frozen=True):
    """A type of storage, as it goes on the certificate, and the other words that lists and tools have for it."""

    type: Literal["magnetic", "flash", "hybrid"]
    words: tuple[Word, ...] = ()


class Sensitivity(Table, frozen=True):
    """What data of this sensitivity demands: a method per media type, who accepts, and what is checked again."""

    demands: dict[str, Method]
    words: tuple[Word, ...] = ()
    accepted_by: Role = "bench"
    second_person: bool = False
    """Whether the acceptance needs a second person besides the one who accepts."""
    sample: Percent = 0
    """Percent of the drives that are read back with a second tool before acceptance."""


class Accepts(Table, frozen=True):
    """One technique of some tools on some media, and the method that it reaches there."""

    technique: Technique
    media: tuple[Word, ...]
    tools: tuple[Word, ...]
    reaches: Method
    labels: tuple[Word, ...] = ()
    """What the tool may call it, the recommended one first; none: it has no names of its own."""
    legacy: tuple[Word, ...] = ()
    """Labels that count where they come in and are never offered."""


class Profile(Table, frozen=True):
    """A whole policy of sanitisation."""

    name: Word
    title: Word
    source: str
    """The standards that it follows, as a certificate cites them."""
    crypto_erase: bool
    """Whether forgetting a key counts as erasing."""
    assumed: Word
    """The sensitivity of a device that nobody recorded one for."""
    media: dict[str, Media]
    sensitivity: dict[str, Sensitivity]
    accepts: tuple[Accepts, ...]


class Offer(Struct, frozen=True):
    """A way that reaches what is demanded: technique, tool and the label to choose in it (empty: it has none)."""

    technique: Technique
    tool: str
    label: str
    reaches: Method


class Demand(Struct, frozen=True):
    """What one drive owes and why, the ways to do it, and who accepts it."""

    method: Method
    why: str
    offers: tuple[Offer, ...]
    accepted_by: Role
    second_person: bool
    sample: int


def shipped() -> tuple[str, ...]:
    """The names of the profiles that come with devswap."""
    files = (resources.files("devswap.wiping") / "profiles").iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def load_profile(path_or_name: Path | str) -> Profile:
    """A shipped profile by its name, or one from a file. Raises ConfigError, one sentence for each wrong place."""
    if path_or_name in shipped():
        file = f"{path_or_name}.toml"
        return parse_profile((resources.files("devswap.wiping") / "profiles" / file).read_text("utf-8"), file)
    path = Path(path_or_name)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        known = ", ".join(shipped())
        raise ConfigError(f"{path}: cannot be read ({error.strerror}). Name a file, or one of: {known}.") from None
    if len(raw) > LARGEST:
        raise ConfigError(f"{path}: larger than {LARGEST} bytes, so no profile. Name another file.")
    try:
        return parse_profile(raw.decode("utf-8-sig"), str(path))
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: not UTF-8 at byte {error.start}. Save it as UTF-8.") from None


def parse_profile(text: str, file: str) -> Profile:
    """Read a profile from its text; `file` is what the sentences call it. Raises ConfigError."""
    document = parsed(text, file)
    wrong = list(faults(document, Profile))
    if not wrong:
        profile = msgspec.convert(document, Profile, strict=True)
        wrong = list(_contradictions(profile))
        if not wrong:
            return profile
    raise ConfigError("\n".join(f"{file}: {words}" for words in wrong))


def demanded(profile: Profile, media: str, sensitivity: str) -> Demand:
    """What a drive of this media type owes at this sensitivity (empty: the profile's `assumed`); unknown: destroy."""
    kind, level = media_named(profile, media), sensitivity_named(profile, sensitivity)
    rule = _strictest(profile) if level is None else profile.sensitivity[level]
    method: Method = "destroy"
    if kind is None:
        said = (
            f"media type “{media}” is not in profile {profile.name}" if media else "nobody has said which media it is"
        )
        why = f"{said}: find out, or destroy the drive"
    elif level is None:
        why = f"sensitivity “{sensitivity}” is not in profile {profile.name}: correct it, or destroy the drive"
    else:
        method, why = rule.demands[kind], f"profile {profile.name} for {level} on {kind}"
    offers = tuple(_offers(profile, kind, method))
    return Demand(method, why, offers, rule.accepted_by, rule.second_person, rule.sample)


def reached(profile: Profile, media: str, *, tool: str, technique: str, label: str = "") -> tuple[Method | None, str]:
    """The method that a tool's technique reaches on this media, or None; and why."""
    kind = media_named(profile, media)
    where = f"on {kind or f'media type “{media}”, which it does not know'}"
    by = f"{technique} by {tool or 'an unnamed tool'}"
    rows = [row for row in profile.accepts if row.technique == technique and _suits(row, kind)]
    if technique in CRYPTO and not profile.crypto_erase:
        return None, f"profile {profile.name} does not count crypto erase ({technique})"
    if not rows:
        return None, f"profile {profile.name} does not count {technique} {where}"
    rows = [row for row in rows if tool.casefold() in _folded(row.tools)]
    if not rows:
        return None, f"profile {profile.name} does not count {by} {where}"
    rows = [row for row in rows if not row.labels or label.casefold() in _folded(row.labels + row.legacy)]
    if not rows:
        return None, f"profile {profile.name} does not count “{label}” by {tool} {where}"
    best = max(rows, key=lambda row: METHODS.index(row.reaches))
    return best.reaches, f"profile {profile.name} counts {by} as {best.reaches} {where}"


def shortfall(
    profile: Profile, media: str, sensitivity: str, *, tool: str, technique: str, label: str = ""
) -> tuple[str, ...]:
    """Why a tool's technique does not satisfy what is demanded; empty: it does."""
    demand = demanded(profile, media, sensitivity)
    method, why = reached(profile, media, tool=tool, technique=technique, label=label)
    if method is None:
        return (why,)
    if METHODS.index(method) < METHODS.index(demand.method):
        return (f"{why}; {demand.method} is demanded: {demand.why}",)
    return ()


def is_sampled(demand: Demand, drive: str) -> bool:
    """Whether this drive is one of those that a second tool reads back; the same answer for the same name always."""
    return int.from_bytes(hashlib.sha256(drive.encode()).digest()[:8]) % 100 < demand.sample


def media_named(profile: Profile, word: str) -> str | None:
    """The profile's name for a media type that a list or a tool calls `word`; None: unknown."""
    return _named(profile.media, word)


def sensitivity_named(profile: Profile, word: str) -> str | None:
    """The profile's name for a sensitivity; the `assumed` one for an empty word; None: unknown."""
    return _named(profile.sensitivity, word.strip() or profile.assumed)


def strictest_of(profile: Profile, *words: str) -> str:
    """Of words for a sensitivity the one that demands most; the profile's `assumed` where all are empty.

    A word that the profile does not know demands destruction, and so more than any.
    """
    said = [word for word in words if word.strip()] or [profile.assumed]
    return max(said, key=lambda word: _strictness(profile, sensitivity_named(profile, word)))


def _strictness(profile: Profile, level: str | None) -> tuple[int, bool, int, int]:
    if level is None:
        return (len(METHODS) * len(profile.media), True, 0, 0)
    rule = profile.sensitivity[level]
    methods = sum(map(METHODS.index, rule.demands.values()))
    return (methods, rule.second_person, get_args(Role).index(rule.accepted_by), rule.sample)


def _named(tables: dict[str, Media] | dict[str, Sensitivity], word: str) -> str | None:
    wanted = word.strip().casefold()
    return next((n for n, table in tables.items() if wanted == n.casefold() or wanted in _folded(table.words)), None)


def _folded(words: tuple[str, ...]) -> set[str]:
    return {word.casefold() for word in words}


def _strictest(profile: Profile) -> Sensitivity:
    rules = profile.sensitivity.values()
    return max(rules, key=lambda rule: (rule.second_person, rule.accepted_by == "supervisor", rule.sample))


def _suits(row: Accepts, kind: str | None) -> bool:
    """Whether a row is about this media; a drive of unknown media can still be destroyed."""
    return row.reaches == "destroy" if kind is None else kind in row.media


def _offers(profile: Profile, kind: str | None, method: Method) -> Iterator[Offer]:
    """The ways that reach the method on this media, the gentlest first."""
    for row in sorted(profile.accepts, key=lambda row: METHODS.index(row.reaches)):
        off = row.technique in CRYPTO and not profile.crypto_erase
        if _suits(row, kind) and not off and METHODS.index(row.reaches) >= METHODS.index(method):
            for tool in row.tools:
                yield Offer(row.technique, tool, row.labels[0] if row.labels else "", row.reaches)


def _contradictions(profile: Profile) -> Iterator[str]:
    """What the types cannot say."""
    kinds = ", ".join(profile.media)
    if sensitivity_named(profile, profile.assumed) is None:
        known = f"one of {', '.join(profile.sensitivity)}"
        yield sentence("", "assumed", known, found_words(profile.assumed)) + " Name one of them."
    yield from _said_twice("media", profile.media)
    yield from _said_twice("sensitivity", profile.sensitivity)
    for level, rule in profile.sensitivity.items():
        for kind in profile.media.keys() - rule.demands.keys():
            yield sentence(f"sensitivity.{level}.demands", kind, "clear or purge or destroy", "nothing")
        for kind in rule.demands.keys() - profile.media.keys():
            yield sentence(f"sensitivity.{level}.demands", kind, f"one of {kinds}", "media that has no table")
    for number, row in enumerate(profile.accepts, 1):
        place = f"accepts {number}"
        for kind in row.media:
            if kind not in profile.media:
                yield sentence(place, "media", f"some of {kinds}", found_words(kind))
            elif METHODS.index(row.reaches) > METHODS.index(_ceiling(row.technique, kind, profile.media[kind])):
                most = _ceiling(row.technique, kind, profile.media[kind])
                yield sentence(place, "reaches", f"at most {most} for {row.technique} on {kind}", row.reaches)
        if not row.media or not row.tools:
            yield sentence(place, "tools" if row.media else "media", "at least one", "none")
        if row.technique in DESTRUCTIONS and row.reaches != "destroy":
            yield sentence(place, "reaches", f"destroy for {row.technique}", row.reaches)


def _said_twice(table: str, tables: dict[str, Media] | dict[str, Sensitivity]) -> Iterator[str]:
    """A word that names two things would make the answer depend on their order."""
    words = [word for name, entry in tables.items() for word in _folded((name, *entry.words))]
    for word in sorted({word for word in words if words.count(word) > 1}):
        yield sentence(table, "words", "a word for one of them only", f"{found_words(word)} twice")


def _ceiling(technique: Technique, kind: str, media: Media) -> Method:
    """The most that a technique can reach on this media, whatever a policy wishes."""
    if technique in DESTRUCTIONS:
        return "destroy"
    only_clears = technique == "key-discard" or kind == "emmc"
    on_flash = media.type != "magnetic" and technique in ("overwrite", "ata-secure-erase", "degauss")
    return "clear" if only_clears or on_flash else "purge"
