"""The HELLOs that were heard, so that none is taken twice."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "greetings",
        sa.Column("desk", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "request"),
    )
