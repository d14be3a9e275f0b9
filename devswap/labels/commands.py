"""Our own barcodes: commands, badges, cage labels and vouchers, in letters that every keyboard leaves alone.

    DVX  kind  body  check          one letter each for kind and check; 20 letters to choose from

The 20 letters stand on the same keys under US, UK, German, French and Belgian layouts (no A, M, Q, W, Y, Z), and are
folded to upper case, so that neither a layout nor caps lock can change a code. No digit, hyphen or full stop: AZERTY
types all of them with shift.

No maker's shape fits a code: nothing that begins with DVX is a Lenovo serial or monitor, letters alone are no Service
Tag, PPID or HP serial, and in the kind's place stand only B, E, I, O or U, which no Apple serial has there.

The check letter finds every wrong letter and every swap of neighbours. A letter's number is 5·a + b; Horner's scheme
runs over a in GF(4) with factor ω and over b in GF(5) with factor 2. Neighbours' weights differ by a factor other than
1, so a swap changes one of the two sums (Damm's totally anti-symmetric quasigroup, as a direct product).

    >>> encode("command", "hand-in leaver")
    'DVXBHLV'
    >>> decode("dvxbhlv")
    OwnCode(kind='command', value='hand-in leaver')
"""

import re
from typing import Final, NamedTuple

ALPHABET: Final = "BCDEFGHIJKLNOPRSTUVX"
PREFIX: Final = "DVX"
KINDS: Final = {"command": "B", "badge": "E", "cage-label": "I", "voucher": "O"}
LONGEST: Final = 96
"""Letters of a body: 50 bytes, more than any id or badge number needs."""

COMMANDS: Final = {
    "confirm": "CF", "cancel": "CL", "undo": "UN", "park": "PK", "intake-only": "IN",
    "hand-in leaver": "HL", "hand-in spare": "HS", "hand-in found": "HF", "hand-in owed": "HO",
    "keep": "KP", "typed": "TP", "reason": "RS",
    "choose 1": "XB", "choose 2": "XC", "choose 3": "XD", "choose 4": "XE", "choose 5": "XF",
    "choose 6": "XG", "choose 7": "XH", "choose 8": "XI", "choose 9": "XJ",
    "return dead-on-arrival": "RD", "return wrong-model": "RE", "return scanned-in-error": "RN",
    "wrong charger": "GC", "wrong sim": "GS", "wrong damage": "GD", "wrong not-signed-in": "GN",
    "exemption lost": "EL", "exemption stolen": "ES", "exemption destroyed": "ED",
    "round": "RO", "print": "PR", "count": "CO", "lock": "LK", "sign-out": "SO", "find": "FI",
    "wipes": "VI", "visits": "VS", "day-end": "DE", "help": "HP",
    "withdraw": "TD", "withdraw-exemption": "TX", "exemptions": "EX", "owed": "OD", "bookings": "BK",
    "drive missing": "DI", "drive retained": "DR", "media usb": "NU", "media card": "NC",
    "brought-by family": "FB", "brought-by colleague": "FC",
    "send": "SN", "receive": "RV", "moves": "NO", "resume": "RU", "empty": "EN",
    "count stock": "CS", "count custody": "CC", "recount": "RK", "explain": "XP",
    "note": "NT", "give-up": "GU", "grant-again": "GI", "advance": "DV", "new-pin": "NP", "unlock": "UL",
    "sign-in": "SI", "set-up": "SU",
    "delivery": "DL", "keyboard": "KB", "damaged": "DG", "stock": "SK",
    "start": "ST", "accept": "BC", "failed": "BF", "drive-out": "BD", "destroy": "BS", "consign": "BN",
}  # fmt: skip
"""Every command that has a barcode, as plain mode takes it without its slash, and its two letters. Letters that were
printed once keep their command for ever."""

