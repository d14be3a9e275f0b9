"""Scanners that type: every key and paste of the terminal is looked at here before any binding sees it.

`scanners/keystrokes.py` decides whose a key is; this is its place in a Textual app: `DeskApp.on_event` asks it which
events to hand on. A scan becomes one message; keys that turn out to be a person's are handed on as if nothing had
happened, 50 ms late. Silence is told by the terminal's own thread, behind the keys that it has read
(`devswap/tui/terminal.py`); where another driver reads, by a timer of the app.
"""

import asyncio

from textual import events
from textual.app import App

from devswap.tui.messages import Scanned, Silence
from devswap.tui.moments import once
from scanners.keystrokes import KeyPress, Keystrokes, Taken


class Wedge:
    """The keys of one app; `source` is the name of its keyboard scanner."""

    def __init__(self, app: App[int], source: str = "keyboard") -> None:
        self._app = app
        self._keys = Keystrokes(source)
        self.due: float | None = None
        """When silence decides what is held; None while nothing is. Read by the terminal's thread."""
        self.watched = False
        """The terminal's thread says how long it was silent; else the app's clock does."""
        self._waiting: asyncio.TimerHandle | None = None

    def sift(self, event: events.Event) -> list[events.Event]:
        """The events to hand on in the place of this one."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            return self._passed(self._keys.feed(event.key, event.character, event.time), event)
        if isinstance(event, events.Paste) and not event.is_forwarded:
            return self._passed(self._keys.paste(event.text, event.time), event)
        return [event]

    def silence(self, now: float) -> list[events.Event]:
        """The keys to hand on now that nothing came up to `now`."""
        self._waiting = None
        return self._passed(self._keys.idle(now), None)

    def _passed(self, taken: Taken, event: events.Event | None) -> list[events.Event]:
        for scan in taken.scans:
            self._app.post_message(Scanned(scan))
        self._wait()
        handed_on: list[events.Event] = [_key(press) for press in taken.released]
        return handed_on if taken.consumed or event is None else [*handed_on, event]

    def _wait(self) -> None:
        """Have a `Silence` follow behind the keys that wait, when what is held is due."""
        self.due = self._keys.deadline
        if self.due is None or self.watched or self._waiting is not None:
            return
        held_for = max(0.0, self.due - Silence().time)
        self._waiting = once(held_for + 0.001, lambda: self._app.post_message(Silence()))


def _key(press: KeyPress) -> events.Key:
    return events.Key(press.key, press.character)
