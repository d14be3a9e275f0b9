"""The bench's app: a desk's app with other keys and another screen. What a scan means is the bench's to say."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual.screen import Screen

from devswap.errors import DevswapError, NotRecorded, StoreError
from devswap.store.queues import LISTS
from devswap.tui.app import DeskApp
from devswap.tui.bench import menus
from devswap.tui.bench.screen import BenchScreen
from devswap.tui.keys import BENCH_KEYS, Key, bindings
from devswap.tui.messages import Typed
from devswap.tui.screens.front import FrontScreen, Shown
from devswap.tui.widgets.edges import Keys, State
from devswap.tui.widgets.entry import Entry
from devswap.wiping import board, listing
from devswap.wiping.bench import FIRST
from devswap.wiping.board import Board
from devswap.wiping.consigning import ROLES
from devswap.wiping.importing import Importing, Read, Taken
from devswap.wiping.jobs import Bench
from devswap.wiping.originals import kept_files
from devswap.wiping.watching import LOOK, still
from scanners.settings import ScannerSettings

if TYPE_CHECKING:
    from devswap.desk.desk import Desk
    from devswap.ledger.known import Operator
    from devswap.wiping.bench import BenchVerbs

AT_ONCE: Final = 20
"""Reports that are read and recorded together, so that scans are answered between."""


class BenchApp(DeskApp, inherit_bindings=False):
    """A bench on a terminal; `logs` is the folder whose reports it takes in by itself, or None."""

    CSS_PATH = Path(__file__).with_name("bench.tcss")
    BINDINGS = bindings(BENCH_KEYS)
    beside = frozenset({"help", "find", "lists", "consign"})
    lines = menus.LINES
    begin = (FIRST, "Its job is shown, and what to do next.")

    verbs: "BenchVerbs"
    """Once it is open."""

    def __init__(
        self,
        open_bench: "Callable[[], tuple[Desk, BenchVerbs]]",
        scanners: Sequence[ScannerSettings] = (),
        *,
        theme: str = "dark",
        keys: tuple[Key, ...] = BENCH_KEYS,
        state_folder: Path,
        clock: Callable[[], datetime],
        zone: tzinfo | None = None,
        ca: str = "",
        logs: Path | None = None,
    ) -> None:
        self._logs, self._seen = logs, dict[Path, tuple[int, int]]()
        self._logs_fault, self._reading = "", False
        self._board = Board()
        self._open_bench = open_bench
        super().__init__(
            self._open_both, scanners, theme=theme, keys=keys, state_folder=state_folder, clock=clock, zone=zone, ca=ca
        )

    def _open_both(self) -> "Desk":
        desk, self.verbs = self._open_bench()
        return desk

    def _first(self, keys: Keys) -> FrontScreen:
        """The screen that is there from the start."""
        self._bench_screen = BenchScreen(self._shown(), keys, self._turn)
        return self._bench_screen

    def _beside(self, name: str) -> Screen[None]:
        """A screen beside it."""
        match name:
            case "lists":
                return menus.lists(dict(self._board.counts))
            case "consign":
                found = self.desk.store.consignments()
                waiting = tuple((saved.name, saved.state) for saved in found if saved.state != "handed_over")
                return menus.consign(self.verbs.schemes, waiting, self.verbs.yard.consignment)
            case "find":
                from devswap.tui.screens.find import FindScreen

                return FindScreen(self.desk, self.handover.keys.value, self.zone)
        return menus.help_screen(self.handover.keys.value)

    # what comes in

    def on_typed(self, message: Typed) -> None:
        """Which list is shown is the screen's own; any other line is the desk's, whose handler comes after this."""
        verb, _, name = message.words.partition(" ")
        if verb == "list" and name in LISTS and self._is_open and not self.locked:
            self._uncover()
            self._board = replace(self._board, name=name, first=0)
            self._follow()
            message.prevent_default()

    def _begin_line(self, command: str) -> None:
        """A command that needs words; the drive is written where there is but one."""
        self._uncover()
        job = self._board.job
        one = job.drives[0].serial if job is not None and len(job.drives) == 1 else ""
        text = f"/{command} {one} " if one and command in ("drive-out", "destroy", "drive missing") else f"/{command} "
        self.handover.type(Entry(text, len(text)))

    # what goes out

    def _shown(self) -> Shown:
        """What the screen draws; the watched folder stands behind the scanner."""
        shown = super()._shown()
        if self._logs is None:
            return shown
        logs = State("log folder watched", True, "logs ok")
        if self._logs_fault:
            logs = State(self._logs_fault, False, "logs LOST")
        first, *others = shown.status.parts
        return replace(shown, status=replace(shown.status, parts=(first, logs, *others)))

    def _follow(self) -> None:
        with suppress(StoreError):  # the band says so when it matters
            self._board = self._look_around()
        self._bench_screen.show_board(self._board)
        super()._follow()

    def _look_around(self) -> Board:
        """The job, the lists and the page as they stand now; nothing while nobody who works here is signed in."""
        desk, verbs, operator = self.desk, self.verbs, self._works_here()
        if operator is None:
            return Board()
        bench = Bench(desk.store, verbs.hand.profile, desk.site, operator, desk.settings.policy.wipe.early)
        counts, name = listing.counts(desk.store), self._board.name
        return Board(
            job=board.job_view(bench, verbs.hand.device, desk.settings, self.zone),
            counts=tuple(counts.items()),
            name=name,
            rows=self._page(),
            first=self._board.first,
            total=counts[name],
            consignment=verbs.yard.consignment,
        )

    def _page(self) -> tuple[board.RowView, ...]:
        """The rows of the list that there is room for."""
        store, settings = self.desk.store, self.desk.settings
        over_age = settings.policy.wipe.over_age_days
        rows = listing.page(store, over_age, self._board.name, self._bench_screen.page, self._board.first)
        return tuple(board.row_view(store, settings, row) for row in rows)

    def _works_here(self) -> "Operator | None":
        """Who is signed in, where that is somebody whose place is the bench."""
        operator = self.desk.operator
        return operator if operator is not None and operator.role in ROLES else None

    def _turn(self, first: int) -> None:
        """Show the page of the list that begins here; nothing else has changed."""
        self._board = replace(self._board, first=max(0, first))
        if self._is_open and self._works_here():
            with suppress(StoreError):
                self._board = replace(self._board, rows=self._page())
            self._bench_screen.show_board(self._board)

    # reports that come to lie in a folder

    def _open(self) -> None:
        super()._open()
        if not self._is_open:
            return
        if self._logs is not None:
            self.set_interval(LOOK, self._look_for_reports)

    def _look_for_reports(self) -> None:
        operator = self._works_here()
        if not self._reading and operator is not None and self._logs is not None:
            self._reading = True
            early = self.desk.settings.policy.wipe.early
            bench = Bench(self.desk.store, self.verbs.hand.profile, self.desk.site, operator, early)
            importing = Importing(bench, kept_files(self.desk.store.path), zone=self.verbs.hand.zone)
            self.run_worker(self._take_reports(importing, self._logs))

    async def _take_reports(self, importing: Importing, folder: Path) -> None:
        """Read in a thread, for a report may be long; record in this one, which alone writes the store."""
        taken: list[Taken] = []
        try:
            read, fault = await asyncio.to_thread(_read, importing, folder, self._seen)
            taken = importing.record(read)
        except NotRecorded as error:
            fault = f"NOT RECORDED: {error}"
            self._seen.clear()
        except (DevswapError, OSError) as error:
            fault = f"log folder: {error}"
        finally:
            self._reading = False
        for one in taken:
            self.desk.tell(f"{one.file}: drive {one.drive or '?'} {one.outcome}; {'; '.join(one.reasons)}")
        if taken:
            self.exchange.soon()
        if taken or fault != self._logs_fault:
            self._logs_fault = fault
            self._follow()


def _read(importing: Importing, folder: Path, seen: dict[Path, tuple[int, int]]) -> tuple[list[Read], str]:
    """The reports that are finished, and what is wrong with one that cannot be read: it holds up no other."""
    files = list(still(folder, seen, AT_ONCE))
    read: list[Read] = []
    fault = ""
    for file in files:
        try:
            read += importing.read([file])
        except (DevswapError, OSError) as error:
            seen.pop(file)
            fault = f"log folder: {error}"
    return read, fault
