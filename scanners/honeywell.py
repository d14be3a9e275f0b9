"""Honeywell (Xenon, Voyager, Granit): what its line carries besides labels, told apart by pure functions.

- **DECHDR1** puts a header before every label: `16 FE <length, LE32> 0D "MSGGET" <4 digits> <Honeywell id> <AIM id, 2
  characters> 1D data 0D`. The length counts from "MSGGET" on, the four digits count the data; both include the CR.
- **Menu replies** come up the same stream as labels: the command echoed with a status before its punctuation, ACK for
  done, ENQ for an unknown tag, NAK for bad data (1450g User Guide p.155-156).

    >>> parse_dechdr1(b"\\x16\\xfe\\x19\\0\\0\\0\\rMSGGET0011jC0\\x1d4CE0460TPX\\r")
    Label(text='4CE0460TPX', aim=']C0')
    >>> is_menu_reply(b"SCNMOD3\\x06.")
    True

References: enioka_scan (DECHDR1); Xenon/Granit User Guide p.76-77, 111 (host acknowledge); CF3680 p.160 (commands).
"""

import re
from typing import Final

from scanners.ssi import Label

_START: Final = b"\x16\xfe"
_HEADER: Final = 7
_LONGEST: Final = 10_000
_BODY: Final = re.compile(rb"MSGGET(\d{4})(.)([\x21-\x7e]{2})\x1d(.*)\r", re.DOTALL)
_MENU_REPLY: Final = re.compile(rb"[A-Z]{3}[A-Z0-9*]{3}(?:[\x20-\x7e]*[\x05\x06\x15])+[!.]|[\x05\x06\x15]+")


def measure(head: bytes) -> int | None:
    """The length of the DECHDR1 packet that a line begins with; 0 for none; None while that cannot be seen."""
    if head[:2] != _START[: len(head)]:
        return 0
    if len(head) < _HEADER:
        return None
    length = int.from_bytes(head[2:6], "little")
    return _HEADER + length if head[6:7] == b"\r" and 0 < length <= _LONGEST else 0


def parse_dechdr1(data: bytes) -> Label | None:
    """The label in a whole DECHDR1 packet; None where the bytes are not one."""
    if len(data) <= _HEADER or measure(data) != len(data) or not (body := _BODY.fullmatch(data[_HEADER:])):
        return None
    length, _, aim, text = body.groups()
    if int(length) != len(text) + 1:
        return None
    return Label(text.decode("latin-1"), "]" + aim.decode("latin-1"))


def is_menu_reply(data: bytes) -> bool:
    """The bytes are a scanner's answer to a command and no label: an echo with a status, or a lone ACK, ENQ or NAK."""
    return _MENU_REPLY.fullmatch(data) is not None


def without_menu_replies(data: bytes) -> bytes:
    """A frame without the menu replies at its head: they end with no terminator of their own."""
    while reply := _MENU_REPLY.match(data):
        data = data[reply.end() :]
    return data
