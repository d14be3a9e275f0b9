"""The wipe queue, oldest first: a page of it is read when it is shown, so that its length never costs anything."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen

from devswap.desk import wipe_queue
from devswap.desk.wipe_queue import WipeRow
from devswap.store.values import Job
from devswap.tui.text import EMPTY, WIDE, At, Row, place, row, serial
from devswap.tui.widgets.edges import Keys, draw_keys
from devswap.tui.widgets.panel import Panel

if TYPE_CHECKING:
    from devswap.desk.desk import Desk

_STATES: Final = {"queued": "to be wiped", "started": "wipe runs", "failed": "failed, again"}
"""A state in words; what is not due says when, and never that it is held (P9)."""


@dataclass(frozen=True, slots=True)
class Queue:
    """A page of the queue."""

    rows: tuple[WipeRow, ...]
    first: int
    """How many jobs are older than the first that is shown."""
    total: int


def draw_heading(queue: Queue, size: Size) -> list[Row]:
    """How many wait, which of them are shown, and what the columns are."""
    width = size.width
    last = queue.first + len(queue.rows)
    shown = f"oldest first, {queue.first + 1:,} to {last:,} of {queue.total:,}" if queue.rows else "nothing waits"
    heading = place(width, At(2, "WIPES WAITING", "bold $bright"), At(17, f"{queue.total:,}", "bold $next"),
                  At(-2, f"{shown}   ↑ ↓  PgUp PgDn  ESC", "$quiet"))  # fmt: skip
    return [heading, EMPTY, _columns(width, *(row((title, "$quiet")) for title in _TITLES))]


_TITLES: Final = ("AGE", "DEVICE", "", "SERIAL", "TAG", "WHERE", "STATE")


def draw_queue(queue: Queue, size: Size) -> list[Row]:
    """A row a job."""
    return [_job(line, size.width) for line in queue.rows]


def _job(line: WipeRow, width: int) -> Row:
    job = line.job
    style = "bold $stop" if line.over_age else "$ink"
    age = "today" if line.age_days == 0 else f"{line.age_days} day{'' if line.age_days == 1 else 's'}"
    state = _STATES.get(job.state) or _waits(job)
    return _columns(
        width,
        row((f"{'!' if line.over_age else ' '} {age}", style)),
        row((job.category, "$ink")),
        row((f"{job.maker} {job.model}", "$quiet")),
        serial(job.serial or job.asset_tag, "$bright"),
        row((job.asset_tag if job.serial else "", "$quiet")),
        row((f"{job.site} {job.spot}".strip(), "$quiet")),
        row((f"{state}, over age" if line.over_age else state, style if line.due else "$quiet")),
    )


def _waits(job: Job) -> str:
    if job.state == "keeping" and job.keep_until:
        day = date.fromisoformat(job.keep_until)
        return f"not before {day.day} {day:%b %Y}"
    return "not due"


def _columns(width: int, *cells: Row) -> Row:
    """The columns; what it is, its tag and its place only where there is room."""
    age, category, what, called, tag, where, state = cells
    if width < WIDE:
        return place(width, At(2, age), At(13, category), At(23, called), At(40, where), At(54, state))
    return place(
        width, At(2, age), At(14, category), At(24, what), At(52, called), At(70, tag), At(79, where), At(95, state)
    )


class WipesScreen(Screen[None]):
    """Pages through the queue; a scan goes to the desk."""

    AUTO_FOCUS = ""
    CSS_PATH = "wipes.tcss"

    def __init__(self, desk: "Desk", now: datetime, keys: Keys) -> None:
        super().__init__(id="wipes")
        over_age = desk.settings.policy.wipe.over_age_days
        self._read: Callable[[int, int], list[WipeRow]] = lambda first, count: wipe_queue.rows(
            desk.store, now, over_age, limit=count, offset=first
        )
        queue = Queue((), 0, wipe_queue.how_many(desk.store, now))
        self.heading = Panel(draw_heading, queue, id="heading")
        self.queue = Panel(draw_queue, queue, id="queue")
        self.keys = Panel(draw_keys, keys, id="keys")

    def compose(self) -> ComposeResult:
        """Heading, queue, keys."""
        yield from (self.heading, self.queue, self.keys)

    def on_resize(self) -> None:
        """As many rows as there is room for."""
        self.call_after_refresh(self._go, self.queue.value.first)

    def _go(self, first: int) -> None:
        """Show the page that begins with this job, or the last one."""
        count = max(1, self.queue.size.height)
        queue = self.queue.value
        first = max(0, min(first, queue.total - count))
        shown = replace(queue, first=first, rows=tuple(self._read(first, count)))
        self.heading.show(shown)
        self.queue.show(shown)

    def on_key(self, event: events.Key) -> None:
        """Move through the queue, or go back."""
        first, page = self.queue.value.first, max(1, self.queue.size.height)
        steps = {"up": first - 1, "down": first + 1, "pageup": first - page, "pagedown": first + page,
                 "home": 0, "end": self.queue.value.total}  # fmt: skip
        if event.key == "escape":
            self.dismiss()
        elif event.key in steps:
            self._go(steps[event.key])
        else:
            return
        event.stop()
