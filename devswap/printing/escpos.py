"""A page as ESC/POS: raster bands, a feed and a cut, for a receipt printer.

References: Epson ESC/POS Command Reference: ESC @ (initialise), GS v 0 (raster bit image), ESC d (feed lines), GS V 66
(feed to the cutter and cut partly). GS v 0 is the raster command that printers of every make know.
"""

from typing import Final

from devswap.printing.page import Page

BAND: Final = 128
"""Rows in one raster command: small enough for a printer with a buffer of 4 kB at 2 kB a band of 80 mm paper."""
_START: Final = b"\x1b@"
_END: Final = b"\x1bd\x03\x1dVB\x00"


def escpos(page: Page) -> bytes:
    """The page, printed once and cut off."""
    wide, high = page.image.size
    row = (wide + 7) // 8
    rows = page.dots()
    bands = []
    for top in range(0, high, BAND):
        height = min(BAND, high - top)
        head = b"\x1dv0\x00" + row.to_bytes(2, "little") + height.to_bytes(2, "little")
        bands.append(head + rows[top * row : (top + height) * row])
    return _START + b"".join(bands) + _END
