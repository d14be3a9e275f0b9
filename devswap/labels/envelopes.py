"""The ISO/IEC 15434 envelope, and how real labels depart from it.

`[)>` RS *format* GS *field* GS *field* … RS EOT. Format 05 holds GS1 application identifiers, 06 data identifiers
(ANSI MH10.8.2), others texts of their own. Seen on real labels: no trailer and empty fields (DigiKey); `>[)>` without
RS (older Mouser); no GS at all inside; controls spelled, or replaced, or dropped by the wedge. What the separators do
not delimit is not guessed.

References: ISO/IEC 15434; ANSI MH10.8.2 (2021); test vectors of InvenTree and zxing-cpp.
"""

import re
from typing import Final

from devswap.labels import gs1, identifiers, makers
from devswap.labels.kinds import Reading, reading, weak

_RS: Final = "\x1e"
_GS: Final = "\x1d"
_EOT: Final = "\x04"
_CONTROLS: Final = {"RS": _RS, "GS": _GS, "EOT": _EOT, "^^": _RS, "^]": _GS, "^D": _EOT}
_SPELLED: Final = re.compile(r"[{<](RS|GS|EOT)[}>]|(\^[\^\]D])", re.IGNORECASE)
_PICTURES: Final = str.maketrans({"\u241e": _RS, "\u241d": _GS, "\u2404": _EOT})
_MARKS: Final = "|~¬"
"""What wedges put in place of a control."""
_HEADER: Final = re.compile(rf"(.{{0,3}}?)\[\)>([{_RS}{_MARKS}]?)([0-9A-Za-z]{{2}})", re.DOTALL)
_FIELD: Final = re.compile(r"(\d{0,3}[A-Z])(.*)", re.ASCII | re.DOTALL)
_IDENTITIES: Final = ("S", "25S", "22S", "23S")
_NO_SEPARATORS: Final = 30
"""A single field that is longer has swallowed the others: the symbol holds no GS."""


def opened(text: str) -> list[Reading]:
    """Readings of a text that holds an envelope; none where there is none."""
    if "[)>" not in text[:6]:
        return []
    clean = _with_controls(text)
    header = _HEADER.match(clean)
    if not header:
        return [_malformed([], "an envelope that cannot be read")]
    stray, rs, form = header.groups()
    body = clean[header.end() :].rstrip(_EOT)
    if body and body[0] in _MARKS:
        body = body.replace(body[0], _GS)
    fields = [field for field in re.split(f"[{_GS}{_RS}]", body) if field]
    if not body.startswith(_GS):
        return [_malformed([], "no separators: scan a one-dimensional code of the label instead")]
    if stray or not rs:
        return [_malformed(_pairs(fields), "a stray character before the envelope, or no RS behind its head")]
    if form == "05" and (found := gs1.envelope(fields)):
        return found
    return _identifiers(fields) if form == "06" else _other(fields)


def _with_controls(text: str) -> str:
    """The text with controls that a wedge spelled made controls again, and caps lock undone."""
    text = _SPELLED.sub(lambda spelled: _CONTROLS[(spelled[1] or spelled[2]).upper()], text.translate(_PICTURES))
    return text.upper() if text.islower() else text


def _pairs(fields: list[str]) -> list[tuple[str, str]]:
    """DI and value of each field that has both; the longest DI wins: 14K027 is 14K and 027."""
    return [(found[1], found[2]) for field in fields if (found := _FIELD.fullmatch(field)) and found[2]]


def _identifiers(fields: list[str]) -> list[Reading]:
    pairs = _pairs(fields)
    if not pairs or (len(fields) == 1 and len(fields[0]) > _NO_SEPARATORS):
        return [_malformed(pairs, "no separators in the symbol: the rest is not guessed")]
    first = reading("iso15434-di", _listed(pairs), "an envelope of data identifiers")
    return [first, *(found for di, value in pairs if di in _IDENTITIES for found in _identity(di, value))]


def _identity(di: str, value: str) -> list[Reading]:
    """What a serial, a cellular identity or a MAC of an envelope finds in the lists."""
    why = f"DI {di} of the envelope"
    if di == "23S" and (address := identifiers.mac(value, digits_too=True)):
        return [weak("mac", address, why)]
    return makers.verbatim(value, why)


def _other(fields: list[str]) -> list[Reading]:
    """A format with text identifiers: `SEQ 0417` is SEQ=0417."""
    listed = ";".join(field.strip().replace(" ", "=", 1) for field in fields)
    return [reading("iso15434-other", listed, "an envelope of another format: nothing to file")]


def _malformed(pairs: list[tuple[str, str]], why: str) -> Reading:
    return reading("iso15434-di-malformed", _listed(pairs), why)


def _listed(pairs: list[tuple[str, str]]) -> str:
    """`DI=value;…`: S first, then the order of the code."""
    serial_first = sorted(pairs, key=lambda pair: pair[0] != "S")
    return ";".join(f"{di}={value}" for di, value in serial_first)
