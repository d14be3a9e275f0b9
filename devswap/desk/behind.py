"""The commands for what happens behind the desk: stock, moves, counts, rounds, and lists of what is to come."""

from devswap.desk import batching, booking, counting, day_end, debts, delivering, moving, rounds, shelf
from devswap.desk.batch import Batch
from devswap.desk.table import Table
from devswap.desk.words import Reply

BEGUN = ("send", "receive", "recount", "delivery", "round", "empty")
"""What begins a batch of scans."""


def carry_out(table: Table, verb: str, rest: str) -> Reply | None:
    """Carry out a command behind the desk; None where it is none."""
    batch = batching.at_work(table)
    if batch is not None and (said := _of_batch(table, batch, verb, rest)) is not None:
        return said
    if verb in BEGUN or (verb == "count" and rest):
        return batching.begin(table, verb, rest)
    match verb:
        case "day-end":
            return day_end.end(table)
        case "explain" if table.ending:
            return day_end.explain(table, rest)
        case "explain":
            return counting.explain(table, rest)
        case "resume":
            return batching.resume(table)
        case "damaged":
            return delivering.damaged(table, batch)
        case "moves":
            return moving.on_the_way(table)
        case "stock":
            return shelf.show(table)
        case "bookings":
            return booking.show(table, rest)
        case "exemptions":
            return debts.list_exemptions(table)
        case "owed":
            return debts.list_owed(table)
    return None


def _of_batch(table: Table, batch: Batch, verb: str, rest: str) -> Reply | None:
    """What ends or changes the batch at work; CONFIRM answers a sign-out first."""
    match verb:
        case "confirm" if not table.leaving:
            return day_end.after_count(table, batching.confirm(table, batch))
        case "cancel":
            return batching.cancel(table, batch)
        case "undo":
            return batching.take_back(table, batch)
        case "explain" if batch.kind == "empty" and rest:
            return rounds.close(table, batch, rest)
    return None
