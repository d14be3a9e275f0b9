"""Texts that say themselves what they are: links, UUIDs, other systems' commands and JSON, distributors' labels.

None of these is a serial, and a foreign command must never be filed as one: another system's confirm button would
become a device.

References: Odoo barcode sheet (`O-BTN.`, `O-CMD.`); InvenTree (`INV-` short codes, JSON; supplier plugins for LCSC and
TME and their test vectors); IATA Resolution 792 (boarding passes, which hold a person's name).
"""

import re
from typing import Final

from devswap.labels import gs1
from devswap.labels.kinds import Reading, reading, weak

_COMMAND: Final = re.compile(r"(O-BTN\.|O-CMD\.)(.*)", re.IGNORECASE)
_SHORT: Final = re.compile(r"INV-[A-Z]{2}\d+", re.ASCII)
_UUID: Final = re.compile(
    r"(?:urn:uuid:|\{)?([0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})\}?", re.IGNORECASE
)
_URL: Final = re.compile(r"https?://[^/?#\s]+(/[^?#\s]*)?(?:[?#]\S*)?", re.IGNORECASE)
_PAIR: Final = re.compile(r'"([^"]{1,60})"\s*:\s*("[^"]*"|[-+.\w]+)')
_PSEUDO_JSON: Final = re.compile(r'\{\w+:[^,{}"]*(?:,\w+:[^,{}"]*)*\}')
_PSEUDO_PART: Final = re.compile(r"[{,](pc):([^,{}]*)")
_KEYED_PART: Final = re.compile(r"(?:^| )PN:(\S+)")
_SERIAL_KEY: Final = re.compile(r"\bS/?N:", re.IGNORECASE)
_BLANK_DI: Final = re.compile(r"(\d{0,2}[A-Z])(\S+)", re.ASCII)
_SUPPLIER_DIS: Final = frozenset("P 1P 30P K 1K 10K 11K 14K Q 1T 4L 1V 9D 10D 11D V".split())
_BOARDING_PASS: Final = re.compile(r"M[1-9][A-Z][A-Z' -]*/[A-Z ]+.*[A-Z]{6}[A-Z0-9]{2} ?\d{3}", re.ASCII)


def contained(text: str) -> list[Reading]:
    """Readings of a text that is a link, a UUID, or another system's; none where it is none of them."""
    if text[:4].lower() == "http":
        link = text.swapcase() if _is_caps_locked(text) else text
        return gs1.digital_link(link) or _url(link)
    if text[:2].upper() == "O-" and (command := _COMMAND.fullmatch(text)):
        return [_command(command[1].upper(), command[2])]
    if (upper := text.upper()).startswith("INV-") and _SHORT.fullmatch(upper):
        return [reading("foreign-short", upper, "another system's short code (InvenTree)")]
    if text[0] == "{" and text[-1] == "}" and (found := _braces(text)):
        return found
    if uuid := _UUID.fullmatch(text):
        return _uuid(uuid[1])
    if text[0] == "(":
        return gs1.bracketed(text)
    if " " in text:
        return _spaced(text)
    return []


def _is_caps_locked(link: str) -> bool:
    """Scheme and host in upper case, as a QR code may hold them, and lower case where a tag stands."""
    host, _, path = link.partition("//")[2].partition("/")
    return link[:4] == "HTTP" and host.isupper() and path.rpartition("/")[2].islower()


def _command(head: str, rest: str) -> Reading:
    folded = rest.lower() if head == "O-BTN." else rest.upper()
    return reading("foreign-command", head + folded, "another system's command (Odoo): never a device")


def _uuid(text: str) -> list[Reading]:
    digits = text.replace("-", "").lower()
    if digits.isdigit() and "-" not in text:
        return []
    parts = (digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])
    return [reading("asset-uuid", "-".join(parts), "a UUID")]


def _url(text: str) -> list[Reading]:
    link = _URL.fullmatch(text)
    segment = link[1].rstrip("/").rpartition("/")[2] if link and link[1] else ""
    if not any(character.isdigit() for character in segment):  # a page that all labels lead to, not a tag
        return [weak("asset-url", segment, "the last step of a link, and no number in it")] if segment else []
    return [reading("asset-url", segment, "the last step of a link")]


def _braces(text: str) -> list[Reading]:
    """JSON, also with its quotes typed through a UK layout, or a distributor's text that only looks like it."""
    quoted = text.replace("@", '"') if text[1:].lstrip()[:1] == "@" else text
    if pairs := _PAIR.findall(quoted):
        listed = ";".join(f"{key}={value.strip(chr(34))}" for key, value in pairs)
        return [reading("foreign-json", listed, "another system's code (JSON)")]
    if not _PSEUDO_JSON.fullmatch(text):
        return []
    part = _PSEUDO_PART.search(text)
    return [_supplier(f"pc={part[2]}" if part else "")]


def _spaced(text: str) -> list[Reading]:
    """Distributors' labels: keys and values, or data identifiers, by blanks."""
    if "QTY:" in text and (part := _KEYED_PART.search(text)) and not _SERIAL_KEY.search(text):
        return [_supplier(f"PN={part[1]}")]
    found = [_BLANK_DI.fullmatch(token) for token in text.split()]
    fields = {field[1]: field[2] for field in found if field and field[1] in _SUPPLIER_DIS}
    if len(fields) == len(found) >= 2 and "Q" in fields and fields["Q"].isdigit():
        for di in ("P", "1P"):
            if di in fields:
                return [_supplier(f"{di}={fields[di]}")]
    return []


def _supplier(part: str) -> Reading:
    return reading("supplier-qr", part, "a distributor's label: a delivery of parts, not a device")


def is_boarding_pass(text: str) -> bool:
    """A boarding pass: it names a passenger, so nothing of it is kept."""
    return text[0] == "M" and _BOARDING_PASS.match(text[:80]) is not None
