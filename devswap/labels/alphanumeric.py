"""Contents of letters and digits alone: what most labels hold. Wrappings first, then numbers, DIs, shapes, damages.

References: the order is section 9 of the label reference; ISO/IEC 16388 (modulo 43 in Code 39).
"""

import re
from typing import Final

from devswap.labels import data_identifiers, encodings, gs1, identifiers, makers, several, symbology
from devswap.labels.kinds import Reading, offer, reading, weak
from devswap.labels.makers import Shape

_CHECKED_TAG: Final = re.compile(r"[A-Z]{1,3}\d{4,6}[A-Z]", re.ASCII)
_LENOVO_DOUBLE: Final = re.compile(r"(([A-Z]{2})\d{8})(\2\d{8})", re.ASCII)
_SIX: Final = re.compile(r"(?=.*\d)(?=.*[A-Z])[0-9A-Z]{6}", re.ASCII)
_DEVICES: Final = frozenset("hp-serial lenovo-serial getac-serial apple-serial acer-serial".split())
_WEAKER: Final = frozenset(("monitor-serial", "dell-ppid"))
_BEHIND_CODE_ID: Final = frozenset(("hp-serial", "lenovo-serial"))


def alphanumeric(text: str, aim: str) -> list[Reading]:
    """The readings of letters and digits, best first; none where they fit nothing. Not for EAN, ITF or GS1."""
    upper = text.upper()
    if aim in symbology.CHECKED_AND_SENT and identifiers.mod43(upper):
        text, upper, aim = text[:-1], upper[:-1], "A3"
    if upper.isdigit():
        return _digits(upper, aim)
    if not aim and (typed := _typed(text)):
        return typed
    shapes = makers.fitting(upper, aim)
    return _wrapped(upper, aim, shapes) or _known(upper, aim, shapes) or ([] if aim else _suspected(text, upper))


def _digits(text: str, aim: str) -> list[Reading]:
    if not aim and (typed := encodings.alt_numpad(text)):
        why = "ALT and four digits a character: set the wedge to plain keys"
        return [reading("wedge-alt-encoded", encodings.escaped(typed), why)]
    if once := _twice(text, aim):
        return several.concatenated(once)
    if not aim and text.startswith("01") and (found := gs1.structural(text)):
        return found
    if len(text) == 30 and (cellular := [identifiers.imei(part) for part in (text[:15], text[15:])]):
        return several.concatenated(cellular) if all(one.value for one in cellular) else []
    return identifiers.number(text, aim) or (_two(text) if not aim else [])


def _typed(text: str) -> list[Reading]:
    """What only a text without an AIM identifier can be, before its case is folded."""
    if edid := makers.acer_edid(text) if len(text) == 20 else None:
        return [edid]
    if len(text) >= 14 and (decoded := encodings.hex_text(text)):
        why = "two hexadecimal digits a character: set the wedge to plain keys"
        return [reading("wedge-hex-encoded", encodings.escaped(decoded), why)]
    return _behind_code_id(text) if text[0].islower() and not text.islower() else []


def _wrapped(text: str, aim: str, shapes: list[Shape]) -> list[Reading]:
    """A check character that was sent, two in one, GS1 without its symbology."""
    if not aim and _CHECKED_TAG.fullmatch(text) and identifiers.mod43(text) and not _outweighs_a_tag(text, shapes):
        tag = reading("asset-tag", text[:-1], "an asset tag; its last letter is the modulo-43 check character")
        return [tag, *_also(text, shapes)]
    if len(text) >= 10 and (found := _doubled(text, aim, shapes)):
        return found
    return gs1.structural(text) if not aim and text.startswith("01") and len(text) > 16 else []


def _outweighs_a_tag(text: str, shapes: list[Shape]) -> bool:
    """PF and MP are Lenovo's, and some countries and sites HP's: a check letter that fits by chance is no evidence."""
    return any(shape.strong and shape.kind == "lenovo-serial" for shape in shapes) or (
        makers.known_hp(text) and any(shape.kind == "hp-serial" for shape in shapes)
    )


def _doubled(text: str, aim: str, shapes: list[Shape]) -> list[Reading]:
    """Two numbers of one Lenovo, one label twice, or two labels of one sure shape run together."""
    if double := _LENOVO_DOUBLE.fullmatch(text):
        first = reading("lenovo-serial", double[1], "two numbers of one Lenovo: the first is the serial")
        return [first, weak("lenovo-serial", double[3], "the second number of the same Lenovo")]
    devices = _twice(text, aim) or _two_1s(text) or _two_sure(text, shapes)
    return several.concatenated(devices) if devices else []


