"""Keyboard calibration: one printed text that every layout turns into another, and which layout turned it.

A scanner that types presses the keys of a US keyboard; German swaps Y and Z, and no serial shows it. The text holds
every character of ASCII that matters: one of each kind that the known layouts disagree on. It leaves out those whose
key is dead on one of them (`[ { ` = + ^`), for a dead key swallows or changes its neighbour, and `~`, which French
lacks.

References: `devswap.labels.layouts`; Solidsoft-Reply Barcode-Scanner-Calibrator, for the idea of the one symbol.
"""

import re
from typing import Final, NamedTuple

from devswap.labels.layouts import TABLES

CALIBRATION: Final = 'AaQqYyZz-6/8"@#|\\1m'
"""What the calibration sheet's barcode says."""
LAYOUTS: Final[dict[str, dict[int, str]]] = {"us": {}, **TABLES}
"""Every layout that can be told apart: US, which changes nothing, and those of `labels.layouts`."""


def arrives(layout: str) -> str:
    """What arrives of the calibration text through a layout of `LAYOUTS`.

    >>> arrives("uk"), arrives("german")
    ('AaQqYyZz-6/8@"£~#1m', 'AaQqZzYyß6-8Ä"§\\'#1m')
    """
    typed = {meant: chr(seen) for seen, meant in LAYOUTS[layout].items()}
    return "".join(typed.get(character, character) for character in CALIBRATION)


def layout_of(arrived: str) -> str | None:
    """The layout that made `arrived` of the calibration text, a key of `LAYOUTS`; None if none did.

    An AIM identifier in front of the text does no harm.

    >>> layout_of("AaQqZzYyß6-8Ä"), layout_of("]C0" + CALIBRATION)
    (None, 'us')
    """
    return _LAYOUT_OF.get(arrived[-len(CALIBRATION) :])


_LAYOUT_OF: Final = {arrives(layout): layout for layout in reversed(LAYOUTS)}
"""What arrives, and through which layout; of two that nothing tells apart, the one named first."""


class Calibrated(NamedTuple):
    """What the calibration text's way through a keyboard tells."""

    layout: str | None
    """A key of `LAYOUTS`; None where none of them did this."""
    says: str
    cure: str
    """What to change; empty where nothing need be."""


def calibrated(arrived: str) -> Calibrated | None:
    """What to say to a scan of the calibration sheet; None where it was another label.

    A layout that is not known is noticed too: letters come in pairs of great and small, and no label has two such pairs
    or more where this text has its four (Greek types no letter for Q, Dvorak none for Q and Z).

    >>> calibrated("5CG7290HTW") is None, calibrated('AaQqYyZz-6&8"@#|<1m').layout
    (True, None)
    """
    if arrived.isupper():
        return None
    text = arrived.strip()
    layout = layout_of(text)
    if layout == "us":
        return Calibrated(layout, "Every character arrives as the scanner typed it.", "")
    if layout is not None:
        base, caps, _ = layout.partition("caps")
        named = f"The keyboard's layout is {base.rstrip('-')}" if base else "The keyboard is as it should be"
        says = f"{named}, and caps lock is on." if caps else f"{named}."
        setting = f'[desk] keyboard = "{layout}"'
        off = f"Switch caps lock off, and scan the sheet again. Where it stays on: {setting}."
        return Calibrated(layout, says, off if caps else f"Set {setting}: what scanners type is put right.")
    if not _in_pairs(text):
        return None
    cure = "Set the system's layout to US, or the scanner to the country of this one."
    return Calibrated(None, f"This layout is not known: {text[:_LONGEST]!r} arrived for {CALIBRATION!r}.", cure)


def _in_pairs(text: str) -> bool:
    """Great and small letters stand beside each other where the calibration text has them."""
    bare = _AIM.sub("", text)
    pairs = [bare[n : n + 2] for n in range(0, _PAIRED, 2)]
    alike = sum(pair.isalpha() and pair[:1] != pair[1:] and pair[:1] == pair[1:].swapcase() for pair in pairs)
    return alike >= _ENOUGH and _FEWEST <= len(bare) <= _MOST


_AIM: Final = re.compile(r"\][A-Za-z].")
_PAIRED: Final = 8
"""Characters that come in pairs."""
_ENOUGH: Final = 2
_FEWEST, _MOST = len(CALIBRATION) - 4, len(CALIBRATION) + 5
"""How long it may arrive: a dead key swallows a character or gives one more."""
_LONGEST: Final = 40
