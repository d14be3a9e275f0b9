"""One serial line, from its bytes to scans and back from a verdict to its bytes. Sans-I/O.

Packets are recognised by their own headers on every line, whatever it is configured as: a Zebra that was left in SSI
is acknowledged, a Honeywell that was left with DECHDR1 headers is read. `protocol` says what cannot be seen from the
bytes: how this make is told a verdict, that SSI is to be switched on, that a scanner in host-acknowledge mode waits.
"""

from typing import Final

from scanners import honeywell, ssi
from scanners.feedback import Verdict, commands
from scanners.framing import Frame, Framer, Framing
from scanners.scan import Heard, Scan
from scanners.ssi_dialogue import SsiDialogue

HOST_ACK: Final = "honeywell-host-ack"
ANSWER_BY: Final = 5.0
"""Seconds after which a scanner in host-acknowledge mode is answered `ask`: after 10 s it would sound an error and
the scan that it made would look refused (Xenon/Granit User Guide p.76-77)."""


class Conversation:
    """What was said on one line since it was opened; `source` names it in its scans.

    The bytes that an idle line must be told at once come from `start`; every other method takes bytes or a verdict
    and the time in seconds, and returns the scans and the bytes to send that follow.
    """

    def __init__(self, source: str, protocol: str = "plain", framing: Framing | None = None) -> None:
        self._source = source
        self._protocol = protocol
        self._framer = Framer(framing, (ssi.measure, honeywell.measure), honeywell.is_menu_reply)
        self._ssi = SsiDialogue(source)
        self._owed_since: float | None = None

    def start(self, now: float) -> bytes:
        """The line was opened: what to send first."""
        return self._ssi.start(now) if self._protocol == "ssi" else b""

    def feed(self, data: bytes, now: float) -> Heard:
        """Take bytes that came at `now`."""
        return self._hear(self._framer.feed(data, now))

    def idle(self, now: float) -> Heard:
        """Nothing came up to `now`."""
        heard = self._hear(self._framer.idle(now))
        given_up = self._ssi.idle(now)
        answer = heard.answer + given_up.answer
        if self._owed_since is not None and now - self._owed_since >= ANSWER_BY:
            answer += self.say("ask", now)
        return Heard(heard.scans + given_up.scans, answer)

    def say(self, verdict: Verdict, now: float) -> bytes:
        """What to send for a verdict on the last scan; empty where this make has no way to say it."""
        self._owed_since = None
        if self._ssi.active:
            return self._ssi.say(verdict, now)
        return b"".join(commands(self._protocol, verdict))

    def close(self) -> list[Scan]:
        """The line is gone. What was unfinished is handed over as torn: half a serial must not pass for a whole one."""
        frames = self._framer.flush()
        torn = [Scan(_text(frame.data), self._source, frame.at, damage=frame.damage or "torn") for frame in frames]
        return torn + self._ssi.close()

    def _hear(self, frames: list[Frame]) -> Heard:
        scans: list[Scan] = []
        answer = b""
        for frame in frames:
            heard = self._packet(frame) if frame.packet else self._plain(frame)
            scans += heard.scans
            answer += heard.answer
        if scans and self._protocol == HOST_ACK:
            self._owed_since = scans[-1].at
        return Heard(scans, answer)

    def _packet(self, frame: Frame) -> Heard:
        if not frame.data.startswith(b"\x16"):
            return self._ssi.hear(frame)
        if label := honeywell.parse_dechdr1(frame.data):
            return Heard([Scan(label.text, self._source, frame.at, label.aim)])
        return Heard([Scan(_text(frame.data), self._source, frame.at, damage=frame.damage or "checksum")])

    def _plain(self, frame: Frame) -> Heard:
        data = honeywell.without_menu_replies(frame.data)
        scans = [Scan(_text(data), self._source, frame.at, damage=frame.damage)] if data else []
        restarted = scans and self._protocol == "ssi"
        return Heard(scans, self._ssi.start(frame.at) if restarted else b"")


def _text(data: bytes) -> str:
    return data.decode("latin-1")
