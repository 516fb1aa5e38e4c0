"""The journal in a process of its own: a long run then makes and sends its messages on one processor and writes down
what became of them on another.

A short run writes where it is and never waits for a second process. Whether that one is there makes no difference to
what is durable when; if it ends, its group is written here once more, which the records allow.
"""

import contextlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from multiprocessing import Pipe
from typing import Any

from notifier.ports.deliveries import Journaled, Journals, Record

LONG_RUN = 1000
"""Records after which a run is worth a second process: 500 messages."""
END_SECONDS = 10


class _Gone(Exception):
    """The other process ended."""


class JournalApart:
    """`ports.deliveries.Journals`, for one thread: writes `here`, and in another process after `after` records;
    0 is at once, None never. The `environment` is what that process reads its settings from."""

    def __init__(self, here: Journals, environment: Mapping[str, str], *, after: int | None) -> None:
        self._here = here
        self._environment = environment
        self._after = after
        self._written = 0
        self._process: _Process | None = None

    def journal(self, records: Sequence[Record], now: datetime) -> Journaled:
        """As the port says."""
        try:
            process = self._ready()
            answer = process.journal(records, now) if process else None
        except _Gone:
            self.close()
            answer = self._after = None
        if answer is None:
            answer = self._here.journal(records, now)
            self._written += len(records)
        return answer

    def close(self) -> None:
        """End the other process, where there is one."""
        process, self._process = self._process, None
        if process:
            process.close()

    def _ready(self) -> "_Process | None":
        if self._after is None or self._written < self._after:
            return None
        if self._process is None:
            self._process = _Process(self._environment)
        return self._process if self._process.ready(wait=not self._after) else None


class _Process:
    """`notifier.journaling`, and the pipe to it. It ends when the pipe does, so that it never outlives us."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._pipe, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-P", "-m", "notifier.journaling", str(number)]
            # Of a session of its own: Ctrl-C is ours to hear, and it goes on until we have finished.
            self._process = subprocess.Popen(
                command, pass_fds=[number], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
            )
        self._ready = False
        self._send(dict(environment))

    def ready(self, *, wait: bool) -> bool:
        """Whether it has opened the database; raises _Gone."""
        if not self._ready and (wait or self._pipe.poll()):
            self._receive()
            self._ready = True
        return self._ready

    def journal(self, records: Sequence[Record], now: datetime) -> Journaled:
        """Raises what the journal raised there, or _Gone."""
        self._send((records, now))
        answer = self._receive()
        if isinstance(answer, Exception):
            raise answer
        written: Journaled = answer
        return written

    def _send(self, what: object) -> None:
        try:
            self._pipe.send(what)
        except OSError as problem:
            raise _Gone from problem

    def _receive(self) -> Any:
        try:
            return self._pipe.recv()
        except (EOFError, OSError) as problem:
            raise _Gone from problem

    def close(self) -> None:
        self._pipe.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(END_SECONDS)
        self._process.kill()
        self._process.wait()


def starts_after(setting: str) -> int | None:
    """`JournalApart`'s `after` for `always`, `never` or `auto`: a long run where there is a second processor."""
    if setting == "always":
        return 0
    return LONG_RUN if setting == "auto" and _processors() > 1 else None


def _processors() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
