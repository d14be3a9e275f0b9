"""ANSI MH10.8.2 data identifiers outside an envelope, and Lenovo's 1S.

A data identifier (DI) is up to three digits and a letter in front of the data: S serial, 1P part, 23S MAC. Outside an
envelope nothing says that it is one, so **it is cut off only if the rest fits a known shape and the whole does not**:
`SGH5193X4V` is an HP serial of country SG, `S8CC2140XKR` is one behind a DI S (fusioninventory #805 and #2508).

References: ANSI MH10.8.2 (2021); IBM labelling guide vol. 5 (11S holds a part and its serial); Lenovo HT072163 (1S).
"""

import re
from typing import Final

from devswap.labels import identifiers, makers
from devswap.labels.kinds import Reading, reading, weak
from devswap.labels.makers import Shape

_MODEL: Final = re.compile(r"\d\d[A-Z][0-9A-Z]{7}", re.ASCII)
_OLD_MODEL: Final = re.compile(r"\d{4}[0-9A-Z]{3}", re.ASCII)
_MODEL_HEAD: Final = re.compile(r"1S(?:\d\d[A-Z]|\d{4})", re.ASCII)
_SEVEN: Final = re.compile(r"(?=.*\d)(?=.*[A-Z])[0-9A-Z]{7}", re.ASCII)
_APPLE_TEN: Final = re.compile(r"(?=.*\d)(?=.*[A-Z])[0-9A-HJ-NP-Z]{10}", re.ASCII)
_SHORTEST: Final = 5
"""Characters that a part or a lot has at least where nothing proves that a symbol was read."""

_SERIALS: Final = frozenset(
    "hp-serial lenovo-serial apple-serial getac-serial acer-serial monitor-serial dell-ppid hp-ct-number".split()
)


def stripped(text: str, aim: str, whole: list[Shape]) -> list[Reading]:
    """Readings of a text that begins with a data identifier; none where the strip rule forbids to cut it.

    `text` is upper case, `whole` are the shapes that it fits as it stands.
    """
    head = text[0]
    if head == "S":
        return _serial(text[1:], whole)
    if head == "1":
        return _numbered(text, aim, whole)
    if whole:
        return []
    if head == "4" and len(text) == 4 and text[1] == "L" and text[2:].isalpha():
        return [reading("di-country", text[2:], "DI 4L: country of origin")]
    if head == "Q" and 2 <= len(text) <= 4 and text[1:].isdigit():
        return [reading("di-quantity", text[1:], "DI Q: a quantity")]
    if head == "P" and aim and len(text) == 6 and text.isalnum():
        return [reading("di-part", text[1:], "DI P and a part number of five characters")]
    if text.startswith("23S") and (address := identifiers.mac(text[3:], digits_too=True)):
        return [reading("mac", address, "DI 23S: a MAC address; it may be a dock's")]
    if text.startswith("22S") and len(text) == 18 and text[3:].isdigit():
        return [identifiers.imei(text[3:])]
    return []


def _numbered(text: str, aim: str, whole: list[Shape]) -> list[Reading]:
    """1S, 1P, 1T, 11S are distinctive: a Service Tag that begins like one is found by the reading that follows."""
    if text.startswith("1S"):
        return lenovo_1s(text, whole)
    if " " in text:
        return []
    rest = text[2:]
    if text[1:2] in ("P", "T") and len(rest) >= (1 if aim else _SHORTEST) and not _outweighs(whole):
        return [part(rest, aim) if text[1] == "P" else reading("di-lot", rest, "DI 1T: a lot")]
    if text.startswith("11S"):
        return _fixed_asset(text)
    return []


def _outweighs(whole: list[Shape]) -> bool:
    """A part number as it stands: what is left behind a DI would be no better."""
    return any(shape.kind in ("hp-ct-number", "dell-part-number") for shape in whole)


def part(text: str, aim: str) -> Reading:
    """What stands behind a DI 1P: a maker's product, part or model number, or some part."""
    if _MODEL.fullmatch(text) or (_OLD_MODEL.fullmatch(text) and not text.isdigit()):
        return reading("lenovo-mtm", text, "a part number that is a Lenovo machine type and model")
    if len(text) == 7 and text.isalnum():
        return reading("hp-product-number", text, "a part number of seven characters: an HP product")
    if len(text) == 5 and text.isalnum() and aim:
        return reading("dell-part-number", text, "a part number of five characters: Dell")
    known = makers.punctuated(text)
    if known and known.kind in ("hp-product-number", "apple-part-number", "dell-part-number"):
        return known
    return reading("di-part", text, "a part number, no maker's shape")


def _fixed_asset(text: str) -> list[Reading]:
    rest = text[3:]
    if not rest.isalnum():
        return []
    if len(rest) >= 15:
        return [reading("lenovo-fru-11S", text, "11S: a Lenovo part inside the device and its serial")]
    return [reading("di-fixed-asset", rest, "DI 11S: a fixed asset")]


def _serial(rest: str, whole: list[Shape]) -> list[Reading]:
    """DI S: the serial behind it, unless the whole is a maker's shape as it stands."""
    if not rest.isalnum() or any(shape.strong or shape.kind == "asset-tag" for shape in whole):
        return []
    if rest.isdigit():
        if len(rest) == 12:
            return [reading("surface-serial", rest, "DI S and twelve digits")]
        return [identifiers.imei(rest)] if len(rest) == 15 and identifiers.luhn(rest) else []
    shapes = [shape for shape in makers.fitting(rest, "S") if shape.kind in _SERIALS and shape.strong]
    if shapes:
        return makers.shaped(rest, shapes)
    if _SEVEN.fullmatch(rest):
        return [
            reading("di-serial", rest, "DI S and seven characters: Dell or an old Lenovo, undecided"),
            weak("dell-service-tag", rest, "as a Service Tag"),
            weak("lenovo-serial", rest, "as a Lenovo serial of before 2013"),
        ]
    if _APPLE_TEN.fullmatch(rest) and not _MODEL.fullmatch(rest):
        return [reading("apple-serial", rest, "DI S and ten characters of an Apple serial since 2021")]
    return []


def lenovo_1s(text: str, whole: list[Shape]) -> list[Reading]:
    """`1S`, model and serial: 10 + 8 since 2013-03-15, 7 + 7 before. Any other body is cut off."""
    body = text[2:]
    if len(body) == 18 and _MODEL.match(body) and body.isalnum():
        return _model_and_serial(body, 10)
    if len(body) == 14 and _OLD_MODEL.match(body) and body.isalnum():
        return _model_and_serial(body, 7)
    if len(body) < 3 or len(body) == 18 or not body.isalnum():
        return []
    if whole and (not _MODEL_HEAD.match(text) or makers.known_hp(text)):
        return []
    return [reading("truncated", "", "1S, but the rest is neither 10 + 8 nor 7 + 7 characters: scan again")]


def _model_and_serial(body: str, cut: int) -> list[Reading]:
    return [
        reading("lenovo-1S", body[cut:], "1S, model and serial of a Lenovo: the serial"),
        reading("lenovo-mtm", body[:cut], "the model in the 1S code"),
    ]
