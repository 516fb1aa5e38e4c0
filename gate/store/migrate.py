"""Bringing the database to the newest schema, by one process at a time however many start together. Alembic is loaded
only where a step is missing: nearly every command finds a database that has them all."""

from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, inspect
from sqlalchemy.pool import NullPool

from gate.store.engine import translated

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 4_730_114_021
"""A number that no other program is likely to use for a PostgreSQL advisory lock."""


def migrate(engine: Engine) -> None:
    """Run the migrations that are missing. Safe to call from several hosts at once."""
    single = create_engine(engine.url, poolclass=NullPool, hide_parameters=True, isolation_level="AUTOCOMMIT")
    with translated(), single.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA busy_timeout=30000")
        if _current(connection) != latest():
            _upgrade(connection)
    single.dispose()


def latest() -> str:
    """The id of the newest step, by the files' names (`0001_….py`)."""
    return max(path.stem[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    _lock(connection)
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # held until the connection closes
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({_LOCK})")
