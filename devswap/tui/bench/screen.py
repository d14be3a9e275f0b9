"""The bench's screen: the job in hand under the band, the lists under the job."""

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult

from devswap.desk.outcome import Choice, Outcome
from devswap.tui.bench import drawing
from devswap.tui.screens.front import FrontScreen, Shown
from devswap.tui.widgets import edges
from devswap.tui.widgets.panel import Panel
from devswap.wiping.board import Board


class BenchScreen(FrontScreen):
    """`turn` shows the page of the list that begins with a job: the first is 0."""

    def __init__(self, shown: Shown, keys: edges.Keys, turn: Callable[[int], None]) -> None:
        super().__init__(shown, keys, id="bench")
        self._turn = turn
        board = Board()
        self.job = Panel(drawing.draw_job, board, id="job")
        self.drives = Panel(drawing.draw_drives, self._drawn(board), id="drives")
        self.steps = Panel(drawing.draw_steps, board, id="steps")
        self.counts = Panel(drawing.draw_counts, board, id="counts")
        self.queue = Panel(drawing.draw_list, board, id="queue")

    def compose(self) -> ComposeResult:
        """From the status row down to the keys."""
        yield from (self.status, self.band, self.line, self.job, self.drives, self.steps)
        yield from (self.counts, self.queue, self.tape, self.keys)

    @property
    def page(self) -> int:
        """Jobs that the list has room for."""
        return max(1, self.queue.content_size.height - 1)

    def show(self, shown: Shown) -> None:
        """Draw what has changed."""
        super().show(shown)
        self.drives.show(self._drawn(self.job.value))

    def show_board(self, board: Board) -> None:
        """Draw the job, the lists and the page."""
        self.job.show(board)
        self.drives.show(self._drawn(board))
        self.steps.show(board)
        self.counts.show(board)
        self.queue.show(board)

    def _drawn(self, board: Board) -> tuple[Board, tuple[Choice, ...], tuple[str, ...]]:
        """The job with what is asked or told in its drives' place; that a job is known is told by the job itself."""
        said = self._shown.outcome
        return board, self.asked.choices, said.listed if said.code in ("shown", "report_in_hand") else ()

    @property
    def asked(self) -> Outcome:
        """What a typed line answers: a label that means nothing leaves the bench's question open."""
        said, before = self._shown.outcome, self._shown.verdict
        return before if said.verdict == "told" and said.code != "shown" and before.verdict == "ask" else said

    def on_resize(self) -> None:
        """As many rows as there is room for."""
        self.call_after_refresh(self._turn, self.queue.value.first)

    def take(self, event: events.Key) -> bool:
        """Page through the list, while nothing is being typed; everything else is typed."""
        board, page = self.queue.value, self.page
        steps = {"up": board.first - 1, "down": board.first + 1, "pageup": board.first - page,
                 "pagedown": board.first + page, "home": 0, "end": board.total}  # fmt: skip
        if event.key in steps and not self.entry.text:
            self._turn(max(0, min(steps[event.key], board.total - page)))
            return True
        return super().take(event)
