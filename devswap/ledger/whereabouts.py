"""Where a device that we answer for is now: on a shelf, in the cage, on the way, read off the entries about it.

A move is two entries, one at each end; what was sent and not received is on the way. Which move is the last is judged
by the numbers of one journal, whatever its clock said; between journals by the entries' own recorded times; and a
receipt outranks the sending that it names.
"""

from dataclasses import dataclass
from typing import Literal

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.parts import FromReturn, FromStock, Place
from devswap.ledger.state import State

What = Literal["stock", "custody"]
CAGE, QUARANTINE, SHELF = "cage", "quarantine", "shelf"
"""The spot of what nobody has moved: taken in, come back, new."""
DAMAGED = "damaged"
"""The spot of what came damaged: stock, but not to be handed out."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a device is, since when, under which seal, and the entry that says so."""

    what: What
    place: Place
    since: str
    entry: str
    seal: str = ""
    on_the_way: bool = False
    """It was sent to `place` and not received there."""


def where(state: State, device: str) -> Whereabouts | None:
    """Where this device is; None where it is neither stock nor in custody: somebody has it, or it was released."""
    begun = _custody(state, device) or _stock(state, device)
    if begun is None:
        return None
    last = _last_move(state, device, begun)
    if last is None:
        return begun
    entry, move = last
    on_the_way = move.direction == "sent"
    return Whereabouts(begun.what, move.destination, entry.wall, entry.id, move.seal, on_the_way)


def _custody(state: State, device: str) -> Whereabouts | None:
    taken_in = state.in_custody(device)
    if taken_in is not None:
        entry, intake = taken_in
        return Whereabouts("custody", Place(intake.site, CAGE), entry.wall, entry.id)
    for entry, back in state.about_any(device, ev.IssueReturned):
        if back.goes_to == "quarantine" and not state.custody_enders(entry.id):
            return Whereabouts("custody", Place(back.site, QUARANTINE), entry.wall, entry.id)
    return None


def _stock(state: State, device: str) -> Whereabouts | None:
    for entry, back in state.about_any(device, ev.IssueReturned):
        if back.goes_to == "stock" and not state.custody_enders(entry.id):
            return Whereabouts("stock", Place(back.site, SHELF), entry.wall, entry.id)
    issues = [issue for _, issue in state.about_any(device, ev.DeviceIssued)]
    drawn = {issue.source for issue in issues if isinstance(issue.source, FromStock | FromReturn)}
    for entry, receipt in reversed(state.receipts(device)):
        if FromStock(entry.id) not in drawn:
            return Whereabouts("stock", Place(receipt.site, SHELF), entry.wall, entry.id)
    return None


def _last_move(state: State, device: str, begun: Whereabouts) -> tuple[Entry, ev.Moved] | None:
    first = state.entries.get(begun.entry)
    moves = [(e, m) for e, m in state.about_any(device, ev.Moved) if m.what == begun.what and _after(e, begun, first)]
    arrived = {m.sent for _, m in moves if m.direction == "received"}
    last: dict[tuple[str, str], tuple[Entry, ev.Moved]] = {}
    for entry, move in moves:
        journal = entry.desk, entry.incarnation
        stands = move.direction == "received" or entry.id not in arrived
        if stands and (journal not in last or last[journal][0].number < entry.number):
            last[journal] = entry, move
    return max(last.values(), key=lambda x: (x[0].wall, x[0].desk, x[0].incarnation), default=None)


def _after(entry: Entry, begun: Whereabouts, first: Entry | None) -> bool:
    """What was recorded in one moment is in no order."""
    if first is not None and (entry.desk, entry.incarnation) == (first.desk, first.incarnation):
        return entry.number > first.number or entry.wall == begun.since
    return entry.wall >= begun.since


def sent_here(state: State, device: str, site: str) -> tuple[Entry, ev.Moved] | None:
    """The sending of this device to this site that no receipt has named yet, the last one; None where there is none."""
    moves = state.about_any(device, ev.Moved)
    arrived = {m.sent for _, m in moves if m.direction == "received"}
    coming = [(e, m) for e, m in moves if m.direction == "sent" and same_site(m.destination.site, site)]
    waiting = [(e, m) for e, m in coming if e.id not in arrived]
    return max(waiting, key=lambda x: (x[0].wall, x[0].desk, x[0].incarnation, x[0].number), default=None)


def same_site(one: str, other: str) -> bool:
    """Whether two spellings, one of them typed by a person, name one site."""
    return one.strip().casefold() == other.strip().casefold()


def not_arrived(state: State, sent: str) -> tuple[str, ...]:
    """The devices of a sending that no receipt names and that are still on the way by it."""
    event = state.event(sent, ev.Moved)
    if event is None:
        return ()
    arrived = {d for _, m in state.about(sent, ev.Moved) if m.sent == sent for d in m.devices}
    return tuple(d for d in event.devices if d not in arrived)
