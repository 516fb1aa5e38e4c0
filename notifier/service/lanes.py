"""A lane: one connection that takes tasks from the agenda and sends them one after the other.

Order of a message: its start is durable, then it goes out, then comes the reply, which is made durable together with
the start of the lane's next message. So a crash leaves at most one message a lane in doubt. The next one may be
announced behind a message: as long as nothing follows that, no server has anything to deliver (decision 0022).
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from notifier.messages.mime import MessageNotMade
from notifier.model.delivery import DeliveryState, Reason
from notifier.model.errors import NotifierError
from notifier.ports import Clock
from notifier.ports.channel import Carrier, ChannelDown, Envelope, Reply, Session
from notifier.ports.deliveries import Finish, Journaled, Record, Renew, Start
from notifier.retry.verdict import Circumstances, Verdict, judge
from notifier.service.agenda import Agenda, Item
from notifier.service.ahead import Ahead
from notifier.service.composing import Composed
from notifier.service.journal import Journal
from notifier.service.pacing import POLL_SECONDS, Pace

REPLY_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class LaneParts:
    """What the lanes of a dispatcher share."""

    agenda: Agenda
    journal: Journal
    carrier: Carrier
    ahead: Ahead
    pace: Pace
    clock: Clock
    lease: timedelta
    resend_after: timedelta
    settled: Callable[[DeliveryState], None]


@dataclass(slots=True)
class _Owed:
    """A reply that is not durable yet."""

    item: Item
    finish: Finish


class Lane:
    """Runs until the agenda is closed."""

    def __init__(self, parts: LaneParts) -> None:
        self._parts = parts
        self._session: Session | None = None
        self._owed: _Owed | None = None
        self._announced: Item | None = None

    async def run(self) -> None:
        """Raises the journal's errors; then the lane's last reply may be missing and its row becomes ambiguous."""
        try:
            while (item := await self._next()) is not None:
                await self._serve(item)
        finally:
            await self._disconnect()

    async def _next(self) -> Item | None:
        item, self._announced = self._announced, None
        item = item or self._parts.agenda.take_now()
        if item is None:
            await self._settle()
            item = await self._parts.agenda.take()
        return item

    async def _serve(self, item: Item) -> None:
        composed = await self._prepared(item)
        if composed:
            await self._send(item, composed)
        elif self._session is not None and self._session.awaits:
            await self._settle()
            await self._disconnect()

    async def _prepared(self, item: Item) -> Composed | None:
        """Connection, rate, message, start; at any point the item may go back or be dropped."""
        if not await self._connected():
            self._parts.agenda.put_back(item)
            return None
        await self._keep_rate()
        if item.chunk.halted:
            item.chunk.finished()
            return None
        try:
            composed = self._parts.ahead.message(item)
        except MessageNotMade as problem:
            await self._owe(item, self._not_made(item, problem))
            return None
        return composed if await self._start(item, composed) else None

    async def _start(self, item: Item, composed: Composed) -> bool:
        """Make the start durable, with the last reply; False where it must not be made."""
        start = self._record(item, composed)
        asked = time.monotonic()
        written = await self._write(start)
        claim = item.chunk.claim
        if claim.chunk not in written.lost and time.monotonic() - asked > self._parts.lease.total_seconds() * 0.8:
            # We were stopped for so long that someone else may hold the chunk by now.
            written = await self._parts.journal.write(Renew(chunk=claim.chunk, fence=claim.fence))
        if claim.chunk in written.lost:
            item.chunk.halted = item.chunk.lost = True
        if claim.chunk in written.lost or start.delivery in written.refused:
            item.chunk.finished()
            return False
        return True

    async def _write(self, *records: Record) -> Journaled:
        owed, self._owed = self._owed, None
        before = (owed.finish,) if owed else ()
        written = await self._parts.journal.write(*before, *records)
        if owed:
            self._parts.settled(owed.finish.state)
            owed.item.chunk.finished()
        return written

    async def _settle(self) -> None:
        """Make the last reply durable now; the lane has to wait for something else."""
        if self._owed:
            await self._write()

    async def _owe(self, item: Item, finish: Finish) -> None:
        await self._settle()
        self._owed = _Owed(item, finish)

    async def _send(self, item: Item, composed: Composed) -> None:
        session = self._session
        if session is None:
            raise ChannelDown(server=self._parts.carrier.server, reason="no session")
        reply = await session.deliver(composed.envelope, self._following())
        verdict = self._judge(item, reply)
        self._owed = _Owed(item, self._finish(item, reply, verdict, composed.envelope.recipient))
        if verdict.trouble:
            await self._settle()
            await self._parts.pace.trouble(f"{reply.stage}: {reply.code or 'lost'} {reply.text}"[:REPLY_LENGTH])
        elif verdict.state is DeliveryState.ACCEPTED:
            await self._parts.pace.success()
        if not session.usable:
            await self._settle()
            await self._disconnect()

    def _following(self) -> Envelope | None:
        """The message that the lane sends next, where nothing keeps it from doing so at once."""
        item = self._parts.agenda.take_now() if self._parts.pace.free else None
        if item is None:
            return None
        self._announced = item
        try:
            item.made = self._parts.ahead.message(item)
        except NotifierError:  # said when it is its turn
            return None
        return item.made.envelope

    def _judge(self, item: Item, reply: Reply) -> Verdict:
        now = self._parts.clock()
        around = Circumstances(
            now=now,
            tries=item.task.tries,
            first_attempt=item.task.first_attempt_at or now,
            deadline=item.chunk.claim.deadline,
            chance=random.random(),  # noqa: S311 - it spreads retries, nothing more
        )
        return judge(reply, around)

    def _record(self, item: Item, composed: Composed) -> Start:
        claim = item.chunk.claim
        return Start(
            chunk=claim.chunk,
            fence=claim.fence,
            delivery=item.task.delivery,
            attempt=item.task.attempts + 1,
            at=composed.at,
            language=composed.language,
            server=self._parts.carrier.server,
            address_hash=composed.address_hash,
            message_hash=composed.message_hash,
            message_id=composed.envelope.message_id,
        )

    def _finish(self, item: Item, reply: Reply, verdict: Verdict, address: str) -> Finish:
        claim = item.chunk.claim
        now = self._parts.clock()
        not_before = verdict.not_before
        if verdict.state is DeliveryState.AMBIGUOUS and claim.resend:
            not_before = now + self._parts.resend_after
        return Finish(
            chunk=claim.chunk,
            fence=claim.fence,
            delivery=item.task.delivery,
            attempt=item.task.attempts + 1,
            at=now,
            state=verdict.state,
            tries=verdict.tries,
            not_before=not_before,
            reason=verdict.reason,
            code=reply.code,
            reply=without_address(reply.text, address)[:REPLY_LENGTH],
            queue_id=reply.queue_id,
        )

    def _not_made(self, item: Item, problem: MessageNotMade) -> Finish:
        claim = item.chunk.claim
        return Finish(
            chunk=claim.chunk,
            fence=claim.fence,
            delivery=item.task.delivery,
            attempt=0,
            at=self._parts.clock(),
            state=DeliveryState.FAILED,
            tries=item.task.tries,
            reason=Reason.MESSAGE_NOT_MADE,
            reply=str(problem)[:REPLY_LENGTH],
        )

    async def _connected(self) -> bool:
        """A usable session, or False after leaving the server alone for a while."""
        if self._session is not None and self._session.usable and not await self._parts.pace.paused():
            return True
        await self._settle()
        if await self._parts.pace.paused():
            await self._disconnect()
            await asyncio.sleep(POLL_SECONDS)
            return False
        try:
            self._session = await self._parts.carrier.connect()
        except ChannelDown as down:
            await self._parts.pace.trouble(str(down))
            await asyncio.sleep(POLL_SECONDS)
            return False
        return True

    async def _keep_rate(self) -> None:
        wait = await self._parts.pace.slot()
        if wait:
            await self._settle()
            await asyncio.sleep(wait)

    async def _disconnect(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()


def without_address(text: str, address: str) -> str:
    """A server's words without the address they often repeat: replies are kept longer than addresses."""
    bare = address.replace('"', "")
    for known in {address, bare}:
        start = text.lower().find(known.lower())
        while start >= 0:
            text = f"{text[:start]}…{text[start + len(known) :]}"
            start = text.lower().find(known.lower())
    return text
