"""The keyboard: one code to scan, and what its way through the system's layout tells, with what to change."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen

from devswap.printing.calibration import CALIBRATION, Calibrated
from devswap.tui.barcode import square
from devswap.tui.text import EMPTY, At, Row, place, wrapped
from devswap.tui.widgets.edges import Keys, draw_keys
from devswap.tui.widgets.panel import Panel
from scanners.scan import Scan

if TYPE_CHECKING:
    from devswap.desk.desk import Desk

_BESIDE: Final = 38
"""Where the words begin, right of the code."""
_ASKS: Final = "Scan this code with each scanner that types like a keyboard."
_PAPER: Final = "A laser reads paper only: `devswap sheets` prints the same text as a barcode."


@dataclass(frozen=True, slots=True)
class Looked:
    """What arrived, and what it tells; nothing yet, or another label."""

    arrived: str = ""
    found: Calibrated | None = None
    keyed: bool = True
    """It came through the keyboard's layout."""


def draw_keyboard(looked: Looked, size: Size) -> list[Row]:
    """The code on the left; on the right what to do, or what was found and its cure."""
    width, height = size
    words = [EMPTY, *_words(looked, width - _BESIDE - 2)]
    code = square(CALIBRATION)
    rows = [place(width, At(2, "KEYBOARD", "bold $bright"), At(-2, "ESC", "$quiet"))]
    for y in range(max(len(code), len(words))):
        pieces = [At(2, code[y])] if y < len(code) else []
        if y < len(words):
            pieces.append(At(_BESIDE, words[y]))
        rows.append(place(width, *pieces))
    return rows[:height]


def _words(looked: Looked, width: int) -> list[Row]:
    found = looked.found
    if found is None:
        other = wrapped(f"That was not this code: {looked.arrived}", width, "$ask") if looked.arrived else []
        return [*other, *wrapped(_ASKS, width, "bold $bright"), EMPTY, *wrapped(_PAPER, width, "$quiet")]
    style = "$done" if not found.cure else "$ask" if found.layout else "$stop"
    sent = [place(width, At(0, "sent", "$quiet"), At(9, CALIBRATION)),
            place(width, At(0, "arrived", "$quiet"), At(9, looked.arrived))]  # fmt: skip
    if not looked.keyed:
        says = "This scanner does not type: no layout changes what it sends."
        return [*wrapped(says, width, "bold $done"), EMPTY, *sent]
    return [*wrapped(found.says, width, f"bold {style}"), *wrapped(found.cure, width, "$bright"), EMPTY, *sent]


class KeyboardScreen(Screen[None]):
    """Every scan is taken for the code that it shows; ESC goes back."""

    AUTO_FOCUS = ""
    CSS_PATH = "keyboard.tcss"

    def __init__(self, desk: "Desk", keys: Keys) -> None:
        super().__init__(id="keyboard")
        self._desk = desk
        self.looked = Panel(draw_keyboard, Looked(), id="looked")
        self.keys = Panel(draw_keys, keys, id="keys")

    def compose(self) -> ComposeResult:
        """The code with its words, and the keys."""
        yield from (self.looked, self.keys)

    def look_up(self, scan: Scan) -> None:
        """What arrived of a scan."""
        self.looked.show(Looked(scan.text, self._desk.calibrate(scan), scan.keyed))

    def on_key(self, event: events.Key) -> None:
        """Back."""
        if event.key == "escape":
            self.dismiss()
            event.stop()
