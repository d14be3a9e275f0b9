"""Acknowledgements that are true: any sign that a commit may not hold means unknown. The schema is the tables'."""

from types import SimpleNamespace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from devswap.errors import RegisterError
from devswap.register import tables as t
from devswap.register.database import Notices, Unknown, address, commit, connect, transaction
from devswap.register.founding import Identity
from tests.ledger.stories import Desk
from tests.register.pushing import meet, pushed

pytestmark = pytest.mark.usefixtures("register")
CANCELLED = "01000"
"""canceling the wait for synchronous replication: committed locally, perhaps not replicated"""


class Cancelled:
    """A connection whose wait for the standby is cancelled: psycopg's commit returns as if all were well."""

    def __init__(self, notices: Notices, state: str | None) -> None:
        self.notices, self.state = notices, state

    def commit(self) -> None:
        self.notices(SimpleNamespace(sqlstate=self.state))  # type: ignore[arg-type]


def test_a_commit_whose_wait_for_the_standby_was_cancelled_is_unknown() -> None:
    notices = Notices()
    with pytest.raises(Unknown):
        commit(Cancelled(notices, CANCELLED), notices)  # type: ignore[arg-type]
    commit(Cancelled(notices, "00000"), notices)  # type: ignore[arg-type]


def test_a_warning_on_the_real_connection_during_the_commit_is_seen(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE WARNING 'cancelled' USING ERRCODE = '01000'; RETURN NULL; END $$"
            )
        )
        connection.execute(
            text(
                "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED "
                "FOR EACH ROW EXECUTE FUNCTION warn()"
            )
        )
    try:
        with pytest.raises(Unknown), transaction(engine) as connection:
            connection.execute(text("INSERT INTO people VALUES ('1', gen_random_uuid())"))
        with transaction(engine) as connection:
            connection.execute(text("SELECT 1"))
    finally:
        with engine.begin() as connection:
            connection.execute(text("DROP FUNCTION warn CASCADE"))


def test_a_warning_before_the_commit_says_nothing_about_it(engine: Engine) -> None:
    with transaction(engine) as connection:
        connection.execute(text("DO $$ BEGIN RAISE WARNING 'early' USING ERRCODE = '01000'; END $$"))


def test_a_connection_that_the_server_let_go_of_is_replaced_before_it_is_used(engine: Engine, database: str) -> None:
    backend = text("SELECT pg_backend_pid()")
    with transaction(engine) as connection:
        idle = connection.scalar(backend)
    with transaction(engine) as connection:
        assert connection.scalar(backend) == idle, "it was idle in the pool"
    other = connect(database, workers=1)
    with transaction(other) as connection:
        assert connection.scalar(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": idle})
    other.dispose()
    with transaction(engine) as connection:
        assert connection.scalar(backend) != idle


def test_a_pure_replay_writes_wal_and_so_waits_for_the_standby(engine: Engine) -> None:
    """The second form: a retry that writes nothing commits at once, whatever became of the first."""
    desk = Desk("a")
    desk.take_in("old")
    meet(engine, desk)
    pushed(engine, desk)

    def writer() -> Any:
        with engine.connect() as connection:
            return connection.execute(
                text("SELECT xmin::text FROM journals WHERE desk = :desk"), {"desk": desk.desk}
            ).scalar_one()

    before = writer()
    pushed(engine, desk)
    assert writer() != before, "the replay's own transaction wrote the journal's row"


def test_the_migrations_come_to_the_schema_of_the_tables(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []


@pytest.mark.parametrize("url", ["nonsense", "sqlite:///desk.db", "mysql://host/name"])
def test_an_address_that_is_no_postgresql_is_refused_with_what_to_do(url: str) -> None:
    with pytest.raises(RegisterError):
        address(url)


def test_a_register_is_founded_with_a_key_of_its_own(register: Identity) -> None:
    assert len(bytes.fromhex(register.key.public)) == 32
