"""The journal's writer: one thread, one transaction for whatever the lanes brought meanwhile.

A lane waits until its records are durable, so at most one message a lane is ever in doubt after a crash.
"""

import asyncio
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from notifier.model.errors import NotifierError
from notifier.ports import Clock
from notifier.ports.deliveries import Journaled, JournalWriter, Record
from notifier.service.patience import Patience

GROUP = 256


class JournalClosed(NotifierError):
    """the journal is closed"""


@dataclass(slots=True)
class _Request:
    records: Sequence[Record]
    future: "asyncio.Future[Journaled]" = field(repr=False)


class Journal:
    """Use it from one event loop."""

    def __init__(self, writer: JournalWriter, clock: Clock, patience: Patience) -> None:
        self._writer = writer
        self._clock = clock
        self._patience = patience
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
        await asyncio.to_thread(self._end)

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            try:
                result: Journaled | Exception = self._write([r for one in group for r in one.records])
            except Exception as problem:  # noqa: BLE001 - the lanes wait for this thread; their run says what it was
                self._failed = result = problem
            loop = self._loop
            if loop is not None and not loop.is_closed():
                loop.call_soon_threadsafe(_answer, group, result)

    def _end(self) -> None:
        self._thread.join()
        self._writer.close()

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
        """One transaction; the records themselves say if an earlier try of it was done."""
        return self._patience.insist(lambda: self._writer.journal(records, self._clock()))


def _answer(group: Sequence[_Request], result: Journaled | Exception) -> None:
    for request in group:
        if request.future.done():  # its lane was cancelled meanwhile
            continue
        if isinstance(result, Exception):
            request.future.set_exception(result)
            request.future.exception()  # seen: its lane may be gone already, and the run ends by the others
        else:
            request.future.set_result(result)
