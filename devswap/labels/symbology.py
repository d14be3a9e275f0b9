"""AIM symbology identifiers (ISO/IEC 15424) and the makers' single-letter code identifiers.

`]cm` in front of the data names the symbology (c) and what was done with it (m). It is evidence: `]C0` proves that
twelve digits are no UPC-A; exactly eight identifiers promise GS1.

References: ISO/IEC 15424; Zebra DS457 p.401 and Honeywell Xenon User Guide (code identifiers); zxing-cpp (`]d7` and
`]d8` for rectangular Data Matrix, DMRE).
"""

from typing import Final

GS1: Final = frozenset(("C1", "d2", "d5", "d8", "Q3", "Q4", "e0", "J1"))
"""The data is GS1 if and only if the identifier is one of these."""

CHECKED_AND_SENT: Final = frozenset(("A1", "A5"))
"""Code 39 whose modulo-43 character was verified and is still at the end of the data."""

CODE_IDS: Final = frozenset("ABCDEFGHJKLMNRTUVX" + "abcdefghijlmqrswxyzIR")
"""Letters that Symbol and Honeywell scanners put before the data when AIM identifiers are off. S is left to DI S."""

_EXACT: Final = {
    "A4": "code39-full-ascii", "A5": "code39-full-ascii", "A7": "code39-full-ascii", "C1": "gs1-128", "E4": "ean8",
    "Q3": "gs1-qr", "Q4": "gs1-qr", "d2": "gs1-datamatrix", "d5": "gs1-datamatrix", "d8": "gs1-datamatrix",
    "J1": "gs1-dotcode", "Z6": "not-a-bar-code",
}  # fmt: skip
_BY_LETTER: Final = {
    "A": "code39", "B": "telepen", "C": "code128", "E": "ean13", "F": "codabar", "G": "code93", "H": "code11",
    "I": "itf", "J": "dotcode", "K": "code16k", "L": "pdf417", "M": "msi", "N": "anker", "O": "codablock",
    "P": "plessey", "Q": "qr", "R": "2of5", "S": "2of5", "T": "code49", "U": "maxicode", "X": "other",
    "Z": "not-a-bar-code", "d": "datamatrix", "e": "databar", "h": "hanxin", "z": "aztec",
}  # fmt: skip


def name(aim: str, text: str) -> str:
    """The symbology in a word, for its identifier without the bracket and the data behind it; empty without one.

    >>> name("E0", "085239001271"), name("I1", "25060778129043"), name("", "204871")
    ('upca', 'itf14', '')
    """
    if not aim:
        return ""
    if aim[0] == "E" and aim != "E4":
        return "upca" if len(text) == 12 else "ean13"
    if aim[0] == "I" and len(text) == 14:
        return "itf14"
    return _EXACT.get(aim) or _BY_LETTER.get(aim[0], "unknown")
