"""Makers' shapes: which serial, part and model numbers look like what.

The shapes are data. All are upper case, for texts of letters and digits with at least one letter (numbers are in
`identifiers.py`); they stand in the order in which they are tried, and every one that fits becomes a reading. Which
of them names a device, only the catalogue knows.

References: HP: the 10-character scheme of 2003, CC S Y WW ZZZZ (glpi-agent, fusioninventory #805 and #2508); Dell KB
000139589 (PPID); Lenovo HT072163 and HT001005 (1S, 2013-03-15); IBM labelling guide vol. 5 (11S); macserial
FORMAT.md (Apple); getacvideo KB 628; Acer PD726 manual p.94; NEC V520 manual p.33; glpi-agent `screen.t` (monitors).
"""

import re
from typing import Final, NamedTuple

from devswap.labels.kinds import Reading, reading, weak

LENOVO_PREFIXES: Final = ("PF", "MP")
"""How Lenovo serials of 8 characters begin. Data: add those that the fleet shows."""

HP_PREFIXES: Final = frozenset(
    """CND CNU CNC CNF CNK CZC 5CG 5CD 5CB 8CC 8CG 4CE 4CH 6CM 3CM 3CQ 1CR MXL MXQ MJ0 2UA 2CE 2TK USE SGH TRF JPA
    KRD INA BRG BRJ AUD TWC""".split()
)
"""Country and site of HP serials that are well known; they decide a collision, and nothing else."""

_WEEK: Final = r"(?:0[1-9]|[1-4]\d|5[0-3])"
_HP: Final = rf"[0-9A-Z][A-Z][0-9A-Z]\d{_WEEK}[0-9A-Z]{{4}}"
_LENOVO: Final = rf"(?:{'|'.join(LENOVO_PREFIXES)})[0-9A-Z]{{6}}"
_GETAC: Final = r"R[A-Z]\d{3}[A-Z]\d{4}"
_TEN: Final = rf"(?:{_HP}|{_GETAC})"
_TWO_IN_22: Final = rf".{{7}}(?:35|86)\d{{13}}|{_TEN}[0-9A-F]{{12}}|[0-9A-F]{{12}}{_TEN}"
"""A Service Tag and an IMEI; a sure serial of ten characters and a MAC or twelve digits, in either order."""
_PPID_DATE: Final = r"\d[1-9A-C][1-9A-V]"
_PPID_20: Final = rf"[A-Z]{{2}}0[0-9A-Z]{{10}}{_PPID_DATE}[0-9A-Z]{{4}}"


class Shape(NamedTuple):
    """One shape: its kind, what fits it, and why it counts."""

    kind: str
    length: int
    pattern: str
    why: str
    needs: str = ""
    """`aim`: only behind an AIM identifier; `bare`: only without one; empty: always."""
    strong: bool = False
    """Nothing but a maker's label looks like this: it stands behind a DI S, and a DI S is not cut from it."""


_SHAPES: Final = (
    Shape("dell-ppid", 20, _PPID_20, "a PPID: 20 characters", strong=True),
    Shape("dell-ppid", 23, _PPID_20 + r"[A-Z]\d\d", "a PPID and its revision", strong=True),
    Shape("lenovo-serial", 8, _LENOVO, "a Lenovo serial: PF or MP and six more", strong=True),
    Shape("lenovo-mtm", 10, r"\d\d[A-Z][0-9A-Z]{7}", "a Lenovo machine type and model", strong=True),
    Shape("hp-serial", 10, _HP, "country, site, year, week and unit of an HP serial", strong=True),
    Shape("getac-serial", 10, _GETAC, "a Getac serial: year, month, warranty, model", strong=True),
    Shape(
        "apple-serial", 12, r"[A-Z][0-9A-Z]{2}[CDFGHJ-NP-TV-Z][1-9CDFGHJ-NP-RTVWXY][0-9A-HJ-NP-Z]{7}",
        "plant, half-year, week and model of an Apple serial", strong=True,
    ),
    Shape(
        "apple-serial", 11, rf"[A-Z][0-9A-Z]\d{_WEEK}[0-9A-HJ-NP-Z]{{6}}", "an Apple serial of before 2010", strong=True
    ),
    Shape(
        "acer-serial", 22, rf"(?!{_TWO_IN_22})[A-Z][0-9A-Z]{{9}}\d{{3}}[0-9A-Z]{{9}}",
        "Acer's part, week, serial and version, and not two labels run together", strong=True,
    ),
    Shape(
        "monitor-serial", 12, rf"[0-9A-Z]{{5}}{_PPID_DATE}[0-9A-Z]{{4}}", "a Dell monitor, as its EDID says it", "bare",
        strong=True,
    ),
    Shape("lenovo-mtm", 7, r"\d{4}[0-9A-Z]{3}", "a Lenovo machine type (four digits) and model"),
    Shape("monitor-serial", 8, r"V[0-9A-Z]{7}", "a Lenovo monitor: V and seven more", strong=True),
    Shape("monitor-serial", 10, r"H[0-9A-Z]{4}\d{5}", "a Samsung monitor", strong=True),
    Shape("monitor-serial", 14, r"[A-Z]{4}H[0-9A-Z]{4}\d{5}", "a Samsung monitor, 14 characters", strong=True),
    Shape("monitor-serial", 13, r"\d{5}[A-Z]\d[A-Z]\d{5}", "an iiyama monitor", strong=True),
    Shape("monitor-serial", 13, r"[A-Z]{2}\d{11}", "a Philips monitor", strong=True),
    Shape("monitor-serial", 13, r"ET[0-9A-Z]{3}\d{8}", "a BenQ monitor", strong=True),
    Shape("monitor-serial", 12, r"[0-9A-Z]{3}\d{9}", "a ViewSonic monitor", strong=True),
    Shape("monitor-serial", 10, r"Y[0-9A-Z]{3}\d{6}", "a Fujitsu monitor", strong=True),
    Shape("hp-ct-number", 14, r"\d[A-Z]{4}[0-9A-Z]{9}", "an HP CT number: a part, not the unit", strong=True),
    *(
        Shape("asset-tag", letters + digits, rf"[A-Z]{{{letters}}}\d{{{digits}}}", "letters and digits of an asset tag")
        for letters in (1, 2, 3) for digits in (4, 5, 6)
    ),
    Shape("dell-service-tag", 7, r"(?=.*\d)[0-9A-Z]{7}", "seven letters and digits: a Service Tag"),
    Shape("lenovo-serial", 7, r"(?=.*\d)[0-9A-Z]{7}", "seven letters and digits: a Lenovo serial of before 2013"),
    Shape("dell-part-number", 5, r"[0-9A-Z]{5}", "five characters beside a Service Tag: a part number", "aim"),
)  # fmt: skip

