"""The ledger of deliveries in the database: claims, the journal, releases and doubts, each in a module of its own."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, update

from notifier.adapters.sql import claims, doubts
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.journal import hold, write_journal
from notifier.adapters.sql.schema import deliveries
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState
from notifier.model.ids import ChunkId, DeliveryId, Fence, NoticeId
from notifier.ports.deliveries import Claim, Doubt, Journaled, Postponed, Record
from notifier.ports.engine import Bell
from notifier.ports.vault import Vault

LEASE = timedelta(seconds=60)
RESEND_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class SqlDeliveries:
    """`ports.deliveries.Deliveries` over SQL. `lease` is how long a silent owner keeps a chunk; `resend_after` how
    long an ambiguous row waits for a bounce or a mail log before it is sent again."""

    database: Database
    vault: Vault
    bell: Bell
    lease: timedelta = LEASE
    resend_after: timedelta = RESEND_AFTER

    def claim(
        self, owner: str, now: datetime, *, channels: Collection[Channel], chunk: ChunkId | None = None
    ) -> Claim | None:
        with self.database.write() as connection:
            claimer = claims.Claimer(connection, self.vault, owner, now, self.lease, self.resend_after)
            return claimer.claim(channels, chunk)

    def filled(self, claim: Claim, now: datetime) -> Claim:
        with self.database.read() as connection:
            return replace(claim, tasks=claims.due_tasks(connection, claim.chunk, now))

    def journal(self, records: Sequence[Record], now: datetime) -> Journaled:
        with self.database.write() as connection:
            return write_journal(connection, self.vault, records, now + self.lease)

    def defer(self, chunk: ChunkId, fence: Fence, postponed: Sequence[Postponed], now: datetime) -> None:
        rows = [{"key": one.delivery, "until": one.until, "slot": one.slot_at} for one in postponed]
        query = update(deliveries).where(
            deliveries.c.id == bindparam("key"), deliveries.c.state == DeliveryState.PENDING
        )
        with self.database.write() as connection:
            if hold(connection, chunk, fence, now + self.lease):
                connection.execute(query.values(not_before=bindparam("until"), slot_at=bindparam("slot")), rows)

    def release(self, chunk: ChunkId, fence: Fence, now: datetime) -> datetime | None:
        with self.database.write() as connection:
            due = claims.release(connection, chunk, fence)
            if due is not None:
                self.bell.ring(connection, [chunk], due)
        return due

    def next_due(self, channels: Collection[Channel]) -> datetime | None:
        with self.database.read() as connection:
            return claims.next_due(connection, channels)

    def due_chunks(self, now: datetime, channels: Collection[Channel]) -> list[ChunkId]:
        with self.database.read() as connection:
            query = claims.due(now, self.lease, channels)
            return [ChunkId(id_) for id_ in connection.execute(query.limit(1000)).scalars()]

    def doubts(self, notice: NoticeId | None = None) -> list[Doubt]:
        with self.database.read() as connection:
            return doubts.ambiguous(connection, notice)

    def resolve(self, delivery: DeliveryId, state: DeliveryState, why: str, now: datetime) -> bool:
        with self.database.write() as connection:
            chunk = doubts.resolve(connection, self.vault, delivery, state, why, now)
            if chunk is not None and state is DeliveryState.PENDING:
                self.bell.ring(connection, [chunk], None)
        return chunk is not None

    def finish_notices(self, now: datetime) -> list[NoticeId]:
        with self.database.write() as connection:
            return claims.finish_notices(connection, self.vault, now)

    def running(self, notices_: Collection[NoticeId]) -> frozenset[NoticeId]:
        with self.database.read() as connection:
            return claims.running(connection, notices_)
