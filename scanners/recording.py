"""The recording format: UTF-8, one scan a line, backslash escapes as in Python. Also what `desk --plain` is fed.

    # comments and empty lines are skipped
    CND2145KXM\\r
    [t=12.5 scanner=lane-1] ]C08XKQ2M3     seconds since the start, and the scanner
    /confirm                               a command in words

Escapes let a scan hold anything: `\\x1d`, `\\r`, `\\\\`; one that itself starts with `/` or `#` is written `\\x2f` or
`\\x23`. Characters beyond ASCII stand for themselves. Only the line's own end, LF or CR LF, is not part of the scan.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

_PREFIX: Final = re.compile(r"\[t=([0-9.]+)(?: scanner=(\S+))?\] ")
_ESCAPE: Final = re.compile(
    r"""\\(?: (?P<code>x[0-9a-fA-F]{2} | u[0-9a-fA-F]{4} | U[0-9a-fA-F]{8})
          | (?P<octal>[0-3][0-7]{2} | [0-7]{1,2}) | N\{(?P<name>[^}]+)\} | (?P<simple>[\\'"abfnrtv]) | (?P<bad>) )""",
    re.VERBOSE,
)
_SIMPLE: Final = dict(zip("\\'\"abfnrtv", "\\'\"\a\b\f\n\r\t\v", strict=True))
_WRITTEN: Final = {"\\": "\\\\", "\r": "\\r", "\n": "\\n", "\t": "\\t"}
_LONGEST_LINE: Final = 65_536


@dataclass(frozen=True, slots=True)
class Recorded:
    """One line: a scan, or a command in words."""

    text: str
    """The scan, unescaped; or the command as it stands, with its `/`."""
    is_command: bool = False
    at: float | None = None
    """Seconds since the recording's start, where the line says."""
    scanner: str = ""
    number: int = 0
    """The line's number, from 1."""


@dataclass(frozen=True, slots=True)
class Damaged:
    """A line that cannot be read, in a stream that goes on."""

    text: str
    """What came, one character a byte."""
    why: str
    number: int = 0


class BadLine(ValueError):
    """A line cannot be read; the message says why, and `number` which line it is (0 where it stands alone)."""

    def __init__(self, why: str, number: int = 0) -> None:
        super().__init__(f"line {number}: {why}" if number else why)
        self.why = why
        self.number = number


def unescape(text: str) -> str:
    """Backslash escapes → what they stand for. Raises BadLine.

    >>> unescape(r"S8CC2140XKR\\x1dQ4") == "S8CC2140XKR" + chr(29) + "Q4"
    True
    """
    return _ESCAPE.sub(_unescaped, text)


def escape(text: str) -> str:
    """A scan as a line of a recording: `parse_line(escape(text))` gives it back, if it is not empty.

    >>> escape("/odd[t=1] scan" + chr(29))
    '\\\\x2fodd[t=1] scan\\\\x1d'
    """
    plain = text.isprintable() and "\\" not in text
    written = text if plain else "".join(_written(character) for character in text)
    if written[:1] in ("/", "#", " ") or _PREFIX.match(written):
        written = f"\\x{ord(written[0]):02x}{written[1:]}"
    return written[:-1] + "\\x20" if written.endswith(" ") else written


def parse_line(line: str, number: int = 0) -> Recorded | None:
    """One line, without its end; None for a comment or an empty one. Raises BadLine."""
    at, scanner = None, ""
    if not line.startswith("#") and (prefix := _PREFIX.match(line)):
        at, scanner, line = _seconds(prefix[1], number), prefix[2] or "", line[prefix.end() :]
    if not line or line.startswith("#"):
        return None
    if line.startswith("/"):
        return Recorded(line, True, at, scanner, number)
    try:
        return Recorded(unescape(line), False, at, scanner, number)
    except BadLine as error:
        raise BadLine(error.why, number) from None


def read(path: Path) -> list[Recorded]:
    """A whole recording. Raises BadLine, with the line's number, for the first line that cannot be read; OSError."""
    lines: list[Recorded] = []
    for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        recorded = _parse_bytes(line, number)
        if recorded:
            lines.append(recorded)
    return lines


def stream(source: BinaryIO) -> Iterator[Recorded | Damaged]:
    """Lines as they come, standard input say; one that cannot be read is reported and the rest goes on."""
    for number, line in enumerate(_lines(source), 1):
        content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        try:
            recorded = _parse_bytes(content, number)
        except BadLine as error:
            yield Damaged(content.rstrip(b"\r\n").decode("latin-1"), error.why, number)
        else:
            if recorded:
                yield recorded


def write(lines: Iterable[Recorded]) -> str:
    """The text of a recording."""
    return "".join(f"{_prefix(line)}{line.text if line.is_command else escape(line.text)}\n" for line in lines)


def _parse_bytes(line: bytes, number: int) -> Recorded | None:
    line = line.removesuffix(b"\n").removesuffix(b"\r")
    if len(line) > _LONGEST_LINE:
        raise BadLine(f"longer than {_LONGEST_LINE} bytes", number)
    try:
        return parse_line(line.decode("utf-8"), number)
    except UnicodeDecodeError as error:
        raise BadLine(f"not UTF-8 at byte {error.start + 1}", number) from None


def _lines(source: BinaryIO) -> Iterator[bytes]:
    """The lines of a stream, each cut behind the longest that is read: a line without an end must not fill memory."""
    while line := source.readline(_LONGEST_LINE + 2):
        yield line
        while not line.endswith(b"\n") and len(line) == _LONGEST_LINE + 2:
            line = source.readline(_LONGEST_LINE + 2)


def _prefix(line: Recorded) -> str:
    if line.at is None:
        return ""
    return f"[t={line.at:.3f} scanner={line.scanner}] " if line.scanner else f"[t={line.at:.3f}] "


def _seconds(text: str, number: int) -> float:
    try:
        return float(text)
    except ValueError:
        raise BadLine(f"the time {text!r} is not a number of seconds", number) from None


def _written(character: str) -> str:
    if character in _WRITTEN:
        return _WRITTEN[character]
    code = ord(character)
    if character.isprintable() or character == " ":
        return character
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _unescaped(match: re.Match[str]) -> str:
    if simple := match["simple"]:
        return _SIMPLE[simple]
    if octal := match["octal"]:
        return chr(int(octal, 8))
    try:
        character = unicodedata.lookup(match["name"]) if match["name"] else chr(int(match["code"][1:], 16))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadLine(f"bad escape {match.string[match.start() : match.start() + 4]!r}") from None
    if "\ud800" <= character <= "\udfff":
        raise BadLine(f"bad escape {match[0]!r}: half a character")
    return character
