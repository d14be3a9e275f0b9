"""Setup sheets: what a make of scanner needs set for devswap, where its manual has it, and what the host may send.

The makers' programming barcodes are not plain Code 128 (Zebra, Datalogic and Honeywell put FNC3 before them, or use a
form of their own), and a wrong one can leave a scanner deaf: so devswap prints none. It says which setting, names the
manual's page, and prints the bytes of host commands that the manual prints; and at the end one of devswap's own codes
in every symbology, to try the scanner on.
"""

from dataclasses import dataclass
from typing import Final

from devswap.labels.commands import encode
from devswap.printing.lettering import Face
from devswap.printing.page import A4, Canvas, Page
from devswap.printing.sheets import MARGIN, headed
from devswap.printing.symbols import Symbol, Symbology


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set, and the manual that has its barcode."""

    says: str
    manual: str = ""


@dataclass(frozen=True, slots=True)
class HostCommand:
    """Bytes that a terminal program or devswap may send to the scanner's serial line."""

    does: str
    sent: str
    """Hexadecimal bytes, behind the characters where there are any."""
    manual: str


@dataclass(frozen=True, slots=True)
class Setup:
    """What one make needs."""

    name: str
    """For the file, and on the command line."""
    make: str
    config: str
    """What `config.toml` says of it."""
    steps: tuple[Step, ...]
    commands: tuple[HostCommand, ...] = ()


_ZEBRA: Final = Setup(
    name="zebra",
    make="Zebra, Symbol, Motorola",
    config='protocol = "ssi" · settings = "9600 8N1"',
    steps=(
        Step(
            "Host type: SSI, by cable or USB CDC. It gives tones and lamps for every verdict. devswap asks for packets "
            "itself, for the session only, and writes nothing into the scanner.",
            "DS9908 p.254, CR6080 p.214",
        ),
        Step("9600 baud, 8 data bits, no parity, ACK/NAK: the factory's own.", "DS9908 p.254, DS8108 p.85"),
        Step("Transmit code ID: AIM code ID. It tells a serial from a product code.", "DS457 p.401, LS2208 p.B-3"),
        Step(
            "Without SSI, Standard RS-232 (the factory's): no suffix is needed, silence ends a scan. For a tone, "
            "switch beep on BEL on; it is off in every host type.",
            "LS9208 p.104, DS9208 p.28",
        ),
    ),
    commands=(
        HostCommand("one short high tone", "05 E6 04 00 00 FF 11", "MK1000 p.118"),
        HostCommand("four long low tones", "05 E6 04 00 12 FE FF", "MK1000 p.118"),
        HostCommand("packets on, this session", "07 C6 04 00 FF EE 01 FD 41", "DS9908 p.254"),
    ),
)
_HONEYWELL: Final = Setup(
    name="honeywell",
    make="Honeywell: Xenon, Voyager, Granit",
    config='protocol = "honeywell-host-ack"',
    steps=(
        Step("Interface: RS-232 or USB serial (COM port), 9600 baud or more.", "Xenon and Granit guide p.76-77"),
        Step(
            "Host ACK: on. The scanner is silent until devswap answers, and sounds an error after 10 s without an "
            "answer: good and refused sound different.",
            "Xenon and Granit guide p.76-77, 111; Xenon XP p.79",
        ),
        Step(
            "Prefix: AIM symbology identifier, for all symbologies. Suffix: carriage return.", "chapter on data format"
        ),
        Step('Where Host ACK cannot be had: protocol = "honeywell". It has one tone, so watch the screen.'),
    ),
    commands=(
        HostCommand("beep", "SYN BEL CR · 16 07 0D", "Voyager 1450g p.155"),
        HostCommand("good read, with Host ACK on", "ESC 7 , · 1B 37 2C", "Xenon and Granit guide p.77"),
        HostCommand("error razz, with Host ACK on", "ESC 8 , · 1B 38 2C", "Xenon and Granit guide p.77"),
    ),
)
_DATALOGIC: Final = Setup(
    name="datalogic",
    make="Datalogic, PSC",
    config='protocol = "datalogic" · Gryphon cordless: "gryphon"',
    steps=(
        Step("Interface: RS-232 or USB COM. The suffix is CR LF from the factory; leave it.", "Gryphon p.131"),
        Step("AIM ID: on. UPC-A and UPC-E then arrive as EAN-13; devswap knows.", "Magellan 800i p.49, GD4400 p.288"),
        Step("After a refused scan an 800i is deaf until it is told E; devswap sends that too.", "Magellan 800i p.161"),
    ),
    commands=(
        HostCommand("good read tone", "01", "Magellan 9300i p.481, 800i p.161"),
        HostCommand("not on file: long beeps", "F · 46", "Magellan 9300i p.481, 800i p.161"),
        HostCommand("scanning on again", "E · 45", "Magellan 9300i p.481, 800i p.161"),
        HostCommand("Gryphon: good read tone", "ESC [ 3 q · 1B 5B 33 71", "GM4400 p.294"),
    ),
)
_CIPHERLAB: Final = Setup(
    name="cipherlab",
    make="CipherLab",
    config='protocol = "cipherlab"',
    steps=(
        Step("Interface: RS-232 or USB virtual COM.", "chapter on output interfaces"),
        Step("Code ID: AIM. The first command below lists what is set.", "1560 p.217"),
        Step("After setting anything by command, save it with the second.", "1560 p.217"),
    ),
    commands=(
        HostCommand("list the code ID settings", "#@109952 CR · 23 40 31 30 39 39 35 32 0D", "1560 p.217"),
        HostCommand("save the settings", "#@109999 CR · 23 40 31 30 39 39 39 39 0D", "1560 p.217"),
        HostCommand("beep", "#@//// CR · 23 40 2F 2F 2F 2F 0D", "1560 p.217, 1664 p.252"),
    ),
)
_OPTICON: Final = Setup(
    name="opticon",
    make="Opticon",
    config='protocol = "opticon"',
    steps=(
        Step("Interface: RS-232 or USB VCP.", "chapter on interfaces"),
        Step("Symbology identifier as prefix: AIM. It tells a serial from a product code.", "option $1"),
    ),
    commands=(
        HostCommand("good read buzzer", "ESC B CR · 1B 42 0D", "NLV-5201 3.1.1"),
        HostCommand("error buzzer", "ESC E CR · 1B 45 0D", "NLV-5201 3.1.1"),
    ),
)
_KEYBOARD: Final = Setup(
    name="keyboard",
    make="Any scanner that types like a keyboard",
    config='none needed · on Linux kind = "hid"',
    steps=(
        Step(
            "Keyboard country: leave it at the factory's US, and scan devswap's calibration sheet once. On Linux "
            'kind = "hid" is better: devswap maps the keys itself, and no scan lands in another window.'
        ),
        Step("Suffix: ENTER. Without one, silence ends a scan.", "Gryphon p.131"),
        Step("AIM identifier: on, where the manual has it. It tells a serial from a product code."),
        Step("Control characters: sent as CTRL and a key, not as ALT and digits.", "DS2208"),
        Step("Delay between keys: the shortest.", "Voyager 1202g p.54"),
    ),
)
SETUPS: Final = (_ZEBRA, _HONEYWELL, _DATALOGIC, _CIPHERLAB, _OPTICON, _KEYBOARD)
"""What is known with its source. Another make works as a plain line: AIM identifiers on, suffix CR."""
_TEST: Final = encode("command", "help")


