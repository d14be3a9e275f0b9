"""The names of recipients in blocks, to look a part of a name up in."""

import sqlite3

from alembic import op

from devswap.store import names

revision = "0008"
down_revision = "0007"

STATEMENTS = (
    """CREATE TABLE IF NOT EXISTS names (
    block INTEGER NOT NULL,
    text BLOB NOT NULL,
    PRIMARY KEY (block)
)""",
)


def upgrade() -> None:
    """Make the table, and the blocks of the recipients that are listed."""
    for statement in STATEMENTS:
        op.execute(statement)
    driver = op.get_bind().connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)  # the store is SQLite
    names.fill(driver)