_BY_LETTERS: Final = {letters: command for command, letters in COMMANDS.items()}
_KIND_BY_LETTER: Final = {letter: kind for kind, letter in KINDS.items()}
_NUMBER: Final = {letter: number for number, letter in enumerate(ALPHABET)}
_TIMES_OMEGA: Final = (0, 2, 3, 1)
_CODE: Final = re.compile(rf"{PREFIX}[{''.join(KINDS.values())}][{ALPHABET}]{{3,{LONGEST + 1}}}")
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DIGITS: Final = re.compile(r"[0-9]+")
_HEX: Final = re.compile(r"(?:[0-9a-f]{2})+")
_FORMS: Final = {"number": "B", "uuid": "C", "hex": "D", "text": "E"}


class OwnCode(NamedTuple):
    """One of our codes: what it is (a key of `KINDS`), and the command, number or id that it carries."""

    kind: str
    value: str


def encode(kind: str, value: str) -> str:
    """The letters of a code. A command is one of `COMMANDS`; anything else is any text: digits (leading zeros are
    kept), a UUID or lower-case hexadecimal come out shortest.

    Raises ValueError for an unknown kind or command, and for a value that is empty or too long.
    """
    if kind not in KINDS:
        raise ValueError(f"no kind of code: {kind!r}; one of {', '.join(KINDS)}")
    if kind == "command":
        if value not in COMMANDS:
            raise ValueError(f"no command with a barcode: {value!r}")
        body = COMMANDS[value]
    else:
        body = _body(value)
    code = PREFIX + KINDS[kind] + body
    return code + _check(code)


def decode(text: str) -> OwnCode | None:
    """The code that a scan is, in any case; None where it is none of ours or its check letter is wrong.

    A scanner may have put an AIM or code identifier before it, which a layout may have changed.
    """
    upper = text.upper()
    start = upper.find(PREFIX)
    if start not in (0, 1, 3) or not _CODE.fullmatch(code := upper[start:]) or _check(code[:-1]) != code[-1]:
        return None
    kind = _KIND_BY_LETTER[code[3]]
    value = _BY_LETTERS.get(code[4:-1]) if kind == "command" else _value(code[4:-1])
    return OwnCode(kind, value) if value is not None else None


def _check(text: str) -> str:
    """The letter that makes both sums zero."""
    a = b = 0
    for letter in text:
        tens, ones = divmod(_NUMBER[letter], 5)
        a = _TIMES_OMEGA[a ^ tens]
        b = 2 * (b + ones) % 5
    return ALPHABET[5 * a + -b % 5]


def _body(value: str) -> str:
    """The form's letter, and the value as one number in base 20 behind a leading 1 that keeps its zeros."""
    if _DIGITS.fullmatch(value) and len(value) <= 2 * LONGEST:
        form, number = "number", int("1" + value)
    elif _UUID.fullmatch(value):
        form, number = "uuid", int("1" + value.replace("-", ""), 16)
    elif _HEX.fullmatch(value):
        form, number = "hex", int("1" + value, 16)
    else:
        form, number = "text", int.from_bytes(b"\x01" + value.encode(), "big")
    letters = ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    if not value or len(letters) >= LONGEST:
        raise ValueError(f"a code holds 1 to about 50 characters, not {len(value)}")
    return _FORMS[form] + letters


def _value(body: str) -> str | None:
    """What `_body` made the letters of; None for letters that it never makes."""
    number = 0
    for letter in body[1:]:
        number = number * len(ALPHABET) + _NUMBER[letter]
    value = _unpacked(body[0], number)
    try:
        return value if value and _body(value) == body else None
    except ValueError:
        return None


def _unpacked(form: str, number: int) -> str:
    if form == _FORMS["number"]:
        return str(number)[1:]
    if form == _FORMS["uuid"]:
        digits = f"{number:x}"[1:]
        return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    if form == _FORMS["hex"]:
        return f"{number:x}"[1:]
    packed = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return packed[1:].decode(errors="replace") if form == _FORMS["text"] else ""
