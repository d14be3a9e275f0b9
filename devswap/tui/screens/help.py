"""Help: every command of the desk, its key, what it does, and the barcode of the chosen one to scan off the screen."""

from dataclasses import dataclass, replace
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen

from devswap.desk.helping import COMMANDS
from devswap.labels.commands import COMMANDS as BARCODES
from devswap.labels.commands import encode
from devswap.tui.barcode import cells
from devswap.tui.messages import Typed
from devswap.tui.text import EMPTY, At, Row, option, place
from devswap.tui.widgets.edges import Keys, draw_keys
from devswap.tui.widgets.panel import Panel

_BARCODE: Final = 66
_TALL: Final = 5


@dataclass(frozen=True, slots=True)
class Help:
    """Which command's barcode is shown."""

    keys: Keys
    commands: tuple[tuple[str, str, str], ...] = COMMANDS
    intro: str = "A swap: badge, old one, new one, badge again."
    chosen: int = 0

    def moved(self, key: str, page: int) -> "Help | None":
        """The help after a key; None where the key moves nothing."""
        last = len(self.commands) - 1
        steps = {"up": self.chosen - 1, "down": self.chosen + 1, "home": 0, "end": last,
                 "pageup": self.chosen - page, "pagedown": self.chosen + page}  # fmt: skip
        return replace(self, chosen=max(0, min(last, steps[key]))) if key in steps else None


def draw_help(help: Help, size: Size) -> list[Row]:
    """The list with the chosen command marked, and below it that command's barcode."""
    width, height = size
    tall = _TALL + 2 if height > 30 else _TALL
    room = height - tall - 5
    first = max(0, min(help.chosen - room // 2, len(help.commands) - room))
    rows = [
        place(width, At(2, "HELP", "bold $bright"), At(9, help.intro),
              At(-2, "↑ ↓  ENTER  ESC", "$quiet")),
        EMPTY,
    ]  # fmt: skip
    for n, (command, action, does) in enumerate(help.commands[first : first + room], first):
        key = help.keys.of(action) if action else ""
        pieces = (At(4, command, "bold $bright"), At(29, key, "$next"), At(34, does, "$ink"))
        rows.append(option(width, n == help.chosen, 2, *pieces))
    command = help.commands[help.chosen][0]
    rows += [EMPTY] * (height - len(rows) - tall - 2)
    if command not in BARCODES:
        said = f"/{command} and what it needs: typed, it has no barcode."
        return [*rows, place(width, At(4, said, "bold $bright"))]
    code = encode("command", command)
    left = max(0, (width - _BARCODE) // 2)
    rows += [place(width, At(left, cells(code)))] * tall
    caption = f"{command.upper()}   {code}"
    return [*rows, place(width, At(max(0, (width - len(caption)) // 2), caption, "bold $bright"))]


class HelpScreen(Screen[None]):
    """Up and down choose, ENTER does it, ESC goes back; a scan goes to the desk."""

    AUTO_FOCUS = ""
    CSS_PATH = "help.tcss"

    def __init__(self, help: Help) -> None:
        super().__init__(id="help")
        self.help = Panel(draw_help, help, id="help-list")
        self.keys = Panel(draw_keys, help.keys, id="keys")

    def compose(self) -> ComposeResult:
        """The list, and the keys."""
        yield from (self.help, self.keys)

    def on_key(self, event: events.Key) -> None:
        """Move, do, or go back."""
        if event.key == "escape":
            self.dismiss()
        elif event.key == "enter":
            self.app.post_message(Typed(self.help.value.commands[self.help.value.chosen][0]))
        elif (moved := self.help.value.moved(event.key, page=10)) is not None:
            self.help.show(moved)
        else:
            return
        event.stop()
