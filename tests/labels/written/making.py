"""What the makers of labels share: the vocabulary's own table, check digits, shapes and the ways a label is sent.

Written from the description of the vocabulary (labels, sections 2 to 9) alone. Nothing here is imported from the code
under test or from the other generators, so that one misunderstanding is not made twice.
"""

import re
from collections.abc import Callable
from random import Random
from typing import Final, NamedTuple


class Made(NamedTuple):
    """A label as a line sends it, and what it is."""

    text: str
    kind: str
    value: str


Maker = Callable[[Random], Made]

ROLE: Final = {
    **dict.fromkeys(
        (
            "hp-serial lenovo-serial apple-serial surface-serial getac-serial acer-serial dell-service-tag "
            "dell-express-service-code lenovo-1S monitor-serial asset-tag asset-tag-as-upca asset-uuid asset-url imei "
            "imeisv meid gs1-giai di-fixed-asset"
        ).split(),
        "D",
    ),
    **dict.fromkeys("mac gs1-sgtin iso15434-di iso15434-gs1 di-serial".split(), "W"),
    **dict.fromkeys("dell-ppid hp-ct-number lenovo-fru-11S".split(), "C"),
    **dict.fromkeys(
        (
            "hp-product-number apple-part-number dell-part-number lenovo-mtm ean13 ean8 gtin14 upca "
            "windows-product-id gs1-gtin gs1-lot gs1-digital-link di-part di-quantity di-lot di-country"
        ).split(),
        "P",
    ),
    "gs1-sscc": "L",
    **dict.fromkeys(
        (
            "imei-bad-check ean13-bad-check ambiguous-ean13-or-pkid gs1-gtin-bad-check gs1-sscc-bad-check "
            "gs1-ambiguous iso15434-other iso15434-di-malformed supplier-qr foreign-json foreign-short "
            "foreign-command layout-damaged case-damaged parity-mismatch wedge-alt-encoded wedge-hex-encoded "
            "concatenated truncated unknown garbage host-reply no-read protocol-error"
        ).split(),
        "N",
    ),
}
"""Section 8's table: what each kind is good for."""

DIGITS: Final = "0123456789"
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALNUM: Final = DIGITS + LETTERS
UNIT: Final = DIGITS + "BCDFGHJKLMNPQRSTVWXYZ"
PLAIN: Final = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
C39: Final = ALNUM + "-. $/+%"

HP: Final = re.compile(r"[0-9A-Z][A-Z][0-9A-Z]\d(0[1-9]|[1-4]\d|5[0-3])[0-9A-Z]{4}")
TAG: Final = re.compile(r"\d{5,9}|[A-Z]{1,4}-\d{2,6}|[A-Z]{1,3}\d{4,6}")
MODEL: Final = re.compile(r"\d\d[A-Z][0-9A-Z]{7}|\d{4}[0-9A-Z]{3}")
PPID: Final = re.compile(r"[A-Z]{2}0[0-9A-Z]{10}\d[1-9A-C][1-9A-V][0-9A-Z]{4}")
DOUBLE: Final = re.compile(r"([A-Z]{2})\d{8}\1\d{8}")
APPLE_12: Final = re.compile(r"[A-Z][0-9A-Z]{2}[CDFGHJ-NP-TV-Z][1-9CDFGHJ-NP-RTVWXY][0-9A-HJ-NP-Z]{7}")
APPLE_11: Final = re.compile(r"[A-Z][0-9A-Z]\d(0[1-9]|[1-4]\d|5[0-3])[0-9A-HJ-NP-Z]{6}")
GETAC: Final = re.compile(r"R[A-Z]\d{3}[A-Z]\d{4}")
EDID: Final = re.compile(r"[0-9A-Z]{5}\d[1-9A-C][1-9A-V][0-9A-Z]{4}")
CT: Final = re.compile(r"\d[A-Z]{4}[0-9A-Z]{9}")
MONITOR: Final = re.compile(
    r"([A-Z]{4})?H[0-9A-Z]{4}\d{5}|\d{5}[A-Z]\d[A-Z]\d{5}|[A-Z]{2}\d{11}|ET[0-9A-Z]{3}\d{8}"
    r"|(?!\d{3})[0-9A-Z]{3}\d{9}|Y[0-9A-Z]{3}\d{6}|V[0-9A-Z]{7}"
)
SHORT: Final = re.compile(r"(PF|MP)[0-9A-Z]{6}")
HEX_12: Final = re.compile(r"[0-9A-F]{12}")
SHAPES: Final = (HP, TAG, MODEL, PPID, DOUBLE, APPLE_12, APPLE_11, GETAC, EDID, CT, MONITOR, SHORT, HEX_12)


