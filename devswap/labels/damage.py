"""What a scan's damage is called and what cures it: words for `scanners.scan.Scan.damage`, wherever it is told."""

from typing import Final

from devswap.labels.kinds import Reading, reading
from scanners.scan import Scan

CURES: Final = {
    "parity": 'a 7E1 scanner on an 8N1 line. Set the scanner to 8N1, or settings = "7E1" in its [[scanner]]',
    "checksum": "its checksum was wrong, and no copy that is right came",
    "torn": "a part of it was lost on the way",
    "overlong": "it did not end where a label ends: set the scanner to send CR behind every scan",
}
_KINDS: Final = {"parity": "parity-mismatch", "checksum": "protocol-error"}


def damage_words(damage: str) -> str:
    """What happened to it, and the cure where scanning again is none."""
    return CURES.get(damage, damage)


def damage_reading(scan: Scan) -> Reading:
    """A damaged scan as a reading: never an identity, however much it looks like one."""
    kind = _KINDS.get(scan.damage, "garbage")
    return reading(kind, scan.text if kind == "parity-mismatch" else "", damage_words(scan.damage))
