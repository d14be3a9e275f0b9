"""Bytes of one line and the time they came → frames: where one scan ends and the next begins.

Nobody configured the scanner, so every usual way to end a scan works at once, and whichever comes first ends it:

- **a terminator**: CR, LF, CR LF (one end, not two) or TAB (Zebra hosts CR or nothing, Datalogic CR LF, wedges TAB);
- **an enclosure**: STX … ETX (Zebra Olivetti; CUTE puts a CR before the ETX, LS9208 p.104, DS9208 p.144);
- **silence**: Symbol's and Zebra's RS-232 factory default sends no suffix at all (DS6608 p.88);
- **a length of its own**: SSI and Honeywell packets, whose data may hold any byte; `measures` recognise their headers.

Nothing is dropped but the marks themselves: what is too long is cut, kept and said to be `overlong`; what a 7E1 sender
left on an 8N1 line is read and said to be `parity`; what stopped half-way is said to be `torn`.

    >>> [frame.data for frame in split(b"BN8R5T1\\r\\n6WMD9Q3\\r\\n")]
    [b'BN8R5T1', b'6WMD9Q3']
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

STX: Final = 0x02
ETX: Final = 0x03

Measure = Callable[[bytes], int | None]
"""The bytes at the start of a frame → the length of the packet that they begin; 0 for none, None while undecided."""
IsReply = Callable[[bytes], bool]
"""Whether these bytes are a whole answer of the scanner's own: it has no end but itself, and a packet may follow."""
_REPLY_ENDS: Final = b"!.\x05\x06\x15"


@dataclass(frozen=True, slots=True)
class Framing:
    """How one line's scans end. The defaults suit a line that nobody configured."""

    terminators: bytes = b"\r\n\t"
    enclosed: bool = True
    """STX … ETX holds a scan; a terminator inside it is content."""
    idle: float = 0.08
    """Seconds of silence that end a scan. A character takes 1.04 ms at 9600 Bd; 50-100 ms suit serial and CDC lines."""
    patience: float = 0.5
    """The same on a line whose scans have been seen to end with a mark: there, a short silence is a slow sender."""
    packet_gap: float = 0.3
    """Seconds of silence after which a packet is given up (SSI's character timeout is 0.2 s, DS9908 p.254)."""
    longest: int = 10_000
    """Bytes after which a frame without an end is cut. The longest QR code holds 7,089."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The bytes of one scan, or of one packet with its header and checks."""

    data: bytes
    at: float
    """Seconds, when the last byte came."""
    damage: str = ""
    """`parity`, `overlong`, `torn`, or empty."""
    packet: bool = False


class Framer:
    """One line's bytes → frames. The same bytes give the same frames, however the reads cut them.

    Only `idle` ends a frame by silence: a reader that was held up gets bytes late, and its own lateness is not the
    scanner's silence. So call `idle` only when there was nothing to read.
    """

    def __init__(
        self,
        framing: Framing | None = None,
        measures: tuple[Measure, ...] = (),
        is_reply: IsReply = lambda _: False,
    ) -> None:
        self._framing = framing or Framing()
        self._measures = measures
        self._is_reply = is_reply
        self._head = bytearray()  # bytes at the start of a frame that are a packet, or may be
        self._length = 0  # of that packet, once its header has said so
        self._frame = bytearray()
        self._enclosed = False
        self._overlong = False
        self._marked = False
        self._at = 0.0

    @property
    def deadline(self) -> float | None:
        """When silence will end what is unfinished; None while nothing is."""
        if self._length:
            return self._at + self._framing.packet_gap
        if self._head or not self._fresh:
            return self._at + (self._framing.patience if self._marked else self._framing.idle)
        return None

    def feed(self, data: bytes, now: float) -> list[Frame]:
        """Take bytes that came at `now` (seconds); return the frames that they complete."""
        frames: list[Frame] = []
        if data:
            self._at = now
        for byte in data:
            frames += self._take_head(byte) if self._measures and self._fresh else self._take(byte)
        return frames

    def idle(self, now: float) -> list[Frame]:
        """Nothing came up to `now`: return what that silence ends, if it has been long enough."""
        deadline = self.deadline
        return self.flush() if deadline is not None and now >= deadline else []

    def flush(self) -> list[Frame]:
        """The line is silent, or gone: return what is unfinished as it stands."""
        if self._length:
            return [self._packet("torn")]
        frames: list[Frame] = []
        while self._head:
            frames += self._release_head()
        if self._frame:
            self._marked = False
        return frames + self._end()

    @property
    def _fresh(self) -> bool:
        """Nothing of a plain frame has come: here a packet may begin."""
        return not (self._frame or self._enclosed or self._overlong)

    def _take_head(self, byte: int) -> list[Frame]:
        self._head.append(byte)
        if not self._length:
            lengths = [measure(bytes(self._head)) for measure in self._measures]
            self._length = next((length for length in lengths if length), 0)
            if not self._length:
                return [] if None in lengths else self._release_head()
        return [self._packet()] if len(self._head) >= self._length else []

    def _packet(self, damage: str = "") -> Frame:
        packet = Frame(bytes(self._head), self._at, damage, packet=True)
        self._head.clear()
        self._length = 0
        return packet

    def _release_head(self) -> list[Frame]:
        """What was held is no packet: its first byte belongs to a plain frame, the rest starts again."""
        first, *rest = self._head
        self._head.clear()
        return self._take(first) + self.feed(bytes(rest), self._at)

    def _take(self, byte: int) -> list[Frame]:
        mark = self._framing.enclosed and (self._enclosed or not self._frame)
        if mark and byte == STX:
            frames = self._end()
            self._enclosed = True
            return frames
        if (mark and byte == ETX) or (byte in self._framing.terminators and not self._enclosed):
            self._marked = True
            return self._end()
        self._frame.append(byte)
        if byte in _REPLY_ENDS and not self._overlong and self._is_reply(bytes(self._frame)):
            return self._cut()
        if len(self._frame) < self._framing.longest:
            return []
        self._overlong = True
        return self._cut()

    def _end(self) -> list[Frame]:
        frames = self._cut()
        self._enclosed = self._overlong = False
        return frames

    def _cut(self) -> list[Frame]:
        """What has come of the frame, whether or not more of it follows."""
        data = bytes(self._frame)
        self._frame.clear()
        if self._enclosed:
            data = data.strip(self._framing.terminators)
        if is_7e1_on_8n1(data):
            inner = Framer(self._framing)
            stripped = inner.feed(bytes(byte & 0x7F for byte in data), self._at) + inner.flush()
            return [replace(frame, damage="parity") for frame in stripped]
        return [Frame(data, self._at, "overlong" if self._overlong else "")] if data else []


def is_7e1_on_8n1(data: bytes) -> bool:
    """A 7E1 sender was read as 8N1: every byte has even parity, and some have bit 7 set."""
    return not data.isascii() and all(byte.bit_count() % 2 == 0 for byte in data)


def split(
    data: bytes,
    framing: Framing | None = None,
    measures: tuple[Measure, ...] = (),
    is_reply: IsReply = lambda _: False,
) -> list[Frame]:
    """The frames in bytes that were captured whole, as if silence followed."""
    framer = Framer(framing, measures, is_reply)
    return framer.feed(data, 0.0) + framer.flush()
