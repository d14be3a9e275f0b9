"""Within how many microseconds each desk knows the register's time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column."""
    op.add_column("journals", sa.Column("error", sa.BigInteger(), nullable=True))
