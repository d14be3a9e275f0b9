"""The lock screen: nothing of the desk is to be seen until an operator's badge is scanned."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.geometry import Size

from devswap.tui import glyphs
from devswap.tui.screens.typing import TypingScreen
from devswap.tui.text import EMPTY, At, Row, place, row, wrapped
from devswap.tui.widgets.edges import Status, draw_status
from devswap.tui.widgets.entry import Line
from devswap.tui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Locked:
    """Why nothing is shown."""

    message: str
    """What the desk last said while it was locked."""


def draw_locked(locked: Locked, size: Size) -> list[Row]:
    """LOCKED in block letters, what opens it, and what was said."""
    width = size.width
    letters = glyphs.rows("LOCKED")
    left = max(0, (width - max(map(len, letters))) // 2)
    rows = [place(width, At(left, letter, "$next")) for letter in letters]
    rows += [EMPTY, _centred("Scan your operator's badge.", width, "bold $bright"), EMPTY]
    return rows + [_centred(said.plain, width, "$ask") for said in wrapped(locked.message, min(width - 4, 76))]


def _centred(text: str, width: int, style: str) -> Row:
    said = row((text, style))
    return place(width, At(max(0, (width - said.cell_length) // 2), said))


class LockScreen(TypingScreen):
    """Covers everything; scans go to the desk, which opens it when an operator has signed in."""

    CSS_PATH = "lock.tcss"

    def __init__(self, status: Status) -> None:
        super().__init__(id="lock")
        self.status = Panel(draw_status, status, id="status")
        self.locked = Panel(draw_locked, Locked(""), id="locked")

    def compose(self) -> ComposeResult:
        """The word in the middle, the state of the parts above it."""
        yield from (self.status, self.locked, self.line)

    def show(self, status: Status) -> None:
        """Draw the state of the parts."""
        self.status.show(status)

    def say(self, message: str) -> None:
        """Show what the desk said."""
        self.locked.show(Locked(message))

    def drawn(self) -> Line:
        """An operator's number, where a badge was left at home."""
        return Line("Sign in", self.entry, "ENTER sends · ESC empties")

    def words(self, text: str) -> str:
        """The number signs in."""
        return f"sign-in {text}"

    def leave(self) -> None:
        """There is no way out but a badge."""
