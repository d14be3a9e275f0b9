import dataclasses
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from devswap.printing.receipt import MOST_LINES, ReceiptDevice, ReceiptLine, age, draw
from tests.printing.pages import HOSTILE, ink_at_the_edge, texts, times
from tests.printing.values import RECEIPT

devices = st.none() | st.builds(ReceiptDevice, texts, texts, texts, texts, texts)
lines = st.builds(ReceiptLine, devices, devices, texts)


def test_both_copies_name_everything_that_a_receipt_owes(drawn: list[str]) -> None:
    draw(RECEIPT)
    half = len(drawn) // 2
    for said, copy in ((drawn[:half], "copy for the recipient"), (drawn[half:], "copy for the record")):
        assert copy in said
        assert {
            "5CG7290HTW", "5CG2411RVD", "tag 104233 · cage L2-0412", "tag 205001", "Renée Okafor · 104417", "Unit 1",
            "E. Moss", "Lambeth, desk 2", "7 Nov 2025 10:42 UTC", "charger missing: laptop 5CG7290HTW", "by badge",
            "No. 0412", "8 h 42 min old, of 7 Nov 2025", "02:00 UTC", "I hand in and receive what is shown.",
        } <= set(said)  # fmt: skip
        assert "REPRINT" not in said


def test_a_reprint_says_so_on_both_copies(drawn: list[str]) -> None:
    draw(RECEIPT, reprint=True)
    assert drawn.count("REPRINT") == 2


def test_a_reprint_differs_from_the_first_print_in_nothing_else(drawn: list[str]) -> None:
    draw(RECEIPT)
    first = list(drawn)
    drawn.clear()
    draw(RECEIPT, reprint=True)
    assert [text for text in drawn if text != "REPRINT"] == first


def test_unknown_age_of_the_lists_is_said(drawn: list[str]) -> None:
    draw(dataclasses.replace(RECEIPT, lists_as_of=None))
    assert "of unknown age" in drawn


def test_nothing_raised_is_said(drawn: list[str]) -> None:
    draw(dataclasses.replace(RECEIPT, exceptions=()))
    assert "Nothing raised." in drawn


def test_a_name_that_may_not_be_shown_leaves_no_gap(drawn: list[str]) -> None:
    draw(dataclasses.replace(RECEIPT, recipient=""))
    assert "104417" in drawn
    assert not any("Okafor" in text for text in drawn)


def test_an_endless_visit_is_counted_not_lost(drawn: list[str]) -> None:
    draw(dataclasses.replace(RECEIPT, lines=RECEIPT.lines * (MOST_LINES + 7)))
    assert drawn.count("and 7 more, in the desk's record") == 2
    assert drawn.count("5CG7290HTW") == 2 * MOST_LINES


@settings(max_examples=25, deadline=None)
@given(st.lists(lines, max_size=6).map(tuple), st.lists(texts, max_size=5).map(tuple), texts, times, st.booleans())
def test_any_receipt_is_as_long_as_its_text_and_ends_in_white(
    swaps: tuple[ReceiptLine, ...], raised: tuple[str, ...], text: str, at: datetime, reprint: bool
) -> None:
    receipt = dataclasses.replace(
        RECEIPT, lines=swaps, exceptions=raised, recipient=text, statement=text, programme=text, at=at, unit=text
    )
    for page in draw(receipt, reprint=reprint):
        assert page.image.width == 575
        foot = page.image.crop((0, page.image.height - 16, page.image.width, page.image.height))
        assert foot.convert("L").getextrema() == (255, 255)
        assert page.image.crop((0, 0, 575, page.image.height - 16)).convert("L").getextrema()[0] == 0


def test_hostile_text_neither_breaks_nor_widens_the_receipt() -> None:
    hostile = ReceiptDevice(*[HOSTILE] * 5)
    receipt = dataclasses.replace(RECEIPT, lines=(ReceiptLine(hostile, hostile, HOSTILE),), number=HOSTILE)
    page, _ = draw(receipt)
    assert ink_at_the_edge(page.image.crop((560, 0, 575, page.image.height)), 1) < page.image.height


def test_ages_have_two_units_at_most() -> None:
    assert [age(timedelta(minutes=m)) for m in (-5, 0, 59, 60, 1439, 1440, 4 * 1440 + 61)] == [
        "0 min", "0 min", "59 min", "1 h 0 min", "23 h 59 min", "1 day 0 h", "4 days 1 h",
    ]  # fmt: skip
