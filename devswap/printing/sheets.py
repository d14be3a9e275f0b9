"""Sheets for the wall: every command as a barcode, and the one symbol that tells what a keyboard layout does to scans.

A4, black on white, 300 dots to the inch; two columns with air between, so that a scanner picks up one code and not its
neighbour. Each code carries devswap's own prefix and check letter.
"""

from typing import Final

from devswap.labels.commands import encode
from devswap.printing.calibration import CALIBRATION, LAYOUTS, arrives
from devswap.printing.lettering import Face
from devswap.printing.page import A4, Canvas, Page
from devswap.printing.symbols import Symbol, Symbology

Group = tuple[str, tuple[tuple[str, str, str], ...]]
"""A heading, and of each command: its name, its caption, and what it does."""

DESK: Final[tuple[Group, ...]] = (
    ("Every visit", (
        ("confirm", "Confirm", "Yes; record what is shown"),
        ("cancel", "Cancel", "No; clear what is not recorded"),
        ("undo", "Undo", "Then scan the devices again"),
        ("park", "Park", "The visit waits; scan a badge"),
        ("intake-only", "Take in only", "The new one is collected later"),
        ("find", "Find", "Then scan or type what to find"),
        ("typed", "Typed", "Then type the label, twice"),
        ("reason", "Reason", "Then type why"),
        ("keep", "Keep, do not wipe", "Then type the day"),
    )),
    ("Hand in, nothing due", (
        ("hand-in leaver", "Leaver", "The person leaves"),
        ("hand-in spare", "Spare", "Not in anybody's use"),
        ("hand-in found", "Found", "Nobody knows whose it was"),
        ("hand-in owed", "Owed", "The second of one new, two back"),
    )),
    ("A new one comes back", (
        ("return dead-on-arrival", "Dead on arrival", "To quarantine; another is due"),
        ("return wrong-model", "Wrong model", "To quarantine; another is due"),
        ("return scanned-in-error", "Scanned in error", "The box is still sealed"),
    )),
    ("Something is wrong", (
        ("wrong charger", "Charger missing", "Raised in the record"),
        ("wrong sim", "SIM or card left in", "Raised in the record"),
        ("wrong damage", "Damage", "Raised in the record"),
        ("wrong not-signed-in", "Not signed in", "The new one was not tried"),
    )),
    ("No old device: a supervisor answers", (
        ("exemption lost", "Lost", "With the incident's number"),
        ("exemption stolen", "Stolen", "With crime and incident numbers"),
        ("exemption destroyed", "Destroyed", "With the incident's number"),
    )),
)  # fmt: skip
MORE: Final[tuple[Group, ...]] = (
    ("Choose", tuple((f"choose {n}", f"Choice {n}", f"Line {n} of the question") for n in range(1, 10))),
    ("The shift", (
        ("lock", "Lock", "Blanks the screen at once"),
        ("visits", "Visits", "What is parked, and on which table"),
        ("round", "Round", "From place to place with a trolley"),
        ("count", "Count", "Shelf or cage, by scanning"),
        ("help", "Help", "Keys and barcodes for this screen"),
        ("sign-out", "Sign out", "The next engineer scans a badge"),
    )),
    ("The wipe bench", (
        ("wipes", "Wipes", "The queue, oldest first"),
        ("start", "Start", "The wipe of this device begins"),
        ("accept", "Accept", "A person accepts the evidence"),
        ("failed", "Failed", "The wipe failed"),
        ("drive-out", "Drive out", "The drive leaves the device"),
        ("destroy", "Destroy", "The drive goes to destruction"),
        ("consign", "Consign", "Into the open consignment"),
    )),
)  # fmt: skip
STOCK: Final[tuple[Group, ...]] = (
    ("Stock and custody", (
        ("stock", "Stock", "What is on hand here"),
        ("delivery", "Delivery", "Then type the order"),
        ("damaged", "Damaged", "The one scanned last"),
        ("send", "Send", "Then type what and where to"),
        ("receive", "Receive", "What arrives here, by scanning"),
        ("moves", "On the way", "What was sent and has not arrived"),
        ("count stock", "Count stock", "Blind, by scanning"),
        ("count custody", "Count custody", "Blind, by scanning"),
        ("recount", "Count again", "The last count once more"),
        ("explain", "Explain", "Then type why it differs"),
        ("resume", "Go on", "With the move, count or round"),
        ("empty", "Empty the trolley", "The round closes when all agree"),
    )),
    ("Who is expected, what is owed", (
        ("bookings", "Bookings", "Who is expected today"),
        ("exemptions", "Exemptions", "Those that are open, with ages"),
        ("owed", "Owed list", "Old ones that are still to come"),
        ("withdraw-exemption", "Exemption back", "An unspent one; a supervisor answers"),
    )),
    ("An old one goes wrong", (
        ("withdraw", "Withdraw", "Then scan the wrong old one"),
        ("drive missing", "Drive missing", "Of the old one scanned last"),
        ("drive retained", "Drive kept", "Of the old one scanned last"),
        ("media usb", "USB stick found", "Taken in by itself"),
        ("media card", "Card found", "Taken in by itself"),
        ("brought-by family", "Family brings it", "For the one whose badge it is"),
        ("brought-by colleague", "Colleague brings it", "Then type their number"),
    )),
    ("The end of the shift", (
        ("day-end", "Day's end", "Visits, counts, then the sheet"),
    )),
)  # fmt: skip
PEOPLE: Final[tuple[Group, ...]] = (
    ("Who works here", (
        ("sign-in", "Sign in", "Then type the number"),
        ("new-pin", "New PIN", "One's own; then type it"),
        ("unlock", "Unlock", "Then type whose number"),
        ("set-up", "Set up", "The first supervisor of a fresh desk"),
    )),
    ("Paper and notes", (
        ("print", "Print again", "The last papers, marked as such"),
        ("note", "Note", "On what was scanned last"),
    )),
    ("A supervisor answers", (
        ("advance", "Advance", "Then type when the old one comes"),
        ("give-up", "To another desk", "Then type which one"),
        ("grant-again", "Grant again", "What a lost desk still owes"),
    )),
    ("This desk", (
        ("keyboard", "Keyboard", "What its layout does to scans"),
    )),
)  # fmt: skip
MARGIN: Final = 12.0
_COLUMN: Final = (A4[0] - 2 * MARGIN - 8) / 2
_ROW: Final = 16.6
_HEADING: Final = 9.0
_TOP: Final = 30.0
_WHY_CALIBRATE: Final = (
    "A scanner that types like a keyboard presses the keys of a US keyboard, and this computer makes of them what its "
    "own layout says. Switch caps lock off, and scan this code at the desk, or at devswap doctor --keyboard. devswap "
    "then knows the layout, translates where that is certain, and says what to change where it is not."
)
_NOTHING_ARRIVES: Final = (
    "If nothing arrives, the scanner is on a serial line and needs no calibration. If none of these arrives, set the "
    "scanner's keyboard country to this computer's layout, or connect it as a serial port (USB CDC): then no layout "
    "has a say."
)


