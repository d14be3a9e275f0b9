"""The host's side of one SSI session: sans-I/O, packets and the time in, scans and packets to send out.

A scanner starts out sending raw decode data. `start` asks it for packets and for handshaking, for the session only.
From then on every label is acknowledged; a packet with a wrong checksum is asked for again, twice at most, as often as
the scanner would send it (DS9908 p.247), and what never comes right is handed over as damaged. A label that is sent
again because our acknowledgement was lost is told by its retransmission bit and acknowledged without a second scan.

Our own commands go out one at a time, each when the one before is acknowledged, refused, or unanswered for too long.
"""

from collections import deque
from typing import Final

from scanners import ssi
from scanners.feedback import Verdict, commands
from scanners.framing import Frame
from scanners.scan import Heard, Scan

PACKETS_ON: Final = ssi.build(ssi.PARAM_SEND, b"\xff\xee\x01")
"""Decode data in packets (parameter EE), until the scanner is switched off; FF: no beep."""
HANDSHAKE_ON: Final = ssi.build(ssi.PARAM_SEND, b"\xff\x9f\x01")

ANSWER_WITHIN: Final = 0.5
"""Seconds that the scanner has to acknowledge a command of ours."""
RESENT_WITHIN: Final = 2.5
"""Seconds that a resend, or the rest of a long label, may take: the host response timeout of 2 s and a margin."""
PART_WITHIN: Final = 1.0
"""Seconds between two parts of a long label; one takes 0.27 s at 9600 Bd."""
_TRIES: Final = 3
_ACK: Final = ssi.build(ssi.CMD_ACK)
_LABELS: Final = (ssi.DECODE_DATA, ssi.MULTIPACKET_SEGMENT)
_RESEND: Final = ssi.build(ssi.CMD_NAK, bytes((ssi.RESEND,)))


