"""What reaches the app from elsewhere: one message a scan, one a change of a scanner's state."""

from dataclasses import dataclass
from typing import Final

from textual.message import Message

from scanners.reader import ScannerState
from scanners.scan import Scan

AT_ONCE: Final = 8
"""Scans that are committed and painted together where more wait: some milliseconds, so that keys are heard between."""


@dataclass
class Scanned(Message, bubble=False):
    """A scanner read a label, or keys and pastes turned out to be one. Never replaced by a later one."""

    scan: Scan


@dataclass
class ScansWait(Message, bubble=False):
    """Scanners have read labels that nobody has taken up yet."""


@dataclass
class ScannerChanged(Message, bubble=False):
    """A scanner is ready, lost or back. A later state of the same scanner stands for this one."""

    state: ScannerState

    def can_replace(self, message: Message) -> bool:
        """Whether this one makes a waiting message needless."""
        return isinstance(message, ScannerChanged) and message.state.name == self.state.name


@dataclass
class Silence(Message, bubble=False):
    """The keys that came have been looked at, and time has passed since: what is held back is decided now."""


@dataclass
class Carried(Message, bubble=False):
    """The network's thread brought an answer of the register, or that there is none."""


@dataclass
class PaperChanged(Message, bubble=False):
    """The printing thread: a printer went off, or is back; a later one stands for this one."""

    def can_replace(self, message: Message) -> bool:
        """Whether this one makes a waiting message needless."""
        return isinstance(message, PaperChanged)


@dataclass
class Told(Message, bubble=False):
    """Something became known beside the desk's own work, in words."""

    words: str


@dataclass
class Typed(Message):
    """A person typed a line and sent it: a command in words, without its slash."""

    words: str
