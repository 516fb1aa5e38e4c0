"""Turns for writing to one SQLite file: whoever waits is woken by the kernel at once.

SQLite itself lets a second writer sleep and look again, for up to a tenth of a second each time; several processes that
write often would wait mostly asleep. The lock is advice only: SQLite's own locks still keep the file whole.
"""

import fcntl
import os
import threading
from pathlib import Path
from types import TracebackType


class Turns:
    """A context manager that one thread of one process holds at a time. Its file is `<database>-turns`, empty."""

    def __init__(self, database: Path) -> None:
        self._path = Path(f"{database}-turns")
        self._threads = threading.Lock()
        self._descriptor: int | None = None

    def __enter__(self) -> None:
        self._threads.acquire()
        try:
            if self._descriptor is None:
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._descriptor is not None:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._threads.release()
