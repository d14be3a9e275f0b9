"""The index of a recipient's entitlements holds those alone that are open."""

from alembic import op

revision = "0012"
down_revision = "0011"

STATEMENTS = (
    "DROP INDEX entitlements_open",
    "CREATE INDEX entitlements_open ON entitlements (recipient) WHERE open = 1",
)


def upgrade() -> None:
    """Make the index anew."""
    for statement in STATEMENTS:
        op.execute(statement)
