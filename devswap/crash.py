"""What a crash leaves behind: a file that helps to find the fault and says nothing about anybody.

Frames are named by file, line and function; local variables and the text of foreign exceptions stay out, for they
hold people's names, badges and whatever a label said. The last entries are named by id, so that the journal can be
looked at where it may be looked at.
"""

import os
import platform
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from devswap.errors import DevswapError

LAST_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class Crash:
    """A crash as it is reported: a code that is the same for the same fault, and the file, where one was written."""

    code: str
    file: Path | None

    @property
    def sentence(self) -> str:
        """What the terminal says in place of a traceback."""
        where = f"details are in {self.file}" if self.file else "no file could be written"
        return f"devswap stopped unexpectedly (crash {self.code}); {where}. What was recorded is safe: start it again."


def report(error: BaseException, folder: Path, entries: Sequence[str], now: datetime) -> Crash:
    """Write the crash file into `folder`, for its owner alone; `entries` are the ids of the last entries.

    Raises nothing: a full or read-only disk must not hide the crash behind another one.
    """
    frames = list(_lines(error))
    code = sha256("\n".join(frames).encode()).hexdigest()[:6].upper()
    at = now.astimezone(UTC)
    text = [
        f"devswap crash {code}",
        f"at       {at:%Y-%m-%dT%H:%M:%S}Z",
        f"version  {metadata.version('devswap')}, Python {platform.python_version()}, {platform.system()}",
        "",
        *frames,
        "",
        f"last entries, newest first: {len(entries[:LAST_ENTRIES])}",
        *entries[:LAST_ENTRIES],
    ]
    file = folder / f"crash-{at:%Y%m%dT%H%M%SZ}-{code}.txt"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            stream.write("\n".join(text) + "\n")
    except OSError:
        return Crash(code, None)
    return Crash(code, file)


def _lines(error: BaseException) -> Iterator[str]:
    """The error and what caused it, outermost first: its type, its message where it is ours, and its frames."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        name = f"{type(cause).__module__}.{type(cause).__qualname__}"
        yield f"{name}: {cause}" if isinstance(cause, DevswapError) else name
        for frame in traceback.extract_tb(cause.__traceback__, limit=-40):
            yield f"  {_short(frame.filename)}:{frame.lineno} in {frame.name}"
        cause = cause.__cause__ or cause.__context__


def _short(file: str) -> str:
    """The path below the folder that packages lie in: where somebody's home is does not help."""
    parts = Path(file).parts
    for mark in ("site-packages", "devswap", "scanners"):
        if mark in parts:
            at = len(parts) - 1 - parts[::-1].index(mark)
            return "/".join(parts[at + (mark == "site-packages") :])
    return "/".join(parts[-2:])
