"""Many rows read as one value. SQLite's driver gives Python's lock away and takes it back at each row, and whoever
sends or answers meanwhile in the same process waits each time.
"""

import json
from typing import Any

from sqlalchemy import Connection, ScalarSelect, Select, Text, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class hexadecimal(FunctionElement[str]):
    """Bytes as text, which JSON has no other form for."""

    type = Text()
    inherit_cache = True


class _rows(FunctionElement[str]):
    """All rows as a JSON array of arrays."""

    type = Text()
    inherit_cache = True


def read_together(connection: Connection, query: Select[Any]) -> list[list[Any]]:
    """The rows of `query` as JSON has them: instants are microseconds, bytes need `hexadecimal`."""
    return rows_of(connection.execute(select(together(query))).scalar())


def together(query: Select[Any]) -> ScalarSelect[str]:
    """The rows of `query` as one value, for `rows_of`."""
    return select(_rows(*query.subquery().c)).scalar_subquery()


def rows_of(value: str | None) -> list[list[Any]]:
    """What `together` read; no value is no row."""
    return json.loads(value) if value else []


def _written(function: type[FunctionElement[str]], *, postgresql: str, sqlite: str) -> None:
    """How a function of the arguments `{}` is written in either database."""
    for dialect, form in (("postgresql", postgresql), ("sqlite", sqlite)):

        def write(element: FunctionElement[str], compiler: SQLCompiler, form: str = form, **options: Any) -> str:
            return form.format(compiler.process(element.clauses, **options))

        compiles(function, dialect)(write)


_written(hexadecimal, postgresql="encode({}, 'hex')", sqlite="hex({})")
_written(_rows, postgresql="json_agg(json_build_array({}))::text", sqlite="json_group_array(json_array({}))")
