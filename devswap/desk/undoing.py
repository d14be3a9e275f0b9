"""Undo and return: both complete only by scanning the device itself, for physical possession is the lock."""

import re

import msgspec

from devswap.desk import batching
from devswap.desk.closing import identifiers, recording
from devswap.desk.filling import about, fill, lies_already
from devswap.desk.identify import Rows, Seen
from devswap.desk.table import Table
from devswap.desk.visit import Line, Visit, after_undo, came_back, scanned_for_undo
from devswap.desk.words import Reply, called, elsewhere, named, reply, tail
from devswap.ledger import events as ev
from devswap.ledger.decide import Back, Refused, given_back, storage_of, withdrawal, withdrawn
from devswap.ledger.known import Read
from devswap.ledger.state import State
from devswap.store import Recording

SEALED = "scanned-in-error"
RETURN_REASONS = {"dead-on-arrival": "dead_on_arrival", "wrong-model": "wrong_model", SEALED: "scanned_in_error"}


def undo(table: Table) -> Reply:
    """`/undo`: what was last recorded in this visit, once its devices have been scanned again."""
    visit = table.current
    if visit is None or not visit.last:
        return reply("told", "scan_to_undo")
    table.keep(msgspec.structs.replace(visit, undoing=True, scanned_again=()))
    return _ask(visit.last)


def _ask(lines: tuple[Line, ...], again: tuple[str, ...] = ()) -> Reply:
    slots = [(word, d) for line in lines for word, d in (("new", line.new), ("old", line.old))]
    waiting = [f"{word} {tail(d)}" for word, d in slots if d is not None and d.id not in again]
    named_devices = " and ".join(waiting)
    return reply("ask", "scan_to_undo", what=named_devices, then="Scan each again.", asks_for="scan")


def scan_again(table: Table, visit: Visit, rows: Rows) -> Reply:
    """One of the devices to undo was scanned again; when a line's devices all are, the line is undone whole."""
    device = rows.device.id
    lying = lies_already(table, rows)
    if lying is not None:
        return lying
    if not any(device in (d.id for d in (line.old, line.new) if d) for line in visit.last):
        table.keep(msgspec.structs.replace(visit, undoing=False, scanned_again=()))
        return reply("told", "shown", what=f"{called(rows.device)} is not what was last recorded; undo is off.",
                     then="Say /undo again, or go on.")  # fmt: skip
    after, line = scanned_for_undo(visit, device)
    if line is None:
        table.keep(after)
        waiting = tuple(x for x in visit.last if device in (d.id for d in (x.old, x.new) if d))
        return _ask(waiting, after.scanned_again)
    return _undo_line(table, after, line)


def _undo_line(table: Table, visit: Visit, line: Line) -> Reply:
    state = table.store.load(*(d.id for d in (line.old, line.new) if d is not None))
    recordings: list[Recording] = []
    uses: str | None = None
    if line.issue is not None and not state.returned(line.issue):
        back = _return(table, state, line.issue, "scanned_in_error", sealed=True)
        if isinstance(back, Reply):
            return back
        uses = table.store.new_id()
        recordings.append(recording(table, back, uses))
    if line.intake is not None:
        undone = _withdraw(table, state, line.intake, uses)
        if isinstance(undone, Reply):
            return undone
        recordings.append(recording(table, undone))
    table.record(recordings, after_undo(visit, line))
    kinds = tuple(ev.kind_of(r.event) for r in recordings)
    code = "intake_withdrawn" if line.intake is not None else "issue_returned"
    what = " and ".join(tail(d) for d in (line.old, line.new) if d is not None)
    return reply("accepted", code, recorded=kinds, what=what, where="back into stock", who=_who(visit, table),
                 and_new=" and put the new one back into stock" if uses else "")  # fmt: skip


def _who(visit: Visit, table: Table) -> str:
    return named(visit.recipient, table.policy.privacy.names_on_screen)


