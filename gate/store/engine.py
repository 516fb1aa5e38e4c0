"""Connections to SQLite (WAL) and PostgreSQL, set up so that a dead store answers with an error soon, never with a
hang.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from gate.model import ConfigurationError, StoreDownError

BUSY_MILLISECONDS = 5000
CONNECT_SECONDS = 3
POOL = 10
_BETWEEN_TRIES = 0.02  # seconds
_PRAGMAS = (
    "synchronous=NORMAL",
    # Pages of 4 kB. A checkpoint waits for the disk, and `gate.store.checkpoints` makes them beside the requests; this
    # one is for when that does not run.
    "wal_autocheckpoint=20000",
    "foreign_keys=ON",
    "secure_delete=ON",
)


def make_engine(url: str) -> Engine:
    """An engine for `url`; every statement is its own transaction. Raises ConfigurationError for another kind of
    database.
    """
    parsed = _parsed(url)
    common: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "hide_parameters": True, "pool_reset_on_return": None}
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, common)
    wait = f"-c statement_timeout={BUSY_MILLISECONDS} -c lock_timeout={BUSY_MILLISECONDS}"
    return create_engine(
        parsed,
        **common,
        pool_size=POOL,
        max_overflow=POOL,
        pool_timeout=CONNECT_SECONDS,
        connect_args={"connect_timeout": CONNECT_SECONDS, "options": wait},
    )


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
        parsed.get_dialect()
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise ConfigurationError("The database URL is not one of sqlite:///… and postgresql+psycopg://…") from error
    if parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise ConfigurationError("The database URL is not one of sqlite:///… and postgresql+psycopg://…")
    return parsed


def _sqlite(url: URL, common: dict[str, Any]) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError("The database must be a file: sqlite:////path/to/gate.db")
    _private_file(Path(url.database))
    timeout = {"timeout": BUSY_MILLISECONDS / 1000}
    engine = create_engine(url, **common, pool_size=POOL, max_overflow=-1, connect_args=timeout)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _private_file(path: Path) -> None:
    # The file holds the signing keys: made here, so that nobody else can read it for even a moment.
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
    except OSError as error:
        raise ConfigurationError(f"The database {path} cannot be made: {error.strerror}") from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    _log_ahead(connection)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _log_ahead(connection: Any) -> None:
    """Set the file's journal mode; once set it stays. SQLite waits for nobody here, whatever its timeout is, and gates
    that start at once over a new file all try: so we wait.
    """
    deadline = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(_BETWEEN_TRIES)
        else:
            return


@contextmanager
def translated() -> Iterator[None]:
    """Turn whatever the database says into StoreDownError, without its text: that could quote what was stored."""
    try:
        yield
    except DBAPIError as error:
        raise StoreDownError(f"The store does not answer ({type(error.orig).__name__})") from None
    except (SQLAlchemyError, OSError) as error:
        raise StoreDownError(f"The store does not answer ({type(error).__name__})") from None
