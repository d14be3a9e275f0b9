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

LISTS = (ev.StockReceived, ev.Moved, ev.Counted, ev.AttemptRefused)


@lru_cache(8192)
def key(subject: str) -> bytes:
    """A subject as a 64-bit number, in PostgreSQL's binary form: its length, and its bytes."""
    return b"\0\0\0\x08" + blake2b(subject.encode(), digest_size=8).digest()


def links(entry: Entry) -> tuple[str, ...]:
    """The subjects that an entry is found by."""
    match entry.event:
        case ev.DeviceTakenIn(recipient=person) | ev.IssueReturned(recipient=person) if person:
            return (*entry.subjects, f"custody of {person}")
        case ev.DeviceIssued(recipient=person, limit=limit) if limit is not None:
            return (*entry.subjects, f"limit {person}")
    return entry.subjects


def reach(entry: Entry, found_by: tuple[str, ...], *, fully: bool) -> tuple[str, ...]:
    """The subjects whose entries are read with this one; those of a list's devices only where `fully` says so.

    `found_by` are its `links`, here and in `named_by`, so that they are looked for once.
    """
    event = entry.event
    match event:  # the usual ones first, as each case is a question of its own
        case ev.DeviceTakenIn(recipient=person) | ev.IssueReturned(recipient=person):
            return (entry.id, *found_by[:-1], person) if person else (entry.id, *found_by)
        case ev.DeviceIssued(source=FromStock(receipt=receipt), recipient=person):
            more = (person,) if event.limit is not None else ()
            return (entry.id, *[s for s in found_by if s != receipt], *more)
        case ev.WipeStarted() | ev.WipeEvidenced() | ev.WipeAccepted():
            return (entry.id, *found_by)
        case ev.StockReceived() | ev.AttemptRefused() | ev.Moved() | ev.Counted():
            return (entry.id, *found_by) if fully else (entry.id,)
        case ev.HoldPlaced(subject=subject) | ev.HoldLifted(subject=subject):
            return (entry.id, *found_by, f"custody of {subject}")
        case ev.SamePerson():
            people = (event.person, event.other)
            return (*people, *(f"{what} {person}" for what in ("custody of", "limit") for person in people))
    return (entry.id, *found_by)


def named_by(event: ev.Event | ev.Unread, found_by: tuple[str, ...]) -> tuple[str, ...]:
    """The entries that an entry names, which are read with it; of a list only what it answers."""
    match event:
        case ev.DeviceTakenIn() | ev.DeviceIssued():
            return found_by[1:]  # all but the device
        case ev.WipeStarted(intake=intake) | ev.WipeEvidenced(intake=intake) | ev.WipeAccepted(intake=intake):
            return (intake,)  # and no drive, which is no entry
        case ev.Moved(sent=name) | ev.Counted(recounts=name):
            return (name,) if name else ()
        case ev.StockReceived() | ev.AttemptRefused():
            return ()
    return found_by