def _twice(text: str, aim: str) -> list[Reading]:
    """The identity that a text repeats; none where its halves differ, or are none."""
    half, odd = divmod(len(text), 2)
    if odd or text[:half] != text[half:]:
        return []
    once = alphanumeric(text[:half], aim)[:1]
    return once if once and once[0].role in ("D", "C", "W") else []


def _two_1s(text: str) -> list[Reading]:
    """The serials of two 1S codes, each of 20 characters or, before 2013, of 16."""
    for cut in (20, 16):
        if text[:2] == text[cut : cut + 2] == "1S":
            both = [data_identifiers.lenovo_1s(part, [])[:1] for part in (text[:cut], text[cut:])]
            if all(found and found[0].kind == "lenovo-1S" for found in both):
                return [found[0] for found in both]
    return []


def _two_sure(text: str, shapes: list[Shape]) -> list[Reading]:
    """Two serials of one sure shape. Weaker shapes count only where the whole (`shapes`) fits nothing."""
    half, odd = divmod(len(text), 2)
    if odd or half < 8:
        return []
    halves = [(part, makers.fitting(part, "in a symbol")) for part in (text[:half], text[half:])]
    kinds = {found[0].kind if found and found[0].strong else "" for _, found in halves}
    if len(kinds) == 1 and (kinds <= _DEVICES or (kinds <= _WEAKER and not shapes)):
        return [makers.shaped(part, found)[0] for part, found in halves]
    return []


def _known(text: str, aim: str, shapes: list[Shape]) -> list[Reading]:
    """MAC and MEID, data identifiers, makers' shapes."""
    if len(text) == 12 and (address := identifiers.mac(text)):
        return [reading("mac", address, "twelve hexadecimal digits; it may be a dock's"), *_also(text, shapes)]
    if len(text) in (14, 15) and (cellular := identifiers.meid(text)):
        return [reading("meid", cellular, "14 hexadecimal digits from A to F on: a MEID"), *_also(text, shapes)]
    if found := data_identifiers.stripped(text, aim, shapes):
        return [*found, *_also(text, shapes)]
    readings = makers.shaped(text, shapes)
    if readings and readings[0].kind == "hp-serial" and (repaired := makers.homoglyph(text)):
        readings.append(offer("hp-serial", repaired, "HP uses no vowels in the last four: O for 0, or I for 1?"))
    return readings


def _also(text: str, shapes: list[Shape]) -> list[Reading]:
    """What the whole text fits, below what was made of it."""
    return [weak(one.kind, one.value, one.why) for one in makers.shaped(text, shapes)]


def _suspected(text: str, upper: str) -> list[Reading]:
    """What a text without an AIM identifier that fits nothing may be the damage of."""
    if len(upper) % 2 == 0 and (two := _two(upper)):
        return two
    repaired = makers.homoglyph(upper)
    repair = [offer("hp-serial", repaired, "O for 0, or I for 1, where HP has digits: right?")] if repaired else []
    if text.islower():
        return [reading("case-damaged", upper, "all lower case, as caps lock makes it, and no maker's shape"), *repair]
    if _SIX.fullmatch(upper):
        return [reading("truncated", "", "six letters and digits: one short of a Service Tag? Scan again")]
    return repair or _behind_code_id(text)


def _two(text: str) -> list[Reading]:
    """Two asset tags or Service Tags of equal length run together."""
    half = len(text) // 2
    if not 5 <= half <= 12 or len(text) % 2:
        return []
    both = [alphanumeric(part, "") for part in (text[:half], text[half:])]
    if all(found and found[0].role == "D" and found[0].kind == both[0][0].kind for found in both):
        return several.concatenated([found[0] for found in both])
    return []


def _behind_code_id(text: str) -> list[Reading]:
    """An HP or Lenovo serial behind the single letter that Symbol and Honeywell put before the data."""
    rest = text[1:]
    if text[0] not in symbology.CODE_IDS:
        return []
    shapes = [one for one in makers.fitting(rest.upper(), "") if one.strong and one.kind in _BEHIND_CODE_ID]
    return makers.shaped(rest.upper(), shapes)
