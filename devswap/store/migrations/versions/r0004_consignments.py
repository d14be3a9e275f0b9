"""Consignments: what lies in each until it is handed over, a device in one at most."""

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    """CREATE TABLE consignments (
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    header BLOB NOT NULL,
    PRIMARY KEY (name)
) WITHOUT ROWID""",
    """CREATE TABLE consigned (
    seq INTEGER NOT NULL,
    consignment TEXT NOT NULL,
    device TEXT NOT NULL,
    lies INTEGER NOT NULL,
    line BLOB NOT NULL,
    PRIMARY KEY (seq)
)""",
    "CREATE INDEX consigned_in ON consigned (consignment)",
    "CREATE UNIQUE INDEX consigned_once ON consigned (device) WHERE lies = 1",
)


def upgrade() -> None:
    """Make the tables and their indexes."""
    for statement in STATEMENTS:
        op.execute(statement)
