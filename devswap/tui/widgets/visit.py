"""The visit on screen: who is served, what comes in, what goes out, and what was raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from textual.geometry import Size

from devswap.desk.outcome import Choice, DeviceView, LineView, VisitView
from devswap.tui.text import EMPTY, WIDE, At, Row, minutes, place, row, serial

_AIRY: Final = 9
"""Rows from which on the pairs stand apart."""

CHECKS: Final = {
    "charger": ("charger", "charger"),
    "sim_cards_media": ("SIM and cards out", "SIM and cards"),
    "damage": ("damage", "damage"),
    "signed_in_on_new": ("new one signed in", "signed in"),
    "at_tried": ("assistive technology tried", "AT tried"),
    "work_saved": ("work saved", "work saved"),
}
"""A check of the policy → its words on a wide and on a narrow screen."""


@dataclass(frozen=True, slots=True)
class Served:
    """Who is at the desk, and since when."""

    visit: VisitView
    now: datetime


def draw_who(served: Served, size: Size) -> list[Row]:
    """One row: number, name, unit, how long the visit is open, and whether assistive technology must be tried."""
    width, height = size
    visit = served.visit
    wide = width >= WIDE
    left = 4 if wide else 2
    above = [EMPTY] if height > 1 else []
    if not visit.id:
        return [*above, place(width, At(left, "Nobody is at the desk.", "$quiet"))]
    waits = f"visit open {minutes((served.now - visit.opened).total_seconds() / 60)}" if visit.opened else ""
    recipient = visit.recipient
    if recipient is None:
        return [*above, place(width, At(left, "No badge yet", "$ask"), At(-4 if wide else -2, waits, "$quiet"))]
    name = recipient.name or f"{recipient.kind} {recipient.number}"
    places = (left, 13, 28) if wide else (left, 10, 30)
    pieces = [
        At(places[0], recipient.number, "$ink"),
        At(places[1], name, "bold $bright"),
        At(places[2], recipient.unit),
    ]
    if wide:
        tried = "AT: try it on the new one" if recipient.at_check else "AT: not needed"
        pieces += [At(-29, waits, "$quiet"), At(-4, tried, "$ask" if recipient.at_check else "$quiet")]
    else:
        at = "  AT: try it" if recipient.at_check else ""
        pieces += [At(-2, row((waits, "$quiet"), (at, "$ask")))]
    return [*above, place(width, *pieces)]


@dataclass(frozen=True, slots=True)
class Pairs:
    """What lies on the desk, or the choices that a question offers instead."""

    visit: VisitView
    refused: bool = False
    """The band says STOP: a new one without an old one is why."""
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Half:
    """One side of a line: the symbol, what it is, and what tells it from others."""

    symbol: str = ""
    style: str = "$quiet"
    category: str = ""
    what: str = ""
    identity: Row = EMPTY
    note: str = ""


def draw_pairs(pairs: Pairs, size: Size) -> list[Row]:
    """COMES IN and GOES OUT, a line a pair; what waits for something goes first where not all of them fit."""
    width, height = size
    if pairs.choices:
        return _choices(pairs.choices, width, height)
    wide = width >= WIDE
    left = 4 if wide else 2
    right = 1 + width // 2
    rows = [place(width, At(left, "COMES IN", "bold $quiet"), At(right, "GOES OUT", "bold $quiet"))]
    if height >= _AIRY:
        rule = "─" * (right - left - 7)
        rows.append(place(width, At(left, rule, "$rule"), At(right, rule, "$rule")))
    halves = [_halves(line, pairs) for line in pairs.visit.lines]
    hinted = any(line.state == "new_only" for line in pairs.visit.lines)
    for device in pairs.visit.expected[1 if hinted else 0 :]:
        halves.append(_expected(device, pairs.visit if wide else None, first=not halves))
    each = 3 if height >= _AIRY else 2
    fit = max(1, (height - len(rows) + each - 2) // each)
    if len(halves) > fit:
        waiting = sorted(range(len(halves)), key=lambda i: (_SETTLED.get(halves[i][0].symbol, 0), -i))
        shown = sorted(waiting[:fit])
        rows[0] = row(rows[0], (f"   and {len(halves) - fit} more", "$quiet"))
        halves = [halves[i] for i in shown]
    for old, new in halves:
        rows += [*_rows(old, new, left, right, width), EMPTY][:each]
    return rows


_SETTLED: Final = {"✓": 1, "·": 2}


def _halves(line: LineView, pairs: Pairs) -> tuple[_Half, _Half]:
    old = _device(line.old, "✓", "$done") if line.old else _Half()
    new = _device(line.new, "✓", "$done") if line.new else _Half()
    scan_new = _scan_new(line.due)
    match line.state:
        case "recorded":
            return _said(old, "recorded"), _said(new, "recorded")
        case "old_only":
            return old, scan_new
        case "entitlement":
            return _Half("✓", "$done", "entitled", "from before", note="no old one needed"), scan_new
        case "new_only":
            waits = _Half("▸", "$next", line.new.category if line.new else "", "scan the old one", _listed(pairs.visit))
            return waits, _device(line.new, "✕", "$stop") if line.new and pairs.refused else _stays(line.new)
        case "asked":
            question = line.question.replace("_", " ")
            asked = _device(line.old or line.new, "?", "$ask")
            return (_said(asked, question), new) if line.old else (old, _said(asked, question))
        case "hand_in":
            return old, _Half("·", "$quiet", "", "nothing due")
        case _:
            return old, _said(new, f"on table {line.stands_on}") if line.stands_on else new


def _scan_new(due: tuple[str, ...]) -> _Half:
    category, what = (due[0], ". . . . . .") if len(due) == 1 else ("", " or ".join(due))
    return _Half("▸", "$next", category, what, note="scan the new one")


def _device(device: DeviceView | None, symbol: str, style: str) -> _Half:
    if device is None:
        return _Half()
    note = "no user data" if device.no_user_data else f"tag {device.asset_tag}" if device.asset_tag else ""
    if note == f"tag {device.called}":
        note = ""
    model = device.model if device.model.upper().startswith(device.maker.upper()) else f"{device.maker} {device.model}"
    return _Half(symbol, style, device.category, model.strip(), serial(device.called, "$bright"), note)


def _stays(device: DeviceView | None) -> _Half:
    return _said(_device(device, "·", "$next"), "stays on the desk")


def _said(half: _Half, note: str) -> _Half:
    return _Half(half.symbol, half.style, half.category, half.what, half.identity, note) if half.symbol else half


def _expected(device: DeviceView, visit: VisitView | None, first: bool) -> tuple[_Half, _Half]:
    """A device that the estate lists and nobody has seen; `visit` where there is room to say whose it is."""
    if first:
        listed = row("listed: ", serial(device.called, "$bright"))
        return _Half("▸", "$next", device.category, "scan the old one", listed), _Half()
    whose = f" for {visit.recipient.name}" if visit and visit.recipient and visit.recipient.name else ""
    what = f"one more is listed{whose}"
    return _Half("·", "$quiet", device.category, what, serial(device.called), "not seen yet"), _Half("·", "$quiet")


def _listed(visit: VisitView) -> Row:
    if not visit.expected:
        return EMPTY
    return row("listed: ", serial(visit.expected[0].called, "$bright"))


def _rows(old: _Half, new: _Half, left: int, right: int, width: int) -> list[Row]:
    wide = width >= WIDE
    indent = 12 if wide else 11
    upper: list[At] = []
    lower: list[At] = []
    for half, column in ((old, left), (new, right)):
        if not half.symbol:
            continue
        upper += [At(column, half.symbol, f"bold {half.style}"), At(column + 2, half.category, half.style),
                  At(column + indent, half.what, "$ink" if half.identity else "$quiet")]  # fmt: skip
        detail = half.identity
        lower.append(At(column + indent, detail))
        if half.note:
            note = column + indent + max(detail.cell_length + 2, 19) if detail and wide else column + indent
            if wide or not detail:
                lower.append(At(note, half.note, half.style if half.symbol == "?" else "$quiet"))
            else:
                lower.append(At(note + detail.cell_length + 2, half.note, "$quiet"))
        if half is old and wide and new.symbol not in ("", "·"):
            lower.append(At(right - 10, "────▸", "$quiet"))
    return [place(width, *upper), place(width, *lower)]


def _choices(choices: Sequence[Choice], width: int, height: int) -> list[Row]:
    """One below the other, or in two columns where there are too few rows."""
    left = 4 if width >= WIDE else 2
    columns = 1 if len(choices) + 2 <= height else 2
    each = -(-len(choices) // columns)
    across = (width - left) // columns
    heading = place(width, At(left, "WHICH?  Type its number, then ENTER.", "bold $ask"))
    rows = [heading, EMPTY] if columns == 1 else []
    for y in range(each):
        pieces: list[At] = []
        for n, choice in enumerate(choices[y::each]):
            at = left + n * across
            pieces += [At(at, f"{choice.number:>2}", "bold $ask"), At(at + 4, choice.text, "$bright")]
        rows.append(place(width, *pieces))
    return rows[:height]


@dataclass(frozen=True, slots=True)
class Raised:
    """What is raised only when it is wrong, and how the visit is signed for."""

    visit: VisitView
    wrong_key: str


def draw_raised(raised: Raised, size: Size) -> list[Row]:
    """The checks that nobody raised, or those that somebody did, and how long the old ones are kept."""
    width, height = size
    visit = raised.visit
    wide = width >= WIDE
    left = 4 if wide else 2
    if not visit.id:
        return []
    words = [CHECKS.get(code, (code.replace("_", " "),) * 2)[0 if wide else 1] for code in visit.raised or visit.checks]
    style = "$ask" if visit.raised else "$quiet"
    checks = f"{'Raised' if visit.raised else 'Nothing raised'}:  {' · '.join(words)}"
    keep = f"Keep until {_day(visit.keep_until)}, do not wipe.   " if visit.keep_until else ""
    key = f"{raised.wrong_key} something is wrong" if wide else f"{raised.wrong_key} wrong"
    said = row((keep, "bold $ask"), (checks, style))
    rows = [place(width, At(left, said), At(-4 if wide else -2, key))]
    if height > 1:
        badge = visit.recipient is not None and visit.recipient.kind == "person"
        signs = "the badge again" if badge else "CONFIRM"
        rows.append(place(width, At(left, f"When all is scanned, {signs} signs for everything above.", "$quiet")))
    return rows


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day.day} {day:%b %Y}"
