"""The floor: a bare Textual app that reads a line, commits raw rows with `sqlite3`, and shows one line of text.

`python -m tests.bench._bare PORT DATABASE ROWS`; without arguments it only paints, for the first paint's floor.
"""

import os
import sqlite3
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import msgspec
from textual.app import App, ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Static


@dataclass
class Line(Message):
    """A line came."""

    text: str


class Bare(App[None]):
    """One `Static`."""

    AUTO_FOCUS = None
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, port: str = "", database: str = "", rows: str = "") -> None:
        super().__init__()
        self._port = port
        self._scans = 0
        if port:
            self._draft, self._swaps = msgspec.msgpack.decode(Path(rows).read_bytes())
            self._db = sqlite3.connect(database, isolation_level=None)
            self._db.execute("PRAGMA synchronous = full")

    def compose(self) -> ComposeResult:
        yield Static("bare and ready", id="line")

    def on_mount(self) -> None:
        if self._port:
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        descriptor = os.open(self._port, os.O_RDWR | os.O_NOCTTY)
        came = b""
        while True:
            came += os.read(descriptor, 4096)
            while b"\r" in came:
                line, came = came.split(b"\r", 1)
                self.post_message(Line(line.decode()))

    def on_line(self, message: Line) -> None:
        swap, step = divmod(self._scans, 4)
        self._scans += 1
        self._db.execute("BEGIN IMMEDIATE")
        if step == 3:
            for statement, rows in self._swaps[swap]:
                self._db.executemany(statement, rows)
        self._db.execute("INSERT OR REPLACE INTO drafts VALUES (?, NULL, ?)", (f"visit {swap}", self._draft))
        self._db.execute("COMMIT")
        self.query_one("#line", Static).update(Content(f"shown: {message.text}"), layout=False)


if __name__ == "__main__":
    Bare(*sys.argv[1:]).run(mouse=False)
