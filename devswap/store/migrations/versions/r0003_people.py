"""PINs and their failures, look-ups of people, and the digests of those who were stripped."""

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = (
    """CREATE TABLE look_ups (
    seq INTEGER NOT NULL,
    at TEXT NOT NULL,
    person TEXT NOT NULL,
    operator TEXT,
    how TEXT NOT NULL,
    PRIMARY KEY (seq)
)""",
    """CREATE TABLE stripped (
    digest TEXT NOT NULL,
    PRIMARY KEY (digest)
)
WITHOUT ROWID""",
    """CREATE TABLE pins (
    number TEXT NOT NULL,
    verifier TEXT NOT NULL,
    failures INTEGER NOT NULL CHECK (failures >= 0),
    failed TEXT NOT NULL,
    PRIMARY KEY (number)
)
WITHOUT ROWID""",
    "CREATE INDEX look_ups_of ON look_ups (person)",
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
