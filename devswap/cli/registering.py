"""The register's database as commands open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from devswap.cli.settings import loaded
from devswap.cli.speech import say

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine


@contextmanager
def database() -> Iterator[str]:
    """The address of the register's database: the one that is named, else an embedded PostgreSQL, and says so."""
    from devswap.register import embedded

    named = embedded.named(loaded().config.register.service.database)
    if named is not None:
        yield named
        return
    folder = embedded.folder()
    say(f"No database is named ({embedded.VARIABLE}): using an embedded PostgreSQL in {folder}.")
    yield embedded.start(folder).get_uri()


@contextmanager
def engine_on(address: str) -> "Iterator[Engine]":
    """The register in this database, founded where there was none. Raises RegisterError."""
    from random import SystemRandom

    from devswap.register.database import connect
    from devswap.register.founding import found

    engine = connect(address, workers=1)
    try:
        found(engine, SystemRandom().getrandbits)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def opened(address: str) -> "Iterator[Connection]":
    """One transaction on the register in this database. Raises RegisterError."""
    from devswap.register.database import transaction

    with engine_on(address) as engine, transaction(engine) as connection:
        yield connection
