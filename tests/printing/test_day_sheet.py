import dataclasses
from datetime import timedelta

from devswap.printing.certificate import ChainPlace
from devswap.printing.day_sheet import DaySheet, draw
from tests.printing import pdfs
from tests.printing.values import HASH, NOW

SHEET = DaySheet(
    "Lambeth",
    "desk 2",
    NOW,
    NOW + timedelta(hours=7),
    ("E. Moss", "P. Rao"),
    (("Old devices taken in", 44), ("New devices issued", 42)),
    "44 in + 1 exemption = 42 out + 3 to collect",
    True,
    (("cage: L2-0399 not seen", "carried over"),),
    (("10:31", "colleague's laptop, same unit", "S. Hall"),),
    ChainPlace("desk 2", "0198c2f0-1234-7abc-8def-0123456789ab", 8814, HASH),
)


def test_it_says_the_balance_the_differences_and_the_head_of_the_journal() -> None:
    said = pdfs.said(draw(SHEET))
    assert {
        "Lambeth, desk 2 · 7 Nov 2025", "balanced", "44 in + 1 exemption = 42 out + 3 to collect", "44", "42",
        "E. Moss, P. Rao", "cage: L2-0399 not seen", "carried over", "colleague's laptop, same unit", "S. Hall",
        "desk 2, entry 8814", HASH, "Engineer", "Supervisor",
    } <= set(said)  # fmt: skip
    assert "does not balance" not in said


def test_a_day_that_does_not_balance_says_so_in_its_band() -> None:
    assert "does not balance" in pdfs.said(draw(dataclasses.replace(SHEET, balanced=False)))


def test_no_difference_and_no_exception_are_said_not_left_blank() -> None:
    assert pdfs.said(draw(dataclasses.replace(SHEET, differences=(), exceptions=()))).count("None.") == 2


def test_the_same_day_gives_the_same_bytes() -> None:
    assert draw(SHEET) == draw(SHEET)