def _withdraw(table: Table, state: State, intake: str, returned: str | None) -> ev.IntakeWithdrawn | Reply:
    event = state.event(intake, ev.DeviceTakenIn)
    if event is None:
        return reply("refused", "too_late_to_withdraw", called="it")
    begun = any(state.about(intake, kind) for kind in (ev.WipeStarted, ev.WipeEvidenced))
    if returned is not None and not begun and not state.custody_enders(intake):
        return withdrawn(event, intake, returned, table.settings.site, "undone")
    uses = withdrawal(state, intake, table.store.owner)
    if isinstance(uses, Refused):
        called_so, coin = event.identifiers[0].value, state.entitlement(uses.about)
        facts = elsewhere(called_so, "", lost=coin is not None and table.lost(coin))
        return reply("refused", uses.code, facts, called=called_so)
    return withdrawn(event, intake, uses, table.settings.site, "undone")


def _return(table: Table, state: State, issue: str, reason: str, sealed: bool) -> ev.IssueReturned | Reply:
    event = state.event(issue, ev.DeviceIssued)
    held = state.held_by_issue(event.device) if event is not None else None
    lost = event is not None and state.exemption_for(event.device) is not None
    if event is None or held is None or held[0].id != issue or lost:
        return reply("refused", "not_issued", called=event.identifiers[0].value if event is not None else "it")
    used = state.entitlement(event.uses)
    earns = used.categories if used is not None else (event.category,)
    collect_by = table.instant(table.policy.visits.collect_days)
    storage = storage_of(event.category, table.policy)
    return given_back(event, issue, earns, table.settings.site, reason, sealed, storage, collect_by)


def give_back(table: Table, state: State, rows: Rows, back: Back) -> Reply:
    """`/return REASON` and the scan of the issued device: it earns a new entitlement at this desk."""
    reason = table.intent[1]
    table.intent = ("swap", "")
    event = _return(table, state, back.issue, RETURN_REASONS.get(reason, reason), reason == SEALED)
    if isinstance(event, Reply):
        return event
    scanned = identifiers(rows.device, Read(rows.read.kind, rows.read.value, rows.read.raw, rows.read.symbology))
    event = msgspec.structs.replace(event, identifiers=scanned)
    table.store.record([recording(table, event)])
    if table.current is not None:
        table.keep(came_back(table.current, back.issue))
    table.refresh()
    facts = about(table, table.current.recipient if table.current else None, rows.device)
    person = table.store.person(event.recipient)
    facts["who"] = named(person, table.policy.privacy.names_on_screen)
    where = "back into stock" if event.goes_to == "stock" else "into quarantine"
    facts["open"] = f" {facts['who']} may have another."
    return reply("accepted", "issue_returned", facts, recorded=("issue_returned",), where=where)


def take(table: Table, seen: Seen, rows: Rows) -> Reply:
    """A device over the desk: for the move or count at work, to undo, to withdraw, to fill or to give back."""
    visit = table.current
    if batching.at_work(table) is not None:
        return batching.scanned(table, rows)
    if visit is not None and visit.undoing:
        return scan_again(table, visit, rows)
    if table.intent[0] == "withdraw":
        return _withdraw_scanned(table, rows)
    result = fill(table, seen, rows)
    return result if isinstance(result, Reply) else give_back(table, result[0], rows, result[1])


def _withdraw_scanned(table: Table, rows: Rows) -> Reply:
    """`/withdraw` and the scan of the wrong old device: it goes back, while what it earned stands open."""
    reason = "_".join(table.intent[1].lower().split())[:64]
    table.intent = ("swap", "")
    state = table.store.load(rows.device.id)
    here = state.in_custody(rows.device.id)
    if here is None:
        return reply("refused", "not_in_custody", called=called(rows.device))
    event = _withdraw(table, state, here[0].id, None)
    if isinstance(event, Reply):
        return event
    code = reason if re.fullmatch(r"[a-z0-9][a-z0-9_.-]*", reason) else "wrong_device"
    event = msgspec.structs.replace(event, identifiers=identifiers(rows.device, rows.read), reason=code)
    table.store.record([recording(table, event)])
    table.refresh()
    return reply("accepted", "intake_withdrawn", recorded=("intake_withdrawn",), what=tail(rows.device))


def intend(table: Table, word: str, reason: str) -> Reply:
    """`/hand-in REASON`, `/return REASON` and `/withdraw` speak of the next device that is scanned."""
    table.intent = (word, reason)
    what = {
        "hand_in": f"Hand in ({reason}): nothing is earned.",
        "return": f"Return ({reason}).",
        "withdraw": "Withdraw: the old device goes back, and what it earned is void.",
    }[word]
    return reply("told", "shown", what=what, then="Scan the device.")
