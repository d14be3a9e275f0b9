"""What a label can be, and what each kind is good for: the vocabulary of every answer.

A **reading** is one interpretation of a scan: kind, normal value, why. Readings are ranked; the catalogue says which
one exists. A reading's **role** says what may be done with it:

    D  identity of a device                    W  weak: matches a device that the catalogue holds, never makes one
    C  identity of a part                      P  product or attribute: context
    L  logistics                               N  nothing to file; `why` says why
"""

from typing import Final, Literal

import msgspec

Role = Literal["D", "W", "C", "P", "L", "N"]

ROLES: Final[dict[str, Role]] = {
    **dict.fromkeys(
        """hp-serial lenovo-serial apple-serial surface-serial getac-serial acer-serial dell-service-tag
        dell-express-service-code lenovo-1S monitor-serial asset-tag asset-tag-as-upca asset-uuid asset-url imei imeisv
        meid gs1-giai di-fixed-asset""".split(),
        "D",
    ),
    **dict.fromkeys("mac gs1-sgtin iso15434-di iso15434-gs1 di-serial text".split(), "W"),
    **dict.fromkeys("dell-ppid hp-ct-number lenovo-fru-11S".split(), "C"),
    **dict.fromkeys(
        """hp-product-number apple-part-number dell-part-number lenovo-mtm ean13 ean8 gtin14 upca windows-product-id
        gs1-gtin gs1-lot gs1-digital-link di-part di-quantity di-lot di-country""".split(),
        "P",
    ),
    "gs1-sscc": "L",
    **dict.fromkeys(
        """imei-bad-check ean13-bad-check ambiguous-ean13-or-pkid gs1-gtin-bad-check gs1-sscc-bad-check gs1-ambiguous
        iso15434-other iso15434-di-malformed supplier-qr foreign-json foreign-short foreign-command layout-damaged
        case-damaged parity-mismatch wedge-alt-encoded wedge-hex-encoded concatenated truncated unknown garbage
        host-reply no-read protocol-error devswap-command devswap-badge devswap-cage-label devswap-voucher""".split(),
        "N",
    ),
}
"""Every kind and its role. Our own codes are nobody's identity here: the desk knows what to do with them."""


class Reading(msgspec.Struct, frozen=True, omit_defaults=True):
    """One interpretation of a scan."""

    kind: str
    value: str
    why: str
    role: Role
    offered: bool = False
    """A repair, or one of several devices: a person confirms it, or scans again. Its role is N until then."""


class Label(msgspec.Struct, frozen=True):
    """A scan and its readings, best first. `what_it_is` and `normalised` are the first reading's kind and value."""

    raw: str
    symbology: str
    """The symbology in a word (`code128`), where an AIM identifier or a packet told it; else empty."""
    what_it_is: str
    normalised: str
    readings: tuple[Reading, ...]


def reading(kind: str, value: str, why: str) -> Reading:
    """A reading with the role that its kind has."""
    return Reading(kind, value, why, ROLES[kind])


def weak(kind: str, value: str, why: str) -> Reading:
    """A lower-ranked reading of an identity: it finds a device in the lists, and never makes one."""
    role = ROLES[kind]
    return Reading(kind, value, why, "W" if role == "D" else role)


def offer(kind: str, value: str, why: str) -> Reading:
    """A reading that a person must confirm before anything is done with it."""
    return Reading(kind, value, why, "N", offered=True)
