"""Keeping a server's rate and leaving it alone while its breaker is open; both shared through the store."""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from notifier.model.breaker import Breaker
from notifier.ports import Clock
from notifier.ports.rates import Rates
from notifier.retry.breaking import is_open
from notifier.service.patience import Patience

BLOCK_SECONDS = 1.0
POLL_SECONDS = 0.5


@dataclass(slots=True)
class _Block:
    next: datetime
    left: int


class Pace:
    """For one server. Slots are taken from the store in blocks of about a second's worth."""

    def __init__(self, rates: Rates, server: str, per_second: float | None, clock: Clock, patience: Patience) -> None:
        self._patience = patience
        self._rates = rates
        self._bucket = f"server:{server}"
        self._per_second = per_second
        self._clock = clock
        self._block = _Block(clock(), 0)
        self._taking = asyncio.Lock()
        self._troubled = True  # there may be failures from an earlier run
        self._look: asyncio.Future[Breaker] | None = None

    @property
    def free(self) -> bool:
        """Whether a message need not wait for anything."""
        return self._per_second is None and not self._troubled

    async def slot(self) -> float:
        """Take one slot; returns the seconds until it."""
        if self._per_second is None:
            return 0.0
        async with self._taking:
            if not self._block.left:
                count = max(1, int(self._per_second * BLOCK_SECONDS))
                now = self._clock()
                first = await self._patience.ask(self._rates.reserve, self._bucket, self._per_second, count, now)
                self._block = _Block(first, count)
            at = self._block.next
            self._block.next = at + timedelta(seconds=1 / self._per_second)
            self._block.left -= 1
        return max((at - self._clock()).total_seconds(), 0.0)

    async def trouble(self, reason: str) -> None:
        """The server failed; the breaker may open."""
        self._troubled = True
        await self._patience.ask(self._rates.trouble, self._bucket, reason, self._clock())
        self._look = None  # one that began before does not know of this

    async def success(self) -> None:
        """The server took a message."""
        if self._troubled:
            self._troubled = False
            await self._patience.ask(self._rates.success, self._bucket)

    async def paused(self) -> bool:
        """Whether the breaker is open now, by what this and other processes saw; all who ask meanwhile share a look."""
        if not self._troubled:
            return False
        if self._look is None:
            self._look = asyncio.ensure_future(self._patience.ask(self._rates.breaker, self._bucket))
            self._look.add_done_callback(self._looked)
        return is_open(await asyncio.shield(self._look), self._clock())

    def _looked(self, look: "asyncio.Future[Breaker]") -> None:
        self._look = None
        if not look.cancelled():
            look.exception()  # seen: whoever asked may be gone already
