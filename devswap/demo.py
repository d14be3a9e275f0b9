"""The main job at once: a desk on made-up data in a folder of its own, which is gone when it ends.

On the terminal a scanner plays the day by itself, faster than people do: commands come as the barcodes that a printed
sheet has, so that nothing but scans reaches the screen. Line by line, the whole day is played and the balance printed.
"""

import re
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devswap import config, sample
from devswap.config import Config
from devswap.labels.commands import COMMANDS, encode
from scanners import recording
from scanners.recording import Recorded

DEVICES = 600
PACE, PAUSE, LOOK = 0.9, 1.6, 4.0
"""Seconds between two scans, before a visit's first, and that the wipe queue is looked at."""
QUEUE_AFTER = 6
"""Visits until the wipe queue is opened."""
SCANNER = """
[[scanner]]
name = "demo scanner"
kind = "recording"
port = "demo.scans"
"""


@contextmanager
def folder() -> Iterator[Path]:
    """Sample data with nothing to keep, in a folder that is removed, whatever ends the demo but a kill -9."""
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with tempfile.TemporaryDirectory(prefix="devswap-demo-", ignore_cleanup_errors=True) as name:
        made = Path(name)
        sample.write(made, DEVICES, keep_days=0)
        yield made


def config_of(made: Path, *, plays: bool) -> Config:
    """The sample's configuration; where it `plays`, with a scanner that gives the day's scans by itself."""
    if not plays:
        return config.read(made / "config.toml")
    (made / "demo.scans").write_text(recording.write(paced((made / "day.scans").read_text("utf-8"))), "utf-8")
    with (made / "config.toml").open("a", encoding="utf-8") as file:
        file.write(SCANNER)
    return config.read(made / "config.toml")


def paced(day: str) -> Iterator[Recorded]:
    """The day's visits at a pace to look at; those whose commands need words that no barcode holds are left out."""
    at, shown = 1.0, 0
    for visit in re.split(r"^#.*\n", day, flags=re.MULTILINE):
        lines = [line for line in map(recording.parse_line, visit.splitlines()) if line]
        if not lines or any(line.is_command and line.text[1:] not in COMMANDS for line in lines):
            continue
        at += PAUSE
        for line in lines:
            at += PACE
            text = encode("command", line.text[1:]) if line.is_command else line.text
            yield Recorded(text, at=at)
        shown += 1
        if shown == QUEUE_AFTER:
            yield Recorded(encode("command", "wipes"), at=at + PAUSE)
            at += PAUSE + LOOK