def command_sheets(dpi: int = 300) -> list[Page]:
    """The commands: desk, shift and bench, stock, people and paper, one page each. Raises `SymbolFault`."""
    pages = (
        ("commands-desk", "Commands at the desk", DESK),
        ("commands-more", "More commands", MORE),
        ("commands-stock", "Stock and custody", STOCK),
        ("commands-people", "People, paper, notes", PEOPLE),
    )
    return [_commands(name, title, groups, dpi) for name, title, groups in pages]


def calibration_sheet(dpi: int = 300) -> Page:
    """The sheet that a desk scans once, so that devswap learns what the keyboard layout does. Raises `SymbolFault`."""
    canvas = headed("calibration", "Keyboard calibration", dpi)
    room = A4[0] - 2 * MARGIN
    y = canvas.paragraph(MARGIN, 36, _WHY_CALIBRATE, 4.2, room=room, lines=5)
    canvas.symbol(Symbol(CALIBRATION, Symbology.CODE_128), 0, y + 6, A4[0], 30, "centre")
    canvas.text(A4[0] / 2, y + 42, CALIBRATION, 5, Face.CODE, room=room, align="centre")
    y += 62
    canvas.text(MARGIN, y, "What arrives, by the computer's layout", 4.6, Face.STRONG, room=room)
    canvas.rule(MARGIN, y + 2, room, 0.3)
    for row, layout in enumerate(LAYOUTS):
        canvas.text(MARGIN, y + 9 + 7 * row, layout.replace("-caps", ", caps lock on"), 4.2, room=50)
        canvas.text(MARGIN + 54, y + 9 + 7 * row, arrives(layout), 4.6, Face.CODE, room=room - 54)
    canvas.paragraph(MARGIN, y + 78, _NOTHING_ARRIVES, 4.2, room=room, lines=4)
    return canvas.page()


def headed(name: str, title: str, dpi: int) -> Canvas:
    """An A4 sheet with its title, to draw on below 30 mm."""
    canvas = Canvas(name, *A4, dpi)
    canvas.text(MARGIN, 21, title, 9, Face.STRONG, room=130)
    canvas.text(A4[0] - MARGIN, 21, "devswap", 5, room=40, align="right")
    canvas.rule(MARGIN, 24.5, A4[0] - 2 * MARGIN, 0.6)
    return canvas


def _commands(name: str, title: str, groups: tuple[Group, ...], dpi: int) -> Page:
    canvas = headed(name, title, dpi)
    column, y = 0, _TOP
    for heading, commands in groups:
        if y + _HEADING + _ROW * len(commands) > A4[1] - MARGIN:
            column, y = column + 1, _TOP
        x = MARGIN + column * (_COLUMN + 8)
        canvas.text(x, y + 5, heading, 4, Face.STRONG, room=_COLUMN)
        canvas.rule(x, y + 6.6, _COLUMN, 0.3)
        y += _HEADING
        for command, caption, says in commands:
            _command(canvas, x, y, command, caption, says)
            y += _ROW
        y += 2
    return canvas.page()


def _command(canvas: Canvas, x: float, y: float, command: str, caption: str, says: str) -> None:
    canvas.symbol(Symbol(encode("command", command), Symbology.CODE_128), x - 3, y + 1.5, 46, 10.5)
    room = _COLUMN - 44
    canvas.text(x + 44, y + 5.6, caption, 4.4, Face.STRONG, room=room, smallest=3.4)
    canvas.text(x + 44, y + 10.4, says, 3.2, room=room, smallest=2.4)
