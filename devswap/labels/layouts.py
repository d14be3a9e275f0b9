"""What the host's keyboard layout does to a scanner that types US key positions, and its undoing.

Each layout is a table from the character that arrived to the one that the scanner meant. Three damages give
themselves away: `£` (UK), any of `é è ç à §` (AZERTY) and `½` (a broken map). The others need to be **told** (port
profile, calibration): German swaps Y and Z in silence, and French with caps lock leaves the digits right.

References: InvenTree #10589 (UK), bhima #6436 (French, Belgian, caps lock), php-barcode #2 (German), onscan #19 (½);
the layouts themselves as Windows and XKB ship them (`gb`, `de`, `fr`, `be`).
"""

from typing import Final, NamedTuple

_US_ROWS: Final = "`1234567890-=~!@#$%^&*()_+qwertyuiop[]QWERTYUIOP{}asdfghjkl;'ASDFGHJKL:\"zxcvbnm,./ZXCVBNM<>?\\|"
_ROWS: Final = {
    "uk": "`1234567890-=¬!\"£$%^&*()_+qwertyuiop[]QWERTYUIOP{}asdfghjkl;'ASDFGHJKL:@zxcvbnm,./ZXCVBNM<>?#~",
    "german": "^1234567890ß´°!\"§$%&/()=?`qwertzuiopü+QWERTZUIOPÜ*asdfghjklöäASDFGHJKLÖÄyxcvbnm,.-YXCVBNM;:_#'",
    "french": "²&é\"'(-è_çà)=~1234567890°+azertyuiop^$AZERTYUIOP¨£qsdfghjklmùQSDFGHJKLM%wxcvbn,;:!WXCVBN?./§*µ",
    "belgian": "²&é\"'(§è!çà)-³1234567890°_azertyuiop^$AZERTYUIOP¨*qsdfghjklmùQSDFGHJKLM%wxcvbn,;:=WXCVBN?./+µ£",
}

_AZERTY: Final = frozenset("éèçà§")
_BELGIAN: Final = frozenset("§!")
_SWAPPED: Final = dict(zip(map(ord, "AQZWaqzw"), "QAWZqawz", strict=True))


def _table(layout: str) -> dict[int, str]:
    """From what arrives to what was meant. A character that the layout types nowhere stays as it is.

    M stays M: AZERTY types it for a colon, which hardly any label holds, and `?` or `,` for M.
    """
    pairs = zip(_US_ROWS, _ROWS[layout], strict=True)
    return {ord(seen): meant for meant, seen in pairs if seen != meant and seen not in "mM"}


def _with_shift_undone(table: dict[int, str]) -> dict[int, str]:
    """The table while caps lock is on, which on AZERTY is a shift lock: every key gives its other level."""
    keys = (("`1234567890-=", "~!@#$%^&*()_+"), ("[]\\;',./", '{}|:"<>?'))
    levels = {
        one: other for plain, shifted in keys for one, other in zip(plain + shifted, shifted + plain, strict=True)
    }
    every = {chr(code): table.get(code, chr(code)) for code in {*table, *range(33, 127)}}
    return {ord(seen): levels.get(meant, meant.swapcase()) for seen, meant in every.items()}


def _suspected(digits: str) -> dict[int, str]:
    """AZERTY that nobody told: digits, the swapped letters, and what else is sure."""
    table = {ord(seen): meant for seen, meant in zip(digits, "1234567890", strict=True)}
    return table | _SWAPPED | {ord(")"): "-", ord("?"): "M", ord("3"): "#"}


TABLES: Final[dict[str, dict[int, str]]] = {
    **{name: _table(name) for name in _ROWS},
    "french-caps": _with_shift_undone(_table("french")),
    "belgian-caps": _with_shift_undone(_table("belgian")),
    "caps": {ord(c): c.swapcase() for c in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"},
}
"""Every layout that can be told, by name. `none`, or an unknown name, changes nothing."""

_FRENCH_GUESS: Final = _suspected("&é\"'(-è_çà")
_BELGIAN_GUESS: Final = _suspected("&é\"'(§è!çà")
_UK_GUESS: Final = str.maketrans("£¬½", "#~-")


class Repair(NamedTuple):
    """A text as the scanner meant it."""

    text: str
    why: str
    letters: bool
    """Letters or digits were changed, not punctuation or case alone: a person has to confirm it."""


def told(text: str, layout: str) -> Repair | None:
    """Undo a layout that the line is known to have; None where it changes nothing in this text."""
    repaired = text.translate(TABLES.get(layout, {}))
    if repaired == text:
        return None
    changed = any(meant.isalnum() and meant.lower() != seen.lower() for seen, meant in zip(text, repaired, strict=True))
    return Repair(repaired, f"the host's layout ({layout}) undone", changed)


def suspected(text: str) -> Repair | None:
    """Undo what the text itself gives away; None where it gives nothing away, or what comes out is no plain text."""
    if text[:2] == "{@" and text[-1] == "}":
        return Repair(text.replace("@", '"'), 'a UK layout typed @ for "', letters=False)
    if text.isascii():
        return None
    if not _AZERTY.isdisjoint(text):
        belgian = not _BELGIAN.isdisjoint(text) and "_" not in text
        repair = Repair(
            text.translate(_BELGIAN_GUESS if belgian else _FRENCH_GUESS), "typed through AZERTY", letters=True
        )
    else:
        repair = Repair(text.translate(_UK_GUESS), "punctuation that the host's layout changed", letters=False)
    return repair if repair.text != text and repair.text.isascii() else None
