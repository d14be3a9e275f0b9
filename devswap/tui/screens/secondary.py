"""The screens beside the handover screen, imported when they are first wanted."""

from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from devswap.tui.app import DeskApp


def screen(name: str, app: "DeskApp") -> Screen[None]:
    """The screen of that name, drawn from the desk as it is now."""
    desk, keys = app.desk, app.handover.keys.value
    match name:
        case "hand-in":
            from devswap.tui.screens import menu

            return menu.hand_in()
        case "wrong":
            from devswap.tui.screens import menu

            return menu.wrong(app.outcome.visit.checks)
        case "more":
            from devswap.tui.screens import menu

            return menu.more()
        case "wipes":
            from devswap.tui.screens.wipes import WipesScreen

            return WipesScreen(desk, app.clock(), keys)
        case "find":
            from devswap.tui.screens.find import FindScreen

            return FindScreen(desk, keys, app.zone)
        case "keyboard":
            from devswap.tui.screens.keyboard import KeyboardScreen

            return KeyboardScreen(desk, keys)
    from devswap.tui.screens.help import Help, HelpScreen

    return HelpScreen(Help(keys))
