"""What a scan says: the one entry point, `read`, and the order in which its rules are asked.

The line first (packets, parity, terminators), then the symbology, then what says itself what it is (envelopes, links,
captions), then numbers, data identifiers and makers' shapes. The first reading is the best; the others follow so that
the lists can decide. A sound scan ends with the reading `text`: it matches a device, tag or badge that a list holds
exactly so, however odd it looks.

    >>> read("]C0S8CC2140XKR\\r").normalised
    '8CC2140XKR'
"""

import re
from typing import Final

from devswap.labels import commands, containers, encodings, gs1, identifiers, layouts, line, several, symbology
from devswap.labels.alphanumeric import alphanumeric
from devswap.labels.kinds import Label, Reading, offer, reading, weak
from devswap.labels.mixed import mixed

__all__ = ["Label", "Reading", "read"]

_PLAIN: Final = re.compile(r"(?:\]([A-Za-z][0-9A-Za-z]))?([ -~]*)[\r\n]*", re.ASCII)
_AIM: Final = re.compile(r"\]([A-Za-z][0-9A-Za-z])", re.ASCII)
_CAPS_LOCKED: Final = frozenset("acgiflmqsux")
"""Letters of AIM identifiers that are upper case wherever a label of a device is read."""
_NO_TEXT: Final = frozenset(
    """foreign-json foreign-short foreign-command supplier-qr concatenated parity-mismatch layout-damaged host-reply
    no-read protocol-error ean13-bad-check imei-bad-check gs1-gtin-bad-check gs1-sscc-bad-check iso15434-di
    iso15434-gs1 iso15434-other iso15434-di-malformed gs1-digital-link devswap-command devswap-badge devswap-cage-label
    devswap-voucher""".split()
)
"""What is not to be looked up as it stands: damaged, another system's, or a list of fields."""


def read(text: str, aim: str = "", layout: str | None = None) -> Label:
    """What a scan says, as a label with ranked readings. Any text is an answer; nothing raises.

    `text` holds one character for each byte as the line sent it (terminators, packets and several frames included), or
    the characters that a keyboard typed. `aim` is the AIM identifier (`]C0`) where a packet told it apart from the
    data. `layout` names the host layout of the keyboard that typed it (a key of `layouts.TABLES`), where it is known.
    """
    if layout and (repair := layouts.told(text, layout)):
        inner = read(repair.text, aim)
        fits = inner.what_it_is not in ("garbage", "unknown")
        if fits and not repair.letters:
            return Label(text, inner.symbology, inner.what_it_is, inner.normalised, inner.readings)
        return _label(text, inner.symbology, _damaged(_bare(repair.text), repair.why, list(inner.readings)))
    if plain := _PLAIN.fullmatch(text):
        symbol = plain[1] or aim.lstrip("]")
        return _label(text, symbology.name(symbol, plain[2]), _content(plain[2], symbol))
    found = []
    word = ""
    for content in line.contents(text):
        if isinstance(content, Reading):
            found.append([content])
            continue
        told = _AIM.match(content.text)
        symbol = told[1] if told else content.aim or aim.lstrip("]")
        bare = content.text[3:] if told else content.text
        word = word or symbology.name(symbol, bare)
        found.append(_content(bare, symbol))
    return _label(text, word, found[0] if len(found) == 1 else several.scans(found))


def _label(raw: str, word: str, readings: list[Reading]) -> Label:
    first = readings[0]
    return Label(raw, word, first.kind, first.value, tuple(readings))


def _bare(text: str) -> str:
    """The text without terminators and AIM identifier."""
    text = text.strip("\r\n\t\x02\x03")
    return text[3:] if _AIM.match(text) else text


def _content(text: str, aim: str) -> list[Reading]:
    """The readings of one label's content: at least one, and `text` last where it may be looked up."""
    if aim and (aim[0] in _CAPS_LOCKED or (aim[0] in "DZ" and text.islower())):
        aim, text = aim.swapcase(), text.swapcase()
    if not text:
        return [reading("garbage", "", "nothing behind the symbology" if aim else "an empty frame")]
    if aim == "Z6":
        return [reading("host-reply", "", "the scanner's own answer")]
    if own := commands.decode(text):
        return [reading(f"devswap-{own.kind}", own.value, "one of our own codes")]
    if containers.is_boarding_pass(text):
        return [reading("garbage", "", "a boarding pass: it names a passenger, and nothing of it is kept")]
    readings = _ranked(text, aim)
    if readings and readings[0].kind.startswith("wedge-"):
        readings += _typed_as_numbers(text)
    if not readings and not aim and (empty := line.no_read(text)):
        return [empty]
    if not readings:
        readings = [_meaningless(text, aim)]
    if (bare := text.strip()) and readings[0].kind not in _NO_TEXT and not (aim and aim[0] == "I"):
        readings.append(reading("text", bare, "exactly as it was read"))
    return readings


def _typed_as_numbers(text: str) -> list[Reading]:
    """What the characters would be that a wedge typed as numbers, for a person to confirm."""
    decoded = encodings.alt_numpad(text) or encodings.hex_text(text) or ""
    return [offer(one.kind, one.value, one.why) for one in read(decoded).readings if one.value]


def _meaningless(text: str, aim: str) -> Reading:
    if not aim:
        return reading("garbage", "", "no evidence of a symbol, and it fits nothing")
    return reading("unknown", text, "a symbol was read, but it fits nothing: kept as it is")


def _ranked(text: str, aim: str) -> list[Reading]:
    """The readings of a content, best first; none where it fits nothing."""
    if aim:
        if aim in symbology.GS1:
            return gs1.message(text)
        if aim[0] in "EIX":
            return _retail(text, aim)
    if repair := layouts.suspected(text):
        inner = _ranked(repair.text, aim)
        return inner if inner and not repair.letters else _damaged(repair.text, repair.why, inner)
    if text.isascii() and text.isalnum():
        return alphanumeric(text, aim)
    return mixed(text, aim, _ranked)


def _retail(text: str, aim: str) -> list[Reading]:
    """EAN and UPC, ITF, and symbologies of which the identifier says nothing."""
    found = identifiers.ean(text, aim) if aim[0] == "E" else identifiers.gtin14(text) if aim[0] == "I" else None
    if found and found.kind == "upca" and found.value.startswith("000000"):
        tag = identifiers.tag_as_upca(found.value)
        return [found, weak(tag.kind, tag.value, tag.why)]
    return [found] if found else []


def _damaged(text: str, why: str, inner: list[Reading]) -> list[Reading]:
    """What a layout left of a label: the repaired text, and what it would be, for a person to confirm."""
    offered = [offer(one.kind, one.value, one.why) for one in inner if one.value]
    return [reading("layout-damaged", text, why), *offered]
