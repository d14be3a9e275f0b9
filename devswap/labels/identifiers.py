"""Identifiers that no maker owns: check digits, numbers by length, MAC and MEID.

A number says little by itself, so its length, its check digit and the symbology decide together; section 9 of the
label reference gives the order.

References: GS1 General Specifications 7.9 (modulo 10); ISO/IEC 16388 (modulo 43); 3GPP TS 23.003 (IMEI, IMEISV);
3GPP2 S.R0048 (MEID, check digit in base 16); Dell KB 000133404 (Express Service Code: the tag in base 36).
"""

import re
from typing import Final

from devswap.labels.kinds import Reading, reading, weak

_DOUBLED: Final = dict(zip("0123456789", (0, 2, 4, 6, 8, 1, 3, 5, 7, 9), strict=True))
_MOD43: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"
_MOD43_VALUE: Final = {character: value for value, character in enumerate(_MOD43)}
_BASE36: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_TAGS: Final = range(36**6, 36**7)
_SITE_TAG_WIDTH: Final = 5

_MAC: Final = re.compile(
    r"[0-9A-F]{12}|[0-9A-F]{2}([:-])[0-9A-F]{2}(?:\1[0-9A-F]{2}){4}|[0-9A-F]{4}\.[0-9A-F]{4}\.[0-9A-F]{4}", re.ASCII
)
_MEID: Final = re.compile(r"[A-F][0-9A-F]{13}([0-9A-F]?)")


def luhn(digits: str) -> bool:
    """The last digit is right by Luhn's formula, as in an IMEI."""
    return (sum(map(int, digits[-1::-2])) + sum(_DOUBLED[d] for d in digits[-2::-2])) % 10 == 0


def gs1_check(digits: str) -> bool:
    """The last digit is right by modulo 10 with weights 3 and 1: EAN, UPC, GTIN, SSCC."""
    return (sum(map(int, digits[-1::-2])) + 3 * sum(map(int, digits[-2::-2]))) % 10 == 0


def mod43(text: str) -> bool:
    """The last character is the modulo-43 check of those before it, as Code 39 may carry."""
    value = _MOD43_VALUE.get
    total = 0
    for character in text[:-1]:
        if (worth := value(character)) is None:
            return False
        total += worth
    return len(text) > 1 and value(text[-1]) == total % 43


def mac(text: str, digits_too: bool = False) -> str | None:
    """A MAC address as `AA:BB:CC:DD:EE:FF`; bare, or with `:`, `-` or `.`.

    Twelve bare digits are one only where something else says so (`digits_too`): a caption, a DI 23S.
    """
    if not _MAC.fullmatch(text) or (text.isdigit() and not digits_too):
        return None
    bare = re.sub("[:.-]", "", text)
    return ":".join(bare[i : i + 2] for i in range(0, 12, 2))


def meid(text: str) -> str | None:
    """The 14 hexadecimal digits of a MEID, with or without a right check digit behind them."""
    found = _MEID.fullmatch(text)
    if not found or (found[1] and not _hex_luhn(text)):
        return None
    return text[:14]


def _hex_luhn(text: str) -> bool:
    plain = sum(int(d, 16) for d in text[-1::-2])
    doubled = sum(sum(divmod(2 * int(d, 16), 16)) for d in text[-2::-2])
    return (plain + doubled) % 16 == 0


def service_tag(express: str) -> str | None:
    """The Dell Service Tag behind an Express Service Code of 10 or 11 digits, as printed: no leading zero.

    >>> service_tag("19444451259")
    '8XKQ2M3'
    """
    number = int(express)
    if express[0] == "0" or number not in _TAGS:
        return None
    tag = ""
    while number:
        number, digit = divmod(number, 36)
        tag = _BASE36[digit] + tag
    return None if tag.isdigit() or tag.isalpha() else tag


