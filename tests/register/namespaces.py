"""A desk on a network of its own, by Linux's namespaces; its cable to this machine can be cut, narrowed, deafened."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

NOBODY = "02:00:00:00:00:99"
"""The address of a network card that is nowhere."""


@dataclass(frozen=True)
class Cable:
    """Between this machine (`here`, an address of its own) and a namespace."""

    name: str
    here: str
    there: str

    @property
    def inside(self) -> tuple[str, ...]:
        """What a command begins with that is to run at the other end."""
        return ("ip", "netns", "exec", self.name)

    def cut(self) -> None:
        """The plug is out at this end: at the other one it looks as if nobody answered."""
        _ip("link", "set", f"{self.name}h", "down")

    def mend(self) -> None:
        """It is back in."""
        _ip("link", "set", f"{self.name}h", "up")

    def deafen(self) -> None:
        """What comes from the other end arrives, and no answer does."""
        _ip("neigh", "replace", self.there, "lladdr", NOBODY, "dev", f"{self.name}h", "nud", "permanent")

    def hear(self) -> None:
        """Answers arrive again."""
        _ip("neigh", "del", self.there, "dev", f"{self.name}h")

    def narrow(self, kilobits: int, queue: int) -> None:
        """What comes from the other end passes at so many kbit a second; what waits beyond so many bytes is dropped."""
        shape = ("tbf", "rate", f"{kilobits}kbit", "burst", "3000", "limit", str(queue))
        _run(*self.inside, "tc", "qdisc", "replace", "dev", f"{self.name}d", "root", *shape)


@contextmanager
def cable() -> Iterator[Cable]:
    """A namespace at the other end of a cable. Raises OSError, CalledProcessError where none can be made."""
    pid = os.getpid()
    net = f"198.18.{pid // 64 % 256}"
    made = Cable(f"dv{pid}", f"{net}.{pid % 64 * 4 + 1}", f"{net}.{pid % 64 * 4 + 2}")
    _ip("netns", "add", made.name)
    try:
        _ip("link", "add", f"{made.name}h", "type", "veth", "peer", "name", f"{made.name}d", "netns", made.name)
        _ip("addr", "add", f"{made.here}/30", "dev", f"{made.name}h")
        _ip("link", "set", f"{made.name}h", "up")
        _ip("-n", made.name, "addr", "add", f"{made.there}/30", "dev", f"{made.name}d")
        _ip("-n", made.name, "link", "set", f"{made.name}d", "up")
        _ip("-n", made.name, "link", "set", "lo", "up")
        yield made
    finally:
        _ip("netns", "del", made.name)  # and the cable with it


def _ip(*arguments: str) -> None:
    _run("ip", *arguments)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
