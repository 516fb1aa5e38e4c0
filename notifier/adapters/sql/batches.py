"""Many rows in one statement, which both databases plan once and run in one go.

PostgreSQL takes the rows as one JSON text, so that the statement is the same however many there are, and is prepared
once. SQLite takes them as VALUES, in blocks of powers of two, so that a handful of statements serves every number.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

LARGEST_BLOCK = 256
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]

Row = Mapping[str, Any]


class Batch:
    """Inserts rows into `table`, or, where there is a `key`, changes the row of that key. `also` are assignments that
    are the same for every row; in them `v` is the new row. Values are in the driver's form (`types.microseconds`)."""

    def __init__(self, table: Table, columns: Sequence[str], *, key: str | None = None, also: str = "") -> None:
        self._table = table
        self._key = key
        self._columns = (key, *columns) if key else tuple(columns)
        self._values = itemgetter(*self._columns)
        self._change = self._update(key, columns, also) if key else self._insert()
        self._blocks: dict[int, str] = {}

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Within the transaction of `connection`."""
        if not rows:
            return
        cursor = connection.connection.cursor()
        if connection.dialect.name != "sqlite":
            cursor.execute(self._postgresql, self._parameters(rows))
            return
        start = 0
        for size in _blocks(len(rows)):
            block = rows[start : start + size]
            cursor.execute(self._sqlite(size), [value for row in block for value in self._values(row)])
            start += size

    def _insert(self) -> str:
        names = ", ".join(self._columns)
        return f"INSERT INTO {self._table.name} ({names}) SELECT {names} FROM v"  # noqa: S608 - names of the schema

    def _update(self, key: str, columns: Sequence[str], also: str) -> str:
        sets = ", ".join([*(f"{name} = v.{name}" for name in columns), *([also] if also else [])])
        name = self._table.name
        return f"UPDATE {name} SET {sets} FROM v WHERE {name}.{key} = v.{key}"  # noqa: S608 - names of the schema

    def _parameters(self, rows: Sequence[Row]) -> tuple[str, ...]:
        text = json.dumps(rows, ensure_ascii=False, default=_bytea)
        return (text, f"{{{','.join(str(row[self._key]) for row in rows)}}}") if self._key else (text,)

    @cached_property
    def _postgresql(self) -> str:
        """The keys stand in it once more, so that it goes through the index: a planner does not know how few they
        are, and reads a small table from end to end."""
        types = ((name, self._table.c[name].type.compile(dialect=_DIALECT)) for name in self._columns)
        columns = ", ".join(f"{name} {type_}" for name, type_ in types)
        among = f" AND {self._table.name}.{self._key} = ANY(%s::bigint[])" if self._key else ""
        rows = f"SELECT * FROM json_to_recordset(%s::json) AS rows ({columns})"  # noqa: S608 - names of the schema
        return f"WITH v AS ({rows}) {self._change}{among}"

    def _sqlite(self, size: int) -> str:
        if size not in self._blocks:
            row = f"({', '.join('?' * len(self._columns))})"
            names, values = ", ".join(self._columns), ", ".join([row] * size)
            self._blocks[size] = f"WITH v ({names}) AS (VALUES {values}) {self._change}"
        return self._blocks[size]


def _bytea(value: object) -> str:
    """Bytes in the form in which PostgreSQL reads them from text."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(type(value))


def _blocks(count: int) -> list[int]:
    """Powers of two that add up to `count`, the largest first."""
    sizes = [LARGEST_BLOCK] * (count // LARGEST_BLOCK)
    rest = count % LARGEST_BLOCK
    return sizes + [1 << bit for bit in reversed(range(LARGEST_BLOCK.bit_length())) if rest >> bit & 1]
