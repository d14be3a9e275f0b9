"""The program by a script's clock: `python -m tests.day.clocked FILE arguments…`, where the file says the time."""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from random import Random, SystemRandom

from devswap import cli
from devswap.cli import opening


class ScriptClock:
    """The time that the player has come to, as a file says it; nobody sets it back."""

    file: Path

    def now(self) -> datetime:
        """The wall clock, UTC."""
        return datetime.fromisoformat(self.file.read_text(encoding="ascii"))

    def monotonic(self) -> float:
        """Seconds, of the same clock."""
        return self.now().timestamp()


def by_clock(file: Path) -> None:
    """Have the program go by it from here on."""
    ScriptClock.file = file
    opening.SystemClock = ScriptClock  # type: ignore[assignment, misc]


def take_lists(folder: Path, kinds: Sequence[str]) -> None:
    """Import lists; people get the same random ids at every desk, as they have where a register names them."""
    for kind in kinds:
        dice = (lambda: Random(6)) if kind == "recipients" else SystemRandom
        opening.SystemRandom = dice  # type: ignore[assignment, misc]
        assert cli.run(["--config", f"{folder}/config.toml", "import", kind, f"{folder}/{kind}.csv"]) == 0


if __name__ == "__main__":
    by_clock(Path(sys.argv[1]))
    if sys.argv[2] == "take-lists":
        sys.exit(take_lists(Path(sys.argv[3]), sys.argv[4:]))
    sys.exit(cli.run(sys.argv[2:]))
