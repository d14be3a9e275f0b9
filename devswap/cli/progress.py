"""A progress bar on standard error: where somebody watches, and only where there is something to wait for."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

EVERY = 0.1
"""Seconds between two drawings."""


@contextmanager
def bar(label: str, length: int) -> Iterator[Callable[[int], None]]:
    """A function that is told how far it is, of `length`; it draws on a terminal and does nothing elsewhere."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    drawn, shown = 0.0, 0
    with click.progressbar(length=length, label=label, file=sys.stderr) as drawing:

        def told(position: int) -> None:
            nonlocal drawn, shown
            now = time.monotonic()
            if now - drawn >= EVERY:
                drawing.update(position - shown)
                drawn, shown = now, position

        yield told
        drawing.update(length - shown)
