"""A file of nothing, to be thrown off when the disk is full, so that the handover in hand can still be recorded."""

import os
import shutil
from pathlib import Path

SIZE = 64 * 1024 * 1024


class Ballast:
    """`<store>.ballast`, of so many bytes; none with 0."""

    def __init__(self, store: Path, size: int) -> None:
        self._path = store.with_name(store.name + ".ballast")
        self._size = size

    def load(self) -> bool:
        """Take the space, where the disk has twice as much to spare; whether it is held now."""
        try:
            if self._size and self._path.exists() and self._path.stat().st_size == self._size:
                return True
            self._path.unlink(missing_ok=True)
            if not self._size or shutil.disk_usage(self._path.parent).free < 2 * self._size:
                return False
            with self._path.open("wb") as file:
                _allocate(file.fileno(), self._size)
        except OSError:
            self._path.unlink(missing_ok=True)
            return False
        return True

    @property
    def stands(self) -> bool:
        """Whether its file is there: a store stood beside it once."""
        return self._path.exists()

    def throw_off(self) -> bool:
        """Give the space back; whether there was any."""
        try:
            self._path.unlink()
        except OSError:
            return False
        return True


def _allocate(handle: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(handle, 0, size)
        return
    block = bytes(1024 * 1024)
    while size > 0:
        size -= os.write(handle, block[:size])
