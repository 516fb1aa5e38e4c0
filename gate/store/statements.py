"""Statements that run for every visitor: written in SQLAlchemy Core, compiled once, executed on the driver's own
connection.

SQLAlchemy's execution costs several times what SQLite itself needs for such a statement. What is left of it here: the
compiled SQL, the pool, and the recognition of a lost connection. Each thread keeps one connection.
"""

import threading
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakSet

from sqlalchemy import Engine, Executable
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from gate.model import StoreDownError
from gate.store.turns import Turns

Value = str | int | None
Values = Mapping[str, Value]


Compiled = tuple[Executable, list[str] | None, str]
"""A statement, the names of its parameters in order (None where the driver takes names), and its SQL."""


class Result(NamedTuple):
    """How many rows a statement touched, and the first row that it returned."""

    rows: int
    row: tuple[Any, ...] | None


class ConflictError(Exception):
    """The statement would break a uniqueness rule."""


class Statements:
    """Runs compiled statements for one engine. Safe for any number of threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        file = engine.url.database if engine.dialect.name == "sqlite" else None
        self._turns = Turns(Path(file)) if file else nullcontext()
        self._compiled: dict[int, Compiled] = {}
        self._own = threading.local()
        # Weakly: the connection of a thread that has ended goes back to the pool by itself.
        self._held: WeakSet[PoolProxiedConnection] = WeakSet()
        self._lock = threading.Lock()

    def run(self, statement: Executable, values: Values) -> Result:
        """Execute as a transaction of its own. Raises ConflictError, or StoreDownError for whatever else goes wrong."""
        _, names, sql = self._compiled.get(id(statement)) or self._compile(statement)
        parameters: Any = values if names is None else [values[name] for name in names]
        database = self._engine.dialect.loaded_dbapi
        try:
            connection = self._connection()
            if statement.is_select:
                cursor = connection.execute(sql, parameters)
            else:
                with self._turns:
                    cursor = connection.execute(sql, parameters)
            return Result(cursor.rowcount, cursor.fetchone() if cursor.description else None)
        except database.IntegrityError:
            raise ConflictError from None
        except (database.Error, SQLAlchemyError, OSError) as error:
            self._drop()
            raise StoreDownError(f"The store does not answer ({type(error).__name__})") from None

    def _compile(self, statement: Executable) -> Compiled:
        if not isinstance(statement, ClauseElement):
            raise TypeError("not a statement")
        compiled = statement.compile(dialect=self._engine.dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError("not a statement of Core")
        # The statement itself is kept too, so that its id() is never another's.
        found = self._compiled[id(statement)] = (statement, compiled.positiontup, str(compiled))
        return found

    def close(self) -> None:
        """Give back the connections of all threads."""
        with self._lock:
            held, self._held = list(self._held), WeakSet()
            self._own = threading.local()
        for connection in held:
            connection.invalidate()

    def _connection(self) -> Any:
        """The driver's own connection of this thread; those of SQLite and PostgreSQL both have `execute`."""
        direct = getattr(self._own, "direct", None)
        if direct is None:
            held = self._own.connection = self._engine.raw_connection()
            direct = self._own.direct = held.driver_connection
            with self._lock:
                self._held.add(held)
        return direct

    def _drop(self) -> None:
        held: PoolProxiedConnection | None = getattr(self._own, "connection", None)
        if held is None:
            return
        self._own.connection = self._own.direct = None
        with self._lock:
            self._held.discard(held)
        held.invalidate()