def number(text: str, aim: str) -> list[Reading]:
    """Readings of a text of digits, best first; none where its length says nothing. Not for EAN, ITF or GS1."""
    length = len(text)
    if 5 <= length <= 9:
        return _asset_tag(text)
    if length in (10, 11):
        return _express(text)
    if length == 12:
        return _twelve(text, aim)
    if length == 13 and not aim:
        return _thirteen(text)
    if length == 15:
        return [imei(text)]
    if length == 16:
        return [reading("imeisv", text[:14], "16 digits: an IMEI without its check digit, and the software version")]
    return []


def imei(text: str) -> Reading:
    """15 digits as an IMEI, or as one whose check digit is wrong."""
    if luhn(text):
        return reading("imei", text, "15 digits, Luhn right")
    return reading("imei-bad-check", "", "15 digits, but Luhn wrong: scan again")


def _asset_tag(text: str) -> list[Reading]:
    readings = [reading("asset-tag", text, f"{len(text)} digits")]
    if len(text) == 8:
        readings.append(weak("monitor-serial", text, "EIZO serials have eight digits"))
        if gs1_check(text):
            readings.append(reading("ean8", text, "the check digit is right for an EAN-8"))
    return readings


def _express(text: str) -> list[Reading]:
    if not (tag := service_tag(text)):
        return []
    return [
        reading("dell-express-service-code", tag, "the decimal form of a Service Tag"),
        weak("asset-tag", text, f"{len(text)} digits as printed"),
    ]


def _twelve(text: str, aim: str) -> list[Reading]:
    if text.startswith("000000") and gs1_check(text):
        return [tag_as_upca(text), reading("upca", text, "the check digit is right")]
    if aim:
        return [reading("surface-serial", text, "twelve digits, and the symbology is no UPC-A")]
    if gs1_check(text):
        return [
            reading("upca", text, "twelve digits, the check digit right: a product, not a device"),
            weak("surface-serial", text, "twelve digits; right as UPC-A by chance"),
        ]
    return [reading("surface-serial", text, "twelve digits, wrong as UPC-A")]


def tag_as_upca(text: str) -> Reading:
    """An asset tag printed as UPC-A: zeros before, check digit behind (snipe-it #9877)."""
    tag = text[:-1][-_SITE_TAG_WIDTH:]
    return reading("asset-tag-as-upca", tag, "six leading zeros: an asset tag printed as UPC-A")


def _thirteen(text: str) -> list[Reading]:
    if not gs1_check(text):
        return [reading("windows-product-id", text, "13 digits, wrong as EAN-13: a licence, not a device")]
    if text[0] == "0":
        return [reading("upca", text[1:], "an EAN-13 that begins with 0 is a UPC-A: a product, not a device")]
    if text.startswith("33"):
        return [reading("ambiguous-ean13-or-pkid", text, "an EAN-13, or a Windows product id: neither is a device")]
    return [reading("ean13", text, "13 digits, the check digit right: a product, not a device")]


def ean(text: str, aim: str) -> Reading | None:
    """Data behind `]E`: a product by its length and check digit; None where it is none.

    `]E3` carries a supplement of two or five digits, which is not kept. Zebra sends UPC-A as twelve digits, Datalogic
    as thirteen.
    """
    if not (text.isascii() and text.isdigit()):
        return None
    if aim == "E3" and len(text) in (15, 18):
        text = text[:13]
    if aim == "E4":
        good = len(text) == 8 and gs1_check(text)
        return reading("ean8", text, "EAN-8: a product, not a device") if good else None
    if len(text) not in (12, 13):
        return None
    if not gs1_check(text):
        return reading("ean13-bad-check", "", "the check digit is wrong: scan again")
    if len(text) == 12 or text[0] == "0":
        return reading("upca", text[-12:], "UPC-A: a product, not a device")
    return reading("ean13", text, "EAN-13: a product, not a device")


def gtin14(text: str) -> Reading | None:
    """Data behind `]I`: a GTIN-14, or nothing. Interleaved 2 of 5 is never a serial: short reads are common."""
    if len(text) == 14 and text.isascii() and text.isdigit() and gs1_check(text):
        return reading("gtin14", text, "ITF-14, the check digit right: an outer carton")
    return None
