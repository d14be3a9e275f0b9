"""The originals of evidence: each kept under the digest of its bytes, on disk before anything rests on it."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from devswap.errors import DevswapError
from devswap.store.connection import sync_folder


def kept_files(store: Path) -> Path:
    """Where the originals of a store are kept: beside it."""
    return store.with_name(f"{store.name}.evidence")


def keep_all(folder: Path, read: Iterable[tuple[Path, str, bytes | None]]) -> None:
    """Keep these files, each with its digest, and its bytes where they are in memory. Raises DevswapError, OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    made: dict[Path, tuple[Path, Path, bool]] = {}
    for file, digest, raw in read:
        place = folder / digest
        if place in made or place.exists():
            continue
        fresh = folder / f".{place.name}"
        with suppress(FileNotFoundError):
            fresh.unlink()
        if raw is None:
            shutil.copyfile(file, fresh)
        else:
            fresh.write_bytes(raw)
        fresh.chmod(0o600)
        made[place] = (fresh, file, raw is None)
    if not made:
        return
    _sync([fresh for fresh, *_ in made.values()])
    for place, (fresh, file, copied) in made.items():
        if copied and _digest(fresh) != place.name:
            fresh.unlink()
            raise DevswapError(f"{file} changed while it was read. Wait until its tool has finished, then import it.")
        fresh.replace(place)
    sync_folder(next(iter(made)))


def _sync(files: list[Path]) -> None:
    """Have these files on disk: by one call for all of them, where the system has one."""
    if hasattr(os, "sync"):
        os.sync()
        return
    for file in files:
        with file.open("rb+") as stream:
            os.fsync(stream.fileno())


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
