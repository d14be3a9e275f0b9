"""The end of a shift on one screen: what is asked, what was seen to, the counts and the balance."""

from dataclasses import dataclass, replace
from datetime import tzinfo

import msgspec
from textual.app import ComposeResult
from textual.geometry import Size

from devswap.desk.day import PLACES, Day, Point, Tally, balance_words
from devswap.desk.outcome import Outcome
from devswap.tui.screens.typing import TypingScreen
from devswap.tui.text import EMPTY, At, Row, joined, place, row
from devswap.tui.widgets import band
from devswap.tui.widgets.edges import Keys, draw_keys
from devswap.tui.widgets.entry import Line
from devswap.tui.widgets.panel import Panel


@dataclass(frozen=True, slots=True)
class Shift:
    """What is drawn of a shift, in the desk's own time zone."""

    day: Day
    confirm: str
    """The key that confirms."""
    zone: tzinfo | None = None


def draw_points(shift: Shift, size: Size) -> list[Row]:
    """What the shift leaves open, a row each: seen to, asked now, or to come; where not all fit, from the asked on."""
    width, height = size
    points, due = shift.day.points, shift.day.due
    opened = shift.day.opened.astimezone(shift.zone)
    does = f"{shift.confirm} {'carries it over' if due else 'closes the shift'}"
    since = f"since {opened:%H:%M}"
    heading = (At(2, "DAY'S END", "bold $bright"), At(13, since, "$quiet"), At(-3, does, "$quiet"))
    rows = [place(width, *heading), EMPTY]
    if not points:
        return [*rows, place(width, At(2, "✓", "bold $done"), At(5, "Nothing is left open.", "$bright"))]
    room = max(1, height - len(rows))
    asked = points.index(due) if due is not None else 0
    first = max(0, min(asked, len(points) - room))
    return rows + [_point(width, point, point is due) for point in points[first : first + room]]


def _point(width: int, point: Point, asked: bool) -> Row:
    symbol, style = ("✓", "$done") if point.how else ("▸", "$next") if asked else ("·", "$quiet")
    ink = "bold $bright" if asked else "$ink"
    how = [At(width * 3 // 5, point.how, "$quiet")] if point.how else []
    return place(width, At(2, symbol, f"bold {style}"), At(5, point.what, ink), *how)


def draw_sums(shift: Shift, size: Size) -> list[Row]:
    """The counts of the shift, what lies on tables, and the balance with its verdict."""
    width, day = size.width, shift.day
    counts = [_tally(tally, shift.zone) for tally in day.tallies] or [row(("nothing yet", "$quiet"))]
    tables = row((str(day.on_tables), "$bright"), (" on tables", "$quiet"))
    verdict = ("✓ balanced", "bold $done") if day.flow.balanced else ("✕ does not balance", "bold $stop")
    return [
        place(width, At(2, "COUNTED", "bold $quiet"), At(12, joined(3, counts)), At(-3, tables)),
        place(
            width,
            At(2, "BALANCE", "bold $quiet"),
            At(12, balance_words(day.flow), "bold $bright"),
            At(-3, row(verdict)),
        ),
    ]


def _tally(tally: Tally, zone: tzinfo | None) -> Row:
    mark, style = ("✓", "$done") if tally.agrees else ("✕", "$stop")
    at = tally.at.astimezone(zone)
    words = f"{tally.spot or PLACES[tally.what]} {tally.counted} of {tally.listed}"
    return row((words, "$bright"), (f" {mark}", f"bold {style}"), (f" {at:%H:%M}", "$quiet"))


def _question(asked: Outcome) -> Outcome:
    """What waits is a question, also behind a count that was just recorded."""
    return msgspec.structs.replace(asked, verdict="ask")


class DayEndScreen(TypingScreen):
    """Shows what the desk asked at the end of a shift; scans and CONFIRM go to the desk, what is typed explains."""

    CSS_PATH = "day_end.tcss"

    def __init__(self, asked: Outcome, day: Day, keys: Keys, zone: tzinfo | None = None) -> None:
        super().__init__()  # without an id: it may come back before the one that was left is gone
        shift = Shift(day, keys.of("confirm"), zone)
        self.band = Panel(band.draw, _question(asked), id="band")
        self.day = Panel(draw_points, shift, id="day")
        self.sums = Panel(draw_sums, shift, id="sums")
        self.keys = Panel(draw_keys, keys, id="keys")

    def compose(self) -> ComposeResult:
        """What is asked, what there is, the sums, the keys."""
        yield from (self.band, self.line, self.day, self.sums, self.keys)

    def show(self, asked: Outcome, day: Day) -> None:
        """Draw the next question."""
        shift = replace(self.day.value, day=day)
        self.band.show(_question(asked))
        self.day.show(shift)
        self.sums.show(shift)
        self.line.show(self.drawn())

    def on_mount(self) -> None:
        """The line is there from the start."""
        self.line.show(self.drawn())

    def drawn(self) -> Line:
        """Why what is asked about is as it is; at the very end a note that goes with the closing."""
        if self.day.value.day.due:
            return Line("Why", self.entry, "ENTER explains · ESC goes back", open=True)
        return Line("Note", self.entry, "ENTER closes with it · ESC goes back", open=True)

    def words(self, text: str) -> str:
        """The explanation."""
        return f"explain {text}"

    def leave(self) -> None:
        """Back to the handover screen; F8 goes on."""
        self.dismiss()
