"""The end of a shift, a question at a time: open visits, shelf and cage by scanning, differences, and the day's sheet.

`/day-end` asks for what is due; CONFIRM carries it over to the next shift, `/explain TEXT` says why. When nothing is
due CONFIRM closes: an entry, and a sheet with its hash on it.
"""

from msgspec.structs import replace

from devswap.desk.closing import recording
from devswap.desk.day import CLOSED, Day, Point, balance_words, read
from devswap.desk.day_paper import keep
from devswap.desk.table import Table
from devswap.desk.words import Reply, reply
from devswap.ledger import events as ev
from devswap.ledger.entry import Entry

_CLOSE = "close"
_CODES = {"visit": "visit_left_open", "count": "count_due", "differs": "count_differs", "balance": "balance_differs"}


def end(table: Table) -> Reply:
    """`/day-end`: what is due next, or the sheet of the shift that was closed."""
    if table.batch is not None:
        said = f"Not finished: {table.batch.doing}, {len(table.batch.devices)} scanned."
        return reply("told", "shown", what=said, then="/resume, then CONFIRM or CANCEL it first.")
    if table.round is not None:
        return reply("told", "shown", what=f"Round {table.round.name} is not closed.", then="/empty its trolley first.")
    day = read(table)
    if day.closing is not None:
        table.ending = ""
        return _printed(table, day, day.closing, "told")
    return _ask(table, day)


def confirm(table: Table) -> Reply:
    """CONFIRM: what is due is carried over; where nothing is, the shift closes."""
    return _answered(table, "")


def explain(table: Table, text: str) -> Reply:
    """`/explain TEXT`: why what is due is as it is."""
    if not text.strip():
        return reply("told", "shown", what="Nothing is explained.", then="/explain and why.")
    return _answered(table, text.strip()[:1000])


def after_count(table: Table, said: Reply) -> Reply:
    """A count for the end of the shift was recorded: what is due next comes behind it."""
    if not table.ending:
        return said
    asked = _ask(table, read(table))
    return replace(said, next=f"{asked.message} {asked.next}")


def _answered(table: Table, why: str) -> Reply:
    """The answer holds for what was asked: where something else is due by now, that is asked first."""
    day = read(table)
    point = day.due
    if table.ending != _question(point):
        return _ask(table, day)
    if point is None:
        return _close(table, day, why)
    _note(table, point, why)
    return _ask(table, read(table), recorded=("note_added",))


def _question(point: Point | None) -> str:
    return _CLOSE if point is None else f"{point.kind} {point.what}"


def _ask(table: Table, day: Day, recorded: tuple[str, ...] = ()) -> Reply:
    point = day.due
    table.ending = _question(point)
    if point is not None:
        return reply("ask", _CODES[point.kind], what=point.what, then=point.goes, asks_for="confirm", recorded=recorded)
    carried = f" Noted: {'; '.join(f'{p.what} ({p.how})' for p in day.points)}." if day.points else ""
    balance = balance_words(day.flow)
    return reply("ask", "day_ends", what=balance, open=carried, asks_for="confirm", recorded=recorded)


def _note(table: Table, point: Point, why: str) -> None:
    digest = table.store.text_digest(why, point.subject if point.about == "person" else None) if why else None
    code = point.explained if why else point.carried
    table.store.record([recording(table, ev.NoteAdded(point.about, point.subject, code, digest))])


def _close(table: Table, day: Day, why: str) -> Reply:
    """The shift is closed by an entry; its sheet carries that entry's hash."""
    if day.before is None:
        return reply("told", "shown", what="Nothing was ever recorded here.", then="Scan a badge.")
    said = "; ".join([balance_words(day.flow), *(f"{p.what} ({p.how})" for p in day.points), *([why] if why else [])])
    digest = table.store.text_digest(said[:1000])
    note = ev.NoteAdded("entry", day.before.id, CLOSED, digest)
    (closing,) = table.store.record([recording(table, note)])
    table.ending = ""
    return _printed(table, day, closing, "accepted")


def _printed(table: Table, day: Day, closing: Entry, verdict: str) -> Reply:
    """The sheet in its file; one that cannot be written is said, and the shift is closed all the same."""
    folder = table.settings.papers
    if folder is None:
        sheet, then = " No folder for papers is named: no sheet was written.", "Set [desk] papers, then /day-end again."
    else:
        try:
            path = keep(table, day, closing, folder)
        except OSError as error:
            sheet = f" Its sheet cannot be written to {folder}: {error.strerror or error}."
            then = "Make room, or set [desk] papers; then /day-end again."
        else:
            sheet, then = f" Its sheet: {path}", "Print it and sign it; then sign out."
    balance = balance_words(day.flow)
    if verdict == "told":
        return reply("told", "shown", what=f"The shift is closed: {balance}.{sheet}", then=then)
    return reply("accepted", "day_closed", recorded=("note_added",), what=balance, open=sheet, then=then)
