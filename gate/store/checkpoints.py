"""Checkpoints of SQLite's write-ahead log, made beside the requests: none of them waits for the disk.

With `synchronous=NORMAL` a checkpoint is also when what was committed is on the disk for good, whatever happens to the
power (https://www.sqlite.org/wal.html). So one is made every second in which something was written, and not only when
the log has grown long.
"""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from gate import events

EVERY = 1.0
"""Seconds: what a power cut may lose at most."""


class Checkpoints:
    """A thread that writes the log of one SQLite file into the file, until `close`."""

    def __init__(self, file: Path, every: float = EVERY) -> None:
        self._file = file
        self._every = every
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread; what it has not written yet, SQLite writes when the last connection closes."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(self._every):
            try:
                self._write()
            except sqlite3.Error as error:  # the next one may succeed; requests say for themselves what they cannot do
                events.seldom("checkpoint_failed", kind=type(error).__name__)

    def _write(self) -> None:
        address = f"{self._file.absolute().as_uri()}?mode=rw"  # a file that is gone is not made anew
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")  # waits for nobody and holds up nobody
