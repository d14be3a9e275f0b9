"""`devswap labels read`: one escaped scan a line in, what it says a line out.

The lines are those of a recording (`scanners.recording`). Here nothing is refused: a line that is not UTF-8, or has a
bad escape, is answered `garbage`.
"""

from collections.abc import Callable, Iterator
from io import BufferedIOBase
from typing import Final

import msgspec

from devswap.labels.kinds import Label, reading
from devswap.labels.reading import read
from scanners import recording

_CHUNK: Final = 65_536
_LONGEST_LINE: Final = 65_536
"""Bytes; what is longer is answered `garbage`, and a line without an end must not fill memory."""
_BOM: Final = b"\xef\xbb\xbf"


def read_lines(source: BufferedIOBase, as_json: bool, layout: str | None = None) -> Iterator[bytes]:
    """What to write for the scans of a stream, standard input say: for each read of it, all answers at once.

    With `as_json`, one object a line: `raw` (the scan as it was given), `symbology`, `what_it_is`, `normalised`, and
    `readings` with kind, value, why and role. Without, three columns for people. `layout` as in `reading.read`.
    """
    encode = msgspec.json.Encoder().encode if as_json else _columns
    pending = b""
    while chunk := source.read1(_CHUNK):
        *lines, pending = (pending + chunk).split(b"\n")
        pending = pending[: _LONGEST_LINE + 1]
        yield _answers(lines, encode, layout)
    yield _answers([pending], encode, layout)


def _answers(lines: list[bytes], encode: Callable[[Label], bytes], layout: str | None) -> bytes:
    return b"".join(encode(label) + b"\n" for line in lines if (label := _label(line, layout)))


def _label(line: bytes, layout: str | None) -> Label | None:
    """What one line says; None for a line that holds no scan."""
    line = line.removesuffix(b"\r").removeprefix(_BOM)
    if len(line) > _LONGEST_LINE:
        return _garbage(line[:200].decode(errors="backslashreplace"), f"longer than {_LONGEST_LINE} bytes")
    try:
        raw = line.decode()
        recorded = recording.parse_line(raw)
    except UnicodeDecodeError:
        return _garbage(line.decode(errors="backslashreplace"), "a line that is not UTF-8")
    except recording.BadLine as bad:
        return _garbage(raw, bad.why)
    if recorded is None:
        return None
    if recorded.at is not None:
        raw = raw.partition("] ")[2]
    if recorded.is_command:
        command = reading("devswap-command", recorded.text[1:].strip(), "a command in words")
        return Label(raw, "", command.kind, command.value, (command,))
    label = read(recorded.text, layout=layout)
    return Label(raw, label.symbology, label.what_it_is, label.normalised, label.readings)


def _garbage(raw: str, why: str) -> Label:
    return Label(raw, "", "garbage", "", (reading("garbage", "", why),))


def _columns(label: Label) -> bytes:
    shown = f"{label.what_it_is:<28} {label.normalised:<40} {label.raw}"
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in shown).encode(errors="backslashreplace")
