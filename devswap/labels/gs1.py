"""GS1 element strings, their printed brackets, and GS1 Digital Link.

biip holds the table of application identifiers (AI); it is called only where the symbology or the structure says GS1,
because it would read asset tags and IMEIs as GS1 too. A variable field ends at FNC1, sent as GS (1D) and turned into
something else, or dropped, by many wedges; without it the field swallows what follows, which is reported as
ambiguous. A wrong check digit makes the whole code worthless.

References: GS1 General Specifications 3 (AIs), 5.10 and 7.8 (FNC1), 7.9 (check digits); GS1 Digital Link URI syntax.
"""

import re
from typing import Final
from urllib.parse import unquote

from devswap.labels import identifiers, makers
from devswap.labels.kinds import Reading, reading

GS: Final = "\x1d"
_SPELLED: Final = re.compile(r"\{(?:GS|FNC1)\}|<(?:GS|FNC1)>|\^\]|[|~¬\u241d]", re.IGNORECASE)
_HRI: Final = re.compile(r"\((\d{2,4})\)([^()]+(?:\([^()\d][^()]*\)[^()]*)*)")
_BEGINS: Final = re.compile(r"01(\d{14})", re.ASCII)
_FOLLOWING_DATE: Final = re.compile(r".1[1-7]\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])")
_SWALLOWING: Final = ("10", "21")
_LINK: Final = re.compile(
    r"https?://[^?#]*?/01/(\d{14})((?:/\d{2,4}/[^/?#]+)*)/?(?:\?([^#]*))?(?:#.*)?", re.ASCII | re.I
)
_AI: Final = re.compile(r"\d{2,4}", re.ASCII)

Elements = list[tuple[str, str]]
"""Application identifiers and their values, in the order of the code."""


def separated(text: str) -> str:
    """The text with every way in which wedges send FNC1 made GS; a GS at either end says nothing."""
    return _SPELLED.sub(GS, text).strip(GS)


def message(text: str) -> list[Reading]:
    """Readings of a message that the symbology says is GS1; none where it is not valid to its end."""
    elements, rest = _parsed(separated(text))
    return _judged(elements) if elements and not rest else []


def structural(text: str) -> list[Reading]:
    """Readings of a text without an AIM identifier that is GS1 by its structure: 01, a right GTIN, valid to the end."""
    clean = separated(text)
    begins = _BEGINS.match(clean)
    if not begins or not identifiers.gs1_check(begins[1]):
        return []
    elements, rest = _parsed(clean)
    ai, last = elements[-1]
    if GS not in clean and ai in _SWALLOWING and (rest or last.isdigit() or _FOLLOWING_DATE.search(last)):
        elements[-1] = (ai, last + rest + "?")
        return [reading("gs1-ambiguous", listed(elements), f"no separator: AI {ai} may have swallowed what follows")]
    return _judged(elements) if not rest else []


def bracketed(text: str) -> list[Reading]:
    """Readings of a message as it is printed or typed, with its AIs in brackets; none where it is none."""
    text = text.replace(" ", "")
    pairs = _HRI.findall(text)
    if not pairs or "".join(f"({ai}){value}" for ai, value in pairs) != text:
        return []
    elements: Elements = []
    for ai, value in pairs:
        one, rest = _parsed(ai + value)
        if len(one) != 1 or rest:
            return []
        elements += one
    return _judged(elements)


def envelope(fields: list[str]) -> list[Reading]:
    """Readings of the fields of an ISO/IEC 15434 envelope of format 05; none where they are no AIs."""
    elements, rest = _parsed(GS.join(fields))
    if not elements or rest:
        return []
    if broken := _broken(elements):
        return [broken]
    return [reading("iso15434-gs1", listed(elements), "an envelope of format 05: GS1"), *_serials(elements)]


def digital_link(url: str) -> list[Reading]:
    """Readings of a GS1 Digital Link; none for an ordinary URL, or where the GTIN's check digit is wrong."""
    link = _LINK.fullmatch(url)
    if not link or not identifiers.gs1_check(link[1]):
        return []
    steps = link[2].split("/")[1:]
    elements = [("01", link[1]), *((ai, unquote(value)) for ai, value in zip(steps[::2], steps[1::2], strict=True))]
    for key, _, value in (pair.partition("=") for pair in (link[3] or "").split("&")):
        if _AI.fullmatch(key) and value:
            elements.append((key, unquote(value)))
    first = reading("gs1-digital-link", listed(elements), "a GS1 Digital Link, the check digit right")
    return [first, *_serials(elements)]


def listed(elements: Elements) -> str:
    """`gtin=…;<ai>=…`, in the order of the code."""
    return ";".join(f"{'gtin' if ai == '01' else ai}={value}" for ai, value in elements)


def _parsed(text: str) -> tuple[Elements, str]:
    """The element strings at the head of a message, and what could not be read behind them."""
    from biip import ParseError
    from biip.gs1_element_strings import GS1ElementString

    elements: Elements = []
    while text:
        try:
            element = GS1ElementString.extract(text)
        except (ParseError, ValueError):
            return elements, text
        elements.append((element.ai.ai, element.value))
        text = text[len(element) :]
        if text and text[0] != GS and ".." in element.ai.format:
            return elements, text
        text = text.lstrip(GS)
    return elements, ""


def _broken(elements: Elements) -> Reading | None:
    """What a wrong check digit leaves of a message: nothing."""
    for ai, value in elements:
        if ai in ("01", "02") and not identifiers.gs1_check(value):
            return reading("gs1-gtin-bad-check", "", "the GTIN's check digit is wrong: scan again")
        if ai == "00" and not identifiers.gs1_check(value):
            return reading("gs1-sscc-bad-check", "", "the SSCC's check digit is wrong: scan again")
    return None


def _judged(elements: Elements) -> list[Reading]:
    if broken := _broken(elements):
        return [broken]
    found = dict(elements)
    if "01" in found and "21" in found:
        return [reading("gs1-sgtin", listed(elements), "GS1: a product and its serial (AI 21)"), *_serials(elements)]
    if "00" in found:
        return [reading("gs1-sscc", found["00"], "GS1: a pallet or parcel (AI 00)")]
    if "8004" in found:
        return [reading("gs1-giai", found["8004"], "GS1: an individual asset (AI 8004)")]
    if list(found) == ["01"]:
        return [reading("gs1-gtin", listed(elements), "GS1: a product (AI 01)")]
    return [reading("gs1-lot", listed(elements), "GS1: attributes, no serial"), *_serials(elements)]


def _serials(elements: Elements) -> list[Reading]:
    """AI 21 and AI 8004 by themselves, verbatim, to be found in the lists."""
    found = ((ai, value) for ai, value in elements if ai in ("21", "8004"))
    return [one for ai, value in found for one in makers.verbatim(value, f"AI {ai}, verbatim")]
