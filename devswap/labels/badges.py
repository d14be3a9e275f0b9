"""Badge readers that type a card's number in a form of their own, brought to the form that the lists hold.

The same card comes as decimal or hexadecimal, with its bytes in either order, cut or padded with zeros: the reader's
maker decides. Configured under `[badges]`; a text that is not such a number stays as it is.
"""

from dataclasses import dataclass
from typing import Final

_LONGEST: Final = 40
_CARD_BYTES: Final = (4, 7, 8, 10)
"""Lengths of a card's number: ISO/IEC 14443-3 single, double and triple size, and ISO/IEC 15693."""


@dataclass(frozen=True, slots=True)
class Transform:
    """What this site's reader types, and what to make of it. The lists hold decimal numbers, or what is typed."""

    format: str = "as-is"
    """The number system that the reader types, `decimal` or `hex`; `as-is` leaves the digits alone."""
    reverse_bytes: bool = False
    """The reader sends the card's lowest byte first. Needs a number system."""
    width: int = 0
    """Pad digits with zeros on the left up to so many; 0 does not."""
    strip_zeros: bool = False
    """Drop zeros on the left, before any padding."""


def normalise(text: str, transform: Transform) -> str:
    """A badge as the lists hold it.

    >>> normalise("04A2B7C1", Transform("hex"))
    '77772737'
    >>> normalise("C1B7A204", Transform("hex", reverse_bytes=True, width=10))
    '0077772737'
    """
    badge = text.strip().upper()
    if transform.format == "hex":
        badge = _from_hex(badge, transform.reverse_bytes)
    elif transform.format == "decimal" and transform.reverse_bytes:
        badge = _reversed(badge)
    if transform.strip_zeros:
        badge = badge.lstrip("0") or badge[:1]
    return badge.zfill(transform.width) if badge.isascii() and badge.isdigit() else badge


def _from_hex(badge: str, lowest_first: bool) -> str:
    plain = badge.replace(":", "").replace(" ", "")
    if not plain or len(plain) > _LONGEST or plain.strip("0123456789ABCDEF"):
        return badge
    card = bytes.fromhex(plain.zfill(len(plain) + len(plain) % 2))
    return str(int.from_bytes(card, "little" if lowest_first else "big"))


def _reversed(badge: str) -> str:
    if not badge or len(badge) > _LONGEST or badge.strip("0123456789"):
        return badge
    number = int(badge)
    size = next((size for size in _CARD_BYTES if number < 256**size), _LONGEST)
    return str(int.from_bytes(number.to_bytes(size, "little"), "big"))