def setup_sheets(dpi: int = 300) -> list[Page]:
    """One A4 sheet for each of `SETUPS`. Raises `SymbolFault`."""
    return [_sheet(setup, dpi) for setup in SETUPS]


def _sheet(setup: Setup, dpi: int) -> Page:
    canvas = headed(f"setup-{setup.name}", "Scanner setup", dpi)
    room = A4[0] - 2 * MARGIN
    canvas.text(MARGIN, 34, setup.make, 6, Face.STRONG, room=room)
    canvas.text(MARGIN, 42, f"config.toml, [[scanner]]: {setup.config}", 4.2, room=room)
    y = _heading(canvas, 56, "Set it, with the barcodes of the maker's own manual")
    for number, step in enumerate(setup.steps, start=1):
        canvas.text(MARGIN, y, str(number), 4.6, Face.STRONG, room=6)
        y = canvas.paragraph(MARGIN + 8, y, step.says, 4.2, room=room - 8, lines=4)
        if step.manual:
            y = canvas.paragraph(MARGIN + 8, y, f"Manual: {step.manual}", 3.6, Face.STRONG, room=room - 8, lines=2)
        y += 2
    if setup.commands:
        y = _heading(canvas, y + 6, "Or send it over the serial line")
        for command in setup.commands:
            canvas.text(MARGIN, y, command.does, 4.2, room=58)
            canvas.text(MARGIN + 60, y, command.sent, 3.8, Face.CODE, room=80, smallest=2.8)
            canvas.text(A4[0] - MARGIN, y, command.manual, 3.4, room=44, align="right", smallest=2.4)
            y += 7
    _tests(canvas)
    return canvas.page()


def _heading(canvas: Canvas, y: float, heading: str) -> float:
    canvas.text(MARGIN, y, heading, 4.6, Face.STRONG, room=A4[0] - 2 * MARGIN)
    canvas.rule(MARGIN, y + 2, A4[0] - 2 * MARGIN, 0.3)
    return y + 9


def _tests(canvas: Canvas) -> None:
    """One code four times, along the foot of the sheet."""
    y = _heading(canvas, 229, "Try it: each of these opens devswap's help; 1D scanners read the upper two")
    captions = (
        (Symbology.CODE_128, "Code 128 ]C0", MARGIN, y), (Symbology.CODE_39, "Code 39 ]A0", MARGIN, y + 25),
        (Symbology.QR, "QR ]Q1", 120, y), (Symbology.DATA_MATRIX, "Data Matrix ]d1", 160, y),
    )  # fmt: skip
    for symbology, caption, x, top in captions:
        wide, high = (92, 14) if symbology.linear else (36, 39)
        canvas.symbol(Symbol(_TEST, symbology), x, top, wide, high, "centre")
        canvas.text(x + wide / 2, top + high + 4, caption, 3.6, room=wide, align="centre")
