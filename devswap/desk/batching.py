"""A batch at work: begun by a command, filled by scans, ended by CONFIRM or CANCEL; it waits while a visit goes on."""

from msgspec.structs import replace

from devswap.desk import counting, delivering, moving, rounds
from devswap.desk.batch import Batch
from devswap.desk.identify import Rows
from devswap.desk.table import Table
from devswap.desk.words import Reply, called, reply

BLIND = ("count", "delivery", "empty")
"""What is scanned is not compared with any list until the end."""


def at_work(table: Table) -> Batch | None:
    """The batch that the next scan belongs to; None where none is open or it waits."""
    return table.batch if table.batch is not None and not table.batch.waits else None


def scanned(table: Table, rows: Rows) -> Reply:
    """One more device for the batch."""
    batch = table.batch
    assert batch is not None  # asked only where one is at work
    if batch.holds(rows.device.id):
        then = f"{len(batch.devices)} scanned; scan the next, or CONFIRM."
        return reply("told", "same_scan_again", called=called(rows.device), then=then)
    item = counting.item(rows) if batch.kind in BLIND else moving.item(table, batch, rows)
    if isinstance(item, Reply):
        return item
    table.keep_batch(batch.plus(item))
    count = len(batch.devices) + 1
    return reply("accepted", "device_scanned", called=item.called, what=batch.doing, count=str(count))


def sealed(table: Table, text: str) -> Reply | None:
    """The seal of a cage that arrives, or is counted, closed; None where this scan is no such seal."""
    batch = at_work(table)
    if batch is not None and batch.kind == "count":
        return counting.cage(table, batch, text.strip())
    return moving.cage(table, batch, text) if batch is not None and batch.kind == "receive" else None


def confirm(table: Table, batch: Batch) -> Reply:
    """The batch is complete: record it."""
    match batch.kind:
        case "send":
            return moving.send_off(table, batch)
        case "receive":
            return moving.take_over(table, batch)
        case "load":
            return rounds.loaded(table, batch)
        case "empty":
            return rounds.close(table, batch)
        case "delivery":
            return delivering.close(table, batch)
        case "count":
            return counting.close(table, batch)


def cancel(table: Table, batch: Batch) -> Reply:
    """Nothing of it is recorded."""
    table.keep_batch(None)
    return reply("accepted", "cancelled", what=f"Not recorded: {batch.doing}, {len(batch.devices)} scanned.")


def take_back(table: Table, batch: Batch) -> Reply:
    """`/undo`: the last scan of the batch never was."""
    if not batch.devices:
        return reply("told", "shown", what="Nothing was scanned yet.", then="Scan a device, or CANCEL.")
    last = batch.devices[-1]
    table.keep_batch(replace(batch, devices=batch.devices[:-1]))
    said = f"{last.called} is taken back; {len(batch.devices) - 1} scanned."
    return reply("told", "shown", what=said, then="Scan the next, or CONFIRM.")


def wait(table: Table) -> None:
    """A visit comes on screen: the batch waits."""
    if table.batch is not None and not table.batch.waits:
        table.keep_batch(replace(table.batch, waits=True))


def resume(table: Table) -> Reply:
    """`/resume`: the batch that waits goes on; a visit on screen waits instead."""
    if table.batch is None:
        return reply("told", "shown", what="Nothing is being moved or counted.", then="Scan a badge.")
    table.park()
    table.keep_batch(replace(table.batch, waits=False))
    said = f"Going on {table.batch.doing}; {len(table.batch.devices)} scanned."
    return reply("told", "shown", what=said, then="Scan the next, or CONFIRM.")


def begin(table: Table, verb: str, rest: str) -> Reply:
    """`/send`, `/receive`, `/count stock|custody`: a batch begins; a visit on screen waits."""
    if table.batch is not None:
        said = f"Not finished: {table.batch.doing}, {len(table.batch.devices)} scanned."
        return reply("told", "shown", what=said, then="/resume, then CONFIRM or CANCEL it first.")
    signed = rounds.last_location(table) if verb == "empty" else None
    if signed is not None and signed.verdict != "accepted":
        return signed
    match verb:
        case "send":
            batch = moving.sending(table, rest)
        case "receive":
            batch = moving.receiving(table, rest)
        case "round":
            batch = rounds.loading(table, rest)
        case "empty":
            batch = rounds.emptying(table)
        case "delivery":
            batch = delivering.delivering(table, rest)
        case _:
            batch = counting.counting(table, rest, again=verb == "recount")
    if isinstance(batch, Reply):
        return batch
    table.park()
    table.keep_batch(batch)
    code = "count_begun" if batch.kind in BLIND else "move_begun"
    begun = reply("accepted", code, what=batch.doing[:1].upper() + batch.doing[1:])
    if signed is None:
        return begun
    return replace(begun, message=f"{signed.message} {begun.message}", recorded=signed.recorded)
