"""A verdict → the bytes that make this make of scanner say it.

Staff look at the device in their hand, not at the screen: what can be heard must be told apart by ear. Which tone says
what is devswap's choice; the bytes are the makers'. A make with one tone says `accepted` only, and a line of unknown
make says nothing: the terminal bell and the screen carry the rest.

References: Zebra SSI (BEEP codes, MK1000 p.118); Honeywell Xenon/Granit guide p.77 (host acknowledge), 1450g (BEL);
Datalogic Magellan 9300i p.481, Gryphon GM4400 p.294; CipherLab 1664 p.252; Opticon NLV-5201 3.1.1 (ESC … CR).
"""

from typing import Final, Literal

from scanners.ssi import BEEP, LED_OFF, LED_ON, build

Verdict = Literal["accepted", "ask", "refused"]

_GREEN, _RED = b"\x01", b"\x02"

_COMMANDS: Final[dict[str, dict[Verdict, tuple[bytes, ...]]]] = {
    "ssi": {
        # one short high tone; two short high; four long low
        "accepted": (build(BEEP, b"\x00"), build(LED_OFF, b"\xff"), build(LED_ON, _GREEN)),
        "ask": (build(BEEP, b"\x01"), build(LED_OFF, b"\xff")),
        "refused": (build(BEEP, b"\x12"), build(LED_OFF, b"\xff"), build(LED_ON, _RED)),
    },
    "honeywell-host-ack": {"accepted": (b"\x1b7,",), "ask": (b"\x1ba,",), "refused": (b"\x1b8,", b"\x1b8,")},
    "honeywell": {"accepted": (b"\x16\x07\r",)},
    # on many models F also stops scanning until E
    "datalogic": {"accepted": (b"\x01",), "refused": (b"F", b"E")},
    "gryphon": {"accepted": (b"\x1b[3q",), "ask": (b"\x1b[0q", b"\x1b[0q"), "refused": (b"\x1b[2q",)},
    "cipherlab": {"accepted": (b"#@////\r",)},
    "opticon": {
        "accepted": (b"\x1bB\r", b"\x1bL\r"),
        "ask": (b"\x1bV\r",),
        "refused": (b"\x1bE\r", b"\x1bN\r"),
    },
    "plain": {},
}

MAKES: Final = tuple(_COMMANDS)
"""The names of the protocols, as the configuration spells them."""


def commands(make: str, verdict: Verdict) -> tuple[bytes, ...]:
    """The commands that say `verdict` on a scanner of this make, in order; none where it has no way to say it."""
    return _COMMANDS[make].get(verdict, ())
