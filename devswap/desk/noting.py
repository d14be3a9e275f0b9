"""`/note`: a word on what was scanned last, a device or the recipient. Its text can be forgotten, the entry stays."""

from devswap.desk.closing import recording
from devswap.desk.filling import then
from devswap.desk.table import Table
from devswap.desk.words import Reply, called, named, reply
from devswap.ledger import events as ev
from devswap.ledger.known import Device
from devswap.store import Store

LONGEST = 1000
"""Characters of a note."""


def whose(store: Store, device: Device) -> str | None:
    """Whom words about a device are likely to name, and so are forgotten with: the lists', else who had it last."""
    if device.assigned_to:
        return device.assigned_to
    state = store.load(device.id)
    had = [(e.wall, e.number, intake.recipient) for e, intake in state.about_any(device.id, ev.DeviceTakenIn)]
    had += [(e.wall, e.number, issue.recipient) for e, issue in state.about_any(device.id, ev.DeviceIssued)]
    named = [(wall, number, who) for wall, number, who in had if who]
    return max(named)[2] if named else None


def note(table: Table, text: str) -> Reply:
    """`/note TEXT`: on the device that was scanned last, or on whose badge brought them on screen with none since.

    The text goes with the recipient on screen, else with whose the device is.
    """
    recipient = table.current.recipient if table.current else None
    device = table.store.device(table.seen) if table.seen else None
    if device is None and recipient is None:
        what = "A note is about a device or a person."
        return reply("told", "shown", what=what, then="Scan it, or their badge, then /note TEXT.")
    about = called(device) if device is not None else named(recipient, table.policy.privacy.names_on_screen)
    words = text.strip()[:LONGEST]
    if not words:
        return reply("told", "shown", what=f"A note on {about} needs its words.", then="/note TEXT")
    person = recipient.id if recipient is not None else whose(table.store, device) if device is not None else None
    digest = table.store.text_digest(words, person)
    if device is not None:
        event = ev.NoteAdded("device", device.id, "note", digest)
    else:
        event = ev.NoteAdded("person", person or "", "note", digest)
    table.store.record([recording(table, event)])
    what = f"{about}: {words[:60]}"
    return reply("accepted", "note_recorded", recorded=("note_added",), what=what, then=then(table))
