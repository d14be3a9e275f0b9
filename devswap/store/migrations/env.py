"""Alembic's entry: runs the revisions on the connection that `migrate` passes, inside its transaction."""

from alembic import context

from devswap.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False)
context.run_migrations()
