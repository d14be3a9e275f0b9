"""Alembic's way in: the connection is the caller's, who holds the lock and commits."""

from alembic import context

from devswap.register.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
