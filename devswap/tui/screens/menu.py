"""A list of commands to choose from: what is handed in and why, what is wrong, whose visit goes on."""

from dataclasses import dataclass, replace

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import ModalScreen

from devswap.tui.messages import Typed
from devswap.tui.text import EMPTY, At, Row, option, place, wrapped
from devswap.tui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Item:
    """One command and what it does."""

    words: str
    label: str
    does: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """The items, and which one ENTER takes."""

    title: str
    items: tuple[Item, ...]
    hint: str = ""
    chosen: int = 0

    def moved(self, key: str) -> "Menu | None":
        """The menu after a key; None where the key moves nothing."""
        last = len(self.items) - 1
        steps = {"up": self.chosen - 1, "down": self.chosen + 1, "home": 0, "end": last}
        if key not in steps:
            return None
        return replace(self, chosen=max(0, min(last, steps[key])))


def draw_menu(menu: Menu, size: Size) -> list[Row]:
    """Title, items, hint; where not all items fit, those around the chosen one, and how many there are."""
    width, height = size
    hint = wrapped(menu.hint, width, "$quiet")
    room = max(1, height - 3 - len(hint))
    first = max(0, min(menu.chosen - room // 2, len(menu.items) - room))
    last = min(first + room, len(menu.items))
    part = f"{first + 1} to {last} of {len(menu.items)}   " if last - first < len(menu.items) else ""
    rows = [place(width, At(0, menu.title, "bold $bright"), At(-1, f"{part}↑ ↓  ENTER  ESC", "$quiet")), EMPTY]
    for n, item in enumerate(menu.items[first : first + room], first):
        pieces = (At(3, item.label, "bold $bright"), At(21, item.does, "$ink"))
        rows.append(option(width, n == menu.chosen, 1, *pieces))
    return [*rows, EMPTY, *hint]


class MenuScreen(ModalScreen[None]):
    """Over the handover screen; a scan closes it, for what the desk answers must be seen."""

    AUTO_FOCUS = ""
    CSS_PATH = "menu.tcss"

    def __init__(self, menu: Menu, *, id: str) -> None:
        super().__init__(id=id)
        self.menu = Panel(draw_menu, menu, id="menu")

    def compose(self) -> ComposeResult:
        """The list alone."""
        yield self.menu

    def on_mount(self) -> None:
        """As high as its items."""
        menu = self.menu.value
        self.menu.styles.height = len(menu.items) + 7 + len(wrapped(menu.hint, 70))

    def on_key(self, event: events.Key) -> None:
        """Up and down, ENTER and ESC."""
        menu = self.menu.value
        if event.key == "escape":
            self.dismiss()
        elif event.key == "enter":
            self.app.post_message(Typed(menu.items[menu.chosen].words))
            self.dismiss()
        elif (moved := menu.moved(event.key)) is not None:
            self.menu.show(moved)
        else:
            return
        event.stop()


def hand_in() -> MenuScreen:
    """Old devices that come without a new one going out, and new ones that come back."""
    items = (
        Item("intake-only", "Collect later", "take in alone; the new one is collected later"),
        Item("hand-in leaver", "Leaver", "the next old one: its user has left, nothing due"),
        Item("hand-in spare", "Spare", "the next old one: one too many, nothing due"),
        Item("hand-in found", "Found", "the next old one: nobody brought it, nothing due"),
        Item("hand-in owed", "Owed", "the next old one: it was owed for a new one"),
        Item("exemption lost", "Lost", "no old one comes; a supervisor answers"),
        Item("exemption stolen", "Stolen", "no old one comes; a supervisor answers"),
        Item("exemption destroyed", "Destroyed", "no old one comes; a supervisor answers"),
        Item("return dead-on-arrival", "Dead on arrival", "the next one comes back: it does not work"),
        Item("return wrong-model", "Wrong model", "the next one comes back: it does not fit"),
        Item("return scanned-in-error", "Scanned in error", "the next one comes back: its box is still sealed"),
        Item("withdraw", "Wrong old one", "the next one goes back where it came from"),
        Item("more", "Stock and rounds", "deliveries, moves, counts, bookings, a round"),
        Item("park", "Wait", "this visit waits, as with another badge"),
    )
    return MenuScreen(
        Menu("HAND IN", items, "Keep an old one, do not wipe: type /keep and the day, 2026-12-31."), id="hand-in"
    )


def more() -> MenuScreen:
    """Stock, moves, counts and rounds; what is expected and what is owed."""
    items = (
        Item("stock", "Stock", "what is on hand here, and what runs low"),
        Item("delivery", "Delivery", "an order, counted against its list"),
        Item("send", "Send", "stock or custody leaves for another place"),
        Item("receive", "Receive", "what arrives here, by scanning"),
        Item("moves", "On the way", "what was sent and has not arrived"),
        Item("count stock", "Count stock", "blind, by scanning"),
        Item("count custody", "Count custody", "blind, by scanning"),
        Item("round", "Round", "a trolley is loaded for a night of desktops"),
        Item("empty", "Empty the trolley", "the round closes when all agree"),
        Item("resume", "Go on", "with the move, the count or the round that waits"),
        Item("bookings", "Bookings", "who is expected today"),
        Item("exemptions", "Exemptions", "those that are open, with ages"),
        Item("owed", "Owed", "old ones that are still to come"),
        Item("keyboard", "Keyboard", "what its layout does to scans, and the cure"),
    )
    return MenuScreen(Menu("STOCK AND ROUNDS", items, "CONFIRM ends a move, a count or a load."), id="more")


_FOUND = (
    Item("drive missing", "Drive missing", "of the old one scanned last"),
    Item("drive retained", "Drive kept", "of the old one scanned last"),
    Item("media usb", "USB stick found", "taken in by itself, with a wipe job of its own"),
    Item("media card", "Card found", "taken in by itself, with a wipe job of its own"),
)
"""What is not in an old one, or too much in it: no check, but a fact of its intake."""
_WRONG = {
    "charger": ("wrong charger", "Charger", "it is missing, or it stays with the person"),
    "sim_cards_media": ("wrong sim", "SIM or cards", "still in the old one"),
    "damage": ("wrong damage", "Damage", "the old one is damaged"),
    "signed_in_on_new": ("wrong not-signed-in", "Not signed in", "nobody could sign in on the new one"),
}


def wrong(checks: tuple[str, ...]) -> MenuScreen:
    """The checks that are raised only when they are wrong."""
    raised = tuple(Item(*_WRONG.get(c, (f"wrong {c}", c.replace("_", " "), ""))) for c in checks)
    items = (*raised, *_FOUND)
    return MenuScreen(Menu("SOMETHING IS WRONG", items, "What nobody raises is recorded as not raised."), id="wrong")
