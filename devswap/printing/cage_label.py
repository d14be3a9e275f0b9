"""The cage label: what sticks on an old device from its intake to its disposal. It names no person.

57 × 32 mm or 100 × 50 mm, at 203 or 300 dots to the inch. The code is large enough to be read from a shelf; the barcode
carries it too. 57 mm take a Code 128 of a number of up to eleven digits; a longer code becomes a Data Matrix there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from devswap.printing.lettering import Face, moment
from devswap.printing.page import STAMP, Canvas, Page

SMALL: Final = (57.0, 32.0)
LARGE: Final = (100.0, 50.0)
"""Width and height in mm."""


@dataclass(frozen=True, slots=True)
class CageLabel:
    """What the label says."""

    code: str
    """What people call the device by while it is in custody: `L2-0412`."""
    category: str
    taken_in: datetime
    """In the zone that it is to be told in."""
    site: str
    drives: int | None
    """How many the device has; 0 for a category without user data storage, None where no list names them."""
    carries: str = ""
    """What the barcode says, where that is not the code: a number is shortest."""
    missing: int = 0
    """Drives that did not come with it, or stayed with its unit."""

    @property
    def holds(self) -> str:
        """The drives in words."""
        if self.drives is None:
            return "drives unlisted"
        if self.drives == 0:
            return "no user data"
        of = f"{self.drives - self.missing} of " if self.missing else ""
        return f"{of}{self.drives} drive{'s' * (self.drives != 1)}"


def draw(label: CageLabel, size: tuple[float, float] = SMALL, dpi: int = 203) -> Page:
    """The label on paper of this size (mm). Raises `SymbolFault` where its barcode cannot be made or read back."""
    wide, high = size
    unit = high / 32
    edge, inner = 2.5 * unit, wide - 5 * unit
    canvas = Canvas(f"cage-label-{label.code}", wide, high, dpi)
    canvas.text(edge, 8.2 * unit, label.code, 7.6 * unit, Face.CODE, room=inner * 0.66, smallest=4.5 * unit)
    right = wide - edge
    canvas.text(right, 5 * unit, label.category, 3.4 * unit, Face.STRONG, room=inner * 0.32, align="right")
    canvas.text(right, 8.7 * unit, label.holds, 2.9 * unit, room=inner * 0.32, align="right", smallest=2.2 * unit)
    canvas.code("cage-label", label.carries or label.code, 0, 10.4 * unit, wide, 12 * unit)
    canvas.rule(edge, 23.6 * unit, inner)
    canvas.text(edge, 26.9 * unit, f"taken in {moment(label.taken_in)}", 2.7 * unit, room=inner)
    canvas.text(edge, 30.3 * unit, label.site, 2.9 * unit, Face.STRONG, room=inner - STAMP)
    return canvas.page()
