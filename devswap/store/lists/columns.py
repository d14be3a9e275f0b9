"""What may stand in a column, checked by the column: each check gives the values in normal form, and what is wrong.

The usual column has nothing wrong in it, and costs a few operations on all of it together; only where those object is
it gone through cell by cell.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Final

from devswap.ledger.ids import normal_digits, normal_mac, normal_serial
from devswap.store.lists.sheet import armed

LONGEST: Final = 200
"""Characters of a cell."""
MOST_PENCE: Final = 10**12

Wrong = list[tuple[int, str]]
"""Place in the column, and why."""
Check = Callable[[Sequence[str]], tuple[Sequence[Any], Wrong]]

_TIME: Final = re.compile(r"([01]?[0-9]|2[0-3]):[0-5][0-9]")
_MAC: Final = re.compile(r"(?:[0-9A-F]{2}:){5}[0-9A-F]{2}")
_BARE: Final = str.maketrans("", "", ":-.")
_YEAR: Final = re.compile(r"([0-9]{4})(?:/(?:[0-9]{2})?([0-9]{2}))?")
_DOUBLED: Final = str.maketrans("0123456789", "0246813579")


def tidy(cells: Sequence[str]) -> tuple[Sequence[str], str]:
    """The cells without blanks around them, and all of them joined by `|`: empty where one of them needs a closer look.

    Joined text holds nothing but printable characters, no blank beside a `|`, and none of its own.
    """
    whole = "|".join(cells)
    if (
        whole.isprintable()
        and "'" not in whole
        and " |" not in whole
        and "| " not in whole
        and whole.count("|") == len(cells) - 1
        and whole[:1] != " " != whole[-1:]
        and max(map(len, cells)) <= LONGEST
    ):
        return cells, whole
    return [armed(cell.strip()).strip() for cell in cells], ""


def words(cells: Sequence[str]) -> tuple[Sequence[str], Wrong]:
    """Text of one line: a name, a model, a site."""
    tidied, whole = tidy(cells)
    return tidied, [] if whole else _each(tidied, _why_not_words)


def label(cells: Sequence[str]) -> tuple[Sequence[str], Wrong]:
    """A serial, tag, number or badge, in normal form."""
    tidied, whole = tidy(cells)
    if whole and " " not in whole:
        return whole.upper().split("|"), []
    return [normal_serial(cell) for cell in tidied], _each(tidied, _why_not_label)


def labels(cells: Sequence[str]) -> tuple[Sequence[str], Wrong]:
    """Serials with `;` between."""
    tidied, whole = tidy(cells)
    if whole and " " not in whole and not any(empty in f"|{whole}|" for empty in (";;", ";|", "|;")):
        return whole.upper().split("|"), []
    split = [[normal_serial(part) for part in cell.split(";")] for cell in tidied]
    return [";".join(filter(None, parts)) for parts in split], _each(tidied, _why_not_label)


def one_of(known: frozenset[str]) -> Check:
    """One of these words, in any case."""

    def check(cells: Sequence[str]) -> tuple[list[str], Wrong]:
        tidied, whole = tidy(cells)
        low = whole.lower().split("|") if whole else [cell.lower() for cell in tidied]
        if set(low) <= known:
            return low, []
        says = f"it is not one of {', '.join(sorted(known))}"
        return low, [(at, says) for at, cell in enumerate(low) if cell not in known]

    return check


def day(cells: Sequence[str]) -> tuple[Sequence[str], Wrong]:
    """An ISO date, or nothing."""
    tidied, _ = tidy(cells)
    return tidied, _among(
        tidied, {cell for cell in set(tidied) if cell and not _is_day(cell)}, "day such as 2026-03-31"
    )


def time(cells: Sequence[str]) -> tuple[Sequence[str], Wrong]:
    """A time of the day, 09:30, or nothing."""
    tidied, _ = tidy(cells)
    bad = {cell for cell in set(tidied) if cell and not _TIME.fullmatch(cell)}
    return [cell.zfill(5) if cell else "" for cell in tidied], _among(tidied, bad, "time such as 09:30")


def year(cells: Sequence[str]) -> tuple[list[str | None], Wrong]:
    """A financial year, or nothing."""
    tidied, _ = tidy(cells)
    bad = {cell for cell in set(tidied) if cell and not _is_year(cell)}
    return [cell or None for cell in tidied], _among(tidied, bad, "financial year such as 2025/26")


def pence(cells: Sequence[str]) -> tuple[list[int | None], Wrong]:
    """Whole pence, or nothing."""
    tidied, _ = tidy(cells)
    known: dict[str, int | None] = {"": None}
    for cell in set(tidied) - {""}:
        if cell.isascii() and cell.isdigit() and len(cell) <= 13 and int(cell) <= MOST_PENCE:
            known[cell] = int(cell)
    wrong = _among(tidied, set(tidied) - known.keys(), "whole number of pence such as 84921")
    return [known.get(cell) for cell in tidied], wrong


def imei(cells: Sequence[str]) -> tuple[Sequence[str], Wrong]:
    """An IMEI of 15 digits, the last of which checks the others (3GPP TS 23.003, annex B), or nothing."""
    tidied, _ = tidy(cells)
    if all(map(_is_imei, filter(None, tidied))):
        return tidied, []
    digits = [normal_digits(cell) for cell in tidied]
    says = "it is no IMEI: 15 digits, of which the last checks the others"
    return digits, [(at, says) for at, cell in enumerate(digits) if tidied[at] and not _is_imei(cell)]


def mac(cells: Sequence[str]) -> tuple[Sequence[str], Wrong]:
    """A MAC address of six bytes in hex, or nothing."""
    tidied, whole = tidy(cells)
    bare = whole.translate(_BARE).split("|")
    filled = list(filter(None, bare))
    if whole and " " not in whole and len(filled) + tidied.count("") == len(cells) and set(map(len, filled)) <= {12}:
        try:
            text = bytes.fromhex("".join(filled)).hex(":").upper()
        except ValueError:
            text = ""
        if len(text) == max(0, 18 * len(filled) - 1):
            macs = iter([text[at : at + 17] for at in range(0, len(text), 18)])
            return [next(macs) if cell else "" for cell in bare], []
    normal = [normal_mac(cell) for cell in tidied]
    says = "it is no MAC such as 48:BA:4E:12:34:56"
    return normal, [(at, says) for at, cell in enumerate(normal) if tidied[at] and not _MAC.fullmatch(cell)]


def yes_or_no(cells: Sequence[str]) -> tuple[list[int], Wrong]:
    """`yes`, `no`, or nothing, which means no."""
    low = [cell.lower() for cell in tidy(cells)[0]]
    wrong = [(at, "it is neither yes nor no") for at, cell in enumerate(low) if cell not in ("yes", "no", "")]
    return [int(cell == "yes") for cell in low], wrong


def _each(cells: Sequence[str], why_not: Callable[[str], str]) -> Wrong:
    return [(at, says) for at, cell in enumerate(cells) if (says := why_not(cell))]


def _why_not_words(cell: str) -> str:
    if len(cell) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    return "it holds a control character" if any(unicodedata.category(c) == "Cc" for c in cell) else ""


def _why_not_label(cell: str) -> str:
    if len(cell) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    return "" if normal_serial(cell).isprintable() else "it holds a character that no label shows"


def _among(cells: Sequence[str], bad: set[str], wanted: str) -> Wrong:
    return [(at, f"it is no {wanted}") for at, cell in enumerate(cells) if cell in bad] if bad else []


@lru_cache(maxsize=4096)
def _is_year(text: str) -> bool:
    found = _YEAR.fullmatch(text)
    return found is not None and (found[2] is None or (int(found[1]) + 1) % 100 == int(found[2]))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_imei(digits: str) -> bool:
    if len(digits) != 15 or not digits.isascii() or not digits.isdigit():
        return False
    total = sum(map(int, digits[0::2])) + sum(map(int, digits[1::2].translate(_DOUBLED)))
    return total % 10 == 0
