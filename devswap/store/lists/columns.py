"""What may stand in a column, checked by the column: each check gives the values in normal form, and what is wrong.

The usual column has nothing wrong in it, and costs a few operations on all of it together; only where those object is
it gone through cell by cell.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from devswap.ledger.ids import normal_digits, normal_mac, normal_serial
from devswap.store.lists.sheet import armed

LONGEST: Final = 200
"""Characters of a cell."""
MOST_PENCE: Final = 10**12

Wrong = list[tuple[int, str]]
"""Place in the column, and why."""
Check = Callable[[Sequence[str]], tuple[list[Any], Wrong]]

_MAC: Final = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}")
_YEAR: Final = re.compile(r"\d{4}(?:/\d\d(?:\d\d)?)?")
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")


def tidy(cells: Sequence[str]) -> tuple[list[str], str]:
    """The cells without blanks around them, and all of them in one."""
    tidied = list(map(str.strip, cells))
    whole = "".join(tidied)
    if "'" in whole:
        tidied = [armed(cell).strip() for cell in tidied]
        whole = "".join(tidied)
    return tidied, whole


def words(cells: Sequence[str]) -> tuple[list[str], Wrong]:
    """Text of one line: a name, a model, a site."""
    tidied, whole = tidy(cells)
    if whole.isprintable() and max(map(len, tidied), default=0) <= LONGEST:
        return tidied, []
    return tidied, _each(tidied, _why_not_words)


def label(cells: Sequence[str]) -> tuple[list[str], Wrong]:
    """A serial, tag, number or badge, in normal form."""
    tidied, whole = tidy(cells)
    if whole.isprintable() and " " not in whole and max(map(len, tidied), default=0) <= LONGEST:
        return _mapped(str.upper, tidied), []
    return [normal_serial(cell) for cell in tidied], _each(tidied, _why_not_label)


def labels(cells: Sequence[str]) -> tuple[list[str], Wrong]:
    """Serials with `;` between."""
    tidied, whole = tidy(cells)
    if ";" not in whole:
        return label(tidied)
    split = [[normal_serial(part) for part in cell.split(";")] for cell in tidied]
    return [";".join(filter(None, parts)) for parts in split], _each(tidied, _why_not_label)


def one_of(known: frozenset[str]) -> Check:
    """One of these words, in any case."""

    def check(cells: Sequence[str]) -> tuple[list[str], Wrong]:
        tidied, _ = tidy(cells)
        low = [cell.lower() for cell in tidied]
        if set(low) <= known:
            return low, []
        says = f"it is not one of {', '.join(sorted(known))}"
        return low, [(at, says) for at, cell in enumerate(low) if cell not in known]

    return check


def day(cells: Sequence[str]) -> tuple[list[str], Wrong]:
    """An ISO date, or nothing."""
    tidied, _ = tidy(cells)
    bad = {cell for cell in set(tidied) if cell and not _is_day(cell)}
    return tidied, [(at, "it is no day such as 2026-03-31") for at, cell in enumerate(tidied) if cell in bad]


def year(cells: Sequence[str]) -> tuple[list[str | None], Wrong]:
    """A financial year, or nothing."""
    tidied, _ = tidy(cells)
    bad = {cell for cell in set(tidied) if cell and not _YEAR.fullmatch(cell)}
    wrong = [(at, "it is no financial year such as 2025/26") for at, cell in enumerate(tidied) if cell in bad]
    return [cell or None for cell in tidied], wrong


def pence(cells: Sequence[str]) -> tuple[list[int | None], Wrong]:
    """Whole pence, or nothing."""
    tidied, _ = tidy(cells)
    known: dict[str, int | None] = {"": None}
    bad = set()
    for cell in set(tidied) - {""}:
        if cell.isascii() and cell.isdigit() and len(cell) <= 13 and int(cell) <= MOST_PENCE:
            known[cell] = int(cell)
        else:
            bad.add(cell)
    wrong = [(at, "it is no whole number of pence such as 84921") for at, cell in enumerate(tidied) if cell in bad]
    return [known.get(cell) for cell in tidied], wrong


def imei(cells: Sequence[str]) -> tuple[list[str], Wrong]:
    """An IMEI of 15 digits, the last of which checks the others (3GPP TS 23.003, annex B), or nothing."""
    tidied, whole = tidy(cells)
    if not whole:
        return tidied, []
    digits = [normal_digits(cell) for cell in tidied]
    wrong = [
        (at, "it is no IMEI: 15 digits, of which the last checks the others")
        for at, cell in enumerate(digits)
        if (cell or tidied[at]) and not _is_imei(cell)
    ]
    return digits, wrong


def mac(cells: Sequence[str]) -> tuple[list[str], Wrong]:
    """A MAC address of six bytes in hex, or nothing."""
    tidied, whole = tidy(cells)
    if not whole:
        return tidied, []
    normal = [cell if not cell or _MAC.fullmatch(cell) else normal_mac(cell) for cell in tidied]
    says = "it is no MAC such as 48:BA:4E:12:34:56"
    return normal, [(at, says) for at, cell in enumerate(normal) if cell and not _MAC.fullmatch(cell)]


def yes_or_no(cells: Sequence[str]) -> tuple[list[int], Wrong]:
    """`yes`, `no`, or nothing, which means no."""
    low = [cell.lower() for cell in tidy(cells)[0]]
    wrong = [(at, "it is neither yes nor no") for at, cell in enumerate(low) if cell not in ("yes", "no", "")]
    return [int(cell == "yes") for cell in low], wrong


def _mapped(change: Callable[[str], str], cells: list[str]) -> list[str]:
    """Change all cells in one go; none holds a line end."""
    return change("\n".join(cells)).split("\n") if cells else cells


def _each(cells: list[str], why_not: Callable[[str], str]) -> Wrong:
    return [(at, says) for at, cell in enumerate(cells) if (says := why_not(cell))]


def _why_not_words(cell: str) -> str:
    if len(cell) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    return "it holds a control character" if any(unicodedata.category(c) == "Cc" for c in cell) else ""


def _why_not_label(cell: str) -> str:
    if len(cell) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    return "" if normal_serial(cell).isprintable() else "it holds a character that no label shows"


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_imei(digits: str) -> bool:
    if len(digits) != 15:
        return False
    total = sum(map(int, digits[0::2])) + sum(map(int, digits[1::2].translate(_DOUBLED)))
    return total % 10 == 0
