"""Wedges that type a scan as numbers: ALT and four digits a character, or two hexadecimal digits a byte.

Both look like a number, so only narrow patterns are decoded, and the number itself stays a reading: one that the
lists hold wins.

References: Zebra DS2208 Product Reference Guide (ALT + numeric keypad: "0" and three digits); Motorola MC3400 (hex).
"""

import re
from typing import Final

_ALT: Final = re.compile(r"(?:00(?:04|13|29|3[02-9]|[4-9]\d)|01(?:[01]\d|2[0-6])){3,}", re.ASCII)
_HEX: Final = re.compile(r"(?:[0-9A-F]{2}){7,}", re.ASCII)
_MARKS: Final = re.compile("[\x1d\x1e]")
_PRINTABLE: Final = re.compile("[\x04\r\n\x1d\x1e\x20-\x7e]*")


def alt_numpad(digits: str) -> str | None:
    """The characters that ALT and four digits stand for; None where any group is no character of a label.

    >>> alt_numpad("008000700052")
    'PF4'
    """
    if not _ALT.fullmatch(digits):
        return None
    return "".join(chr(int(digits[i : i + 4])) for i in range(0, len(digits), 4))


def hex_text(text: str) -> str | None:
    """The characters that pairs of upper-case hexadecimal digits stand for, where they hold a GS or an RS."""
    if not _HEX.fullmatch(text):
        return None
    decoded = bytes.fromhex(text).decode("latin-1")
    return decoded if _MARKS.search(decoded) and _PRINTABLE.fullmatch(decoded) else None


def escaped(text: str) -> str:
    """The text with each control byte written as four characters, `\\x1d`."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
