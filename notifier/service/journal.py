"""The journal's writer: one transaction for whatever the lanes brought meanwhile.

A lane waits until its records are durable, so at most one message a lane is ever in doubt after a crash, and groups may
overtake one another.
"""

import asyncio
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from itertools import chain, count

from notifier.model.errors import NotifierError
from notifier.ports import Clock
from notifier.ports.deliveries import Journaled, JournalWriter, Record
from notifier.service.patience import Patience

GROUP = 256
GATHERING_SECONDS = 0.002
"""So long few lanes wait for others to share their commit: less than the answer of a server takes."""


class JournalClosed(NotifierError):
    """the journal is closed"""


@dataclass(slots=True)
class _Request:
    records: Sequence[Record]
    future: "asyncio.Future[Journaled]" = field(repr=False)


class Journal:
    """Use it from one event loop. So many lanes as are `enough` begin a group: the others work meanwhile."""

    def __init__(self, writer: JournalWriter, clock: Clock, patience: Patience, *, enough: int) -> None:
        self._writer = writer
        self._enough = enough
        self._gathering: asyncio.TimerHandle | None = None
        self._clock = clock
        self._patience = patience
        self._waiting: list[_Request] = []
        self._under_way: set[asyncio.Task[None]] = set()
        self._open = False
        self._failed: Exception | None = None

    async def start(self) -> None:
        """From inside the event loop."""
        await self._writer.open()
        self._open = True

    async def write(self, *records: Record) -> Journaled:
        """Return when the records are durable; raises StoreUnavailable or StoreRefuses."""
        if not self._open:
            raise JournalClosed()
        if self._failed:
            raise self._failed
        request = _Request(records, asyncio.get_running_loop().create_future())
        self._waiting.append(request)
        self._go_on()
        return await request.future

    async def close(self) -> None:
        """Write what is waiting and end."""
        self._open = False
        while self._waiting or self._under_way:
            if not self._under_way:
                self._begin()
            await asyncio.wait(self._under_way)
        await self._writer.close()

    def _go_on(self) -> None:
        """Begin the next groups: beside one that is under way where enough wait, else a moment later."""
        while len(self._waiting) >= self._enough and len(self._under_way) < self._writer.at_once:
            self._begin()
        if self._waiting and not self._under_way and self._gathering is None:
            self._gathering = asyncio.get_running_loop().call_later(GATHERING_SECONDS, self._gathered)

    def _gathered(self) -> None:
        self._gathering = None
        if not self._under_way:
            self._begin()

    def _begin(self) -> None:
        group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
        if group:
            records = [record for one in group for record in one.records]
            task = asyncio.create_task(self._serve(group, records, self._writer.journal(records, self._clock())))
            self._under_way.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._go_on()

    async def _serve(self, group: list[_Request], records: Sequence[Record], begun: Awaitable[Journaled]) -> None:
        """One transaction; the records themselves say if an earlier try of it was done."""
        tries = chain((begun,), (self._writer.journal(records, self._clock()) for _ in count()))
        try:
            result: Journaled | Exception = await self._patience.insist(lambda: next(tries))
        except Exception as problem:  # noqa: BLE001 - the lanes wait for this; their run says what it was
            self._failed = result = problem
        _answer(group, result)


def _answer(group: Sequence[_Request], result: Journaled | Exception) -> None:
    for request in group:
        if request.future.done():  # its lane was cancelled meanwhile
            continue
        if isinstance(result, Exception):
            request.future.set_exception(result)
            request.future.exception()  # seen: its lane may be gone already, and the run ends by the others
        else:
            request.future.set_result(result)
