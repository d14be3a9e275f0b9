"""Keys and pastes of a terminal → scans, or "a person typed". Sans-I/O.

A scanner that types is a keyboard, and so every key must be looked at before any binding is: a label's RS, EOT, ETX or
DC1 arrives as `ctrl+d`, `ctrl+c` or `ctrl+q`, and its CR would press a button. A key that has a character is held back
until it is clear whose it is. It was a scanner's where the run of keys is fast and ends with ENTER or TAB, or is faster
than any hand; else the held keys are **released**, in order, and the app hands them on as if nothing had happened. A
person therefore types into a dialog as ever, 50 ms late.

Times are the ones stamped where the key was read, not where it is handled, so a busy loop does not tear a burst; and
the silence between two is best told by a reader that knows its own lateness (`devswap/tui/terminal.py`).

References: KeyboardBarcodeScanner (gaps of 1-19 ms between a scanner's keys, under 30 ms on average, more than 40 ms
between scans); measured with Textual 8.2.8: the names of control keys, legacy and Kitty.
"""

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from scanners.scan import Scan
from scanners.us_layout import control

_STX: Final = "\x02"
_ETX: Final = "\x03"
_ENDS: Final = "\r\n\t"
_NAMED: Final = {"enter": "\r", "tab": "\t", "newline": "\n"}
_NOT_TYPED: Final = frozenset({"escape", "backspace", "delete"})
_MODIFIERS: Final = re.compile(
    r"(left|right)_(shift|control|alt|super|hyper|meta)|caps_lock|num_lock|scroll_lock|iso_level[35]_shift"
)
_SYMBOLS: Final = {
    "right_square_bracket": "]", "left_square_bracket": "[", "circumflex_accent": "^", "backslash": "\\", "at": "@",
    "underscore": "_", "minus": "-", "slash": "/", "space": " ", "question_mark": "?", "reverse_solidus": "\\",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pace:
    """What tells a scanner's keys from a hand's, in seconds."""

    gap: float = 0.05
    """More than this between two keys ends a run. A slow Bluetooth scanner that pauses longer is a person's hand to
    us, and is better plugged in as a serial or HID scanner."""
    burst: float = 0.03
    """Two gaps of three no longer than this: faster than a hand, so no terminator is needed."""
    patience: float = 0.3
    """How long a burst may pause where this keyboard's scans have been seen to end with a terminator."""
    swallow: float = 0.2
    """A terminator on its own, this soon after a scan, belongs to it."""
    shortest: int = 3
    """Keys that make a burst. Site tags have four and more."""
    longest: int = 10_000


class KeyPress(NamedTuple):
    """One key as the terminal named it; `at` is when it was read, in seconds."""

    key: str
    character: str | None
    at: float


class Taken(NamedTuple):
    """What became of a key or a paste: hand on `released` first, then the key itself unless it was `consumed`."""

    consumed: bool
    scans: list[Scan]
    released: list[KeyPress]


class Keystrokes:
    """One terminal's keys; `source` names its scans."""

    def __init__(self, source: str = "keyboard", pace: Pace | None = None) -> None:
        self._source = source
        self._pace = pace or Pace()
        self._run: list[KeyPress] = []
        self._text = ""
        self._fast_gaps = 0
        self._torn = False
        self._cut = False  # what comes is the rest of a label that was cut
        self._marked = False
        self._scanned_at = float("-inf")

    @property
    def deadline(self) -> float | None:
        """When silence decides what is held; None while nothing is."""
        if not self._run:
            return None
        return self._run[-1].at + (self._pace.patience if self._marked and self._is_burst else self._pace.gap)

    def feed(self, key: str, character: str | None, at: float) -> Taken:
        """Take one key event, before any binding sees it."""
        _, scans, released = self.idle(at)
        if _MODIFIERS.fullmatch(key):
            return Taken(bool(self._run), scans, released)
        typed = character_of(key, character)
        if typed is None:
            return self._other_key(scans, released)
        if typed in _ENDS or (typed == _ETX and self._text[:1] in ("", _STX)):
            return self._end(at, scans, released)
        self._fast_gaps += bool(self._run) and at - self._run[-1].at <= self._pace.burst
        self._run.append(KeyPress(key, character, at))
        self._text += typed
        if len(self._text) >= self._pace.longest:
            self._cut = True
            scans.append(self._scan())
            self._cut = True
        return Taken(True, scans, released)

    def idle(self, now: float) -> Taken:
        """Nothing came up to `now`: what that silence decides. Call it at `deadline`, behind the keys that wait."""
        if self._cut and now - self._scanned_at > self._pace.gap and not self._run:
            self._cut = False
        deadline = self.deadline
        if deadline is None or now <= deadline:
            return Taken(False, [], [])
        if self._is_burst:
            self._marked = False
            return Taken(False, [self._scan()], [])
        return Taken(False, [], self._release())

    def paste(self, text: str, at: float) -> Taken:
        """Take a bracketed paste: a scan a line, however long it took to come."""
        scans, released = ([self._scan()], []) if self._is_burst else ([], self._release())
        longest = self._pace.longest
        for line in re.split(f"[{_ENDS}]+", text):
            content = _unenclosed(line)
            parts = [content[start : start + longest] for start in range(0, len(content), longest)]
            damage = "overlong" if len(parts) > 1 else ""
            scans += [Scan(part, self._source, at, keyed=True, damage=damage) for part in parts]
        return Taken(True, scans, released)

    @property
    def _is_burst(self) -> bool:
        """The held keys came faster than a hand, and are not one key held down."""
        if self._cut:
            return bool(self._run)
        if len(self._run) < self._pace.shortest or not self._text.strip(self._text[0]):
            return False
        return 3 * self._fast_gaps >= 2 * (len(self._run) - 1)

    def _other_key(self, scans: list[Scan], released: list[KeyPress]) -> Taken:
        """A key without a character steers the app, unless a burst is in flight: then the label had something more."""
        if self._is_burst:
            self._torn = True
            return Taken(True, scans, released)
        return Taken(False, scans, released + self._release())

    def _end(self, at: float, scans: list[Scan], released: list[KeyPress]) -> Taken:
        """A terminator: it ends a burst, or comes late behind one, or a person pressed it."""
        if len(self._run) >= self._pace.shortest or (self._cut and self._run):
            self._marked = True
            scans.append(self._scan())
            self._scanned_at = at
            return Taken(True, scans, released)
        late = not self._run and at - self._scanned_at <= self._pace.swallow
        self._marked |= late
        self._cut = False
        return Taken(late, scans, released + self._release())

    def _scan(self) -> Scan:
        damage = "overlong" if self._cut else "torn" if self._torn else ""
        scan = Scan(_unenclosed(self._text), self._source, self._run[-1].at, keyed=True, damage=damage)
        self._scanned_at = scan.at
        self._release()
        return scan

    def _release(self) -> list[KeyPress]:
        released, self._run = self._run, []
        self._text, self._fast_gaps, self._torn, self._cut = "", 0, False, False
        return released


def character_of(key: str, character: str | None) -> str | None:
    """The character that a key stands for, by its name where the terminal gave none (Kitty); None for other keys.

    >>> character_of("ctrl+right_square_bracket", None)
    '\\x1d'
    """
    *modifiers, base = key.split("+") if key != "+" else ["+"]
    if base in _NOT_TYPED or not {"ctrl", "shift"}.issuperset(modifiers):
        return None
    if character and len(character) == 1:
        return character
    if "ctrl" in modifiers:
        symbol = _SYMBOLS.get(base, base)
        return control(symbol) if len(symbol) == 1 else None
    return None if modifiers else _NAMED.get(base)


def _unenclosed(text: str) -> str:
    return text.removeprefix(_STX).removesuffix(_ETX) if text.startswith(_STX) else text
