"""What lanes take from: the tasks of the open chunks, the one that may go first on top."""

import asyncio
import heapq
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.model.ids import NoticeId
from notifier.ports import Clock
from notifier.ports.deliveries import Claim, Task
from notifier.service.composing import Composed

LONGEST_WAIT = 1.0
"""Seconds after which a waiting lane looks again."""
FARTHEST = timedelta(seconds=30)
"""What is to start later than this is not put here; if it seems so, the clock was turned back meanwhile."""


class OpenChunk:
    """A claimed chunk while its tasks are under way."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.halted = False
        """Nothing more of it is to be started: paused, stopped, or the lease is lost."""
        self.lost = False
        self._left = 0
        self._done = asyncio.Event()

    @property
    def notice(self) -> NoticeId:
        return self.claim.notice

    def expect(self, tasks: int) -> None:
        """How many tasks were put on the agenda."""
        self._left += tasks
        if not self._left:
            self._done.set()

    def finished(self) -> None:
        """One task is done or was dropped."""
        self._left -= 1
        if not self._left:
            self._done.set()

    async def wait(self) -> None:
        """Until all are."""
        await self._done.wait()


@dataclass(slots=True)
class Item:
    """A task that may start at `ready`, in seconds of a clock that nobody turns."""

    ready: float
    number: int
    chunk: OpenChunk
    task: Task
    made: Composed | None = None
    """Its message, where it was made ahead."""


class Agenda:
    """A heap by the instant at which a task may start."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heap: list[tuple[float, int, Item]] = []
        self._number = 0
        self._changed = asyncio.Event()
        self._closed = False

    def put(self, chunk: OpenChunk, tasks: Iterable[tuple[datetime, Task]]) -> None:
        """Add the tasks of a chunk, each with the instant at which it may start."""
        added = 0
        now, here = self._clock(), time.monotonic()
        for ready, task in tasks:
            self._number += 1
            wait = min(max(ready - now, timedelta()), FARTHEST).total_seconds()
            self._push(Item(here + wait, self._number, chunk, task))
            added += 1
        chunk.expect(added)
        self._changed.set()

    def put_back(self, item: Item) -> None:
        """An item that was taken and could not be started."""
        self._push(item)
        self._changed.set()

    def _push(self, item: Item) -> None:
        heapq.heappush(self._heap, (item.ready, item.number, item))

    def take_now(self) -> Item | None:
        """The first item where it may start; those of halted chunks are dropped on the way."""
        while self._heap:
            head = self._heap[0][-1]
            if not head.chunk.halted and head.ready > time.monotonic():
                return None
            heapq.heappop(self._heap)
            if not head.chunk.halted:
                return head
            head.chunk.finished()
        return None

    def ready(self, count: int) -> list[Item]:
        """About `count` of those that may start now; they stay here."""
        now = time.monotonic()
        return [item for start, _, item in self._heap[:count] if start <= now and not item.chunk.halted]

    async def take(self) -> Item | None:
        """The first item, as soon as it may start; None when the agenda is closed and empty."""
        while True:
            item = self.take_now()
            if item is not None or (self._closed and not self._heap):
                return item
            wait = LONGEST_WAIT
            if self._heap:
                wait = min(wait, max(self._heap[0][0] - time.monotonic(), 0.001))
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), wait)
            except TimeoutError:
                continue

    def nudge(self) -> None:
        """Something was halted: let the waiting lanes look."""
        self._changed.set()

    def close(self) -> None:
        """No more items come."""
        self._closed = True
        self._changed.set()
