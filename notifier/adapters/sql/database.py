"""Connections and transactions over SQLite (WAL) and PostgreSQL."""

import contextlib
import logging
import operator
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Dialect, Engine, Table, create_engine, event
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.sql import ClauseElement

from notifier.model.errors import UsageProblem
from notifier.ports.deliveries import StoreRefuses, StoreUnavailable

# What goes wrong reaches us as an exception; the pool would also print a traceback where a connection cannot be reset.
logging.getLogger("sqlalchemy.pool").addHandler(logging.NullHandler())
logging.getLogger("sqlalchemy.pool").propagate = False

BUSY_SECONDS = 30
STOPPED_SECONDS = 10
_READ_ONLY = ("readonly database", "read-only", "unable to open database", "permission denied", "no such table")


class Database:
    """One engine. `write` holds the writers' lock from its first statement, `read` never blocks a writer."""

    def __init__(self, url: str, *, busy_seconds: float = BUSY_SECONDS) -> None:
        """Raises UsageProblem where `url` is not a SQLite or PostgreSQL URL of SQLAlchemy."""
        self.url = database_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite(self.url, busy_seconds) if self.is_sqlite else _postgres(self.url)

    @contextlib.contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that commits at the end; raises StoreUnavailable or StoreRefuses."""
        with _translated(), self.engine.connect() as connection:
            connection = connection.execution_options(writes=True)
            with connection.begin():
                yield connection

    @contextlib.contextmanager
    def read(self) -> Iterator[Connection]:
        """A snapshot to read from; raises StoreUnavailable or StoreRefuses."""
        with _translated(), self.engine.connect() as connection, connection.begin():
            yield connection

    def fetch_one(self, query: "Prepared", parameters: Mapping[str, Any]) -> Sequence[Any]:
        """The only row of the query as the driver has it, without SQLAlchemy's objects for each call; raises
        StoreUnavailable or StoreRefuses."""
        with _translated():
            connection = self.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute(*query.bound(self.engine.dialect, parameters))
            (found,) = cursor.fetchall()
            return tuple(found)
        except _driver_errors("Error") as problem:
            connection.invalidate()
            raise StoreUnavailable(reason=str(problem).splitlines()[0]) from problem
        finally:
            connection.close()

    def insert_or_ignore(self, connection: Connection, table: Table, row: dict[str, Any]) -> None:
        """Insert `row` unless one with its key is there, without a race."""
        make = sqlite_insert if self.is_sqlite else postgresql_insert
        connection.execute(make(table).values(row).on_conflict_do_nothing())

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


class Prepared:
    """A statement that is compiled once a dialect and run by the driver itself; instants are `microseconds`."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any] | None]] = {}
        self._fixed: dict[str, Any] = {}

    def run(self, connection: Connection, parameters: Mapping[str, Any]) -> Any:
        """Within the transaction of `connection`; returns the driver's cursor."""
        cursor = connection.connection.cursor()
        cursor.execute(*self.bound(connection.dialect, parameters))
        return cursor

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Once a row, in one go."""
        if rows:
            bound = [self.bound(connection.dialect, row) for row in rows]
            connection.connection.cursor().executemany(bound[0][0], [values for _, values in bound])

    def bound(self, dialect: Dialect, parameters: Mapping[str, Any]) -> tuple[str, Any]:
        """The SQL, and the parameters in the driver's form."""
        if dialect.name not in self._compiled:
            compiled = self._statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
            positions = getattr(compiled, "positiontup", None)
            order = _in_order(positions) if positions else None
            self._fixed = {name: one for name, one in compiled.params.items() if one is not None}
            self._compiled[dialect.name] = (str(compiled), order)
        text, order = self._compiled[dialect.name]
        values = {**self._fixed, **parameters} if self._fixed else parameters
        return text, order(values) if order is not None else values


def _in_order(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Any]:
    """Takes the values of `names` out of a mapping."""
    if len(names) == 1:
        return lambda values: (values[names[0]],)
    return operator.itemgetter(*names)


def database_url(text: str) -> URL:
    """The URL, with the driver that is used; raises UsageProblem."""
    try:
        url = make_url(text)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError):
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise UsageProblem(reason="NOTIFIER_DATABASE is not of the form sqlite:///path or postgresql+psycopg://…")
    return url.set(drivername="postgresql+psycopg") if backend == "postgresql" else url


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "wal_autocheckpoint=20000",  # pages; a checkpoint waits for the disk, and writes a page once
    "foreign_keys=ON",
    "cache_size=-32000",
)


def _sqlite(url: URL, busy_seconds: float) -> Engine:
    """WAL lets readers go on while one writes; BEGIN IMMEDIATE makes writers queue instead of failing half-way."""
    if url.database and url.database != ":memory:":
        with contextlib.suppress(OSError):  # the open that follows says what is wrong
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": busy_seconds, "check_same_thread": False}, pool_size=8)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        for pragma in _PRAGMAS:
            with contextlib.suppress(sqlite3.OperationalError):  # a read-only file keeps its journal mode
                connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _postgres(url: URL) -> Engine:
    """A host that is stopped in the middle of a transaction must not hold its rows for ever: the server ends it. It
    does so only between statements that were answered one by one, so nothing here is pipelined (decision 0017)."""
    options = f"{url.query.get('options', '')} -c idle_in_transaction_session_timeout={STOPPED_SECONDS * 1000}"
    arguments = {"connect_timeout": 10, "options": options.strip()}
    return create_engine(url, pool_pre_ping=True, pool_size=8, connect_args=arguments)


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Errors of the connection, the disk and the lock as ours, SQLAlchemy's and the driver's own; a wrong statement
    stays a bug."""
    try:
        yield
    except _errors() as problem:
        original = problem.orig if isinstance(problem, DBAPIError) else problem
        reason = str(original).splitlines()[0] if str(original) else type(original).__name__
        if any(sign in reason.lower() for sign in _READ_ONLY):
            raise StoreRefuses(reason=reason) from problem
        if _is_away(problem):
            raise StoreUnavailable(reason=reason) from problem
        raise


def _errors() -> tuple[type[Exception], ...]:
    return (DBAPIError, *_driver_errors("Error"))


def _driver_errors(name: str) -> tuple[type[Exception], ...]:
    """The drivers' own errors of this name; PostgreSQL's driver is loaded only where such a database is used."""
    loaded = (sys.modules.get(driver) for driver in ("sqlite3", "psycopg"))
    return tuple(getattr(driver, name) for driver in loaded if driver is not None)


def _is_away(problem: Exception) -> bool:
    if isinstance(problem, DBAPIError) and problem.connection_invalidated:
        return True
    return isinstance(problem, (OperationalError, *_driver_errors("OperationalError")))
