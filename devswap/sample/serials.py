"""Serials, tags and numbers in the shapes that makers print, each different from every other.

A shape is data: for each position the words that may stand there. The n-th serial of a shape is n, scattered over the
whole shape by a step that has no divisor in common with its size, in mixed radix: no set to remember what was given
out, so a million devices take no more memory than one.

References: the makers' shapes as `devswap.labels.makers` reads them; IMEI and ICCID check digits by ISO/IEC 7812-1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd, prod
from random import Random

DIGITS = "0123456789"
HEX = "0123456789ABCDEF"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALNUM = DIGITS + LETTERS
BASE31 = "".join(c for c in ALNUM if c not in "AEIOU")
"""What HP's unit numbers are written in."""
WEEKS = tuple(f"{week:02d}" for week in range(1, 53))
GOLDEN = 0.618_033_988_749


@dataclass(slots=True)
class Shape:
    """One shape and how far along it is."""

    positions: tuple[Sequence[str], ...]
    """Last position first."""
    size: int
    step: int
    at: int

    def next(self) -> str:
        """The next serial of this shape. Different from all before it until the shape is used up."""
        self.at = n = (self.at + self.step) % self.size
        text = ""
        for words in self.positions:
            n, which = divmod(n, len(words))
            text = words[which] + text
        return text


def shape(positions: tuple[Sequence[str], ...], random: Random) -> Shape:
    """A shape that starts somewhere, and steps on by about the golden section of its size."""
    size = prod(map(len, positions))
    step = int(size * GOLDEN)
    while gcd(step, size) != 1:
        step += 1
    return Shape(positions[::-1], size, step, int(random.random() * size))


def luhn(digits: str) -> str:
    """The digits with their check digit behind them (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return f"{digits}{-total % 10}"


def ean(digits: str) -> str:
    """Twelve digits with their EAN-13 check digit behind them (GS1 General Specifications, 7.9)."""
    return f"{digits}{-sum(int(d) * (3 if place % 2 else 1) for place, d in enumerate(digits)) % 10}"


def express_service_code(tag: str) -> str:
    """A Dell Service Tag as the decimal number that its label prints beside it."""
    return str(int(tag, 36))


def shapes(random: Random) -> dict[str, Shape]:
    """A fresh set of shapes. Old and new devices of one maker take different years or endings."""
    return {name: shape(positions, random) for name, positions in _SHAPES.items()}


_HP_UNIT = (BASE31,) * 4
_PPID_DAY = ("123456789ABC", "123456789ABCDEFGHIJKLMNOPQRS")
_SHAPES: dict[str, tuple[Sequence[str], ...]] = {
    "hp-laptop-old": (("5CG", "5CD", "8CC"), "789", WEEKS, *_HP_UNIT),
    "hp-laptop-new": (("5CG", "5CD"), "345", WEEKS, *_HP_UNIT),
    "hp-desktop-old": (("CZC", "8CG"), "789", WEEKS, *_HP_UNIT),
    "hp-desktop-new": (("CZC", "8CG"), "345", WEEKS, *_HP_UNIT),
    "hp-monitor-old": (("CNK", "3CQ"), "789", WEEKS, *_HP_UNIT),
    "hp-monitor-new": (("CNK", "3CQ"), "345", WEEKS, *_HP_UNIT),
    "dell-old": ("123456789", BASE31[10:], *(ALNUM,) * 4, "2"),
    "dell-new": ("123456789", BASE31[10:], *(ALNUM,) * 4, "3"),
    "lenovo-old": (("PF", "MP"), "123", *(BASE31,) * 5),
    "lenovo-new": (("PF", "MP"), "45", *(BASE31,) * 5),
    "surface-old": ("0", "123", *(DIGITS,) * 10),
    "surface-new": ("0", "456", *(DIGITS,) * 10),
    "getac-old": ("R", "FGHJ", DIGITS, "0", DIGITS, "SX", *(DIGITS,) * 4),
    "dell-monitor-old": (("CN0F7TK9", "CN06KV2J"), ("74261", "64180"), "789", *_PPID_DAY, *(ALNUM,) * 4),
    "dell-monitor-new": (("CN0NV8P4",), ("74261", "WS200"), "345", *_PPID_DAY, *(ALNUM,) * 4),
    "samsung-monitor-old": ("H", "4", BASE31[10:], BASE31, BASE31, *(DIGITS,) * 5),
    "person": ("123", *(DIGITS,) * 5),
    "person-wide": ("123456789", *(DIGITS,) * 5),
    "location": ("L", *(DIGITS,) * 5),
    "badge": (("00",), "12345678", *(DIGITS,) * 7),
    "tag": ("456789", *(DIGITS,) * 5),
    "tag-wide": ("123456789", *(DIGITS,) * 6),
    "imei": (("35",), *(DIGITS,) * 12),
    "iccid": (("894410",), *(DIGITS,) * 12),
    "mac": (("48BA4E", "A4BB6D", "8C1645"), *(HEX,) * 6),
    "samsung-drive": (("S4GX", "S4EV"), ("NE0M", "NX0N"), *(DIGITS,) * 6, BASE31[10:]),
    "wd-drive": (("19", "20"), *(DIGITS,) * 2, HEX[10:], *(DIGITS,) * 7),
}
