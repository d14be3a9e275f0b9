"""The bench's menus, and its help screen."""

from typing import Final

from devswap.tui.screens.help import Help, HelpScreen
from devswap.tui.screens.menu import Item, Menu, MenuScreen
from devswap.tui.widgets.edges import Keys
from devswap.wiping.helping import COMMANDS, INTRO
from devswap.wiping.schemes import Schemes

LINES: Final = frozenset({
    "evidence", "set-aside", "drive-out", "drive is", "drive found", "drive missing", "destroy", "grade",
    "hold", "lift", "remove", "hand-over", "send",
})  # fmt: skip
"""Commands that need words: their line is begun."""
_LISTS: Final = {
    "waiting": "may be wiped now, oldest first", "keeping": "kept until a day", "held": "a hold stands against it",
    "running": "the wipe has begun", "to-accept": "evidence waits for a person", "failed": "to be wiped again",
    "to-destroy": "a drive is out, and waits", "done": "accepted", "destroyed": "destroyed",
}  # fmt: skip


def help_screen(keys: Keys) -> HelpScreen:
    """Every command of the bench."""
    return HelpScreen(Help(keys, COMMANDS, INTRO))


def lists(counts: dict[str, int]) -> MenuScreen:
    """Which list is shown."""
    items = tuple(
        Item(f"list {name}", name.replace("-", " ").capitalize(), f"{counts.get(name, 0):,}  {what}")
        for name, what in _LISTS.items()
    )
    review = Item("review", "Review", f"{counts.get('review', 0):,}  reports that match no job, or leave a doubt")
    return MenuScreen(Menu("LISTS", (*items, review), "PgUp and PgDn turn the page of the list on screen."), id="lists")


def consign(schemes: Schemes, waiting: tuple[tuple[str, str], ...], in_hand: str) -> MenuScreen:
    """Consignments that wait, with their state, and the schemes that a new one may be for."""
    if in_hand:
        out, leave = (
            Item("remove", "Take out", "a device that lies in it"),
            Item("leave", "Leave it", "it waits as it is"),
        )
        if dict(waiting).get(in_hand) == "closed":
            papers = Item("papers", "Papers", "manifest and what the scheme needs, written to be printed")
            collected = Item("hand-over", "Hand over", "and who collects: everything in it leaves")
            return MenuScreen(Menu(f"{in_hand} IS CLOSED", (papers, collected, out, leave)), id="consign")
        close = Item("close", "Close", f"{in_hand} is frozen, its papers can be written")
        return MenuScreen(Menu(f"CONSIGNMENT {in_hand}", (close, out, leave), "A scan puts a device in."), id="consign")
    items = (
        *(Item(f"consign {name}", name, f"{state}: take it up again") for name, state in waiting),
        *(Item(f"consign {s.name}", s.name, f"a new one: {s.title}, {s.kind}") for s in schemes.schemes),
    )
    hint = "A carrier: type /consign SCHEME carrier=NAME."
    return MenuScreen(Menu("CONSIGN", items, hint), id="consign")
