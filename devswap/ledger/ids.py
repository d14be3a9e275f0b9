"""Names of things: UUIDs made from what is passed in, and the normal forms that identifiers are compared in."""

import re
import uuid
from datetime import UTC, datetime
from hashlib import sha256

DEVICES = uuid.uuid5(uuid.NAMESPACE_URL, "https://devswap.invalid/device")
"""The namespace of device ids; frozen, as every desk must come to the same id."""

_BLANKS = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^A-Z0-9]+")
_MAKERS = {
    "HEWLETTPACKARD": "HP",
    "HPINC": "HP",
    "HPE": "HP",
    "DELLINC": "DELL",
    "DELLTECHNOLOGIES": "DELL",
    "DELLEMC": "DELL",
    "LENOVOGROUP": "LENOVO",
    "IBMLENOVO": "LENOVO",
    "APPLEINC": "APPLE",
    "MICROSOFTCORPORATION": "MICROSOFT",
    "SAMSUNGELECTRONICS": "SAMSUNG",
}
"""Spellings of one maker. Frozen: a new spelling would give listed devices other ids; `same_device` joins those."""


def uuid7(milliseconds: int, dice: int) -> str:
    """A UUIDv7 (RFC 9562, 5.7) of a Unix time in milliseconds and 74 random bits."""
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | (dice >> 62 & 0xFFF) << 64
    value |= 0b10 << 62 | dice & ((1 << 62) - 1)
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def uuid4(dice: int) -> str:
    """A random UUID (RFC 9562, 5.4) of 128 random bits."""
    return str(uuid.UUID(int=dice & ((1 << 128) - 1), version=4))


def instant(moment: datetime) -> str:
    """A moment as the record writes it: UTC, microseconds, Z. Raises ValueError where it has no zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be recorded")
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:26] + "Z"


def moment(text: str) -> datetime:
    """The moment that `instant` wrote."""
    return datetime.fromisoformat(text)


def normal_serial(text: str) -> str:
    """A serial, tag or ICCID in normal form: upper case, no blanks; zeros and dashes belong to it."""
    return text.upper() if text.isalnum() else _BLANKS.sub("", text).upper()


def normal_maker(text: str) -> str:
    """A maker in normal form: letters and digits, its common spellings as one."""
    word = _NOT_WORD.sub("", text.upper())
    return _MAKERS.get(word, word)


def normal_digits(text: str) -> str:
    """An IMEI in normal form: digits only."""
    return "".join(c for c in text if c in "0123456789")


def normal_mac(text: str) -> str:
    """A MAC in normal form, `AA:BB:CC:DD:EE:FF`; what is none comes back as `normal_serial` leaves it."""
    word = _NOT_WORD.sub("", text.upper())
    if len(word) != 12:
        return normal_serial(text)
    return f"{word[:2]}:{word[2:4]}:{word[4:6]}:{word[6:8]}:{word[8:10]}:{word[10:]}"


def normal(kind: str, text: str) -> str:
    """The normal form of an identifier of this kind (`serial`, `asset_tag`, `imei`, `mac`, …)."""
    if kind == "mac":
        return normal_mac(text)
    if kind == "imei":
        return normal_digits(text) or normal_serial(text)
    return normal_serial(text)


def device_id(maker: str, serial: str) -> str:
    """A device's id: UUIDv5 of maker and serial in normal form. The same at every desk and at the register."""
    return str(uuid.uuid5(DEVICES, f"serial\0{normal_maker(maker)}\0{normal_serial(serial)}"))


def device_id_of_label(kind: str, value: str) -> str:
    """The id of a device that no list knows, or that is listed by tag alone: UUIDv5 of the label that was read."""
    return str(uuid.uuid5(DEVICES, f"label\0{kind}\0{normal(kind, value)}"))


def salted(salt: bytes, text: str) -> str:
    """The digest that an entry holds instead of text; without the salt, stripped with the text, it says nothing."""
    return sha256(b"\0devswap-text-1" + salt + b"\0" + text.encode("utf-8", "surrogatepass")).hexdigest()


def reference_match(kind: str, number: str) -> str:
    """The digest by which one crime or incident number is found again, whoever wrote it how."""
    word = _NOT_WORD.sub("", number.upper())
    return sha256(b"\0devswap-reference-1\0" + kind.encode() + b"\0" + word.encode()).hexdigest()
