"""How a command speaks: data on standard output, talk on standard error; nothing that a terminal would obey."""

import os
import sys
from contextlib import suppress
from io import BufferedIOBase, BytesIO, TextIOWrapper
from typing import cast

from devswap.errors import DevswapError


def harmless(text: str) -> str:
    """The text with control characters, direction marks and the like written out; line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def output() -> TextIOWrapper:
    """Standard output. Raises DevswapError where it is closed: data that nobody can get is no data."""
    if sys.stdout is None:
        raise DevswapError("Standard output is closed. Give the command somewhere to write to.")
    return cast(TextIOWrapper, sys.stdout)


def standard_input(*, aside: bool = False) -> BufferedIOBase:
    """Standard input; empty where it is closed. `aside` is for a thread, which may still be reading at the very end.

    Python closes its own reader as it ends, and dies where a thread waits in it.
    """
    if sys.stdin is None:
        return BytesIO()
    if aside:
        with suppress(OSError):
            return cast(BufferedIOBase, os.fdopen(os.dup(sys.stdin.fileno()), "rb"))
    return cast(BufferedIOBase, sys.stdin.buffer)


def put(line: str) -> None:
    """One line of data."""
    output().write(line + "\n")


def say(words: str) -> None:
    """Talk: to people, not to scripts."""
    if sys.stderr is not None:
        sys.stderr.write(harmless(words) + "\n")
