"""A list of commands says what of it is not on the screen."""

from textual.geometry import Size

from devswap.tui.screens.menu import Item, Menu, draw_menu

ITEMS = tuple(Item(f"command {n}", f"Label {n}") for n in range(1, 14))


def shown(chosen: int, height: int) -> str:
    return "\n".join(row.plain for row in draw_menu(Menu("STOCK", ITEMS, chosen=chosen), Size(70, height)))


def test_a_menu_that_is_cut_says_which_part_of_it_is_shown() -> None:
    assert "1 to 12 of 13" in shown(0, 15)
    assert "2 to 13 of 13" in shown(12, 15)
    assert "▸" in shown(12, 15).splitlines()[13]


def test_one_that_is_whole_says_nothing_of_it() -> None:
    assert " of 13" not in shown(0, 20)
