"""Every command of the bench, in words: for its help screen and for `/help` line by line."""

from typing import Final

from devswap.desk.words import Reply, reply

INTRO: Final = "A wipe: scan, START, the tool, its report, ACCEPT, grade."
COMMANDS: Final = (
    ("start", "start", "the wipe of the device in hand begins; before its day: a supervisor's number"),
    ("prepare", "", "the tool's settings or commands, as text to check"),
    ("evidence", "", "and the file: what the tool said"),
    ("accept", "accept", "its evidence is accepted; a certificate for each drive"),
    ("failed", "failed", "its evidence is turned down, or the wipe failed"),
    ("drive-out", "drive-out", "a drive, and where it lies now"),
    ("review", "", "reports that matched no job, or left a doubt"),
    ("attach", "", "the report in hand belongs to the device in hand"),
    ("set-aside", "", "and why: the report in hand waits no longer"),
    ("drive is", "", "a drive, and which media it is"),
    ("drive found", "", "a drive more than was taken in, and what it is"),
    ("drive missing", "", "a drive less, and why"),
    ("destroy", "destroy", "a drive, how, by whom, and their certificate's number"),
    ("grade", "", "a grade, reasons, and what was cleared"),
    ("hold", "", "and a reference: a supervisor answers"),
    ("lift", "", "and a reference: the hold ends; a supervisor answers"),
    ("consign", "consign", "for a scheme, or the name of one that waits"),
    ("remove", "", "a device, out of the consignment in hand"),
    ("close", "", "the consignment in hand: its papers can be printed"),
    ("papers", "", "of the consignment in hand, else the certificates of the device"),
    ("hand-over", "", "and who collects, carrier=, note=: everything in it leaves"),
    ("leave", "", "the consignment in hand waits; scans show jobs again"),
    ("hand-in found", "", "the next one: nobody brought it"),
    ("lists", "lists", "which list is shown"),
    ("find", "find", "a device's whole story"),
    ("confirm", "confirm", "answers with yes; ends a move or a count"),
    ("cancel", "cancel", "leaves a question"),
    ("send", "", "custody and where to: it leaves"),
    ("receive", "", "what arrives here, by scanning"),
    ("moves", "", "what is on the way"),
    ("count custody", "", "counts blind, by scanning"),
    ("resume", "", "goes on with the move or count"),
    ("lock", "lock", "blanks the screen; a badge brings it back"),
    ("sign-out", "", "the operator leaves"),
    *((f"choose {n}", "", f"number {n} of what is offered") for n in range(1, 10)),
)
"""A command, the action whose function key leads to it, and what it does."""


def tell(rest: str) -> Reply:
    """`/help [WORD]`: what there is, one command a line; of those that have the word in them."""
    word = rest.strip().lower().removeprefix("/")
    lines = tuple(f"/{command}: {does}" for command, _, does in COMMANDS if word in command or word in does.lower())
    what = f"{len(lines)} commands{f' with {word[:20]}' if word else ''}. {INTRO}"
    return reply("told", "shown", what=what, then="Scan a device, or its cage label.", listed=lines)
