"""The handover screen: the result that is read from two metres, and all that an engineer needs beside it."""

from typing import Final

from textual.app import ComposeResult

from devswap.tui.screens.front import FrontScreen, Shown
from devswap.tui.widgets import day, edges, visit
from devswap.tui.widgets.panel import Panel

A_MOMENT: Final = 0.012
"""Seconds from the verdict to the rest."""


class HandoverScreen(FrontScreen):
    """THE screen."""

    def __init__(self, shown: Shown, keys: edges.Keys) -> None:
        super().__init__(shown, keys, id="handover")
        self.who = Panel(visit.draw_who, self._served(), id="who")
        self.pairs = Panel(visit.draw_pairs, self._pairs(), id="pairs")
        self.raised = Panel(visit.draw_raised, visit.Raised(shown.outcome.visit, keys.of("wrong")), id="raised")
        self.waiting = Panel(day.draw_waiting, self._waiting(), id="waiting")
        self.today = Panel(day.draw_today, self._today(), id="today")

    def compose(self) -> ComposeResult:
        """From the status row down to the keys."""
        yield from (self.status, self.band, self.line, self.who, self.pairs, self.raised)
        yield from (self.waiting, self.today, self.tape, self.keys)

    def show(self, shown: Shown) -> None:
        """Draw what has changed."""
        super().show(shown)
        self.pairs.show(self._pairs())
        self.who.show(self._served())
        self.raised.show(visit.Raised(shown.outcome.visit, self.keys.value.of("wrong")))
        self.waiting.show(self._waiting())
        self.today.show(self._today())

    def _served(self) -> visit.Served:
        return visit.Served(self._shown.outcome.visit, self._shown.now)

    def _today(self) -> day.Today:
        keys = self.keys.value
        return day.Today(self._shown.balance, keys.of("wipes"), keys.of("day-end"))

    def _pairs(self) -> visit.Pairs:
        asked = self._shown.outcome
        return visit.Pairs(asked.visit, self._shown.verdict.word == "STOP", asked.choices)

    def _waiting(self) -> day.Waiting:
        return day.Waiting(self._shown.parked, self._shown.now)
