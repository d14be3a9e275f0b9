"""What the bench's screen draws: the job, its drives, what must be done before it leaves, the counts, a list."""

from typing import Final

from textual.geometry import Size

from devswap.desk.outcome import Choice
from devswap.tui.text import EMPTY, WIDE, At, Row, joined, place, row, safe, serial
from devswap.wiping.board import Board, DriveView, RowView
from devswap.wiping.showing import days

_STYLES: Final = {"✓": "$done", "▸": "$next", "?": "$ask", "✕": "$stop", "·": "$quiet"}
_BRIEF: Final = {
    "waiting": "WAIT", "keeping": "KEEP", "held": "HELD", "running": "RUN", "to-accept": "ACCEPT",
    "failed": "FAILED", "to-destroy": "DESTROY", "review": "REVIEW",
}  # fmt: skip
"""The lists that are counted on screen, in a word; those that are done with are not."""
_URGENT: Final = {"held": "$ask", "failed": "$stop", "review": "$ask", "to-accept": "$next", "to-destroy": "$ask"}


def draw_job(board: Board, size: Size) -> list[Row]:
    """Two rows: which device it is and how long it is here; where it came from, and whether it may be touched."""
    width = size.width
    wide = width >= WIDE
    left, job = (4, board.job) if wide else (2, board.job)
    if job is None:
        said = f"Scans go into {board.consignment}." if board.consignment else "No job is in hand."
        return [place(width, At(left, said, "$quiet"))]
    cage = row((f"CAGE {job.cage}  ", "bold $next")) if job.cage else EMPTY
    here = f"here {days(job.age_days)}    {job.sensitivity}"
    tag = f"tag {job.asset_tag}" if job.asset_tag and wide else ""
    device = row(cage, (safe(job.what, 60), "$ink"), "  ", serial(job.called, "bold $bright"), f"  {tag}")
    hold = ("Hold: HELD.", "bold $stop") if job.held else ("Hold: none.", "$quiet")
    into = (f"  Into {board.consignment}.", "bold $next") if board.consignment else ""
    came = row((f"{job.came}  " if wide else "", "$quiet"), (f"{job.keep}  ", "$ink"), hold, into)
    return [place(width, At(left, device), At(-2, here, "$bright")), place(width, At(left, came))]


def draw_drives(drawn: tuple[Board, tuple[Choice, ...], tuple[str, ...]], size: Size) -> list[Row]:
    """A row a drive; in their place what there is to choose from, or what was told line by line."""
    board, choices, told = drawn
    width, height = size
    wide = width >= WIDE
    left = 4 if wide else 2
    if choices:
        return _choices(choices, width, height, left)
    if told:
        more = [f"and {len(told) - height + 1} more"] if len(told) > height else []
        return [place(width, At(left, line, "$ink")) for line in (*told[: height - len(more)], *more)]
    if board.job is None:
        return []
    heading = _columns(width, *(row((title, "bold $quiet")) for title in _TITLES))
    rows = [heading, place(width, At(left, "─" * (width - 2 * left), "$rule"))] if wide else [heading]
    room = max(1, height - len(rows))
    drives = board.job.drives
    rows += [_drive(n, drive, width) for n, drive in enumerate(drives[:room], 1)]
    if len(drives) > room:
        rows[0] = row(rows[0], (f" +{len(drives) - room}", "bold $ask"))
    if not drives:
        rows.append(place(width, At(left, "No drive is listed. Type /drive found SERIAL MEDIA for each.", "$ask")))
    return rows


_TITLES: Final = ("DRIVE", "MUST HAVE", "EVIDENCE", "STATE")


def _drive(number: int, drive: DriveView, width: int) -> Row:
    wide = width >= WIDE
    new = (" new", "bold $ask") if drive.found else ""
    what = (f"{drive.what}  " if wide and drive.what else "", "$ink")
    called = row((f"{number}  ", "$quiet"), what, (drive.serial or "no serial", "$bright"), new)
    state = row((f"{drive.mark} {drive.state}", f"bold {_STYLES[drive.mark]}"))
    evidence = (drive.evidence, "$quiet" if drive.evidence == "none" else "$ink")
    return _columns(width, called, row((drive.must_have, "$ink")), row(evidence), state)


def _columns(width: int, drive: Row, must_have: Row, evidence: Row, state: Row) -> Row:
    if width < WIDE:
        return place(width, At(2, drive), At(24, must_have), At(41, evidence), At(60, state))
    return place(width, At(4, drive), At(41, must_have), At(74, evidence), At(99, state))


def _choices(choices: tuple[Choice, ...], width: int, height: int, left: int) -> list[Row]:
    """One below the other, in as many columns as the height needs."""
    each = max(1, height - 1)
    columns = -(-len(choices) // each)
    across = (width - left) // columns
    rows = [place(width, At(left, "WHICH?  Type its number, then ENTER.", "bold $ask"))]
    for y in range(min(each, len(choices))):
        pieces: list[At] = []
        for n, choice in enumerate(choices[y::each]):
            at = left + n * across
            pieces += [At(at, f"{choice.number:>2}", "bold $ask"), At(at + 4, choice.text, "$bright")]
        rows.append(place(width, *pieces))
    return rows


def draw_steps(board: Board, size: Size) -> list[Row]:
    """One row: what must be done before it can leave."""
    if board.job is None:
        return []
    width = size.width
    wide = width >= WIDE
    words = [
        row((f"{step.words if wide else step.brief} ", "$ink"), (step.mark, f"bold {_STYLES[step.mark]}"))
        for step in board.job.steps
    ]
    left = 4 if wide else 2
    before = ("Before it leaves:  " if wide else "To leave: ", "$quiet")
    return [place(width, At(left, row(before, joined(2, words))))]


def draw_counts(board: Board, size: Size) -> list[Row]:
    """One row: how many stand in each list; the one that is shown stands out."""
    width = size.width
    wide = width >= WIDE
    counts = dict(board.counts)
    pieces = []
    for name, brief in _BRIEF.items():
        shown = board.name == name
        label = name.replace("-", " ").upper() if wide else brief
        number = counts.get(name, 0)
        style = _URGENT.get(name, "$bright") if number else "$quiet"
        pieces.append(row((f"{label} ", "bold $next" if shown else "$quiet"), (f"{number:,}", f"bold {style}")))
    return [place(width, At(2 if wide else 1, joined(4 if wide else 1, pieces)))]


def draw_list(board: Board, size: Size) -> list[Row]:
    """The jobs of the list, a row each, and last which of them these are."""
    width, height = size
    rows = [_row(one, width) for one in board.rows[: height - 1]]
    rows += [EMPTY] * (height - 1 - len(rows))
    last = board.first + len(board.rows)
    name = board.name.replace("-", " ")
    shown = (
        f"{name}: oldest first, {board.first + 1:,} to {last:,} of {board.total:,}" if board.rows else f"{name}: none"
    )
    return [*rows, place(width, At(-2, shown, "$quiet"))]


def _row(one: RowView, width: int) -> Row:
    job, old = one.row.job, one.row.over_age
    age = row((f"{'!' if old else ' '} {days(one.row.age_days)}", "bold $stop" if old else "$ink"))
    called, note = serial(job.serial or job.asset_tag, "$bright"), (one.note, "bold $stop" if old else "$quiet")
    if width < WIDE:
        return place(width, At(1, age), At(12, job.category, "$ink"), At(21, called), At(38, row(note)))
    return place(
        width, At(2, age), At(14, one.cage, "$next"), At(25, job.category, "$ink"), At(35, called),
        At(54, job.site, "$quiet"), At(70, row(note)),
    )  # fmt: skip
