"""The engine in the same process: it asks the ledger what is due, and waits until something is."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from notifier.model.ids import ChunkId
from notifier.ports.deliveries import Claim
from notifier.ports.engine import Until, Work

OPEN_CHUNKS = 2
"""Two, so that the lanes have work while a finished chunk is given back."""
LONGEST_SLEEP = 5.0


class NoBell:
    """The ledger itself says what is due."""

    def ring(self, connection: object, chunks: Sequence[ChunkId], at: datetime | None) -> None:
        """Nothing to do."""


class InProcess:
    """`ports.engine.Engine` without jobs."""

    def __init__(self, open_chunks: int = OPEN_CHUNKS) -> None:
        self._limit = open_chunks
        self._stopped = False
        self._wake = asyncio.Event()

    def stop(self) -> None:
        self._stopped = True
        self._wake.set()

    async def run(self, work: Work, *, until: Until) -> None:
        running: set[asyncio.Task[None]] = set()
        while True:
            claim = await work.claim(None) if len(running) < self._limit and not self._stopped else None
            if claim is not None:
                running.add(asyncio.create_task(_processed(work, claim)))
            elif running:
                running = await self._one_less(running)
            elif self._stopped or not await self._wait(work, until):
                return

    async def _one_less(self, running: set[asyncio.Task[None]]) -> set[asyncio.Task[None]]:
        done, rest = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
        return rest

    async def _wait(self, work: Work, until: Until) -> bool:
        """Sleep until something is due; False where the run is to end."""
        due = await work.settle()
        if due is None and until is not Until.FOREVER:
            return False
        wait = (due - work.clock()).total_seconds() if due else LONGEST_SLEEP
        if wait > 0 and until is Until.IDLE:
            return False
        try:
            await asyncio.wait_for(self._wake.wait(), min(max(wait, 0.05), LONGEST_SLEEP))
        except TimeoutError:
            return True
        return True


async def _processed(work: Work, claim: Claim) -> None:
    await work.process(claim)