_Table = dict[int, list[tuple[Shape, re.Pattern[str]]]]


def _by_length(needs: str) -> _Table:
    table: _Table = {}
    for shape in _SHAPES:
        if shape.needs in ("", needs):
            table.setdefault(shape.length, []).append((shape, re.compile(shape.pattern, re.ASCII)))
    return table


_BEHIND_AIM: Final = _by_length("aim")
_BARE: Final = _by_length("bare")


def fitting(text: str, aim: str) -> list[Shape]:
    """The shapes that a text of letters and digits fits, in order. At least one letter; upper case."""
    table = _BEHIND_AIM if aim else _BARE
    return [shape for shape, pattern in table.get(len(text), ()) if pattern.fullmatch(text)]


def shaped(text: str, shapes: list[Shape]) -> list[Reading]:
    """The readings that shapes give a text: the first as it is, the others only to be found in the lists."""
    readings: list[Reading] = []
    for shape in shapes:
        value = text[:20] if shape.kind == "dell-ppid" else text
        if all(value != known.value or shape.kind != known.kind for known in readings):
            readings.append((weak if readings else reading)(shape.kind, value, shape.why))
    return readings


def verbatim(text: str, why: str) -> list[Reading]:
    """Readings of a serial that a container (an envelope, AI 21) holds: to be found in the lists, as it stands."""
    if not (text.isascii() and text.isalnum()) or text.isdigit():
        return [weak("text", text, why)]
    shapes = [shape for shape in fitting(text, "in a symbol") if shape.strong]
    return [*(weak(shape.kind, text, f"{why}: {shape.why}") for shape in shapes), weak("text", text, why)]


def known_hp(text: str) -> bool:
    """An HP serial whose country and site are well known."""
    return text[:3] in HP_PREFIXES


_HP_PRODUCT: Final = re.compile(r"[0-9A-Z]{6,7}#[0-9A-Z]{3}")
_APPLE_PART: Final = re.compile(r"[A-Z][0-9A-Z]{4,6}/[A-Z]")
_DELL_PART: Final = re.compile(r"([A-Z]{2})-0([0-9A-Z]{5})")
_HYPHEN_TAG: Final = re.compile(r"[A-Z]{1,4}-\d{2,6}", re.ASCII)
_PPID: Final = re.compile(_PPID_20 + r"(?:[A-Z]\d\d)?", re.ASCII)
_NEC: Final = re.compile(r"[0-9A-Z]{8} ([0-9A-Z]{9})")
_ACER_EDID: Final = re.compile(r"(?=.*[a-f])[0-9A-Z]{8}[0-9a-f]{8}\d{4}", re.ASCII)
_DELL_COUNTRIES: Final = frozenset("CN MX TW KR MY SG JP US TH BR IE PL CZ VN IN PH IL HU SK".split())


def punctuated(text: str) -> Reading | None:
    """A text with `-`, `/`, `#` or blanks that is a maker's number or an asset tag as printed; upper case."""
    if nec := _NEC.fullmatch(text):
        return reading("monitor-serial", nec[1], "NEC: assembly code, blank, serial")
    if (part := _DELL_PART.fullmatch(text)) and not (part[2].isdigit() and part[1] not in _DELL_COUNTRIES):
        return reading("dell-part-number", part[2], "country, 0 and a Dell part number")
    if _HP_PRODUCT.fullmatch(text):
        return reading("hp-product-number", text, "an HP product number and its localisation")
    if _APPLE_PART.fullmatch(text):
        return reading("apple-part-number", text, "an Apple part number and its region")
    if _HYPHEN_TAG.fullmatch(text):
        return reading("asset-tag", text, "letters, hyphen and digits")
    return None


def ppid(text: str) -> Reading | None:
    """A PPID with the dashes or blanks that are printed; upper case."""
    bare = text.replace("-", "").replace(" ", "")
    return reading("dell-ppid", bare[:20], "a PPID as it is printed") if _PPID.fullmatch(bare) else None


def acer_edid(text: str) -> Reading | None:
    """Acer's EDID text, whose hexadecimal part is lower case."""
    if _ACER_EDID.fullmatch(text):
        return reading("monitor-serial", text.upper(), "an Acer monitor, as its EDID says it")
    return None


def homoglyph(text: str) -> str | None:
    """The one repair of O for 0 and I for 1 that makes an HP serial of ten characters; None where there is none.

    HP has digits at positions 4 to 6, and no A, E, I, O or U in the last four.
    """
    if len(text) != 10:
        return None
    repaired = text[:3] + text[3:].replace("O", "0").replace("I", "1")
    return repaired if repaired != text and re.fullmatch(_HP, repaired, re.ASCII) else None
