"""A CSV file as columns: comma, UTF-8 with or without a BOM, a header row, columns in any order (RFC 4180).

Rows come a few thousand at a time and are turned into columns, so that what is checked is checked by the column, and a
million rows take no more memory than five thousand. A cell that a spreadsheet would run as a formula is written back
with an apostrophe before it, and read with that apostrophe taken off again.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from devswap.errors import ImportRefused

ROWS: Final = 5000
"""At a time."""
_FORMULA: Final = re.compile(r"'*[=+\-@\t\r]")
_DISARMED: Final = re.compile(r"'+[=+\-@\t\r]")
_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")

Progress = Callable[[int, int, int], None]
"""Called with rows read, bytes read and bytes in all."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a sheet as columns; those that have not as many fields as the header are apart."""

    lines: Sequence[int]
    """The line of the file that each row begins on."""
    columns: dict[str, Sequence[str]]
    width: int
    """Columns of the header, those included that nothing is read from."""
    ragged: tuple[tuple[int, int], ...] = ()
    """Line and number of fields."""


class Sheet:
    """An open CSV file. Raises ImportRefused where it is none, or columns that must be there are missing.

    `needed` are groups of columns of each of which one must be there.
    """

    def __init__(self, path: Path, wanted: Sequence[str], needed: Sequence[tuple[str, ...]] = ()) -> None:
        self.path = path
        try:
            self._raw = _Counted(path)
        except OSError as error:
            raise ImportRefused(f"{path}: cannot be read ({error.strerror}). Name another file.") from None
        self._text = io.TextIOWrapper(io.BufferedReader(self._raw, 1 << 20), "utf-8-sig", newline="")
        self._reader = csv.reader(self._text, strict=True)
        self.header = self._header(wanted, needed)
        self._wanted = [name for name in wanted if name in self.header]
        self.unknown = tuple(name for name in self.header if name and name not in wanted)
        """Columns that nothing is read from."""

    def chunks(self, progress: Progress) -> Iterator[Chunk]:
        """The rows; blank lines are passed over."""
        read = 0
        while True:
            before = self._reader.line_num
            rows = self._rows(ROWS)
            if not rows:
                return
            lines = _lines(rows, before, self._reader.line_num)
            yield self._chunk(rows, lines)
            read += len(rows)
            progress(read, self._raw.read_so_far, self._raw.size)

    def digest(self) -> str:
        """SHA-256 of the file, once it has been read to its end."""
        return self._raw.hash.hexdigest()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row by itself, with its line."""
        while rows := self._rows(1):
            before = self._reader.line_num
            yield _lines(rows, before - _height(rows[0]), before)[0], rows[0]

    def close(self) -> None:
        """Let go of the file."""
        self._text.close()

    def _rows(self, most: int) -> list[list[str]]:
        try:
            return list(islice(self._reader, most))
        except csv.Error as error:
            raise ImportRefused(
                f"{self.path}, line {self._reader.line_num}: this is no CSV ({error}). Correct that line's quotes."
            ) from None
        except UnicodeDecodeError:
            raise ImportRefused(
                f"{self.path}, line {_undecodable(self.path)}: not UTF-8. Save it as CSV UTF-8."
            ) from None

    def _header(self, wanted: Sequence[str], needed: Sequence[tuple[str, ...]]) -> list[str]:
        rows = self._rows(1)
        if not rows:
            raise ImportRefused(f"{self.path}: it is empty. The first row names the columns: {', '.join(wanted)}.")
        header = [name.strip().lower().replace(" ", "_") for name in rows[0]]
        if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
            raise ImportRefused(f"{self.path}: its columns are not separated by commas. Save it as CSV with commas.")
        twice = sorted({name for name in header if name and header.count(name) > 1})
        if twice:
            raise ImportRefused(f"{self.path}: the column {twice[0]} is there twice. Take one away.")
        for group in needed:
            if not set(group) & set(header):
                raise ImportRefused(
                    f"{self.path}: the column {' or '.join(group)} is missing. The columns are {', '.join(wanted)}."
                )
        return header

    def _chunk(self, rows: list[list[str]], lines: Sequence[int]) -> Chunk:
        width = len(self.header)
        ragged: list[tuple[int, int]] = []
        if set(map(len, rows)) != {width}:
            ragged = [(line, len(row)) for line, row in zip(lines, rows, strict=True) if len(row) not in (0, width)]
            fit = [(line, row) for line, row in zip(lines, rows, strict=True) if len(row) == width]
            lines, rows = [line for line, _ in fit], [row for _, row in fit]
        columns = list(zip(*rows, strict=False)) or [()] * width
        found: dict[str, Sequence[str]] = {name: columns[self.header.index(name)] for name in self._wanted}
        return Chunk(lines, found, width, tuple(ragged))


def _height(row: list[str]) -> int:
    return 1 + sum(len(_LINE_ENDS.findall(cell)) for cell in row)


def _lines(rows: list[list[str]], before: int, after: int) -> Sequence[int]:
    if after - before == len(rows):
        return range(before + 1, after + 1)
    lines, at = [], before + 1
    for row in rows:
        lines.append(at)
        at += _height(row)
    return lines


def _undecodable(path: Path) -> int:
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                line.decode()
            except UnicodeDecodeError:
                return number
    return 1


def disarmed(cell: str) -> str:
    """A cell as it is written: never run as a formula (OWASP, CSV injection)."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def armed(cell: str) -> str:
    """A cell as it was before `disarmed`."""
    return cell[1:] if _DISARMED.match(cell) else cell


class _Counted(io.RawIOBase):
    """A file that counts and hashes what is read of it."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self.size = path.stat().st_size
        self.read_so_far = 0
        self.hash = sha256()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """As `io.RawIOBase.readinto`."""
        count = self._file.readinto(buffer)
        if count:
            self.read_so_far += count
            self.hash.update(memoryview(buffer)[:count])
        return count

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
