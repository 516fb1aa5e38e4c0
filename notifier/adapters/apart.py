"""The journal in a process of its own: a long run then makes and sends its messages on one processor and writes down
what became of them on another.

A short run writes where it is and never waits for a second process. Whether that one is there makes no difference to
what is durable when; if it ends, its group is written here once more, which the records allow.
"""

import asyncio
import contextlib
import os
import pickle
import socket
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Awaitable, Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from notifier.ports.deliveries import Journaled, Journals, Record

LONG_RUN = 1000
"""Records after which a run is worth a second process: 500 messages."""
IN_THE_PIPE = 4
"""Groups that may be there at a time, the one that is being written among them."""
END_SECONDS = 10
_LENGTH = struct.Struct("!I")


class JournalApart:
    """`ports.deliveries.JournalWriter`: writes `here`, in a thread, and in another process once that one is ready.

    It is started after `after` records (None is never), or before the first where the run is `lasting`; with 0 records
    it is waited for. The `environment` is what it reads its settings from.
    """

    def __init__(
        self, here: Journals, environment: Mapping[str, str], *, after: int | None, lasting: bool = False
    ) -> None:
        self._here = here
        self._environment = environment
        self._after = after
        self._lasting = lasting
        self._written = 0
        self._process: _Process | None = None
        self._writing = asyncio.Lock()

    async def open(self) -> None:
        """As the port says."""
        if self._lasting and self._after is not None:
            with contextlib.suppress(_Gone):
                self._process = await _Process.start(self._environment)

    @property
    def at_once(self) -> int:
        """As the port says: what waits in the pipe keeps the other process from waiting for us."""
        return IN_THE_PIPE if self._process is not None and self._process.opened.done() else 1

    def journal(self, records: Sequence[Record], now: datetime) -> Awaitable[Journaled]:
        """As the port says."""
        ready = self._process is not None and self._process.opened.done()
        return self._journaled(records, now, self._process.ask(records, now) if self._process and ready else None)

    async def _journaled(
        self, records: Sequence[Record], now: datetime, asked: "asyncio.Future[Journaled] | None"
    ) -> Journaled:
        try:
            if asked is None and (process := await self._started()):
                asked = process.ask(records, now)
            if asked is not None:
                return await asked
        except _Gone:
            await self.close()
            self._after = None
        async with self._writing:
            answer = await asyncio.to_thread(self._here.journal, records, now)
        self._written += len(records)
        return answer

    async def close(self) -> None:
        """End the other process, where there is one."""
        process, self._process = self._process, None
        if process:
            await process.close()

    async def _started(self) -> "_Process | None":
        """The other process where it is ready, or where it is worth waiting for."""
        if self._process is None:
            if self._after is None or self._written < self._after:
                return None
            self._process = await _Process.start(self._environment)
        if not self._after:
            await self._process.opened
        return self._process if self._process.opened.done() else None


class _Gone(Exception):
    """The other process ended."""


class _Process:
    """`notifier.journaling`, and the pipe to it. It ends when the pipe does, so that it never outlives us."""

    def __init__(self, process: "subprocess.Popen[bytes]", pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter]):
        self._process = process
        self._reader, self._writer = pipe
        self._asked: deque[asyncio.Future[Any]] = deque()
        self._gone = False
        self.opened = self._expect()
        """Done when it has opened the database."""
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def start(cls, environment: Mapping[str, str]) -> "_Process":
        """Raises _Gone where the machine has no room for it."""
        try:
            ours, theirs = socket.socketpair()
            with theirs:
                process = _started(theirs.fileno())
            pipe = await asyncio.open_connection(sock=ours)
        except OSError as problem:
            raise _Gone from problem
        pipe[1].write(framed(dict(environment)))
        return cls(process, pipe)

    def ask(self, records: Sequence[Record], now: datetime) -> "asyncio.Future[Journaled]":
        """Sends them now; the answer may raise what the journal raised there, or _Gone."""
        self._writer.write(framed((records, now)))
        return self._expect()

    def _expect(self) -> "asyncio.Future[Any]":
        asked: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._asked.append(asked)
        if self._gone:
            self._answer(_Gone())
        return asked

    async def _listen(self) -> None:
        """Answers come in the order in which was asked."""
        try:
            while True:
                (length,) = _LENGTH.unpack(await self._reader.readexactly(_LENGTH.size))
                self._answer(pickle.loads(await self._reader.readexactly(length)))  # noqa: S301 - of our own process
        finally:  # the pipe's end, or an answer that cannot be read
            self._gone = True
            while self._asked:
                self._answer(_Gone())

    def _answer(self, answer: object) -> None:
        asked = self._asked.popleft()
        if asked.done():  # whoever asked was cancelled
            return
        if isinstance(answer, Exception):
            asked.set_exception(answer)
            asked.exception()  # seen: it may be that nobody waits for it
        else:
            asked.set_result(answer)

    async def close(self) -> None:
        self._writer.close()
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _started(pipe: int) -> "subprocess.Popen[bytes]":
    """Of a session of its own: Ctrl-C is ours to hear, and it goes on until we have finished."""
    command = [sys.executable, "-P", "-m", "notifier.journaling", str(pipe)]
    nothing = subprocess.DEVNULL
    return subprocess.Popen(command, pass_fds=[pipe], stdin=nothing, stdout=nothing, start_new_session=True)


def framed(what: object) -> bytes:
    """As it goes over the pipe."""
    content = pickle.dumps(what, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(content)) + content


def unframed(pipe: BinaryIO) -> Any:
    """The next thing in the pipe; raises EOFError at its end."""
    head = pipe.read(_LENGTH.size)
    content = pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if not content:
        raise EOFError
    return pickle.loads(content)  # noqa: S301 - of our own process


def starts_after(setting: str) -> int | None:
    """`JournalApart`'s `after` for `always`, `never` or `auto`: a long run where there is a second processor."""
    if setting == "always":
        return 0
    return LONG_RUN if setting == "auto" and _processors() > 1 else None


def _processors() -> int:
    """That this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
