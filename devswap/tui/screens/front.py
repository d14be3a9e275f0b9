"""The screen that an app begins with: status, band, line, tape and keys, around what its desk is about."""

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo

from devswap.desk.outcome import Balance, Happening, Outcome, ParkedView
from devswap.tui.screens.typing import TypingScreen
from devswap.tui.widgets import band, day, edges
from devswap.tui.widgets.entry import Line, secret_from
from devswap.tui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the screen draws of the desk."""

    outcome: Outcome
    """The desk's last answer."""
    verdict: Outcome
    """The last answer that has a word: what was merely told never changes the band."""
    told: tuple[str, str]
    """What was merely told or became of a scanner, and what to do about it."""
    parked: tuple[ParkedView, ...]
    balance: Balance
    tape: tuple[Happening, ...]
    status: edges.Status
    now: datetime
    zone: tzinfo | None = None
    pin: bool = False
    """The desk waits for a PIN."""


class FrontScreen(TypingScreen):
    """It draws what it is shown and hands on what a person types; it decides nothing.

    The app loads its style sheet: Textual loads none for the screen that is there from the start.
    """

    def __init__(self, shown: Shown, keys: edges.Keys, *, id: str) -> None:
        super().__init__(id=id)
        self._shown = shown
        self.status = Panel(edges.draw_status, shown.status, id="status")
        self.band = Panel(band.draw, shown.verdict, id="band")
        self.tape = Panel(day.draw_tape, self._tape(), id="tape")
        self.keys = Panel(edges.draw_keys, keys, id="keys")

    def on_mount(self) -> None:
        """What was shown before there was a screen."""
        self.show(self._shown)

    def show_verdict(
        self, outcome: Outcome, verdict: Outcome, told: tuple[str, str], *, pin: bool = False, at_once: bool = False
    ) -> None:
        """Draw the answer alone; `show` follows a moment later with all that stands around it.

        `at_once`: it is painted when this returns. Textual's own way from a changed widget to the terminal takes five
        turns of its loop, and each is slow where nothing ran before. The thread that writes to the terminal needs this
        one to pause, or the verdict would wait for the rest.
        """
        self._shown = replace(self._shown, outcome=outcome, verdict=verdict, told=told, pin=pin)
        self.band.set_class(verdict.word == "NOT RECORDED", "alarm")
        if not (at_once and self.is_current):
            self.band.show(verdict)
            self.line.show(self.drawn())
            return
        if self.band.take(verdict):
            self._dirty_widgets.add(self.band)
        if self.line.take(self.drawn()):
            self._dirty_widgets.add(self.line)
        self._on_timer_update()

    def show(self, shown: Shown) -> None:
        """Draw what has changed."""
        self._shown = shown
        self.show_verdict(shown.outcome, shown.verdict, shown.told, pin=shown.pin)
        self.tape.show(self._tape())
        self.status.show(shown.status)

    def drawn(self) -> Line:
        """What is being typed and what for; else what was merely told."""
        asked = self.asked
        if self._pin and not self.entry.text.startswith("/"):
            return Line("PIN", self.entry, "ENTER sends · ESC empties", secret=0, open=True)
        told, cure = self._shown.told
        secret = secret_from(self.entry.text) if self.entry.text.startswith(("/sign", "/pin")) else None
        waits = asked.asks_for in ("reason", "choice") or bool(asked.choices)
        return Line(
            self._label(self.entry.text.strip()), self.entry, "ENTER sends · ESC empties", told, cure, secret, waits
        )

    @property
    def asked(self) -> Outcome:
        """What a typed line answers."""
        return self._shown.outcome

    def words(self, text: str) -> str:
        """The answer to what was asked; else an identifier that no scanner could read."""
        return {"Which": "choose ", "Reason": "reason ", "PIN": "pin "}.get(self._label(text), "typed ") + text

    def leave(self) -> None:
        """Nothing lies behind this screen."""

    @property
    def _pin(self) -> bool:
        """What is typed now is a PIN."""
        return self._shown.pin

    def _label(self, text: str) -> str:
        asked = self.asked
        if text.startswith("/"):
            return "Command"
        if self._pin:
            return "PIN"
        if asked.choices and (text.isdecimal() or asked.asks_for in ("", "choice")):
            return "Which"
        waits = any(line.state == "asked" for line in asked.visit.lines)
        return "Reason" if asked.asks_for == "reason" or (waits and not asked.asks_for) else "Typed"

    def _tape(self) -> day.Tape:
        return day.Tape(self._shown.tape, self._shown.zone)
