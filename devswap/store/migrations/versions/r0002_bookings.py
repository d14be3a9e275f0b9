"""Bookings: who is expected when, with which device set aside."""

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = (
    """CREATE TABLE bookings (
    seq INTEGER NOT NULL,
    day TEXT NOT NULL,
    time TEXT NOT NULL,
    number TEXT NOT NULL,
    badge TEXT NOT NULL,
    label TEXT NOT NULL,
    PRIMARY KEY (seq)
)""",
    "CREATE INDEX bookings_of_day ON bookings (day)",
    "CREATE INDEX bookings_of_label ON bookings (label)",
)


def upgrade() -> None:
    """Make the table and its indexes."""
    for statement in STATEMENTS:
        op.execute(statement)
