"""Waiting for a database that is locked, full, restarting or away: what was asked of it is asked again, for so long.

Whatever a run asks may be asked twice: an answer that was lost on the way is no harm (a claim that nobody heard of ends
with its lease).
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import ParamSpec, TypeVar

from notifier.ports.deliveries import StoreUnavailable

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0

P = ParamSpec("P")
T = TypeVar("T")
OnTrouble = Callable[[StoreUnavailable], None]


class Patience:
    """One for a whole run, so that `on_trouble` hears once of an outage, and not once from everybody who waits."""

    def __init__(self, limit: timedelta, on_trouble: OnTrouble) -> None:
        self._limit = limit.total_seconds()
        self._on_trouble = on_trouble
        self._troubled = False

    async def ask(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`call` in a thread; raises StoreUnavailable when the limit is over."""
        return await self.insist(lambda: asyncio.to_thread(call, *args, **kwargs))

    async def insist(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Attempt it again and again; raises StoreUnavailable when the limit is over."""
        pauses = self._pauses()
        while True:
            try:
                answer = await attempt()
            except StoreUnavailable as problem:
                await asyncio.sleep(self._next(pauses, problem))
            else:
                self._troubled = False
                return answer

    def _pauses(self) -> Iterator[float]:
        waited, pause = 0.0, FIRST_PAUSE
        while waited < self._limit:
            yield pause
            waited += pause
            pause = min(pause * 2, LONGEST_PAUSE)

    def _next(self, pauses: Iterator[float], problem: StoreUnavailable) -> float:
        pause = next(pauses, None)
        if pause is None:
            raise problem
        if not self._troubled:
            self._troubled = True
            self._on_trouble(problem)
        return pause
