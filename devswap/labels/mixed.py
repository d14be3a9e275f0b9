"""Contents that hold more than letters and digits: envelopes, links, captions, punctuation, several texts in one."""

import re
from collections.abc import Callable
from typing import Final

from devswap.labels import (
    captions,
    containers,
    data_identifiers,
    envelopes,
    gs1,
    identifiers,
    makers,
    several,
    symbology,
)
from devswap.labels.captions import Captioned
from devswap.labels.kinds import Reading, reading, weak

Again = Callable[[str, str], list[Reading]]
"""Reads a part of the content, given its AIM identifier: the whole order of rules once more."""

_MOD43_MARKS: Final = frozenset("-. $/+%")
_LONGEST: Final = 300
"""Characters up to which captions and several texts are looked for; labels that have them are short."""
_SEVEN: Final = frozenset(("dell-service-tag", "lenovo-serial"))
_SEPARATORS: Final = re.compile(r"[,;\s]+")
_IN_BETWEEN: Final = re.compile(r"\](?:[ACEFGIKLQX][0-9]|[deh][0-9]|z[0-9A-Ca-c])")
_GROUPED: Final = re.compile(r"\d+(?:([ -])\d+)(?:\1\d+)*", re.ASCII)
_THREES: Final = re.compile(r"\d{3}([ -])\d{3}\1\d{3}\1\d{1,2}", re.ASCII)


def mixed(text: str, aim: str, again: Again) -> list[Reading]:
    """The readings of a content, best first; none where it fits nothing."""
    if found := envelopes.opened(text) or containers.contained(text):
        return found
    if len(text) <= _LONGEST and (found := _captioned(text, aim, again)):
        return found
    return _unwrapped(text, aim, again) or _punctuated(text, aim, again)


def _unwrapped(text: str, aim: str, again: Again) -> list[Reading]:
    """What start and stop characters, a check character or blanks at the ends enclose."""
    if text[0] == text[-1] == "*" and len(text) > 2 and "*" not in text[1:-1]:
        return again(text[1:-1], aim)
    sent = aim in symbology.CHECKED_AND_SENT or (text[-1] in _MOD43_MARKS and aim[:1] in ("", "A"))
    if (
        len(text) > 1
        and text.isascii()
        and sent
        and identifiers.mod43(text.upper())
        and (found := again(text[:-1], "A3" if aim else ""))
    ):
        return found
    bare = text.strip()
    return again(bare, aim) if bare and bare != text else []


def _punctuated(text: str, aim: str, again: Again) -> list[Reading]:
    if not aim and (found := gs1.structural(text)):
        return found
    if not text.isascii():
        return []
    upper = text.upper()
    if address := identifiers.mac(upper):
        return [reading("mac", address, "a MAC address; it may be a dock's")]
    if known := makers.punctuated(upper):
        return [known]
    if found := _grouped(text) or data_identifiers.stripped(upper, aim, []):
        return found
    if len(text) <= _LONGEST and (found := _several(text, aim, again)):
        return found
    if printed := makers.ppid(upper):
        return [printed]
    if not aim and text.islower():
        return [reading("case-damaged", upper, "all lower case, as caps lock makes it, and no maker's shape")]
    return []


def _grouped(text: str) -> list[Reading]:
    """Digits in groups: an IMEI, or an Express Service Code as Dell prints it."""
    groups = _GROUPED.fullmatch(text)
    if not groups:
        return []
    digits = text.replace(groups[1], "")
    hyphened = groups[1] == "-"
    three = text.count(groups[1]) >= 2  # two groups by a blank are two tags
    if (len(digits) == 15 and (hyphened or (three and identifiers.luhn(digits)))) or (len(digits) == 16 and hyphened):
        return identifiers.number(digits, "")
    return identifiers.number(digits, "") if _THREES.fullmatch(text) else []


def _several(text: str, aim: str, again: Again) -> list[Reading]:
    """Texts by commas or blanks, or labels run together with the AIM identifier between them."""
    if "]" in text and (split := _IN_BETWEEN.split(text)) and len(split) > 1:
        return several.parts([again(part, aim) if part else [] for part in split])
    tokens = [token for token in _SEPARATORS.split(text) if token]
    if not 2 <= len(tokens) <= 8:
        return []
    if found := several.parts([again(token, aim) for token in tokens]):
        return found
    return _spaced_out(tokens, aim, again) if " " in text else []


def _spaced_out(groups: list[str], aim: str, again: Again) -> list[Reading]:
    """A number printed in groups: all but one short one hold a digit, for words and a number are no serial."""
    words = [group for group in groups if group.isalpha()]
    if len(words) > 1 or any(len(word) > 3 for word in words):
        return []
    found = again("".join(groups), aim)
    if not found or found[0].role not in ("D", "C", "P") or (words and found[0].kind == "monitor-serial"):
        return []
    return found if found[0].kind not in ("dell-service-tag", "asset-tag", "dell-part-number") else []


def _captioned(text: str, aim: str, again: Again) -> list[Reading]:
    """What captions say: of several identities the one that counts, the rest behind it."""
    captioned = [pair for pair in captions.captioned(text) if pair.value]
    if not captioned:
        return []
    found = [readings for pair in captioned if (readings := _said(pair, aim, again))]
    if not found:
        why = "a caption, and no known shape behind it"
        first = reading("unknown", text, why) if aim else reading("garbage", "", why)
        return [first, *(weak("text", pair.value, f"behind the caption: {pair.says}") for pair in captioned)]
    found.sort(key=lambda readings: several.rank(readings[0]))
    best = found[0]
    serials = {readings[0].value: readings[0] for readings in found if several.rank(readings[0]) == 1}
    if len(serials) > 1:
        return several.concatenated(list(serials.values()))
    return best + several.following(found[1:], best)


def _said(pair: Captioned, aim: str, again: Again) -> list[Reading]:
    """A value read as its caption says; none where it fits nothing."""
    says, value = pair
    upper = value.upper()
    digits = re.sub(r"[ /-]", "", value)
    if says == "other":
        return []
    if says == "part":
        return [data_identifiers.part(upper, aim or "A0")]
    if says == "imei" and digits.isascii() and digits.isdigit() and len(digits) in (15, 16):
        return identifiers.number(digits, aim)
    if says == "mac" and (address := identifiers.mac(upper, digits_too=True)):
        return [reading("mac", address, "behind its caption; it may be a dock's")]
    if says == "tag" and digits == value and value.isascii() and value.isdigit() and 4 <= len(value) <= 12:
        return [reading("asset-tag", value, "digits behind an asset caption")]
    if says == "serial" and len(value) == 12 and value.isascii() and value.isdigit():
        return [reading("surface-serial", value, "twelve digits behind a serial caption")]
    if says == "serial" and len(value) == 7 and not value.isdigit():  # no model, tag or data identifier behind this
        tags = [shape for shape in makers.fitting(upper, aim) if shape.kind in _SEVEN]
        return makers.shaped(upper, tags) or again(value, aim)
    return again(value, aim)
