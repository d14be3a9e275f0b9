"""How far the store had come, kept apart from it: so that a store put back from a copy is noticed (P2, DESIGN 5).

One line of fixed length in a file of its own, written over after every commit and never synced before close: the
commit is on disk first, so that after a power cut the line may be behind the store, but never ahead of it.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32


@dataclass(frozen=True, slots=True)
class Mark:
    """The end of a journal: its last number, 0 for none, and the hash there."""

    desk: str
    incarnation: str
    number: int
    hash: bytes


class Sidecar:
    """The file of one desk. Where it cannot be read or written the desk works on; `missing` says so."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle = -1
        self.missing = ""
        """Why there is none, in words; empty where there is one."""
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        except OSError as error:
            self.missing = f"{path}: cannot be written ({error.strerror})"

    def read(self) -> Mark | None:
        """The mark, or None where none was written, or it is no mark."""
        if self._handle < 0:
            return None
        os.lseek(self._handle, 0, os.SEEK_SET)
        text, _, check = os.read(self._handle, 1024).decode("ascii", "replace").rstrip().rpartition(" ")
        fields = text.split(" ")
        if len(fields) != 4 or check != _check(text) or not fields[2].isdigit():
            return None
        return Mark(fields[0], fields[1], int(fields[2]), bytes.fromhex(fields[3]))

    def write(self, mark: Mark) -> None:
        """Say how far the journal goes now."""
        if self._handle < 0:
            return
        text = f"{mark.desk} {mark.incarnation} {mark.number:012} {mark.hash.hex()}"
        try:
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, f"{text} {_check(text)}\n".encode())
        except OSError as error:
            self.missing = f"{self._path}: cannot be written ({error.strerror})"

    def close(self) -> None:
        """Sync and close."""
        if self._handle >= 0:
            try:
                os.fsync(self._handle)
            except OSError as error:
                self.missing = f"{self._path}: cannot be written ({error.strerror})"
            os.close(self._handle)
            self._handle = -1


def _check(text: str) -> str:
    return f"{crc32(text.encode()):08x}"
