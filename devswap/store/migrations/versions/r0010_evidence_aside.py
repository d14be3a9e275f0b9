"""Evidence that a person set aside, with the reason: it waits no longer."""

from alembic import op

revision = "0010"
down_revision = "0009"

STATEMENTS = (
    "ALTER TABLE evidence ADD COLUMN aside BLOB",
    "DROP INDEX evidence_waiting",
    "CREATE INDEX evidence_waiting ON evidence (at) WHERE entry IS NULL AND aside IS NULL",
)


def upgrade() -> None:
    """Add the column; nothing was set aside before."""
    for statement in STATEMENTS:
        op.execute(statement)
