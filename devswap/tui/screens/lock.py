"""The lock screen: nothing of the desk is to be seen until an operator's badge is scanned."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.geometry import Size

from devswap.tui import glyphs
from devswap.tui.messages import Typed
from devswap.tui.screens.typing import TypingScreen
from devswap.tui.text import EMPTY, At, Row, place, row, wrapped
from devswap.tui.widgets.edges import Status, draw_status
from devswap.tui.widgets.entry import Line, secret_from
from devswap.tui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Locked:
    """Why nothing is shown."""

    message: str
    """What the desk last said while it was locked."""
    cure: str = ""
    opens: str = "Scan your operator's badge."


def draw_locked(locked: Locked, size: Size) -> list[Row]:
    """LOCKED in block letters, what opens it, and what was said."""
    width = size.width
    letters = glyphs.rows("LOCKED")
    left = max(0, (width - max(map(len, letters))) // 2)
    rows = [place(width, At(left, letter, "$next")) for letter in letters]
    rows += [EMPTY, _centred(locked.opens, width, "bold $bright"), EMPTY]
    room = min(width - 4, 76)
    rows += [_centred(said.plain, width, "$ask") for said in wrapped(locked.message, room)]
    return rows + [_centred(said.plain, width, "$ink") for said in wrapped(locked.cure, room)]


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
        self._pin = False

    def compose(self) -> ComposeResult:
        """The word in the middle, the state of the parts above it."""
        yield from (self.status, self.locked, self.line)

    def show(self, status: Status) -> None:
        """Draw the state of the parts."""
        self.status.show(status)

    def say(self, locked: Locked, *, pin: bool) -> None:
        """Show what the desk said; `pin`: what is typed now is one."""
        self._pin = pin
        self.locked.show(locked)
        self.line.show(self.drawn())

    def drawn(self) -> Line:
        """A PIN, never to be seen; or an operator's number, where a badge was left at home."""
        if self._pin and not self.entry.text.startswith("/"):
            return Line("PIN", self.entry, "ENTER sends · ESC empties", secret=0, open=True)
        return Line("Sign in", self.entry, "ENTER sends · ESC empties", secret=secret_from(self.entry.text))

    def words(self, text: str) -> str:
        """The PIN that is asked for, or the number that signs in."""
        return f"pin {text}" if self._pin else f"sign-in {text}"

    def leave(self) -> None:
        """There is no way out but a badge; whose PIN is asked for may be put right."""
        if self._pin:
            self.post_message(Typed("cancel"))
