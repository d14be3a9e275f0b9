"""Alembic's entry: runs the revisions on the connection that `migrate` passes, in the transaction that it began."""

from alembic import context

from devswap.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
