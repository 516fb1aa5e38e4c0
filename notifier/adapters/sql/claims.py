"""Claiming a chunk by lease and fencing token, and giving it back.

A claim is one conditional UPDATE: of two dispatchers that saw the same chunk, one changes a row and the other none.
Whoever lost a lease finds out at the next journal entry, where the fence does not match any more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select, update

from notifier.adapters.sql.log import append
from notifier.adapters.sql.schema import chunks, deliveries, notices, recipients, suppressions
from notifier.adapters.sql.together import hexadecimal, read_together
from notifier.adapters.sql.types import EPOCH, Instant, instant
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState as State
from notifier.model.ids import ChunkId, Fence, NoticeId
from notifier.model.notice import AmbiguousPolicy, NoticeState
from notifier.model.recipient import RecipientStatus
from notifier.ports.deliveries import Claim, Task
from notifier.ports.vault import Vault

ATTEMPTS_TO_CLAIM = 5


def free(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    """No lease, one that ended, or one so far ahead that a clock must have been turned back since."""
    until = chunks.c.lease_until
    return or_(until.is_(None), until < now, until > now + 2 * lease)


def due(now: datetime, lease: timedelta, channels: Collection[Channel]) -> Select[Any]:
    """Ids of chunks to work on now, the nearest deadline first."""
    return (
        select(chunks.c.id)
        .join(notices, notices.c.id == chunks.c.notice_id)
        .where(
            notices.c.state == NoticeState.RUNNING,
            chunks.c.channel.in_(channels),
            chunks.c.due_at <= now,
            free(now, lease),
        )
        .order_by(chunks.c.deadline, chunks.c.due_at, chunks.c.id)
    )


@dataclass(frozen=True)
class Claimer:
    """One attempt to claim, in one transaction."""

    connection: Connection
    vault: Vault
    owner: str
    now: datetime
    lease: timedelta
    resend_after: timedelta

    def claim(self, channels: Collection[Channel], chunk: ChunkId | None) -> Claim | None:
        query = due(self.now, self.lease, channels)
        if chunk is not None:
            query = query.where(chunks.c.id == chunk)
        for _ in range(ATTEMPTS_TO_CLAIM):
            found = self.connection.execute(query.limit(1)).scalar()
            if found is None:
                return None
            if self._take(found):
                return self._claimed(found)
        return None

    def _take(self, chunk: int) -> bool:
        """The conditional update; the fence grows with each claim."""
        query = update(chunks).where(chunks.c.id == chunk, free(self.now, self.lease), chunks.c.due_at <= self.now)
        values = {"owner": self.owner, "fence": chunks.c.fence + 1, "lease_until": self.now + self.lease}
        return bool(self.connection.execute(query.values(values)).rowcount)

    def _claimed(self, chunk: int) -> Claim:
        joined = select(chunks, notices.c.ambiguous).join(notices, notices.c.id == chunks.c.notice_id)
        row = self.connection.execute(joined.where(chunks.c.id == chunk)).one()
        resend = row.ambiguous == AmbiguousPolicy.RESEND
        orphans = self._orphans(chunk, resend)
        if resend:
            self._resend(chunk)
        return Claim(
            chunk=ChunkId(chunk),
            fence=Fence(row.fence),
            notice=NoticeId(row.notice_id),
            channel=Channel(row.channel),
            deadline=row.deadline,
            lease_until=row.lease_until,
            resend=resend,
            orphans=orphans,
        )

    def _orphans(self, chunk: int, resend: bool) -> int:
        """What an earlier owner left in flight: nobody can know whether the server took it (RFC 1047)."""
        query = select(deliveries.c.id, deliveries.c.attempts)
        query = query.where(deliveries.c.chunk_id == chunk, deliveries.c.state == State.IN_FLIGHT)
        rows = self.connection.execute(query.with_for_update()).all()
        if not rows:
            return 0
        again = self.now + self.resend_after if resend else None
        ids = [row.id for row in rows]
        values = {"state": State.AMBIGUOUS, "not_before": again, "settled_at": self.now}
        self.connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(values))
        bodies = [
            {
                "event": "orphaned",
                "delivery": row.id,
                "attempts": row.attempts,
                "state": State.AMBIGUOUS,
                "at": self.now.isoformat(),
            }
            for row in rows
        ]
        append(self.connection, self.vault, bodies)
        return len(rows)

    def _resend(self, chunk: int) -> None:
        """The stated policy for what stayed ambiguous long enough: once more, with the same Message-ID."""
        query = select(deliveries.c.id).where(
            deliveries.c.chunk_id == chunk,
            deliveries.c.state == State.AMBIGUOUS,
            deliveries.c.not_before <= self.now,
        )
        ids = list(self.connection.execute(query.with_for_update()).scalars())
        if not ids:
            return
        self.connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(state=State.PENDING))
        at = self.now.isoformat()
        bodies = [{"event": "resend", "delivery": id_, "state": State.PENDING, "at": at} for id_ in ids]
        append(self.connection, self.vault, bodies)


def due_tasks(connection: Connection, chunk: ChunkId, now: datetime) -> tuple[Task, ...]:
    """What is due in a chunk. Read apart from the claim, which holds the writers' lock, for which the journal waits."""
    query = (
        task_columns()
        .where(
            deliveries.c.chunk_id == chunk,
            deliveries.c.state == State.PENDING,
            or_(deliveries.c.not_before.is_(None), deliveries.c.not_before <= now),
        )
        .order_by(deliveries.c.id)
    )
    return tuple(map(task_of, read_together(connection, query)))


