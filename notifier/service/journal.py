"""The journal's writer: one transaction for whatever the lanes brought meanwhile, and the next when it is durable.

A lane waits until its records are durable, so at most one message a lane is ever in doubt after a crash.
"""

import asyncio
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
        self._waiting: list[_Request] = []
        self._brought = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self._failed: Exception | None = None

    async def start(self) -> None:
        """From inside the event loop."""
        await self._writer.open()
        self._task = asyncio.create_task(self._run())

    async def write(self, *records: Record) -> Journaled:
        """Return when the records are durable; raises StoreUnavailable or StoreRefuses."""
        if self._task is None or self._closing:
            raise JournalClosed()
        if self._failed:
            raise self._failed
        request = _Request(records, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        self._brought.set()
        return await request.future

    async def close(self) -> None:
        """Write what is waiting and end."""
        self._closing = True
        self._brought.set()
        if self._task is not None:
            await self._task
        await self._writer.close()

    async def _run(self) -> None:
        while group := await self._next_group():
            try:
                result: Journaled | Exception = await self._write([r for one in group for r in one.records])
            except Exception as problem:  # noqa: BLE001 - the lanes wait for this; their run says what it was
                self._failed = result = problem
            _answer(group, result)

    async def _next_group(self) -> list[_Request]:
        """What was brought meanwhile; nothing at the end."""
        while not (self._waiting or self._closing):
            self._brought.clear()
            await self._brought.wait()
        group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
        return group

    async def _write(self, records: Sequence[Record]) -> Journaled:
        """One transaction; the records themselves say if an earlier try of it was done."""
        return await self._patience.insist(lambda: self._writer.journal(records, self._clock()))


def _answer(group: Sequence[_Request], result: Journaled | Exception) -> None:
    for request in group:
        if request.future.done():  # its lane was cancelled meanwhile
            continue
        if isinstance(result, Exception):
            request.future.set_exception(result)
            request.future.exception()  # seen: its lane may be gone already, and the run ends by the others
        else:
            request.future.set_result(result)
