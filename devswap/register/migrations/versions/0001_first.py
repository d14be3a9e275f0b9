"""The first schema."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "about",
        sa.Column("subject", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject", "position"),
    )
    op.create_table(
        "changes",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("log_hash", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("position"),
    )
    op.create_index("changes_of", "changes", ["kind", "key"], unique=False)
    op.create_table(
        "codes",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by", sa.Uuid(as_uuid=False), nullable=True),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "desks",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("enrolled", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "discrepancies",
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("entries", postgresql.ARRAY(sa.Uuid(as_uuid=False)), nullable=False),
        sa.Column("freezes", postgresql.ARRAY(sa.Uuid(as_uuid=False)), nullable=False),
        sa.Column("walked", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), sa.CheckConstraint("state IN ('open', 'settled', 'closed')"), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("raised", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("discrepancies_by_entry", "discrepancies", ["entries"], unique=False, postgresql_using="gin")
    op.create_index("discrepancies_by_state", "discrepancies", ["state", "raised"], unique=False)
    op.create_table(
        "journals",
        sa.Column("seq", sa.Integer(), sa.Identity(always=False), nullable=False),
        sa.Column("desk", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("incarnation", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("branch", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("parent_number", sa.BigInteger(), nullable=True),
        sa.Column("parent_head", sa.LargeBinary(), nullable=True),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("base_hash", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("boot", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("boot_before", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("pushes", sa.BigInteger(), nullable=False),
        sa.Column("reported", sa.BigInteger(), nullable=False),
        sa.Column("reported_hash", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("desk", "incarnation", "branch"),
    )
    op.create_table(
        "people",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.PrimaryKeyConstraint("number"),
        sa.UniqueConstraint("id"),
    )
    op.create_table(
        "quarantine",
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("desk", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("incarnation", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("desk", "incarnation", "number", "hash"),
    )
    op.create_table(
        "register",
        sa.Column("one", sa.Integer(), sa.CheckConstraint("one = 1"), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("epoch", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("incarnation", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("log_hash", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("one"),
    )
    op.create_table(
        "rows",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key"),
    )
    op.create_table(
        "shares",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("desk", sa.Uuid(as_uuid=False), nullable=False),
        sa.Column("entry", sa.BigInteger(), nullable=False),
        sa.Column("log_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("entry", "desk"),
    )
    op.create_index("shares_of", "shares", ["desk", "position"], unique=False)
    op.create_table(
        "entries",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("journal", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(as_uuid=False), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("judged", sa.Boolean(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("log_hash", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["journal"],
            ["journals.seq"],
        ),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("journal", "number"),
    )
    op.create_index("entries_by_id", "entries", ["id"], unique=False)
    op.create_index(
        "entries_of_site", "entries", ["site", "position"], unique=False, postgresql_where=sa.text("site <> ''")
    )
    op.create_index("entries_unjudged", "entries", ["position"], unique=False, postgresql_where=sa.text("NOT judged"))
