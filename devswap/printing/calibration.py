"""Keyboard calibration: one printed text that every layout turns into another, and which layout turned it.

A scanner that types presses the keys of a US keyboard; German swaps Y and Z, and no serial shows it. The text holds
every character of ASCII that matters: one of each kind that the known layouts disagree on. It leaves out those whose
key is dead on one of them (`[ { ` = + ^`), for a dead key swallows or changes its neighbour, and `~`, which French
lacks.

References: `devswap.labels.layouts`; Solidsoft-Reply Barcode-Scanner-Calibrator, for the idea of the one symbol.
"""

from typing import Final

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
