"""What was made before, by the hash of everything it was made from: one SQLite file that may be lost at any time."""

import contextlib
import hashlib
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).parent.parent
_LIBRARIES = ("jinja2", "markupsafe", "pyyaml")
_SPARE = 500
_LEVEL = 1  # pages become eight times as small, at less cost than that of reading them as they are
_WAITING = 4_000_000
"""So many bytes are collected before they are written."""
_TABLE = "create table if not exists made (name text primary key, digest blob, content blob, asked integer)"


class Cache:
    """Content by the inputs it was made from, the publisher's own code and templates among them.

    Use it in a `with` block, which keeps what was made when it ends. A file that is damaged, locked or gone costs time
    only: what cannot be read is made anew.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / "cache.db"
        self._made: dict[str, bytes] = {}
        self._waiting = 0
        self._used: set[str] = set()
        self._turn = 1
        self._database: sqlite3.Connection | None = None

    def __enter__(self) -> "Cache":
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(sqlite3.Error):
            self._database = _opened(self._path)
            self._turn = self._database.execute("select coalesce(max(asked), 0) + 1 from made").fetchone()[0]
        return self

    def __exit__(self, *failure: object) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._keep()
        if self._database is not None:
            self._database.close()

    def get(self, make: Callable[[], bytes], *inputs: object) -> bytes:
        """What `make` makes from `inputs`, made once. The inputs' `repr` must say all that `make` depends on."""
        name = hashlib.sha256("\x1e".join((self._engine, *map(repr, inputs))).encode()).hexdigest()
        self._used.add(name)
        kept = self._made.get(name) or self._read(name)
        if kept is None:
            kept = self._made[name] = make()
            self._waiting += len(kept)
            if self._waiting > _WAITING:
                self._write()
        return kept

    @cached_property
    def _engine(self) -> str:
        """The hash of every file of the publisher, and of the versions of the libraries that make pages."""
        digest = hashlib.sha256()
        for path in sorted(_source_files(_PACKAGE)):
            digest.update(str(path.relative_to(_PACKAGE)).encode() + b"\0" + path.read_bytes())
        digest.update(" ".join(version(library) for library in _LIBRARIES).encode())
        return digest.hexdigest()

    def _read(self, name: str) -> bytes | None:
        if self._database is None:
            return None
        try:
            row = self._database.execute("select digest, content from made where name = ?", (name,)).fetchone()
        except sqlite3.Error:
            return None
        return zlib.decompress(row[1]) if row and hashlib.sha256(row[1]).digest() == row[0] else None

    def _write(self) -> None:
        """Write what was made since the last time, and let go of it."""
        packed = ((name, zlib.compress(made, _LEVEL)) for name, made in self._made.items())
        rows = ((name, hashlib.sha256(content).digest(), content, self._turn) for name, content in packed)
        with contextlib.suppress(sqlite3.Error):
            if self._database is not None:
                with self._database as database:
                    database.executemany("insert or replace into made values (?, ?, ?, ?)", rows)
        self._made.clear()
        self._waiting = 0

    def _keep(self) -> None:
        """Write what is left; of what was not asked for, keep as much as was, and a bit, the latest first."""
        self._write()
        if self._database is None:
            return
        with self._database as database:
            used = "update made set asked = ? where name in (select value from json_each(?))"
            database.execute(used, (self._turn, json.dumps(list(self._used))))
            limit = 2 * len(self._used) + _SPARE
            old = "select name from made order by asked desc, name limit -1 offset ?"
            database.execute(f"delete from made where name in ({old})", (limit,))  # noqa: S608 (no input in it)


def _opened(path: Path) -> sqlite3.Connection:
    """The database, emptied where it cannot be read. It is never flushed to the disk: it may be lost."""
    for _attempt in ("as it is", "emptied"):
        database = sqlite3.connect(path, timeout=5)
        try:
            database.execute("pragma synchronous = off")
            database.execute(_TABLE)
        except sqlite3.DatabaseError:
            database.close()
            path.unlink(missing_ok=True)
        else:
            return database
    return sqlite3.connect(":memory:")


def _source_files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
