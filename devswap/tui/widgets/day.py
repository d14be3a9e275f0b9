"""What surrounds the visit: visits that wait, the balance of the day, what happened last."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from textual.geometry import Size

from devswap.desk.outcome import Balance, Happening, ParkedView
from devswap.tui.text import EMPTY, WIDE, At, Row, joined, minutes, place, row, safe

_MOST: Final = 8
"""Visits that one row can hold."""
_SYMBOLS: Final = {"accepted": ("✓", "$done"), "ask": ("?", "$ask"), "refused": ("✕", "$stop"), "told": ("·", "$quiet")}


@dataclass(frozen=True, slots=True)
class Waiting:
    """The visits that are parked, as of a time."""

    parked: tuple[ParkedView, ...]
    now: datetime


def draw_waiting(waiting: Waiting, size: Size) -> list[Row]:
    """One row: whose visit waits, how long, and what lies on the table; those that do not fit are counted."""
    width = size.width
    wide = width >= WIDE
    label, start, gap = ("OPEN VISITS", 16, 4) if wide else ("OPEN", 8, 3)
    parked = waiting.parked
    if not parked:
        return [place(width, At(2, label, "bold $quiet"), At(start, "none", "$quiet"))]
    pieces = []
    for visit in parked:
        age = minutes((waiting.now - visit.opened).total_seconds() / 60)
        pieces.append(row((safe(visit.called, 24), "$bright"), (f" {age}, {safe(visit.summary, 48)}", "$ink")))
    shown = joined(gap, pieces[:_MOST])
    more = f"{len(parked)} parked" if start + shown.cell_length + 3 > width or len(parked) > _MOST else ""
    return [place(width, At(2, label, "bold $quiet"), At(start, shown), At(-3, more, "$quiet"))]


@dataclass(frozen=True, slots=True)
class Today:
    """The day's counts, and the keys that show the wipe queue and end the shift."""

    balance: Balance
    wipes_key: str
    end_key: str


def draw_today(today: Today, size: Size) -> list[Row]:
    """One row: the counts; those that are nought are left out, but for in and out."""
    width = size.width
    wide = width >= WIDE
    balance = today.balance
    counts = (
        ("in", balance.taken_in),
        ("out", balance.issued),
        ("still to collect" if wide else "to collect", balance.to_collect),
        ("on tables" if wide else "tables", balance.on_tables),
        ("exemptions" if wide else "exempt", balance.exemptions),
        ("given back" if wide else "back", balance.withdrawn),
        ("returned", balance.returned),
    )
    always = ("in", "out")
    shown = [row((f"{name} ", "$quiet"), (str(n), "$bright")) for name, n in counts if n or name in always]
    key = EMPTY if wide else row((today.wipes_key, "bold $next"), " ")
    label = "wipes waiting " if wide else "wipes "
    wipes = row(key, (label, "$quiet"), (str(balance.wipes_waiting), "$bright"))
    if wide:
        return [place(width, At(2, "TODAY", "bold $quiet"), At(10, joined(3, shown)), At(-3, wipes))]
    end = row((today.end_key, "bold $next"), (" TODAY", "bold $quiet"))
    return [place(width, At(1, end), At(10, joined(2, shown)), At(-3, wipes))]


@dataclass(frozen=True, slots=True)
class Tape:
    """What happened last, newest first, in the desk's own time zone."""

    happenings: tuple[Happening, ...]
    zone: tzinfo | None = None


def draw_tape(tape: Tape, size: Size) -> list[Row]:
    """A row a happening; the newest stands out."""
    width, height = size
    indent, name, text = (2, 11, 27) if width >= WIDE else (1, 9, 22)
    rows = []
    for n, happening in enumerate(tape.happenings[:height]):
        symbol, style = _SYMBOLS[happening.verdict]
        rows.append(
            place(
                width,
                At(indent, f"{happening.time.astimezone(tape.zone):%H:%M}", "$quiet"),
                At(name - 2, symbol, f"bold {style}"),
                At(name, happening.who or "-", "$ink"),
                At(text, happening.text, "$bright" if n == 0 else "$ink" if happening.recorded else "$quiet"),
            )
        )
    return rows
