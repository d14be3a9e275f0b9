"""The desk's app: scans and keys in, the desk's answers out. All state is the desk's, and one thread writes it."""

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from msgspec.structs import replace
from rich.text import Text
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from devswap.desk.outcome import Balance, Outcome
from devswap.errors import DevswapError, StoreError
from devswap.labels.commands import decode
from devswap.tui import process, saying, themes
from devswap.tui.exchange import Exchange
from devswap.tui.inbox import Inbox
from devswap.tui.keys import KEYS, NEED_WORDS, SCREENS, Key, bindings
from devswap.tui.messages import (
    AT_ONCE,
    Carried,
    PaperChanged,
    Scanned,
    ScannerChanged,
    ScansWait,
    Silence,
    Told,
    Typed,
)
from devswap.tui.moments import once
from devswap.tui.scanners import Scanners
from devswap.tui.screens.front import FrontScreen, Shown
from devswap.tui.screens.handover import A_MOMENT, HandoverScreen
from devswap.tui.text import WIDE
from devswap.tui.wedge import Wedge
from devswap.tui.widgets.edges import Keys, Status, parts
from scanners.reader import ScannerState
from scanners.scan import Scan
from scanners.settings import ScannerSettings

if TYPE_CHECKING:
    from devswap.desk.desk import Desk
    from devswap.tui.screens.lock import LockScreen

_WIDTHS: Final = [(0, "-narrow"), (WIDE, "-wide")]
_HEIGHTS: Final = [(0, "-short"), (36, "-tall")]
_TICK: Final = 10.0
"""Seconds between two looks at the clock."""
_EXCHANGE: Final = 0.5
"""Seconds between two looks at whether the register is to be asked something."""
_SETTLE: Final = 1.0
"""Seconds after the first paint; by then everything that stays is in memory."""