def task_columns() -> Select[Any]:
    """Deliveries beside the person as they are now, in the order of `task_of`."""
    return (
        select(
            *(deliveries.c[name] for name in ("id", "recipient_id")),
            func.coalesce(recipients.c.language, deliveries.c.language).label("language"),
            *(deliveries.c[name] for name in ("attempts", "tries", "first_attempt_at", "domain_key")),
            recipients.c.status,
            *(func.coalesce(recipients.c[name], "").label(name) for name in ("time_zone", "key_id")),
            func.coalesce(hexadecimal(recipients.c.sealed), "").label("sealed"),
            suppressions.c.reason.is_not(None).label("suppressed"),
            deliveries.c.slot_at,
        )
        .select_from(deliveries)
        .outerjoin(recipients, recipients.c.id == deliveries.c.recipient_id)
        .outerjoin(suppressions, suppressions.c.lookup == recipients.c.lookup)
    )


_STATUSES = {status.value: status for status in RecipientStatus}


def task_of(row: Sequence[Any]) -> Task:
    """A row of `task_columns`, as `read_together` has it."""
    delivery, recipient, language, attempts, tries, first, domain, status, zone, key, sealed, suppressed, slot = row
    return Task(
        delivery=delivery,
        recipient=recipient,
        language=language,
        attempts=attempts,
        tries=tries,
        first_attempt_at=instant(first),
        domain_key=domain,
        status=_STATUSES.get(status),
        time_zone=zone,
        key_id=key,
        sealed=bytes.fromhex(sealed),
        suppressed=bool(suppressed),
        slot_at=instant(slot),
    )


def release(connection: Connection, chunk: ChunkId, fence: Fence) -> datetime | None:
    """End the lease and note when something is due again; nothing happens where the fence is not ours any more."""
    waiting = or_(
        deliveries.c.state == State.PENDING,
        deliveries.c.state == State.IN_FLIGHT,
        and_(deliveries.c.state == State.AMBIGUOUS, deliveries.c.not_before.is_not(None)),
    )
    soonest = select(func.min(func.coalesce(deliveries.c.not_before, literal(EPOCH, Instant()))))
    due_at = connection.execute(soonest.where(deliveries.c.chunk_id == chunk, waiting)).scalar()
    query = update(chunks).where(chunks.c.id == chunk, chunks.c.fence == fence)
    values = {"owner": None, "lease_until": None, "due_at": due_at}
    return due_at if connection.execute(query.values(values)).rowcount else None


def next_due(connection: Connection, channels: Collection[Channel]) -> datetime | None:
    """The soonest instant at which a chunk of a running notice can be claimed."""
    later = case((chunks.c.lease_until > chunks.c.due_at, chunks.c.lease_until), else_=chunks.c.due_at)
    query = select(func.min(later)).join(notices, notices.c.id == chunks.c.notice_id)
    query = query.where(
        notices.c.state == NoticeState.RUNNING, chunks.c.channel.in_(channels), chunks.c.due_at.is_not(None)
    )
    return connection.execute(query).scalar()


def running(connection: Connection, wanted: Collection[NoticeId]) -> frozenset[NoticeId]:
    """Those of `wanted` whose notice runs."""
    query = select(notices.c.id).where(notices.c.id.in_(wanted), notices.c.state == NoticeState.RUNNING)
    return frozenset(NoticeId(id_) for id_ in connection.execute(query).scalars())


def finish_notices(connection: Connection, vault: Vault, now: datetime) -> list[NoticeId]:
    """Notices without a chunk that is due, now or later, are finished; what is held in doubt stays listed."""
    open_chunk = select(chunks.c.id).where(chunks.c.notice_id == notices.c.id, chunks.c.due_at.is_not(None)).exists()
    query = select(notices.c.id).where(notices.c.state == NoticeState.RUNNING, ~open_chunk).with_for_update()
    ids = [NoticeId(id_) for id_ in connection.execute(query).scalars()]
    if ids:
        values = {"state": NoticeState.FINISHED, "finished_at": now}
        connection.execute(update(notices).where(notices.c.id.in_(ids)).values(values))
        bodies = [{"event": NoticeState.FINISHED, "notice": id_, "at": now.isoformat()} for id_ in ids]
        append(connection, vault, bodies)
    return ids
