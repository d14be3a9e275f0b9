"""Every command of the desk, in words: for the help screen and for `/help` line by line."""

from typing import Final

from devswap.desk.filling import then
from devswap.desk.table import Table
from devswap.desk.words import Reply, reply

COMMANDS: Final = (
    ("confirm", "confirm", "signs for what is shown; answers with yes"),
    ("cancel", "cancel", "empties the desk of what is not recorded"),
    ("undo", "undo", "undoes what was recorded last, by scanning it"),
    ("park", "", "this visit waits, as with another badge"),
    ("visits", "visits", "the visits that wait"),
    ("intake-only", "", "takes in alone; the new one is collected later"),
    ("hand-in leaver", "hand-in", "the next old one: its user has left"),
    ("hand-in spare", "hand-in", "the next old one: one too many"),
    ("hand-in found", "hand-in", "the next old one: nobody brought it"),
    ("hand-in owed", "hand-in", "the next old one: it was owed for a new one"),
    ("return dead-on-arrival", "hand-in", "the next one comes back: it does not work"),
    ("return wrong-model", "hand-in", "the next one comes back: it does not fit"),
    ("return scanned-in-error", "hand-in", "the next one comes back: still sealed"),
    ("wrong charger", "wrong", "the charger is missing or stays"),
    ("wrong sim", "wrong", "a SIM or a card is still in the old one"),
    ("wrong damage", "wrong", "the old one is damaged"),
    ("wrong not-signed-in", "wrong", "nobody could sign in on the new one"),
    ("withdraw", "hand-in", "the wrong old one goes back: scan it"),
    ("drive missing", "wrong", "the old one scanned last has a drive less"),
    ("drive retained", "wrong", "its drive stays with its unit"),
    ("media usb", "wrong", "a USB stick was found: taken in by itself"),
    ("media card", "wrong", "a memory card was found: taken in by itself"),
    ("brought-by family", "", "who carried the old one here"),
    ("brought-by colleague", "", "and the number: who carried the old one here"),
    ("exemption lost", "", "and incident=NUMBER: no old one comes; a supervisor answers"),
    ("exemption stolen", "", "and crime=… incident=…: a supervisor answers"),
    ("exemption destroyed", "", "and incident=NUMBER: a supervisor answers"),
    ("exemptions", "", "the open ones, with ages"),
    ("withdraw-exemption", "", "takes an unspent one back; a supervisor answers"),
    ("owed", "", "old ones that are still to come"),
    ("bookings", "", "who is expected today"),
    ("stock", "", "what is on hand here, and what runs low"),
    ("delivery", "", "and the order: counted against its list"),
    ("damaged", "", "the one scanned last came damaged"),
    ("send", "", "and what and where to: stock or custody leaves"),
    ("receive", "", "what arrives here, by scanning"),
    ("moves", "", "what is on the way"),
    ("count stock", "", "counts blind, by scanning"),
    ("count custody", "", "counts blind, by scanning"),
    ("recount", "", "the last count once more"),
    ("explain", "", "and why a count or a round differs"),
    ("round", "", "loads a trolley; then location, old, new"),
    ("empty", "", "scans the trolley empty; the round closes"),
    ("resume", "", "goes on with the move, count or round"),
    ("keep", "", "and a day: do not wipe the old ones before"),
    ("typed", "", "and what is printed where no scanner reads it"),
    ("reason", "", "and why, where that is asked"),
    ("find", "find", "a device's whole story, or a person"),
    ("wipes", "wipes", "what waits to be wiped, oldest first"),
    ("print", "", "the last papers again, marked as a reprint"),
    ("count", "", "the balance of the day in words"),
    ("day-end", "day-end", "ends the shift, a question at a time"),
    ("note", "", "and a note on the device or person scanned last"),
    ("advance", "", "and a day: the new one first; a supervisor answers"),
    ("give-up", "", "and a desk: the open entitlement goes there"),
    ("grant-again", "", "what a lost desk still owes somebody; a supervisor answers"),
    ("new-pin", "", "one's own PIN; a supervisor: and a number"),
    ("unlock", "", "and a number: whose PIN may be tried again"),
    ("set-up", "", "number and name: a fresh desk's first supervisor"),
    ("sign-in", "", "and a number, where a badge is not at hand"),
    ("help", "help", "this; line by line /help and a word"),
    ("keyboard", "", "what the keyboard's layout does to scans"),
    ("lock", "lock", "blanks the screen; a badge brings it back"),
    ("sign-out", "", "the operator leaves"),
    *((f"choose {n}", "", f"number {n} of what is offered") for n in range(1, 10)),
)
"""A command as its barcode says it, the action whose function key leads to it, and what it does."""


def tell(table: Table, rest: str) -> Reply:
    """`/help [WORD]`: what there is, one command a line; of those that have the word in them."""
    word = rest.strip().lower().removeprefix("/")
    lines = tuple(f"/{command}: {does}" for command, _, does in COMMANDS if word in command or word in does.lower())
    what = f"{len(lines)} commands{f' with {word[:20]}' if word else ''}. A swap: badge, old one, new one, badge again."
    return reply("told", "shown", what=what, then=then(table), listed=lines)
