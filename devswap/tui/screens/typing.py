"""A screen with a line that a person types into, without focus: see `widgets/entry.py`."""

from abc import abstractmethod

from textual import events
from textual.screen import Screen

from devswap.tui.messages import Typed
from devswap.tui.widgets.entry import Entry, Line, draw_line
from devswap.tui.widgets.panel import Panel


class TypingScreen(Screen[None]):
    """Keys that the wedge found to be a person's go into the line; ENTER sends it, ESC empties it, then leaves."""

    AUTO_FOCUS = ""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.entry = Entry()
        self.line = Panel(draw_line, Line(), id="line")

    @abstractmethod
    def drawn(self) -> Line:
        """The line as it is to be drawn now."""

    @abstractmethod
    def words(self, text: str) -> str:
        """The command in words that the text stands for; empty where the screen took it for itself."""

    @abstractmethod
    def leave(self) -> None:
        """ESC on an empty line."""

    def type(self, entry: Entry) -> None:
        """Show this in the line."""
        self.entry = entry
        self.line.show(self.drawn())

    def on_key(self, event: events.Key) -> None:
        """A key that a person pressed."""
        if self.take(event):
            event.stop()

    def take(self, event: events.Key) -> bool:
        """Do what the key asks for; whether it asked for anything here."""
        text = self.entry.text.strip()
        if event.key == "escape":
            self.type(Entry()) if self.entry.text else self.leave()
        elif event.key == "enter" and text:
            words = text[1:] if text.startswith("/") else self.words(text)
            self.type(Entry())
            if words:
                self.post_message(Typed(words))
        elif (changed := self.entry.key(event.key, event.character)) is not None:
            self.type(changed)
        else:
            return False
        return True