class SsiDialogue:
    """One session with one scanner; `source` names it in its scans."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.active = False
        """The line has been asked to speak SSI, or speaks it unasked."""
        self._settings: deque[bytes] = deque()
        self._feedback: deque[bytes] = deque()
        self._sent = b""  # the command that waits for its acknowledgement
        self._sent_at = 0.0
        self._tries = 0
        self._last = b""  # the data of the last label packet that was acknowledged
        self._naks = 0  # since a label packet was last sound
        self._broken: Scan | None = None
        self._parts: list[bytes] = []
        self._segments: list[bytes] = []
        self._part_lost = False
        self._at = 0.0  # when the line last brought a part, or a broken packet

    def start(self, now: float) -> bytes:
        """The line was opened, or its scanner was switched off and on: what to send first."""
        self.active = True
        self._settings = deque((PACKETS_ON, HANDSHAKE_ON))
        return self._next(now)

    def say(self, verdict: Verdict, now: float) -> bytes:
        """What to send now for a verdict. One that is still waiting to be said gives way to it."""
        self._feedback = deque(commands("ssi", verdict))
        return self._next(now)

    def hear(self, frame: Frame) -> Heard:
        """Take one packet, as the framer measured it."""
        packet = ssi.parse(frame.data)
        if packet is None or not packet.sound:
            return self._refuse(packet, frame)
        if packet.opcode in (ssi.CMD_ACK, ssi.CMD_NAK):
            return Heard([], self._answered(packet, frame.at))
        if packet.opcode == ssi.SCANNER_INIT:
            return Heard([], ssi.build(ssi.HOST_ACK) + self.start(frame.at))
        if packet.opcode in _LABELS and packet.data:
            self.active = True
            return self._label(packet, frame.at)
        return Heard([], _ACK)

    def idle(self, now: float) -> Heard:
        """Nothing came up to `now`: give up what has been waited for too long."""
        scans = self.close() if now - self._at >= RESENT_WITHIN else []
        if self._sent and now - self._sent_at >= ANSWER_WITHIN:
            return Heard(scans, self._again(now))
        return Heard(scans)

    def close(self) -> list[Scan]:
        """What is still unfinished, handed over as damaged: a broken label, the first parts of a long one."""
        scans = [self._broken] if self._broken else []
        segmented = ssi.joined(self._segments)
        if payload := segmented[:1] + segmented[4:] or _joined(self._parts):
            scans.append(self._scan(payload, self._at, "torn"))
        self._broken = None
        self._parts, self._segments, self._naks, self._part_lost = [], [], 0, False
        return scans

    def _refuse(self, packet: ssi.Packet | None, frame: Frame) -> Heard:
        """Ask for a packet again. After two resends that were broken too, hand it over as it is."""
        if packet is None or packet.opcode not in _LABELS or not packet.data:
            # a reply of ours that goes missing is asked for again by its own timeout; on a plain line it is no reply
            text = frame.data.decode("latin-1")
            return Heard([] if self.active else [Scan(text, self._source, frame.at, damage=frame.damage or "checksum")])
        self._at = frame.at
        self._naks += 1
        if packet.opcode == ssi.DECODE_DATA:
            self._broken = self._scan(packet.data, frame.at, "checksum")
        if self._naks < _TRIES:
            return Heard([], _RESEND)
        self._part_lost = bool(self._parts or packet.status & ssi.MORE_FOLLOWS)
        scans = [self._broken] if self._broken else []
        self._broken = None
        return Heard(scans)

    def _label(self, packet: ssi.Packet, at: float) -> Heard:
        repeated = bool(packet.status & ssi.RETRANSMISSION)
        if repeated and not self._naks and packet.data == self._last:
            return Heard([], self._acknowledgement(packet))
        scans = self._settle_broken(packet, repeated)
        if self._is_another(packet, repeated, at):
            scans += self.close()
        self._settings.clear()  # packets come, so they are switched on
        self._feedback.clear()  # what it had to say was about an earlier label
        self._sent = b""
        self._last, self._naks, self._at = packet.data, 0, at
        if packet.opcode == ssi.MULTIPACKET_SEGMENT:
            return self._segment(packet, at, scans)
        if packet.status & ssi.MORE_FOLLOWS:
            self._parts.append(packet.data)
            return Heard(scans, _ACK)
        payload = _joined([*self._parts, packet.data])
        damage = "torn" if self._part_lost else ""
        self._parts, self._part_lost = [], False
        if packet.no_read and payload == packet.data:
            return Heard(scans, _ACK)
        return Heard([*scans, self._scan(payload, at, damage)], _ACK)

    def _segment(self, packet: ssi.Packet, at: float, scans: list[Scan]) -> Heard:
        number, part = packet.data[0], packet.data[1:]
        if number > len(self._segments):
            self._naks += 1
            return Heard(scans, _RESEND)
        if number == len(self._segments):
            self._segments.append(part)
        payload = ssi.joined(self._segments)
        whole = ssi.announced(payload)
        if whole is None or len(payload) < whole:
            return Heard(scans, self._acknowledgement(packet))
        self._segments = []
        return Heard([*scans, self._scan(payload[:whole], at)], _ACK)

    def _is_another(self, packet: ssi.Packet, repeated: bool, at: float) -> bool:
        """The packet is no part of the long label that is unfinished: two joined would be a label that never was."""
        if packet.opcode == ssi.MULTIPACKET_SEGMENT:
            return packet.data[0] == 0
        late = at - self._at > PART_WITHIN and not repeated
        other_code = packet.data[:1] != self._parts[0][:1] if self._parts else False
        return bool(self._segments) or late or other_code

    def _settle_broken(self, packet: ssi.Packet, repeated: bool) -> list[Scan]:
        """A sound label after a broken one is its resend, or else another label, and the broken one is lost."""
        broken, self._broken = self._broken, None
        if broken is None or repeated or ssi.decoded(packet.data) == (broken.text, broken.aim):
            return []
        return [broken]

    def _acknowledgement(self, packet: ssi.Packet) -> bytes:
        return ssi.build(ssi.MULTIPACKET_ACK) if packet.opcode == ssi.MULTIPACKET_SEGMENT else _ACK

    def _answered(self, packet: ssi.Packet, now: float) -> bytes:
        if packet.opcode == ssi.CMD_NAK and packet.data[:1] == bytes((ssi.RESEND,)) and self._sent:
            return self._again(now)
        self._sent = b""
        return self._next(now)

    def _again(self, now: float) -> bytes:
        """Send the waiting command once more, marked as a retransmission, or give it up for the next."""
        if self._tries >= _TRIES:
            self._sent = b""
            return self._next(now)
        self._tries += 1
        self._sent_at = now
        return ssi.build(self._sent[1], self._sent[4:-2], ssi.RETRANSMISSION)

    def _next(self, now: float) -> bytes:
        if self._sent or not (queue := self._feedback or self._settings):
            return b""
        self._sent, self._sent_at, self._tries = queue.popleft(), now, 1
        return self._sent

    def _scan(self, payload: bytes, at: float, damage: str = "") -> Scan:
        text, aim = ssi.decoded(payload)
        return Scan(text, self._source, at, aim, damage=damage)


def _joined(parts: list[bytes]) -> bytes:
    """The parts of a long label in classic packets: each repeats the code type (motorola-ssi-scanner)."""
    return parts[0][:1] + b"".join(part[1:] for part in parts) if parts else b""
