from hypothesis import given, settings
from hypothesis import strategies as st

from devswap.labels.commands import decode
from devswap.printing.badges import PER_PAGE, Badge, draw
from devswap.printing.page import A4
from tests.printing.pages import ink_at_the_edge, texts, texts_on

numbers = st.from_regex(r"[0-9]{4,10}", fullmatch=True)


def test_every_badge_is_on_a_card_of_its_own() -> None:
    badges = [Badge(f"{number:010}", "Renée Okafor", str(number), "Unit 1") for number in range(PER_PAGE + 3)]
    first, second = draw(badges, 203)
    assert first.image.size == (round(A4[0] * 203 / 25.4), round(A4[1] * 203 / 25.4))
    on_first, on_second = ([decode(text) for text in texts_on(page.image)] for page in (first, second))
    assert (len(on_first), len(on_second)) == (PER_PAGE, 3)
    assert sorted(code.value for code in on_first + on_second if code) == sorted(badge.badge for badge in badges)


@settings(max_examples=4, deadline=None)
@given(st.lists(st.builds(Badge, numbers, texts, texts, texts), min_size=1, max_size=4, unique_by=lambda b: b.badge))
def test_any_badges_read_back_from_the_sheet(badges: list[Badge]) -> None:
    (page,) = draw(badges, 203)
    found = [decode(text) for text in texts_on(page.image)]
    assert sorted(code.value for code in found if code) == sorted(badge.badge for badge in badges)
    assert ink_at_the_edge(page.image, 40) == 0


def test_nobody_needs_no_sheet() -> None:
    assert draw([]) == []


def test_a_place_without_a_name_shows_what_it_is(drawn: list[str]) -> None:
    draw([Badge("4711", "", "LOC-4", "Custody suite 4")], 203)
    assert drawn == ["Custody suite 4", "", "LOC-4", "devswap"]
