"""Labels that nobody has seen: every kind of the vocabulary by its shape, wrapped and damaged as lines and hosts do.

Written from the reference's sections 2 to 8 and from nothing else: check digits, packets and layouts are worked out
here again, so that a mistake in the code under test is not repeated in what judges it.
"""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ALNUM = DIGITS + LETTERS
HEX = "0123456789ABCDEF"
HP_UNIT = "0123456789BCDFGHJKLMNPQRSTVWXYZ"
BASE34 = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class Case(NamedTuple):
    """A scan as the line sent it, and what it is."""

    text: str
    kind: str
    value: str
    layout: str | None = None


def pick(rng: Random, letters: str, count: int) -> str:
    return "".join(rng.choice(letters) for _ in range(count))


def mixed(rng: Random, count: int, letters: str = ALNUM) -> str:
    """Letters and digits, at least one of each."""
    while True:
        text = pick(rng, letters, count)
        if not text.isdigit() and not text.isalpha():
            return text


# --- check digits, worked out by hand ---------------------------------------------------------------------------


def luhn_digit(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def gs1_digit(body: str) -> str:
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def mod43_letter(body: str) -> str:
    alphabet = DIGITS + LETTERS + "-. $/+%"
    return alphabet[sum(alphabet.index(character) for character in body) % 43]


def meid_digit(body: str) -> str:
    total = 0
    for place, digit in enumerate(reversed(body)):
        number = int(digit, 16) * (2 if place % 2 == 0 else 1)
        total += number // 16 + number % 16
    return HEX[-total % 16]


def another(rng: Random, digit: str, letters: str = DIGITS) -> str:
    return rng.choice([letter for letter in letters if letter != digit])


# --- devices ----------------------------------------------------------------------------------------------------


def hp_serial(rng: Random) -> str:
    country = rng.choice(["CND", "5CG", "SGH", "8CC", "2UA", "5CD", "4CE", "MXL", "CZC", "USH", "TRF"])
    return f"{country}{rng.randrange(10)}{rng.randint(1, 53):02}{pick(rng, HP_UNIT, 4)}"


def hp_product(rng: Random) -> str:
    """A letter second: four digits first are a Lenovo model."""
    return f"{rng.choice(DIGITS)}{rng.choice(LETTERS)}{mixed(rng, 3)}{rng.choice(['EA', 'ET', 'AA', 'UA'])}"


def hp_ct(rng: Random) -> str:
    return rng.choice(DIGITS) + pick(rng, LETTERS, 4) + pick(rng, ALNUM, 9)


def dell_tag(rng: Random) -> str:
    """Not what reads as a Lenovo model (four digits first), as an asset tag, or as a DI in front of something."""
    while True:
        tag = mixed(rng, 7)
        letters = len(tag) - len(tag.lstrip(LETTERS))
        is_asset_tag = 1 <= letters <= 3 and tag[letters:].isdigit()
        if not tag[:4].isdigit() and not is_asset_tag and tag[:2] not in ("1P", "1T", "1S") and tag[:3] != "11S":
            return tag


def dell_part(rng: Random) -> str:
    while True:
        part = mixed(rng, 5)
        if not (part[0].isalpha() and part[1:].isdigit()):
            return part


def ppid(rng: Random) -> str:
    country = rng.choice(["CN", "MX", "TW", "KR", "MY", "SG", "TH"])
    date = rng.choice(DIGITS) + rng.choice("123456789ABC") + rng.choice("123456789ABCDEFGHIJKLMNOPQRSTUV")
    return f"{country}0{dell_part(rng)}{pick(rng, DIGITS, 5)}{date}{pick(rng, ALNUM, 4)}"


def lenovo_serial(rng: Random) -> str:
    return rng.choice(["PF", "MP"]) + mixed(rng, 6)


def lenovo_model(rng: Random) -> str:
    return pick(rng, DIGITS, 2) + rng.choice(LETTERS) + pick(rng, ALNUM, 7)


def old_model(rng: Random) -> str:
    return pick(rng, DIGITS, 4) + rng.choice(["CTO", "WXY", "A16", "P2G", "14U"])


def lenovo_consumer(rng: Random) -> tuple[str, str]:
    """Digits 4 to 6 are no week, or each half were an HP serial."""
    head = rng.choice(["NA", "EB", "CB", "WB"])
    return head + "0" + pick(rng, DIGITS, 7), head + "2" + pick(rng, DIGITS, 7)


def apple_12(rng: Random) -> str:
    return (
        rng.choice(["C02", "C07", "C17", "F5K", "DMQ", "SC0"])
        + rng.choice("CDFGHJKLMNPQRSTVWXYZ")
        + rng.choice("123456789CDFGHJKLMNPQRTVWXY")
        + pick(rng, BASE34, 6)
        + rng.choice("GHJKLMNPQRSTVWXYZ")  # no hexadecimal digit: twelve of those are a MAC
    )


def apple_11(rng: Random) -> str:
    """Behind an S no Dell monitor as its EDID says it: no month stands sixth."""
    head = f"{rng.choice('WCV')}{rng.choice(ALNUM)}{rng.choice(DIGITS)}{rng.randint(1, 53):02}"
    return head + rng.choice("DFGHJKLMNPQRSTVWXY") + mixed(rng, 5, BASE34)


def surface(rng: Random) -> str:
    """Twelve digits, wrong as UPC-A, and no ALT groups."""
    body = rng.choice("0123456789") + rng.choice("123456789") + pick(rng, DIGITS, 9)
    return body + another(rng, gs1_digit(body))


def getac(rng: Random) -> str:
    return f"R{rng.choice(LETTERS)}{pick(rng, DIGITS, 3)}{rng.choice(LETTERS)}{pick(rng, DIGITS, 4)}"


def acer(rng: Random) -> str:
    part = "NX" + pick(rng, ALNUM, 5) + pick(rng, DIGITS, 3)
    week = f"{rng.randrange(10)}{rng.randint(1, 53):02}"
    return part + week + pick(rng, HEX, 5) + rng.choice(["TW", "76"]) + "00"


def monitor(rng: Random) -> str:
    made = rng.randrange(8)
    if made == 0:
        return "V" + mixed(rng, 7)
    if made == 1:
        return "H" + rng.choice(DIGITS) + mixed(rng, 3) + pick(rng, DIGITS, 5)
    if made == 2:
        return (
            pick(rng, DIGITS, 5) + rng.choice(LETTERS) + rng.choice(DIGITS) + rng.choice(LETTERS) + pick(rng, DIGITS, 5)
        )
    if made == 3:
        return pick(rng, LETTERS, 2) + pick(rng, DIGITS, 11)
    if made == 4:
        return "ET" + pick(rng, ALNUM, 3) + pick(rng, DIGITS, 8)
    if made == 5:
        return rng.choice("GHJKLMNPQRSTUVWXYZ") + pick(rng, ALNUM, 2) + pick(rng, DIGITS, 9)
    if made == 6:
        return "Y" + rng.choice(DIGITS) + pick(rng, ALNUM, 2) + pick(rng, DIGITS, 6)
    return pick(rng, LETTERS, 4) + "H" + mixed(rng, 4) + pick(rng, DIGITS, 5)


def nec(rng: Random) -> tuple[str, str]:
    serial = mixed(rng, 9)
    return f"{mixed(rng, 8)} {serial}", serial


def dell_edid(rng: Random) -> str:
    """Not what reads as an Apple serial: a digit stands fourth."""
    date = rng.choice(DIGITS) + rng.choice("123456789ABC") + rng.choice("123456789ABCDEFGHIJKLMNOPQRSTUV")
    return "G" + mixed(rng, 2) + rng.choice(DIGITS) + rng.choice(ALNUM) + date + pick(rng, ALNUM, 4)


def acer_edid(rng: Random) -> str:
    return (
        pick(rng, ALNUM, 8)
        + pick(rng, DIGITS, 6)
        + rng.choice("abcdef")
        + rng.choice("0123456789abcdef")
        + pick(rng, DIGITS, 4)
    )


def number_tag(rng: Random) -> str:
    return pick(rng, DIGITS, rng.randint(5, 9))


def letter_tag(rng: Random) -> str:
    """Letters and digits; not what Lenovo's prefixes or a DI S in front of a tag make of it."""
    if rng.random() < 0.5:
        return f"{pick(rng, 'BDHKLT', rng.randint(1, 4))}-{pick(rng, DIGITS, rng.randint(2, 6))}".replace("-0", "-1")
    return pick(rng, "BDHKLT", rng.randint(1, 3)) + pick(rng, DIGITS, rng.randint(4, 6))


def imei(rng: Random) -> str:
    body = rng.choice(["35", "86", "99", "01"]) + pick(rng, DIGITS, 12)
    return body + luhn_digit(body)


def meid(rng: Random) -> str:
    return rng.choice("ABCDEF") + pick(rng, HEX, 13)


def mac(rng: Random) -> str:
    while True:
        address = rng.choice(HEX) + rng.choice("02468ACE") + pick(rng, HEX, 10)
        if not address.isdigit():
            return address


def colons(address: str, mark: str = ":") -> str:
    return mark.join(address[i : i + 2] for i in range(0, 12, 2))


def uuid(rng: Random) -> str:
    digits = pick(rng, "0123456789abcdef", 32)
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def gtin14(rng: Random) -> str:
    body = rng.choice("0123456789") + pick(rng, DIGITS, 12)
    return body + gs1_digit(body)


def service_tag_of(number: int) -> str:
    tag = ""
    while number:
        tag, number = ALNUM[number % 36] + tag, number // 36
    return tag


# --- lines and hosts --------------------------------------------------------------------------------------------


def ended(rng: Random, text: str) -> str:
    return text + rng.choice(["\r", "\r\n", "\n", "\t", ""])


def behind_aim(rng: Random, text: str) -> str:
    return ended(rng, rng.choice(["]C0", "]A0", "]d1", "]Q1", "]L0", "]z0"]) + text)


def enclosed(_: Random, text: str) -> str:
    return f"\x02{text}\x03"


def ssi_packet(rng: Random, text: str) -> str:
    body = bytes((4 + 1 + len(text), 0xF3, 0x00, 0x00, rng.choice([0x01, 0x03, 0x1B, 0x1C]))) + text.encode("latin-1")
    total = (0x10000 - sum(body)) & 0xFFFF
    return (body + bytes((total >> 8, total & 0xFF))).decode("latin-1")


def hid_report(rng: Random, text: str) -> str:
    return ("\x02" + chr(len(text)) + rng.choice(["]C0", "]A0", "]d1"]) + text).ljust(64, "\0")


def dechdr1(rng: Random, text: str) -> str:
    letter, aim = rng.choice([("j", "C0"), ("b", "A0"), ("w", "d1"), ("s", "Q1")])
    body = f"MSGGET{len(text) + 1:04}{letter}{aim}\x1d{text}\r"
    return "\x16\xfe" + len(body).to_bytes(4, "little").decode("latin-1") + "\r" + body


def starred(rng: Random, text: str) -> str:
    return ended(rng, f"*{text}*")


def checked_and_sent(rng: Random, text: str) -> str:
    return ended(rng, "]A1" + text + mod43_letter(text))


def caps_lock(rng: Random, text: str) -> str:
    return ended(rng, text.swapcase())


def captioned(rng: Random, text: str) -> str:
    caption = rng.choice(["S/N:", "SN:", "S/N: ", "Serial No: ", "SERIAL NUMBER:"])
    return ended(rng, rng.choice(["", "]C0", "]Q1"]) + caption + text)


PLAIN: list[Callable[[Random, str], str]] = [ended, enclosed]
SYMBOL: list[Callable[[Random, str], str]] = [behind_aim, ssi_packet, hid_report, dechdr1]


def seven_bit(text: str) -> str:
    """What an 8N1 line makes of a 7E1 sender's characters."""
    return "".join(chr(ord(c) | (0x80 if bin(ord(c)).count("1") % 2 else 0)) for c in text)


def french(text: str) -> str:
    typed = dict(zip("1234567890", "&é\"'(-è_çà", strict=True)) | dict(zip("AQZW", "QAWZ", strict=True))
    return "".join(typed.get(c, c) for c in text)


def belgian(text: str) -> str:
    return "".join({"-": "§", "_": "!"}.get(c, c) for c in french(text))


def french_caps(text: str) -> str:
    swapped = dict(zip("AQZW", "qawz", strict=True))
    return "".join(swapped.get(c, c.lower()) for c in text)


def german(text: str) -> str:
    return "".join({"Y": "Z", "Z": "Y", "/": "-", "-": "ß"}.get(c, c) for c in text)


def uk(text: str) -> str:
    return "".join({"#": "£", '"': "@", "@": '"', "~": "¬", "\\": "#", "|": "~"}.get(c, c) for c in text)


def alt_numpad(text: str) -> str:
    return "".join(f"{ord(c):04}" for c in text)


def spelled(rng: Random, text: str) -> str:
    """GS, RS and EOT as a wedge spells them."""
    left, right = rng.choice([("{", "}"), ("<", ">")])
    for control, word in (("\x1d", "GS"), ("\x1e", "RS"), ("\x04", "EOT")):
        text = text.replace(control, left + word + right)
    return text
