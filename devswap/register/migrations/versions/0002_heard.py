"""How far each desk said that its journal goes: what waits at it."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the number; until a desk says HELLO again it is what is held."""
    op.add_column("journals", sa.Column("heard", sa.BigInteger(), server_default="0", nullable=False))
