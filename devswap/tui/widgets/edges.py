"""The first and the last row of a screen: where this is, who works here and what is fit for work; and the keys."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.geometry import Size

from devswap.tui.keys import Key
from devswap.tui.text import WIDE, At, Row, joined, place, row, safe
from scanners.reader import ScannerState

if TYPE_CHECKING:
    from devswap.desk.printing import PaperState

LONGEST = 110
"""Cells of the longest state that is written out."""
_LEFT = 48
"""Cells that desk and operator have before the parts step back."""


@dataclass(frozen=True, slots=True)
class State:
    """The state of one part of the desk, in words short enough for the status row."""

    text: str
    good: bool = True
    brief: str = ""
    """The words where there is little room; what is good and has none is left out there."""


ALONE = State("alone", True, "alone")
"""A desk without a register."""


def parts(
    scanners: Iterable[ScannerState], stored: bool, register: State = ALONE, paper: "PaperState | None" = None
) -> tuple[State, ...]:
    """Scanners, printers where there are any, store and register, as the status row names them."""
    states = list(scanners)
    lost = [state.name for state in states if state.status == "lost"]
    if lost:
        scanner = State(f"scanner LOST: {', '.join(lost)}", False, "scanner LOST")
    elif states:
        scanner = State("scanner ready", True, "scanner ok")
    else:
        scanner = State("keyboard scanner", True, "keyboard")
    store = State("store ok") if stored else State("store NOT WRITING", False, "store FAILS")
    return (scanner, *([_printers(paper)] if paper else []), store, register)


def _printers(paper: "PaperState") -> State:
    if paper.fault:
        return State(f"printer off, {paper.waiting} waiting", False, f"printer OFF {paper.waiting}")
    if paper.waiting:
        return State(f"printing, {paper.waiting} waiting", True, f"printing {paper.waiting}")
    return State("printer ready", True, "printer ok")


@dataclass(frozen=True, slots=True)
class Status:
    """Which desk this is, who works at it, and whether its parts are fit for work; without a name it is not open."""

    site: str
    desk: str
    operator: str
    parts: tuple[State, ...]
    clock: str


def draw_status(status: Status, size: Size) -> list[Row]:
    """One row: where and who on the left, the parts and the time on the right."""
    width = size.width
    wide = width >= WIDE
    right = _right(status, wide=wide, room=width - _LEFT)
    programme = ("devswap  ", "bold $next") if wide else ""
    if not status.desk:
        return [place(width, At(1, "devswap", "bold $next"), At(-2, right))]
    where = f"{safe(status.site, 24)} · {safe(status.desk, 24)} · "
    who = (safe(status.operator, 24), "bold $bright") if status.operator else ("nobody signed in", "bold $ask")
    name = row(programme, where, who)
    return [place(width, At(1, name), At(-2, right))]


def _right(status: Status, *, wide: bool, room: int) -> Row:
    """The parts and the time; where they do not fit, what is good steps back first."""
    shown = [part.text if wide else part.brief for part in status.parts]
    for briefer in (False, True):
        texts = [part.brief if briefer and part.good else text for part, text in zip(status.parts, shown, strict=True)]
        states = [
            row((safe(text, LONGEST), "$ink" if part.good else "bold $stop"))
            for part, text in zip(status.parts, texts, strict=True)
            if text
        ]
        right = joined(3 if wide else 2, [*states, row((status.clock, "bold $bright"))])
        if right.cell_length <= room:
            break
    return right


@dataclass(frozen=True, slots=True)
class Keys:
    """The function keys as they are on this desk."""

    keys: tuple[Key, ...]
    practice: bool = False
    """This is no real desk, and every screen says so."""

    def of(self, action: str) -> str:
        """The key of an action, as it is printed on the keyboard."""
        return next(key.key.upper() for key in self.keys if key.action == action)


def draw_keys(keys: Keys, size: Size) -> list[Row]:
    """One row; a key that does not fit is left out from the middle, never the last."""
    width = size.width
    wide = width >= WIDE
    gap = 2 if wide else 1
    pieces = [
        row((key.key.upper(), "bold $next"), " ", (key.label if wide else key.brief, "$ink"))
        for key in keys.keys
        if wide or key.brief
    ]
    if keys.practice:
        pieces.insert(0, row((" PRACTICE ", "bold reverse $ask")))
    while len(pieces) > 1 and sum(p.cell_length for p in pieces) + gap * (len(pieces) - 1) + 2 > width:
        del pieces[-2]
    return [place(width, At(2 if wide else 1, joined(gap, pieces)))]
