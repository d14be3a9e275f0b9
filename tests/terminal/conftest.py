"""A desk's folder: a store with lists in it, and a configuration that names a scanner on a pty."""

import os
import sys
import tty
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.desk.scenes import Scene
from tests.terminal.screen import Terminal


@dataclass
class Bench:
    """A folder with a desk in it, and a line that plays its serial scanner."""

    folder: Path
    ours: int = -1
    theirs: int = -1
    port: str = ""

    def plug(self) -> None:
        """A scanner's line."""
        self.ours, self.theirs = os.openpty()
        tty.setraw(self.theirs)
        self.port = os.ttyname(self.theirs)

    def unplug(self) -> None:
        """The line is gone."""
        for descriptor in (self.ours, self.theirs):
            if descriptor >= 0:
                os.close(descriptor)
        self.ours = self.theirs = -1

    def replug(self, link: Path) -> None:
        """Another line under the same name."""
        self.plug()
        link.symlink_to(self.port)

    def scan(self, *texts: str) -> None:
        """What the scanner sends."""
        for text in texts:
            os.write(self.ours, text.encode("latin-1") + b"\r")

    def desk(
        self,
        columns: int = 80,
        rows: int = 24,
        *,
        scanner: bool = True,
        port: str = "",
        more: str = "",
        program: Sequence[str] = ("-m", "devswap"),
        environment: dict[str, str] | None = None,
    ) -> Terminal:
        """`devswap desk` in a terminal."""
        line = f'[[scanner]]\nname = "lane 1"\nport = "{port or self.port}"\n' if scanner else ""
        config = self.folder / "config.toml"
        config.write_text(
            '[desk]\nname = "desk 2"\nsite = "Lambeth"\nstore = "desk.db"\noperator = "200001"\n'
            f'[programme]\nends = "2024-03-31"\n{line}{more}',
            encoding="utf-8",
        )
        command = [sys.executable, *program, "desk", "--config", str(config)]
        home = {"XDG_STATE_HOME": str(self.folder / "state"), "HOME": str(self.folder)}
        return Terminal(command, columns, rows, home | (environment or {}))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    if sys.platform == "win32":
        pytest.skip("there are no ptys on Windows")
    Scene(tmp_path).close()
    made = Bench(tmp_path)
    made.plug()
    yield made
    made.unplug()
