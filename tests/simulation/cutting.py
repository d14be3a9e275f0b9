"""A power cut: what was synced is there, of what was on its way any part is, and what comes behind it is anything.

The store runs in WAL mode, so that a commit is a stretch of that file. A cut in the middle of one leaves a torn tail; a
cut after one whose connection does not sync at commits may lose it whole, and then a screen has lied (P3).
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.desk.scenes import Scene

FULL = 2
"""`PRAGMA synchronous` under which a commit is on disk when it returns."""


@dataclass(frozen=True)
class Disk:
    """A machine's disk at a moment: the store, its WAL, and its sidecar, which nobody syncs."""

    store: bytes
    wal: bytes
    mark: bytes

    @staticmethod
    def of(folder: Path) -> "Disk":
        """As it is now, under an open store."""
        files = (folder / name for name in ("desk.db", "desk.db-wal", "desk.db.head"))
        return Disk(*(file.read_bytes() if file.exists() else b"" for file in files))

    def put(self, folder: Path) -> None:
        """Have it so, under a closed store."""
        (folder / "desk.db-shm").unlink(missing_ok=True)
        for name, content in (("desk.db", self.store), ("desk.db-wal", self.wal), ("desk.db.head", self.mark)):
            (folder / name).write_bytes(content)


def cut(scene: Scene, rng: Random, work: Callable[[], None], told: Callable[[], None]) -> tuple[Disk, bool]:
    """The disk after a cut while, or just after, something was done, and whether it tore a write.

    `told` is called where the answers were seen.
    """
    before = Disk.of(scene.folder)
    work()
    after = Disk.of(scene.folder)
    [(synced,)] = scene.store.rows("PRAGMA synchronous")
    answered = rng.random() < 0.5
    if answered:
        told()
    safe = answered and synced == FULL
    if before.store != after.store or before.wal == after.wal or safe:
        return Disk(after.store, after.wal + rng.randbytes(rng.choice((0, 37, 5000))), after.mark), False
    begins = next((at for at, (a, b) in enumerate(zip(before.wal, after.wal, strict=False)) if a != b), len(before.wal))
    torn = rng.randint(begins, len(after.wal))
    wal = after.wal[:torn] + before.wal[torn:] + rng.randbytes(rng.choice((0, 37)))
    return Disk(after.store, wal, before.mark), torn < len(after.wal)
