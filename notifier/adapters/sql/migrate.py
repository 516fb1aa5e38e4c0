"""Bringing a database up to the schema. Alembic is loaded only where a step is missing: nearly every command finds a
database that has them all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect

from notifier.adapters.sql.database import Database
from notifier.model.errors import NotifierError

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_202_611_230_001  # any number that only this program uses


class SchemaTooNew(NotifierError):
    """the database was made by a newer version of notifier (schema {found}); install that version"""


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the missing steps in one transaction; two processes that start at once take turns. Raises SchemaTooNew."""
    with database.read() as connection:
        if revision == "head" and _current(connection) == latest():
            return
    from alembic import command

    with database.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        found = _current(connection)
        if found and found not in known():
            raise SchemaTooNew(found=found)
        command.upgrade(configuration(connection), revision)


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


def known() -> list[str]:
    """The ids of all steps, newest first."""
    from alembic.script import ScriptDirectory

    return [step.revision for step in ScriptDirectory(FOLDER).walk_revisions()]


def latest() -> str:
    """The id of the newest step, by the files' names (`m0004_….py`)."""
    return max(path.stem[1:5] for path in (FOLDER / "versions").glob("m*.py"))
