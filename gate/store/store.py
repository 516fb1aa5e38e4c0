"""The store as one object: its tables, its migrations, whether it answers."""

from pathlib import Path

from sqlalchemy import Engine, select

from gate.store.checkpoints import EVERY, Checkpoints
from gate.store.engine import make_engine, translated
from gate.store.keys import Keys
from gate.store.migrate import migrate
from gate.store.screenings import Screenings
from gate.store.sites import Sites


class Store:
    """Everything that the gate keeps. Safe to share between threads; every process opens its own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.sites = Sites(engine)
        self.keys = Keys(engine)
        self.screenings = Screenings(engine)
        self._checkpoints: Checkpoints | None = None

    @property
    def address(self) -> str:
        """Where the database is, without its password."""
        return self._engine.url.render_as_string(hide_password=True)

    def migrate(self) -> None:
        """Bring the database to the newest schema. Raises StoreDownError."""
        migrate(self._engine)

    def ping(self) -> None:
        """Raise StoreDownError unless the database answers."""
        with translated(), self._engine.connect() as connection:
            connection.execute(select(1))

    def checkpoint_beside(self, every: float = EVERY) -> None:
        """From now on write SQLite's log into its file beside the requests, each `every` seconds; PostgreSQL does so
        by itself.
        """
        file = self._engine.url.database if self._engine.dialect.name == "sqlite" else None
        if file and self._checkpoints is None:
            self._checkpoints = Checkpoints(Path(file), every)

    def close(self) -> None:
        """Close every connection."""
        if self._checkpoints is not None:
            self._checkpoints.close()
        self.screenings.close()
        self._engine.dispose()


def open_store(url: str) -> Store:
    """A store at a SQLAlchemy URL, `sqlite:////var/lib/gate/gate.db` or `postgresql+psycopg://…`; raises
    ConfigurationError.

    Connects on first use; call `migrate()` before the first use of a new database.
    """
    return Store(make_engine(url))
