"""Practice: a desk on sample data in a store of its own, that can reach nothing real.

It takes from the configuration what the hands know (scanners, keys, theme, keyboard) and nothing else: no store, no
register, no printer, no folder of papers.
"""

import csv
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import msgspec

from devswap import config, sample
from devswap.config import Config
from devswap.errors import ConfigError
from scanners import recording

NAME: Final = "PRACTICE"
"""What the desk is called."""
DEVICES: Final = 600
LISTS: Final = ("recipients", "operators", "estate", "stock")
_AIM: Final = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_FOUR: Final = 4
_LONGEST: Final = 14
"""Characters of a code that a third of a page holds."""
_MARK: Final = ".devswap-practice"
"""In a folder that practice made, so that it takes no other for its own."""


@contextmanager
def folder(kept: Path | None, real: Config) -> Iterator[Path]:
    """A folder to practise in: a new one that is gone afterwards, or one that is `kept`.

    Raises ConfigError where it holds anything but practice, the real store above all; OSError.
    """
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="devswap-practice-", ignore_cleanup_errors=True) as name:
            yield _made(Path(name))
        return
    place = kept.absolute().resolve()
    if real.store.absolute().resolve().is_relative_to(place):
        raise ConfigError(f"{kept} holds this desk's own store. Name another folder, or none, to practise in.")
    if place.exists() and not (place / _MARK).is_file() and any(place.iterdir()):
        raise ConfigError(f"{kept} holds something that is no practice. Name an empty folder, or a new one.")
    yield place if (place / _MARK).is_file() else _made(place)


def _made(place: Path) -> Path:
    sample.write(place, DEVICES, keep_days=0)
    (place / _MARK).touch()
    return place


def visits(place: Path) -> list[tuple[str, str, str, str]]:
    """Plain swaps of the sample with short codes: who comes, and what badge, old and new device say."""
    with (place / "recipients.csv").open(encoding="utf-8", newline="") as file:
        named = {row["badge"]: row["name"] for row in csv.DictReader(file)}
    found = []
    for block in re.split(r"^# .*\n", (place / "day.scans").read_text("utf-8"), flags=re.MULTILINE):
        lines = [line for line in map(recording.parse_line, block.splitlines()) if line is not None]
        texts = [_AIM.sub("", line.text) for line in lines if not line.is_command]
        plain = len(texts) == len(lines) == _FOUR and max(map(len, texts)) <= _LONGEST
        if plain and texts[0] == texts[3] and texts[0] in named and texts[1] != texts[2]:
            found.append((named[texts[0]], texts[0], texts[1], texts[2]))
    return found


def config_of(place: Path, real: Config) -> Config:
    """The configuration to practise with. Raises ConfigError."""
    made = config.read(place / "config.toml")
    desk = msgspec.structs.replace(
        made.desk, name=NAME, store=str(place / "practice.db"), papers=str(place / "papers"), theme=real.desk.theme,
        mouse=real.desk.mouse, keyboard=real.desk.keyboard,
    )  # fmt: skip
    return Config(desk, real.scanner, keys=real.keys, programme=made.programme, policy=made.policy)
