"""The journal's writer: one thread, one transaction for whatever the lanes brought meanwhile.

A lane waits until its records are durable, so at most one message a lane is ever in doubt after a crash.
"""

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from notifier.model.errors import NotifierError
from notifier.ports import Clock
from notifier.ports.deliveries import Deliveries, Journaled, Record, StoreUnavailable

GROUP = 256
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0

Sleep = Callable[[float], object]
OnTrouble = Callable[[str], None]


class JournalClosed(NotifierError):
    """the journal is closed"""


@dataclass(slots=True)
class _Request:
    records: Sequence[Record]
    future: "asyncio.Future[Journaled]" = field(repr=False)


class Journal:
    """Use it from one event loop. While the database does not answer, writing is tried again for `patience`."""

    def __init__(
        self, deliveries: Deliveries, clock: Clock, *, patience: timedelta, sleep: Sleep, on_trouble: OnTrouble
    ) -> None:
        self._deliveries = deliveries
        self._clock = clock
        self._patience = patience.total_seconds()
        self._sleep = sleep
        self._on_trouble = on_trouble
        self._queue: queue.SimpleQueue[_Request | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._failed: Exception | None = None

    def start(self) -> None:
        """From inside the event loop."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def write(self, *records: Record) -> Journaled:
        """Return when the records are durable; raises StoreUnavailable or StoreRefuses."""
        if self._loop is None:
            raise JournalClosed()
        if self._failed:
            raise self._failed
        request = _Request(records, self._loop.create_future())
        self._queue.put(request)
        return await request.future

    async def close(self) -> None:
        """Write what is queued and end the thread."""
        self._queue.put(None)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            try:
                result: Journaled | Exception = self._write([r for one in group for r in one.records])
            except Exception as problem:  # noqa: BLE001 - the lanes wait for this thread; their run says what it was
                self._failed = result = problem
            loop = self._loop
            if loop is not None and not loop.is_closed():
                loop.call_soon_threadsafe(_answer, group, result)

    def _next_group(self) -> list[_Request] | None:
        request = self._queue.get()
        if request is None:
            return None
        group = [request]
        while len(group) < GROUP:
            try:
                request = self._queue.get_nowait()
            except queue.Empty:
                break
            if request is None:
                self._queue.put(None)
                break
            group.append(request)
        return group

    def _write(self, records: Sequence[Record]) -> Journaled:
        """One transaction, tried again while the database is locked, full or away; the records say if it was done."""
        waited, pause = 0.0, FIRST_PAUSE
        while True:
            try:
                return self._deliveries.journal(records, self._clock())
            except StoreUnavailable as problem:
                if waited >= self._patience:
                    raise
                self._on_trouble(str(problem))
                self._sleep(pause)
                waited += pause
                pause = min(pause * 2, LONGEST_PAUSE)


def _answer(group: Sequence[_Request], result: Journaled | Exception) -> None:
    for request in group:
        if request.future.done():  # its lane was cancelled meanwhile
            continue
        if isinstance(result, Exception):
            request.future.set_exception(result)
            request.future.exception()  # seen: its lane may be gone already, and the run ends by the others
        else:
            request.future.set_result(result)
