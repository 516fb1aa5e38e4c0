"""How Alembic runs here: on the connection that `gate.store.migrate` holds, and no other."""

from alembic import context

from gate.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
