"""fpdf2's page with devswap's foot. It is slow to import: whoever makes no document does without."""

from typing import Final

from fpdf import FPDF

FOOT: Final = 16.0
"""mm that the foot takes."""


class A4(FPDF):
    """The page, with the reference and `page n of m` in the foot; `width` is mm between the margins."""

    reference = ""

    def __init__(self, width: float) -> None:
        super().__init__(format="A4")
        self._width = width

    def footer(self) -> None:
        """The reference and `page n of m`."""
        self.set_y(-FOOT + 3)
        self.set_font("helvetica", "", 8)
        self.cell(self._width / 2, 5, self.reference)
        self.cell(self._width / 2, 5, f"page {self.page_no()} of {{nb}}", align="R")
