"""Ambiguous deliveries: listing them, and settling one by what a mail log, a bounce or a person says."""

from datetime import datetime

from sqlalchemy import Connection, func, select, update

from notifier.adapters.sql.log import append
from notifier.adapters.sql.schema import chunks, deliveries, notices
from notifier.model.delivery import DeliveryState as State
from notifier.model.delivery import require_transition
from notifier.model.ids import ChunkId, DeliveryId, NoticeId, RecipientId
from notifier.model.notice import NoticeState
from notifier.ports.deliveries import Doubt
from notifier.ports.vault import Vault


def ambiguous(connection: Connection, notice: NoticeId | None) -> list[Doubt]:
    """Everything in doubt, of one notice or of all."""
    query = select(deliveries).where(deliveries.c.state == State.AMBIGUOUS).order_by(deliveries.c.id)
    if notice is not None:
        query = query.where(deliveries.c.notice_id == notice)
    return [
        Doubt(
            delivery=DeliveryId(row.id),
            notice=NoticeId(row.notice_id),
            recipient=RecipientId(row.recipient_id),
            message_id=row.message_id,
            attempted_at=row.attempted_at,
            server=row.server,
            resend_at=row.not_before,
        )
        for row in connection.execute(query)
    ]


def resolve(
    connection: Connection, vault: Vault, delivery: DeliveryId, state: State, why: str, now: datetime
) -> ChunkId | None:
    """Settle one; returns its chunk, or None where it was not in doubt (any more)."""
    require_transition(delivery, State.AMBIGUOUS, state)
    query = update(deliveries).where(deliveries.c.id == delivery, deliveries.c.state == State.AMBIGUOUS)
    if not connection.execute(query.values(state=state, not_before=None, settled_at=now)).rowcount:
        return None
    body = {"event": "resolved", "delivery": delivery, "state": state, "why": why, "at": now.isoformat()}
    append(connection, vault, [body])
    row = connection.execute(
        select(deliveries.c.chunk_id, deliveries.c.notice_id).where(deliveries.c.id == delivery)
    ).one()
    settle_chunk(connection, row.chunk_id, row.notice_id, now if state is State.PENDING else None)
    return ChunkId(row.chunk_id)


def settle_chunk(connection: Connection, chunk: int, notice: str, due: datetime | None) -> None:
    """A row to be sent again opens its chunk (and its notice); the last doubt of a chunk closes it."""
    if due is not None:
        connection.execute(update(chunks).where(chunks.c.id == chunk).values(due_at=due))
        again = update(notices).where(notices.c.id == notice, notices.c.state == NoticeState.FINISHED)
        connection.execute(again.values(state=NoticeState.RUNNING, finished_at=None))
        return
    open_states = (State.PENDING, State.IN_FLIGHT, State.AMBIGUOUS)
    left = select(func.count()).where(deliveries.c.chunk_id == chunk, deliveries.c.state.in_(open_states))
    if not connection.execute(left).scalar_one():
        connection.execute(update(chunks).where(chunks.c.id == chunk).values(due_at=None))
