"""From light to a Scan. Knows nothing of devices, swaps or devswap.

    lines in      line.py: `open_scanner(settings, deliver, report)`; settings.py, reader.py; serial_port.py, hid.py,
                  playback.py; discovery.py lists what is plugged in
    the terminal  keystrokes.py: keys and pastes → scans, called by the app before any binding
    pure          framing.py, ssi.py, honeywell.py, hid_pos.py, feedback.py, recording.py, same_label.py, us_layout.py;
                  conversation.py and ssi_dialogue.py, one line's talk without its I/O

Import the pure modules by their own names: this package's names bring threads with them.
"""

from scanners.feedback import Verdict
from scanners.keystrokes import KeyPress, Keystrokes, Taken
from scanners.line import open_scanner
from scanners.reader import Reader, ScannerState, Traffic
from scanners.same_label import SameLabel
from scanners.scan import Scan
from scanners.settings import ScannerSettings

__all__ = [
    "KeyPress",
    "Keystrokes",
    "Reader",
    "SameLabel",
    "Scan",
    "ScannerSettings",
    "ScannerState",
    "Taken",
    "Traffic",
    "Verdict",
    "open_scanner",
]
