"""One desk process per store: a lock that the operating system holds, and drops when the process ends, killed or not.

The lock is on a file beside the store, never on the store itself: closing any handle on a file drops every POSIX lock
that the process has on it, SQLite's included (sqlite.org/howtocorrupt.html, 2.2).
"""

import os
import sys
from pathlib import Path
from typing import BinaryIO

from devswap.errors import StoreError, StoreInUse


class Lock:
    """Holds `<store>.lock` until `release`. Raises StoreInUse where another process holds it, else StoreError."""

    def __init__(self, store: Path) -> None:
        path = store.with_name(store.name + ".lock")
        try:
            self._file: BinaryIO = open(path, "a+b")  # noqa: SIM115 - held open for as long as the store is
        except OSError as error:
            raise StoreError(f"{path}: cannot be opened ({error.strerror}). Check who may write there.") from None
        if not _take(self._file):
            holder = _holder(self._file)
            self._file.close()
            raise StoreInUse(
                f"{store}: another devswap works on this store{holder}. Close that one first, or name another store."
            )
        self._file.truncate(0)
        self._file.write(f"{os.getpid()}\n".encode())
        self._file.flush()

    def release(self) -> None:
        """Let another process have it. The file stays: to delete it would race with whoever opens it now."""
        self._file.close()


def _holder(file: BinaryIO) -> str:
    try:
        file.seek(0)
        number = file.read(20).strip().decode("ascii", "ignore")
    except OSError:
        return ""
    return f" (process {number})" if number.isdigit() else ""


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30
    """A byte beyond the text, so that a second process can read who holds it."""

    def _take(file: BinaryIO) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(file: BinaryIO) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
