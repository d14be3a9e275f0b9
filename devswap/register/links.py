"""What connects entries: by which subjects one is found again, and which others must be read with it.

The rules of the fold look along devices, entitlements, custodies and references; besides those, at all issues to one
recipient under a limit, and at a person's custodies where a hold is placed. Lists of many devices (receipts, moves,
counts) connect their devices to nothing: one is read with a device of its list, and not the list's other devices.
"""

from functools import lru_cache
from hashlib import blake2b

from devswap.ledger import events as ev
from devswap.ledger.entry import Entry
from devswap.ledger.parts import FromStock
from devswap.ledger.subjects import subjects

LISTS = (ev.StockReceived, ev.Moved, ev.Counted, ev.AttemptRefused)


@lru_cache(8192)
def key(subject: str) -> int:
    """A subject as a signed 64-bit number."""
    return int.from_bytes(blake2b(subject.encode(), digest_size=8).digest(), "big", signed=True)


def links(event: ev.Event | ev.Unread) -> tuple[str, ...]:
    """The subjects that an entry is found by."""
    match event:
        case ev.DeviceTakenIn(recipient=person) | ev.IssueReturned(recipient=person) if person:
            return (*subjects(event), f"custody of {person}")
        case ev.DeviceIssued(recipient=person, limit=limit) if limit is not None:
            return (*subjects(event), f"limit {person}")
    return subjects(event)


def reach(entry: Entry, found_by: tuple[str, ...], *, fully: bool) -> tuple[str, ...]:
    """The subjects whose entries are read with this one; those of a list's devices only where `fully` says so.

    `found_by` are its `links`, here and in `named_by`, so that they are looked for once.
    """
    event = entry.event
    match event:
        case ev.StockReceived() | ev.AttemptRefused() | ev.Moved() | ev.Counted():
            return (entry.id, *found_by) if fully else (entry.id,)
        case ev.HoldPlaced(subject=subject) | ev.HoldLifted(subject=subject):
            return (entry.id, *found_by, f"custody of {subject}")
        case ev.SamePerson():
            people = (event.person, event.other)
            return (*people, *(f"{what} {person}" for what in ("custody of", "limit") for person in people))
        case ev.DeviceIssued(source=FromStock(receipt=receipt), recipient=person):
            more = (person,) if event.limit is not None else ()
            return (entry.id, *(s for s in found_by if s != receipt), *more)
        case ev.DeviceTakenIn(recipient=person) | ev.IssueReturned(recipient=person):
            own = (s for s in found_by if not s.startswith("custody of "))
            return (entry.id, *own, *((person,) if person else ()))
    return (entry.id, *found_by)


def named_by(event: ev.Event | ev.Unread, found_by: tuple[str, ...]) -> tuple[str, ...]:
    """The entries that an entry names, which are read with it; of a list only what it answers."""
    match event:
        case ev.DeviceTakenIn(device=device) | ev.DeviceIssued(device=device):
            return tuple(s for s in found_by if s != device)
        case ev.WipeStarted(intake=intake) | ev.WipeEvidenced(intake=intake) | ev.WipeAccepted(intake=intake):
            return (intake,)  # and no drive, which is no entry
        case ev.Moved(sent=name) | ev.Counted(recounts=name):
            return (name,) if name else ()
        case ev.StockReceived() | ev.AttemptRefused():
            return ()
    return found_by
