"""Bringing the database to the newest schema, by one process at a time however many start together."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from gate.store.engine import translated

_LOCK = 4_730_114_021
"""A number that no other program is likely to use for a PostgreSQL advisory lock."""


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing. Safe to call from several hosts at once."""
    single = create_engine(engine.url, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT")
    with translated(), single.connect() as connection:
        _lock(connection)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
    single.dispose()


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA busy_timeout=30000")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # held until the connection closes
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")
