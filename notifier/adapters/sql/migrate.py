"""Bringing a database up to the schema."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from notifier.adapters.sql.database import Database
from notifier.model.errors import NotifierError

FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_202_611_230_001  # any number that only this program uses


class SchemaTooNew(NotifierError):
    """the database was made by a newer version of notifier (schema {found}); install that version"""


def configuration(connection: Connection) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def upgrade(database: Database, revision: str = "head") -> None:
    """Run the missing steps in one transaction; two processes that start at once take turns. Raises SchemaTooNew."""
    with database.read() as connection:
        if revision == "head" and _current(connection) == latest():
            return
    with database.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
        found = _current(connection)
        if found and found not in known():
            raise SchemaTooNew(found=found)
        command.upgrade(configuration(connection), revision)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def known() -> list[str]:
    """The ids of all steps, newest first."""
    return [step.revision for step in ScriptDirectory(FOLDER).walk_revisions()]


def latest() -> str:
    """The id of the newest step."""
    return known()[0]