class DeskApp(App[int], inherit_bindings=False):
    """A desk on a terminal. It is painted before its desk is opened; where nobody is signed in, a lock covers it."""

    TITLE = "devswap"
    CSS_PATH = Path(__file__).parent / "screens" / "handover.tcss"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    BINDINGS = bindings(KEYS)
    HORIZONTAL_BREAKPOINTS = _WIDTHS
    VERTICAL_BREAKPOINTS = _HEIGHTS

    beside: ClassVar[frozenset[str]] = SCREENS
    """Actions that open a screen beside the first one."""
    lines: ClassVar[frozenset[str]] = NEED_WORDS
    """Actions that begin a line."""
    begin: ClassVar[tuple[str, str]] = saying.BEGIN
    """What is to be done first, and what is said beside it."""
    desk: "Desk"
    """Once it is open."""

    def __init__(
        self,
        open_desk: "Callable[[], Desk]",
        scanners: Sequence[ScannerSettings] = (),
        *,
        theme: str = "dark",
        keys: tuple[Key, ...] = KEYS,
        state_folder: Path,
        clock: Callable[[], datetime],
        zone: tzinfo | None = None,
        practice: bool = False,
        ca: str = "",
    ) -> None:
        # told that the terminal's own colours are wanted, Textual obeys NO_COLOR with no colour; else with grey
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.clock, self.zone = clock, zone
        self.animation_level = "none"
        self.register_theme(themes.theme(theme))
        self.theme = theme
        self.set_keymap({key.action: key.key for key in keys})
        self._open_desk = open_desk
        self._is_open = False
        self.failure: DevswapError | None = None
        """Why the desk could not be opened."""
        self._early: list[Message] = []
        self._inbox = Inbox(lambda: self.post_message(ScansWait()))
        self._follows = False
        """What stands around the verdict is drawn in a moment."""
        self._state_folder = state_folder
        self._scanners = Scanners(scanners)
        self.wedge = Wedge(self, self._scanners.keyboard)
        self.outcome = self._verdict = saying.opening(clock())
        self._balance = Balance()
        self._news = ("", "")
        self.exchange = Exchange(ca)
        self._lock_screen: LockScreen | None = None
        self._touched = self.clock()
        self.handover = self._first(Keys(keys, practice))

    def get_default_screen(self) -> Screen[None]:
        """The handover screen, always at the bottom of the stack."""
        return self.handover

    def _first(self, keys: Keys) -> FrontScreen:
        """The screen that is there from the start."""
        return HandoverScreen(self._shown(), keys)

    def _beside(self, name: str) -> Screen[None]:
        """A screen beside it, drawn from the desk as it is now."""
        from devswap.tui.screens import secondary

        return secondary.screen(name, self)

    def get_driver_class(self) -> type[Driver]:
        """The terminal's, with an input thread that a busy machine does not fool."""
        driver = super().get_driver_class()
        if sys.platform == "win32":
            return driver
        from devswap.tui.terminal import watched

        return watched(driver)

    # what comes in

    async def on_event(self, event: events.Event) -> None:
        """Every key and paste passes the wedge before any binding."""
        if isinstance(event, events.Key | events.Paste):
            self._touched = self.clock()
        for passed in self.wedge.sift(event):
            if isinstance(passed, events.Key):
                self._inbox.give_way()
            await super().on_event(passed)

    async def on_silence(self, message: Silence) -> None:
        """Time has passed behind the last key: what was held back is decided."""
        for passed in self.wedge.silence(message.time):
            await super().on_event(passed)

    def on_scanned(self, message: Scanned) -> None:
        """A scan by keys or paste, behind those that wait already."""
        if not self._is_open:
            self._early.append(message)
            return
        self._inbox.put(message.scan)

    def on_scans_wait(self) -> None:
        """Take up what scanners have read: as much as keeps the screen quick, the rest when others had a turn."""
        self._touched = self.clock()
        desks: list[Scan] = []
        for scan in self._inbox.take(AT_ONCE):
            code = decode(scan.text)
            command = code.value if code is not None and code.kind == "command" and not self.locked else ""
            ours = command in self.beside or command in self.lines
            if not ours and (command or getattr(self.screen, "look_up", None) is None):
                desks.append(scan)
                continue
            self._take(desks)
            desks = []
            self._look(scan, command)
        self._take(desks)
        self._inbox.answered()

    def _look(self, scan: Scan, command: str) -> None:
        """A scan that is not the desk's: one of our screens, or a look-up where that is on screen."""
        if command:
            self.action_desk(command)
        else:
            self.screen.look_up(scan)  # type: ignore[attr-defined]  # it is on screen, or the scan were the desk's

    def _take(self, scans: list[Scan]) -> None:
        """These scans are the desk's."""
        if scans:
            outcomes = self.desk.together([partial(self.desk.scan, scan) for scan in scans])
            self._answer(*zip(outcomes, scans, strict=True))

    def on_typed(self, message: Typed) -> None:
        """A line that a person sent: a command in words."""
        if not self._is_open:
            self._early.append(message)
        elif (message.words in self.beside or message.words in self.lines) and not self.locked:
            self.action_desk(message.words)
        else:
            self._answer((self.desk.command(message.words), None))

    def _begin_line(self, command: str) -> None:
        """A command that needs words: its line is begun, and a person types the rest."""
        self._uncover()
        self.handover.type(saying.begun(command, self.desk.settings.policy))

    def on_scanner_changed(self, message: ScannerChanged) -> None:
        """A scanner is ready, lost or back."""
        state = message.state
        self._scanners.changed(state)
        self._news = (state.message, state.next) if state.status != "ready" else ("", "")
        self._draw()

    def on_told(self, message: Told) -> None:
        """Something for the tape."""
        if self._is_open:
            self.desk.tell(message.words)
            self._draw()

    def on_paper_changed(self, _: PaperChanged) -> None:
        """A printer went off, or is back."""
        self._draw()

    def on_carried(self, _: Carried) -> None:
        """An answer of the register waits to be taken."""
        self._exchange()

    @property
    def locked(self) -> bool:
        """Nobody is signed in, or the screen was blanked: only a badge helps."""
        return self.screen.id == "lock"

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Behind the lock screen, and before the desk is open, the function keys are dead."""
        return action != "desk" or (self._is_open and not self.locked)

    def action_desk(self, name: str) -> None:
        """A function key, or the barcode of a screen."""
        if name == "lock":
            self._cover()
        if name in self.lines:
            self._begin_line(name)
        elif name not in self.beside:
            self._answer((self.desk.command(name), None))
        else:
            here = self.screen.id
            self._uncover()
            if here != name:
                self.push_screen(self._beside(name))

    # what goes out

    def _answer(self, *answers: tuple[Outcome, Scan | None]) -> None:
        """Show the desk's answers: the last verdict first, and what stands around it a moment later."""
        for outcome, _ in answers:
            self.outcome = outcome
            if outcome.word:
                self._verdict = outcome
            self._news = ("", "") if outcome.word else (outcome.message, outcome.next)
        if self.desk.operator is None:
            self._cover(outcome)
        elif not self.desk.ending:
            self._uncover()
        pin, at_once = self.desk.asks_for_pin, not self._follows
        self.handover.show_verdict(outcome, self._verdict, self._news, pin=pin, at_once=at_once)
        for said, scan in answers:
            self._scanners.say(scan, saying.to_the_scanner(said))
            if said.verdict == "refused":
                self.bell()
        if any(said.recorded for said, _ in answers):
            self.exchange.soon()
        if not self._follows:
            self._follows = True
            once(A_MOMENT, partial(self.call_later, self._follow))
        if outcome.code == "signed_in" and outcome.parked:
            self._answer((self.desk.command("visits"), None))
        if self.desk.ending:
            self._show_day_end(outcome)

    def _show_day_end(self, asked: Outcome) -> None:
        """What was asked at the end of the shift, with all that there is to see to."""
        from devswap.tui.screens.day_end import DayEndScreen

        with suppress(StoreError):  # the question stands on the handover screen too
            day = self.desk.shift()
            if isinstance(self.screen, DayEndScreen):
                self.screen.show(asked, day)
            else:
                self._uncover()
                self.push_screen(DayEndScreen(asked, day, self.handover.keys.value, self.zone))

    def _follow(self) -> None:
        self._follows = False
        with suppress(StoreError):  # the band says so when it matters
            self._balance = self.desk.balance()
        self._draw()
        process.tidy()

    def _look_at_the_clock(self) -> None:
        """A screen that nobody touched for too long locks; and what shows a time is drawn."""
        idle = self.desk.settings.policy.sign_in.idle_minutes * 60
        if idle and self.desk.operator is not None and (self.clock() - self._touched).total_seconds() >= idle:
            self.action_desk("lock")
        self._draw()
        process.tidy(all_of_it=True)

    def _draw(self) -> None:
        shown = self._shown()
        self.handover.show(shown)
        if self._lock_screen is not None:
            self._lock_screen.show(shown.status)

    def _shown(self) -> Shown:
        """What the handover screen draws; of people and devices nothing, while nobody is signed in."""
        now = self.clock()
        desk = self.desk if self._is_open else None
        operator = desk.operator if desk else None
        paper = desk.paper.state if desk and desk.paper else None
        states = parts(self._scanners.states, self._verdict.code != "not_recorded", self.exchange.state, paper)
        where = (desk.site, desk.name) if desk else ("", "")
        return Shown(
            outcome=self.outcome,
            verdict=self._verdict,
            told=self._news,
            parked=self.outcome.parked if operator else (),
            balance=self._balance,
            tape=desk.tape() if desk and operator else (),
            status=Status(*where, saying.called(desk), states, f"{now.astimezone(self.zone):%H:%M}"),
            now=now.replace(second=0, microsecond=0),
            zone=self.zone,
            pin=desk is not None and desk.asks_for_pin,
        )

    def _cover(self, said: Outcome | None = None) -> None:
        """Blank the screen until somebody signs in."""
        from devswap.tui.screens.lock import LockScreen

        if self._lock_screen is None:
            self._uncover()
            self._lock_screen = LockScreen(self._shown().status)
            self.push_screen(self._lock_screen)
        desk = self.desk if self._is_open else None
        locked = saying.behind_the_lock(said, desk)
        self._lock_screen.say(locked, pin=desk is not None and desk.asks_for_pin)

    def _uncover(self) -> None:
        """Back to the handover screen."""
        self._lock_screen = None
        for _ in self.screen_stack[1:]:
            self.pop_screen()

    # from start to end

    def on_mount(self) -> None:
        """Nothing that the first paint does not need comes before it."""
        self.call_after_refresh(once, A_MOMENT, partial(self.call_later, self._open))

    def _open(self) -> None:
        """Open the desk, then its scanners; what came meanwhile comes now."""
        try:
            self.desk = self._open_desk()
        except DevswapError as error:
            self.failure = error
            self.exit(return_code=error.exit_code)
            return
        self._is_open = True
        self.outcome = self._verdict = saying.ready(self.desk, self.clock(), self.begin)
        self._news = saying.PUT_BACK if self.desk.store.went_back else ("", "")
        if self.desk.operator is None:
            self._cover()
        self._follow()
        self._scanners.open(self._inbox.put, self._report)
        if self.desk.paper is not None:
            self.desk.paper.listen(
                lambda: self.post_message(PaperChanged()), lambda words: self.post_message(Told(words))
            )
        for message in self._early:
            self.post_message(message)
        self.set_interval(_TICK, self._look_at_the_clock)
        if self.desk.store.standing() is not None:
            self.run_worker(self._join())
        if not self.is_headless:
            process.heed_signals(self._leave)
            process.heed_terminal(self._leave)
            once(_SETTLE, process.settle)

    def _leave(self, code: int) -> None:
        self.exit(return_code=code)

    async def _join(self) -> None:
        """Begin to exchange with the register."""
        await self.exchange.join(self.desk.store, lambda: self.post_message(Carried()))
        self.set_interval(_EXCHANGE, self._exchange)
        self._exchange(("", ""))

    def _exchange(self, told: tuple[str, str] | None = None) -> None:
        """Take what came from the register and send what is due; a trouble is told once, as that of a scanner is."""
        before, told = self.exchange.state, self.exchange.news if told is None else told
        if self.exchange.turn(self.clock()):
            self._learn()
        news = self.exchange.news
        if news != told and (news[0] or self._news == told):
            self._news = news
        if self.exchange.state != before or news != told:
            self._draw()

    def _learn(self) -> None:
        """Lists, rules, freezes: what came holds for the visit on screen too."""
        self.desk.learn()
        self.outcome = replace(self.outcome, visit=self.desk.visit(), parked=self.desk.parked())
        if self.desk.operator is None and not self.locked:
            self._cover()
        self._follow()

    def _report(self, state: ScannerState) -> None:
        self.post_message(ScannerChanged(state))

    def on_unmount(self) -> None:
        """Let go of the scanners, and of the register."""
        self.exchange.close()
        if self._is_open and self.desk.paper is not None:
            self.desk.paper.close()
        process.let_go(self._scanners.readers)

    def _fatal_error(self) -> None:
        """An error that nobody caught: a file without anybody's data, and one sentence in the place of a traceback."""
        if not self._exit_renderables:
            error, desk = self._exception or RuntimeError(), self.desk if self._is_open else None
            self._exit_renderables.append(Text(saying.of_a_crash(error, desk, self._state_folder, self.clock())))
        self._close_messages_no_wait()
