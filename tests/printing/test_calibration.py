import pytest

from devswap.labels.layouts import TABLES
from devswap.printing.calibration import CALIBRATION, LAYOUTS, arrives, layout_of
from scanners.us_layout import UsKeyboard


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_every_layout_is_told_by_what_arrives(layout: str) -> None:
    assert layout_of(arrives(layout)) == layout


def test_no_two_layouts_make_the_same_of_it() -> None:
    assert len({arrives(layout) for layout in LAYOUTS}) == len(LAYOUTS)


@pytest.mark.parametrize("layout", list(TABLES))
def test_the_layout_that_is_found_undoes_what_it_did(layout: str) -> None:
    assert arrives(layout).translate(TABLES[layout]) == CALIBRATION


@pytest.mark.parametrize("layout", list(LAYOUTS))
def test_an_aim_identifier_in_front_does_no_harm(layout: str) -> None:
    assert layout_of("]C0" + arrives(layout)) == layout


@pytest.mark.parametrize("arrived", ["", CALIBRATION[1:], CALIBRATION[:-1], "5CG7290HTW", "AaQqZzYy-6/8"])
def test_any_other_text_tells_no_layout(arrived: str) -> None:
    assert layout_of(arrived) is None


def test_no_character_is_on_a_dead_key_or_needs_more_than_a_us_keyboard() -> None:
    assert not set(CALIBRATION) & set("[]{}`=+^~")
    typed = {UsKeyboard().press(code, 1) for code in range(1, 90)}
    assert {c for c in CALIBRATION if not c.isupper() and c not in '"@#|'} <= typed
