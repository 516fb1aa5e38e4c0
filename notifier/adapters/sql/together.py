"""Many rows read as one value. SQLite's driver gives Python's lock away and takes it back at each row, and whoever
sends meanwhile in the same process waits each time.
"""

import json
from typing import Any

from sqlalchemy import Connection, Select, Text, select
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
    found = connection.execute(select(_rows(*query.subquery().c))).scalar()
    return json.loads(found) if found else []


@compiles(hexadecimal)
def _hexadecimal(element: hexadecimal, compiler: SQLCompiler, **options: Any) -> str:
    return f"encode({compiler.process(element.clauses, **options)}, 'hex')"


@compiles(hexadecimal, "sqlite")
def _hexadecimal_in_sqlite(element: hexadecimal, compiler: SQLCompiler, **options: Any) -> str:
    return f"hex({compiler.process(element.clauses, **options)})"


@compiles(_rows)
def _rows_as_json(element: _rows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_agg(json_build_array({compiler.process(element.clauses, **options)}))::text"


@compiles(_rows, "sqlite")
def _rows_as_json_in_sqlite(element: _rows, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"
