"""What a certificate said when it was signed, besides its entries: lists change, and its paper stays genuine."""

from alembic import op

revision = "0011"
down_revision = "0010"

STATEMENTS = (
    """CREATE TABLE signed (
    number TEXT NOT NULL,
    paper TEXT NOT NULL,
    said BLOB NOT NULL,
    PRIMARY KEY (number)
)
WITHOUT ROWID""",
)


def upgrade() -> None:
    """Make the table; certificates of before are printed by the lists as they are."""
    for statement in STATEMENTS:
        op.execute(statement)