def some(rng: Random, alphabet: str, count: int) -> str:
    """So many characters of this alphabet."""
    return "".join(rng.choices(alphabet, k=count))


def mixed(rng: Random, count: int, alphabet: str = ALNUM) -> str:
    """Letters and digits, at least one of each."""
    while True:
        text = some(rng, alphabet, count)
        if not text.isdigit() and not text.isalpha():
            return text


def until(make: Callable[[], str], fits: Callable[[str], object]) -> str:
    """The first of these that fits."""
    while not fits(text := make()):
        pass
    return text


def halves_differ(text: str) -> bool:
    """No two scans of one label run together."""
    half = len(text) // 2
    return len(text) % 2 == 1 or text[:half] != text[half:]


def shapeless(text: str) -> bool:
    """It fits no shape of section 2 and is no number with a rule of its own."""
    return not any(shape.fullmatch(text) for shape in SHAPES) and halves_differ(text)


def mod_10(body: str) -> str:
    """The check digit of GTIN, UPC and SSCC."""
    total = sum(int(digit) * (3 if n % 2 == 0 else 1) for n, digit in enumerate(reversed(body)))
    return str(-total % 10)


def checked(body: str) -> str:
    """With its check digit."""
    return body + mod_10(body)


def off_by_some(rng: Random, number: str) -> str:
    """The last digit wrong."""
    return number[:-1] + str((int(number[-1]) + rng.randint(1, 9)) % 10)


def luhn(body: str, base: int = 10) -> str:
    """The check character of an IMEI, or of a MEID in base 16."""
    total = 0
    for n, character in enumerate(reversed(body)):
        product = int(character, base) * (2 if n % 2 == 0 else 1)
        total += product // base + product % base
    return f"{-total % base:X}"


def mod_43(text: str) -> str:
    """Code 39's check character."""
    return C39[sum(map(C39.index, text)) % 43]


_SSI: Final = {"A0": 1, "C0": 3, "d1": 0x1B, "Q1": 0x1C, "C1": 0x0F, "d2": 0xC1, "Q3": 0xC2, "E0": 0x0B, "E4": 0x0A}
"""What Zebra calls a symbology (scanners, section 2.3)."""


def ssi(opcode: int, payload: bytes) -> bytes:
    """A packet of a Zebra scanner."""
    packet = bytes((4 + len(payload), opcode, 0, 0)) + payload
    return packet + (-sum(packet) & 0xFFFF).to_bytes(2, "big")


def _hid_pos(text: str, aim: str) -> str:
    report = f"\x02{chr(len(text))}]{aim}{text}"
    return report.ljust(64, "\0")


def _headed(text: str, aim: str) -> str:
    body = f"MSGGET{len(text) + 1:04}j{aim}\x1d{text}\r"
    return "\x16\xfe" + len(body).to_bytes(4, "little").decode("latin-1") + "\r" + body


def with_aim(rng: Random, text: str, aims: str = "C0 A0") -> str:
    """As a line sends it that tells the symbology: by an AIM identifier, or by a maker's packet."""
    aim = rng.choice(aims.split())
    way = rng.randrange(6)
    if way == 0 and aim in _SSI and len(text) < 240:
        return ssi(0xF3, bytes((_SSI[aim],)) + text.encode("latin-1")).decode("latin-1")
    if way == 1 and len(text) <= 56:
        return _hid_pos(text, aim)
    if way == 2:
        return _headed(text, aim)
    return f"]{aim}{text}" + rng.choice(("\r", "\r\n", "\t", ""))


def bare(rng: Random, text: str) -> str:
    """As a line sends it that tells the label alone."""
    return rng.choice((f"{text}\r", f"{text}\r\n", f"{text}\t", text, f"\x02{text}\x03", f"\x02{text}\r\x03"))


def sent(rng: Random, text: str, aims: str = "C0 A0") -> str:
    """Either."""
    return bare(rng, text) if rng.random() < 0.4 else with_aim(rng, text, aims)
