import dataclasses
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devswap.labels.commands import decode
from devswap.printing.voucher import LABEL, RECEIPT, Voucher, draw
from tests.printing.pages import at_dpi, ink_at_the_edge, texts, texts_on

UUID = "0198c2f0-1234-7abc-8def-0123456789ab"
VOUCHER = Voucher(UUID, "V-0412", ("desktop", "laptop"), "R. Okafor", "104417", "Lambeth", "desk 2", date(2025, 12, 5))
sizes = pytest.mark.parametrize("size", [LABEL, RECEIPT])


@sizes
@pytest.mark.parametrize("entitlement", [UUID, "20413"])
def test_it_opens_the_entitlement_that_it_is_for(size: tuple[float, float], entitlement: str) -> None:
    page = draw(dataclasses.replace(VOUCHER, entitlement=entitlement), size)
    assert [decode(text) for text in texts_on(page.image)] == [("voucher", entitlement)]
    assert [decode(text) for text in texts_on(at_dpi(page.image, 203, 300))] == [("voucher", entitlement)]


@sizes
def test_it_says_what_is_due_to_whom_where_and_until_when(size: tuple[float, float], drawn: list[str]) -> None:
    draw(VOUCHER, size)
    assert drawn == [
        "One new desktop or laptop", "for R. Okafor · 104417", "V-0412", "Lambeth, desk 2", "by 5 Dec 2025",
        "At this desk only. Bring this paper and your badge.",
    ]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.uuids().map(str), texts, st.lists(texts, max_size=4).map(tuple), texts, st.dates())
def test_any_voucher_reads_back_and_keeps_its_margin(
    entitlement: str, text: str, categories: tuple[str, ...], site: str, by: date
) -> None:
    voucher = Voucher(entitlement, text, categories, text, text, site, text, by)
    page = draw(voucher)
    assert [decode(text) for text in texts_on(page.image)] == [("voucher", entitlement)]
    assert ink_at_the_edge(page.image, 8) == 0
