"""The key of a first use: where no key is set and the database is a new SQLite file, one is made and kept beside it.

The file holds what `NOTIFIER_KEYS` would. It protects a copy of the database that goes astray without it, not the host
that holds both; a secret store does better, and for PostgreSQL nothing is made."""

import contextlib
import os
import stat
from collections.abc import Callable
from pathlib import Path
from tempfile import NamedTemporaryFile

from notifier.adapters.keys import NoKeys, new_key
from notifier.model.errors import UsageProblem

OnMade = Callable[[Path], None]
READABLE = 0o077
WRITABLE = 0o022
"""What others may not do. A secret that a container mounts is readable in it (mode 0444), and that is its host's doing;
our own file lies beside the database and is for its owner alone."""


def read_keys(value: str, file: str, database: str, on_made: OnMade) -> str:
    """`NOTIFIER_KEYS`, or what stands in `NOTIFIER_KEYS_FILE`, or beside the SQLite database in a file that is made
    (and `on_made` told) where neither it nor the database is there. Raises NoKeys or UsageProblem."""
    if value.strip():
        return value
    if file:
        return _read(Path(file), forbidden=WRITABLE)
    stored = _sqlite_file(database)
    if stored is None:
        raise NoKeys()
    path, in_use = stored.with_suffix(".keys"), stored.exists()  # asked first: another process may be making both now
    if not path.exists():
        if in_use:
            raise NoKeys()
        _make(path, on_made)
    return _read(path, forbidden=READABLE)


def _sqlite_file(database: str) -> Path | None:
    """None for another database; raises UsageProblem for what is none."""
    from notifier.adapters.sql.database import database_url  # loaded here: where the keys are given it is not asked

    url = database_url(database)
    named = url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:"
    return Path(url.database) if named and url.database else None


def _read(path: Path, *, forbidden: int) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as problem:
        raise UsageProblem(reason=f"{path}: the keys cannot be read: {problem}") from problem
    if mode & forbidden:
        raise UsageProblem(reason=f"{path}: others can read or change the keys (mode {mode:03o}): chmod 600 {path}")
    return text


def _make(path: Path, on_made: OnMade) -> None:
    """Whole or not at all, never over another one: of two first uses at once, one makes it and both read it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", encoding="ascii") as file:  # mode 0600
            file.write(f"first:{new_key()}\n")
            file.flush()
            os.fsync(file.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(file.name, path)
                on_made(path)
    except OSError as problem:
        raise UsageProblem(reason=f"{path}: the first key cannot be written: {problem}") from problem
