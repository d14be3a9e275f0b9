"""Captions in the symbol itself: `S/N: …`, `S/N …`, `SN:…;PN:…`, `IMEI:…`, and HP's `serial,product#ABU`.

A caption says what follows it. Of several, the identity counts: serial before tag before IMEI before MAC.

References: HP ZBook x2 manual p.26 (serial and product id in the two-dimensional code); labels of the samples.
"""

import re
from typing import Final, NamedTuple

_KEYS: Final = {
    "serial": (
        r"S/?N|SERIAL(?: ?(?:NO|NUMBER|NUM)\.?| ?#)?|SERIENNUMMER|SER\.? ?NO\.?|SVC ?TAG|SERVICE ?TAG|ST|S"
        r"|EXPRESS(?: SERVICE)?(?: CODE)?|ESC"
    ),
    "tag": r"ASSET(?: ?(?:TAG|NO\.?|NUMBER|ID))?|TAG(?: ?NO\.?)?|INVENTORY(?: ?NO\.?)?|A/?T|UUID",
    "imei": r"IMEI ?\d?|IMEISV|MEID",
    "mac": r"(?:W?LAN |WI-?FI |ETHERNET |BT |BLUETOOTH )?MAC(?: ?(?:ADDRESS|ADDR\.?|ID))?",
    "part": (
        r"P/?N|PART(?: ?(?:NO\.?|NUMBER))?|PROD(?:UCT)?(?: ?(?:NO\.?|NUMBER|ID))?|MTM|DP/N|M/?N"
        r"|MODEL(?: ?(?:NO\.?|NAME))?"
    ),
    "other": r"CT|EAN|UPC|REV|MFG(?: DATE)?|DATE|QTY|COO|MADE IN|LOT|ICCID|EID|WEIGHT|MFR|MPN|PO|DESC(?:RIPTION)?",
}
_WORDS: Final = "|".join(f"(?P<{says}>{words})" for says, words in _KEYS.items())
_CAPTION: Final = re.compile(rf"(?:^|(?<=[;,|\s]))(?:{_WORDS})\s*[:=]\s*", re.IGNORECASE)
_BY_BLANK: Final = re.compile(
    r"(?:^|(?<=[;,|\s]))(?:(?P<serial>S/?N|SERIAL(?: ?(?:NO|NUMBER|NUM)\.?)?|SERVICE ?TAG|EXPRESS SERVICE CODE)"
    r"|(?P<tag>ASSET(?: ?(?:TAG|NO\.?|NUMBER|ID))?)|(?P<imei>IMEI ?\d?)|(?P<mac>MAC(?: ?(?:ADDRESS|ADDR\.?|ID))?)"
    r"|(?P<part>P/N|PN|MTM))\s+(?=\S*\d)",
    re.IGNORECASE,
)
"""Captions that nothing else begins with: a blank is enough behind them, where what follows holds a digit."""


class Captioned(NamedTuple):
    """A value and what its caption says it is: serial, tag, imei, mac, part or other."""

    says: str
    value: str


def captioned(text: str) -> list[Captioned]:
    """The values behind captions, in the order of the text; none where it does not begin with a caption.

    >>> captioned("SN:5CD1362WFY;PN:3Y0R8EA")
    [Captioned(says='serial', value='5CD1362WFY'), Captioned(says='part', value='3Y0R8EA')]
    """
    found = list(_CAPTION.finditer(text)) or list(_BY_BLANK.finditer(text))
    if not found or found[0].start():
        return []
    ends = [caption.start() for caption in found[1:]] + [len(text)]
    return [
        Captioned(caption.lastgroup or "other", text[caption.end() : end].strip(" ;,|\t"))
        for caption, end in zip(found, ends, strict=True)
    ]
