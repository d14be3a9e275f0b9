"""A page as ZPL II: one graphic field, for a label printer that knows Zebra's language.

The page is sent as dots, not as text and barcode commands: what was read back is what is printed, whatever fonts the
printer has. Rows are hexadecimal with Zebra's run-length letters.

References: Zebra ZPL II Programming Guide, ^GF, ^PW, ^LL, and "Alternative Data Compression Scheme".
"""

from typing import Final

from devswap.printing.page import Page

_ONES: Final = ("", *"GHIJKLMNOPQRSTUVWXY")
"""Repeat counts 1 to 19."""
_TWENTIES: Final = ("", *"ghijklmnopqrstuvwxy")
"""Repeat counts 20 to 380, by twenties; z is 400."""


def zpl(page: Page) -> bytes:
    """The page as one label format, printed once."""
    wide, high = page.image.size
    row = (wide + 7) // 8
    rows = page.dots()
    previous, lines = "", []
    for start in range(0, len(rows), row):
        line = rows[start : start + row].hex().upper()
        lines.append(":" if line == previous else _packed(line))
        previous = line
    total = row * high
    return f"^XA^PW{wide}^LL{high}^LH0,0^FO0,0^GFA,{total},{total},{row},{''.join(lines)}^FS^PQ1^XZ".encode()


def _packed(line: str) -> str:
    """One row of hexadecimal digits; a comma ends a row whose rest is white."""
    kept = line.rstrip("0")
    packed = ""
    at = 0
    while at < len(kept):
        digit = kept[at]
        run = len(kept) - at - len(kept[at:].lstrip(digit))
        packed += _repeated(digit, run)
        at += run
    return packed + "," * (len(kept) < len(line))


def _repeated(digit: str, run: int) -> str:
    if run < 3:
        return digit * run
    most, rest = divmod(run, 400)
    twenties, ones = divmod(rest, 20)
    counted = _TWENTIES[twenties] + _ONES[ones]
    return f"z{digit}" * most + (counted + digit if counted else "")
