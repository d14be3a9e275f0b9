"""The register's PostgreSQL: connections, transactions whose acknowledgement is true, the schema.

A synchronous commit whose wait for the standby is cancelled returns as if all were well; the one sign is a warning of
SQLSTATE 01000 (`reference/sync.md` 5; `SyncRepWaitForLSN` in PostgreSQL's `syncrep.c`). So every notice during a commit
is looked at, and one of those means: unknown.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Any, Final

import psycopg
from psycopg.errors import Diagnostic
from sqlalchemy import ClauseElement, Connection, Engine, create_engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError, OperationalError

from devswap.errors import RegisterError
from devswap.register.arrays import Keys, KeysDumper

WORKERS: Final = 8
"""Connections of one process."""
# every statement that comes twice looks a few rows up by key: planned once for that, and not for a table that looked
# small before it was analysed, of which a scan would read all the register holds
_OPTIONS: Final = " ".join(
    f"-c {setting}"
    for setting in (
        "timezone=UTC",
        "lock_timeout=20s",
        "idle_in_transaction_session_timeout=60s",
        "default_transaction_isolation=read\\ committed",
        "plan_cache_mode=force_generic_plan",
    )
)
_DIALECT: Final = PGDialect_psycopg()  # type: ignore[no-untyped-call]
_WARNING: Final = "01000"
_MIGRATING: Final = 0x44535752
"""The advisory lock under which one worker upgrades the schema and the others wait."""


class Unknown(RegisterError):
    """Whether that was stored is not known. Send the same again."""


class Notices:
    """The warnings of one connection since they were last looked at."""

    def __init__(self) -> None:
        self.states: list[str | None] = []

    def __call__(self, notice: Diagnostic) -> None:
        """Take one; psycopg calls this."""
        self.states.append(notice.sqlstate)

    def doubt(self) -> bool:
        """Whether one of them says that the commit may not have reached the standby; they are forgotten then."""
        states, self.states = self.states, []
        return _WARNING in states


def address(url: str) -> URL:
    """A PostgreSQL address as SQLAlchemy's. Raises RegisterError where it is none."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise RegisterError(
            "The register's database is no address. Write postgresql://user@host/name in [register.service] database."
        ) from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise RegisterError(f"The register works on PostgreSQL, not {parsed.get_backend_name()}. Name one.")
    return parsed.set(drivername="postgresql+psycopg")


def connect(url: str, workers: int = WORKERS) -> Engine:
    """An engine of at most so many connections; none is opened before it is needed. Raises RegisterError."""
    engine = create_engine(
        address(url),
        pool_size=workers,
        max_overflow=0,
        pool_timeout=20,
        connect_args={"options": _OPTIONS, "connect_timeout": 5, "prepare_threshold": 0},
    )

    @event.listens_for(engine, "connect")
    def _listen(connection: Any, record: Any) -> None:
        notices = Notices()
        connection.add_notice_handler(notices)
        connection.adapters.register_dumper(Keys, KeysDumper)
        record.info["notices"] = notices

    @event.listens_for(engine, "checkout")
    def _look(connection: Any, *_: Any) -> None:
        if _gone(connection):
            raise DisconnectionError  # SQLAlchemy opens another in its place

    return engine


def _gone(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server let go of an idle connection. It shows without a question: nothing else comes unasked."""
    if connection.closed:
        return True
    with DefaultSelector() as selector:
        selector.register(connection.fileno(), EVENT_READ)
        return bool(selector.select(0))


@contextmanager
def transaction(engine: Engine) -> Iterator[Connection]:
    """One transaction. Raises Unknown where its commit may not hold, RegisterError where there is no database."""
    try:
        with engine.connect() as connection:
            notices: Notices = connection.info["notices"]
            notices.doubt()
            connection.begin()
            yield connection
            notices.doubt()
            commit(connection, notices)
    except (OperationalError, psycopg.OperationalError) as error:
        raise Unknown(f"The register's database failed ({_first_line(error)}). Send the same again.") from error


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection for single look-ups, each for itself. Raises Unknown where there is no database."""
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    except (OperationalError, psycopg.OperationalError) as error:
        raise Unknown(f"The register's database failed ({_first_line(error)}). Send the same again.") from error


class Prepared:
    """A statement of every push, run by the driver itself: SQLAlchemy takes four times as long around each.

    Rows come in the driver's binary form, as half the time of many bytes goes into their text; ids as UUIDs.
    """

    def __init__(self, statement: ClauseElement) -> None:
        compiled = statement.compile(dialect=_DIALECT)
        self._statement, self._values = str(compiled), compiled.params

    def __call__(self, connection: Connection, **wanted: Any) -> list[tuple[Any, ...]]:
        """The rows that it gives within the connection's transaction, none where it gives no rows."""
        driver = connection.connection.driver_connection
        assert driver is not None
        with driver.cursor(binary=True) as cursor:
            cursor.execute(self._statement, self._values | wanted)
            return cursor.fetchall() if cursor.description else []


def commit(connection: Connection, notices: Notices) -> None:
    """Commit. Raises Unknown where the standby may not have it."""
    connection.commit()
    if notices.doubt():
        raise Unknown("The commit was cancelled before the standby had it. Send the same again.")


def migrate(engine: Engine) -> None:
    """Bring the schema up to date; workers that start together wait for one of them. Raises RegisterError."""
    from alembic import command
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    except OperationalError as error:
        raise RegisterError(
            f"The register's database cannot be reached ({_first_line(error)}). Start it, or correct "
            "[register.service] database."
        ) from error


def _first_line(error: OperationalError | psycopg.OperationalError) -> str:
    return str(getattr(error, "orig", error)).strip().split("\n", 1)[0]
