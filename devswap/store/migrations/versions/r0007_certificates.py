"""Certificates by their number: one is printed, checked and numbered without reading every entry."""

from alembic import op

revision = "0007"
down_revision = "0006"

STATEMENTS = (
    """CREATE TABLE certificates (
    number TEXT NOT NULL,
    entry INTEGER NOT NULL,
    PRIMARY KEY (number, entry),
    FOREIGN KEY(entry) REFERENCES entries (seq)
)
WITHOUT ROWID""",
    """INSERT INTO certificates
    SELECT json_extract(CAST(body AS TEXT), '$.event.certificate'), seq FROM entries
    WHERE kind = 'wipe_accepted' AND json_extract(CAST(body AS TEXT), '$.event.certificate') > ''""",
)


def upgrade() -> None:
    """Make the table, and fill it from what was accepted before."""
    for statement in STATEMENTS:
        op.execute(statement)
