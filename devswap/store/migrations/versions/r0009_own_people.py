"""Whom a desk's own lists named before its register's were read."""

from alembic import op

revision = "0009"
down_revision = "0008"

STATEMENTS = (
    """CREATE TABLE IF NOT EXISTS own_people (
    id TEXT NOT NULL,
    PRIMARY KEY (id)
)
WITHOUT ROWID""",
)


def upgrade() -> None:
    """Make the table: a desk that is enrolled already has read its register's lists, or begins them anew."""
    for statement in STATEMENTS:
        op.execute(statement)
