"""Evidence: what each erasure tool said of each drive, by the digest of its own lines; what matched no job waits."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = (
    """CREATE TABLE evidence (
    result TEXT NOT NULL,
    digest TEXT NOT NULL,
    run INTEGER NOT NULL,
    file TEXT NOT NULL,
    at TEXT NOT NULL,
    entry TEXT,
    intake TEXT,
    told BLOB NOT NULL,
    PRIMARY KEY (result)
) WITHOUT ROWID""",
    "CREATE INDEX evidence_waiting ON evidence (at) WHERE entry IS NULL",
)


def upgrade() -> None:
    """Make the table and its index."""
    for statement in STATEMENTS:
        op.execute(statement)
