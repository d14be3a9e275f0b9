"""A folder that tools write their reports to: which of its files are finished and were not taken yet."""

import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Final

LOOK: Final = 5.0
"""Seconds between two looks into a watched folder."""
STILL: Final = 10.0
"""Seconds that a file must have lain unchanged: its tool has finished."""


def still(folder: Path, seen: dict[Path, tuple[int, int]], most: int | None = None) -> Iterator[Path]:
    """The files that are new here, or changed, and have lain unchanged for a while; `seen` remembers them.

    Raises OSError.
    """
    return islice(_still(folder, seen), most)


def _still(folder: Path, seen: dict[Path, tuple[int, int]]) -> Iterator[Path]:
    for file in sorted(folder.iterdir()):
        if not file.is_file() or file.name.startswith("."):
            continue
        looked = file.stat()
        now = (looked.st_size, looked.st_mtime_ns)
        if seen.get(file) != now and time.time() - looked.st_mtime >= STILL:
            seen[file] = now
            yield file
