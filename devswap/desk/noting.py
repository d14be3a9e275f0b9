"""`/note`: a word on the story of the device that was scanned last. Its text can be forgotten, the entry stays."""

from devswap.desk.closing import recording
from devswap.desk.filling import then
from devswap.desk.table import Table
from devswap.desk.words import Reply, called, reply
from devswap.ledger import events as ev

LONGEST = 1000
"""Characters of a note."""


def note(table: Table, text: str) -> Reply:
    """`/note TEXT`: recorded on the device that was scanned last; the text goes with the recipient on screen."""
    device = table.store.device(table.seen) if table.seen else None
    if device is None:
        return reply("told", "shown", what="A note is about a device.", then="Scan it, then /note TEXT.")
    if not text.strip():
        return reply("told", "shown", what=f"A note on {called(device)} needs its words.", then="/note TEXT")
    person = table.current.recipient.id if table.current and table.current.recipient else None
    digest = table.store.text_digest(text.strip()[:LONGEST], person)
    table.store.record([recording(table, ev.NoteAdded("device", device.id, "note", digest))])
    what = f"{called(device)}: {text.strip()[:60]}"
    return reply("accepted", "note_recorded", recorded=("note_added",), what=what, then=then(table))
