"""Sending: claims a chunk, sorts it, lets the lanes work through it, gives it back."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState
from notifier.model.ids import ChunkId, NoticeId
from notifier.ports import Clock
from notifier.ports.channel import Carrier
from notifier.ports.deliveries import Claim, Deliveries, Renew
from notifier.ports.engine import Work
from notifier.ports.notices import Notices
from notifier.ports.rates import Rates
from notifier.service.agenda import Agenda, OpenChunk
from notifier.service.ahead import Ahead
from notifier.service.composing import MailComposer
from notifier.service.journal import Journal
from notifier.service.lanes import Lane, LaneParts
from notifier.service.pacing import Pace
from notifier.service.patience import Patience
from notifier.service.sorting import Limits, sort_tasks

BEAT = timedelta(seconds=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class DispatchSettings:
    """`lanes` connections; `rate` mails a second at the server, None without limit; `owner` names this process."""

    owner: str
    lanes: int = 10
    rate: float | None = None
    limits: Limits = field(default_factory=Limits)
    lease: timedelta = timedelta(seconds=60)
    resend_after: timedelta = timedelta(minutes=30)
    channels: frozenset[Channel] = frozenset({Channel.MAIL})


@dataclass(frozen=True, kw_only=True)
class Stores:
    """What a dispatcher reads and writes."""

    notices: Notices
    deliveries: Deliveries
    rates: Rates


@dataclass(slots=True)
class Tally:
    """What this process did so far."""

    settled: Counter[DeliveryState] = field(default_factory=Counter)
    orphans: int = 0
    claimed: int = 0


class Dispatcher:
    """Use as an async context manager; an engine drives it through `work`."""

    def __init__(
        self,
        stores: Stores,
        carrier: Carrier,
        composer: MailComposer,
        journal: Journal,
        settings: DispatchSettings,
        clock: Clock,
        patience: Patience,
    ) -> None:
        self.tally = Tally()
        self._patience = patience
        self._stores = stores
        self._composer = composer
        self._journal = journal
        self._settings = settings
        self._clock = clock
        self._carrier = carrier
        self._open: set[OpenChunk] = set()
        self._stopping = False
        self._tasks: list[asyncio.Task[None]] = []
        self._preparing = asyncio.Lock()

    async def __aenter__(self) -> "Dispatcher":
        await self._journal.start()
        self._agenda = Agenda(self._clock)
        pace = Pace(self._stores.rates, self._carrier.server, self._settings.rate, self._clock, self._patience)
        parts = LaneParts(
            agenda=self._agenda,
            journal=self._journal,
            carrier=self._carrier,
            ahead=Ahead(self._composer, self._agenda, self._clock, rate=self._settings.rate),
            pace=pace,
            clock=self._clock,
            lease=self._settings.lease,
            resend_after=self._settings.resend_after,
            settled=self._count,
        )
        self._tasks = [asyncio.create_task(Lane(parts).run()) for _ in range(self._settings.lanes)]
        self._tasks.append(asyncio.create_task(self._heart()))
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            self.halt()
        self._agenda.close()
        lanes, heart = self._tasks[:-1], self._tasks[-1]
        await asyncio.gather(*lanes, return_exceptions=True)
        heart.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await heart
        await self._journal.close()

    def work(self) -> Work:
        """What an engine drives."""
        return Work(
            claim=self._claim, process=self._process, settle=self._settle, due_chunks=self._due, clock=self._clock
        )

    def halt(self) -> None:
        """Start nothing more; what is on the wire is finished and recorded."""
        self._stopping = True
        for chunk in self._open:
            chunk.halted = True
        self._agenda.nudge()

    async def _claim(self, chunk: ChunkId | None) -> Claim | None:
        if self._stopping:
            return None
        claim = await self._patience.ask(
            self._stores.deliveries.claim,
            self._settings.owner,
            self._clock(),
            channels=self._settings.channels,
            chunk=chunk,
        )
        if claim is None:
            return None
        self.tally.claimed += 1
        self.tally.orphans += claim.orphans
        return await self._patience.ask(self._stores.deliveries.filled, claim, self._clock())

    async def _process(self, claim: Claim) -> None:
        await self._prepare(claim.notice)
        chunk = OpenChunk(claim)
        chunk.halted = self._stopping
        self._open.add(chunk)
        try:
            await self._put(chunk)
            await self._finished(chunk)
        finally:
            self._open.discard(chunk)
        if not chunk.lost:
            await self._patience.ask(self._stores.deliveries.release, claim.chunk, claim.fence, self._clock())

    async def _put(self, chunk: OpenChunk) -> None:
        """Sort the claim's tasks: some end here, some go back to the ledger, the rest goes on the agenda."""
        claim = chunk.claim
        now = self._clock()

        def slots(bucket: str, rate: float, count: int) -> datetime:
            return self._stores.rates.reserve(bucket, rate, count, now)

        piles = await self._patience.ask(sort_tasks, claim, self._settings.limits, now, slots)
        if piles.later:
            await self._patience.ask(self._stores.deliveries.defer, claim.chunk, claim.fence, piles.later, now)
        if piles.never:
            await self._journal.write(*piles.never)
            for finish in piles.never:
                self._count(finish.state)
        self._agenda.put(chunk, piles.ready)

    async def _finished(self, chunk: OpenChunk) -> None:
        """Until the chunk is worked through; a lane or the heart that fails ends the wait with its error."""
        done = asyncio.create_task(chunk.wait())
        try:
            await asyncio.wait([done, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
            if not done.done():
                for task in self._tasks:
                    if task.done():
                        task.result()
        finally:
            done.cancel()

    async def _prepare(self, notice: NoticeId) -> None:
        async with self._preparing:
            if not self._composer.prepared(notice):
                words = await self._patience.ask(self._stores.notices.renderings, notice)
                await self._patience.ask(self._composer.prepare, notice, words)

    async def _settle(self) -> datetime | None:
        await self._patience.ask(self._stores.deliveries.finish_notices, self._clock())
        return await self._patience.ask(self._stores.deliveries.next_due, self._settings.channels)

    async def _due(self) -> Sequence[ChunkId]:
        return await self._patience.ask(self._stores.deliveries.due_chunks, self._clock(), self._settings.channels)

    async def _heart(self) -> None:
        """Renew the leases of what is open, and see whether a notice was paused or stopped."""
        beat = min(BEAT, self._settings.lease / 3).total_seconds()
        while True:
            await asyncio.sleep(beat)
            opened = list(self._open)
            if not opened:
                continue
            renewals = [Renew(chunk=one.claim.chunk, fence=one.claim.fence) for one in opened]
            written = await self._journal.write(*renewals)
            running = await self._running({one.notice for one in opened})
            for one in opened:
                one.lost = one.lost or one.claim.chunk in written.lost
                one.halted = one.halted or one.lost or one.notice not in running
            self._agenda.nudge()

    async def _running(self, notices: Collection[NoticeId]) -> frozenset[NoticeId]:
        return await self._patience.ask(self._stores.deliveries.running, notices)

    def _count(self, state: DeliveryState) -> None:
        self.tally.settled[state] += 1
