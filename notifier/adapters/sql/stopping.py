"""Stopping a notice: what was not sent is left out with the reason, a batch a transaction; it can be repeated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, or_, select, update

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.log import append
from notifier.adapters.sql.recipients import candidate_of, candidate_query
from notifier.adapters.sql.rows import joined
from notifier.adapters.sql.schema import audience, chunks, deliveries, notices, recipients
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState as State
from notifier.model.delivery import Reason
from notifier.model.ids import Language, NoticeId, RecipientId
from notifier.model.notice import NoticeState
from notifier.model.paper import ON_PAPER
from notifier.model.recipient import RecipientStatus
from notifier.ports.recipients import Candidate
from notifier.ports.vault import Vault

GOT_IT = (State.ACCEPTED, State.AMBIGUOUS, State.IN_FLIGHT)
STOPPABLE = (NoticeState.RUNNING, NoticeState.PAUSED)


@dataclass(frozen=True)
class SqlStops:
    """`ports.stopping.Stops` over SQL."""

    database: Database
    vault: Vault

    def stop(self, notice: NoticeId, why: str, now: datetime) -> bool:
        with self.database.write() as connection:
            query = update(notices).where(notices.c.id == notice, notices.c.state.in_(STOPPABLE))
            if not connection.execute(query.values(state=NoticeState.STOPPED, finished_at=now)).rowcount:
                return False
            body = {"event": NoticeState.STOPPED, "notice": notice, "why": why, "at": now.isoformat()}
            append(connection, self.vault, [body])
        return True

    def leave_out(self, notice: NoticeId, now: datetime, batch: int) -> int:
        with self.database.write() as connection:
            self._take_back(connection, notice, now, batch)
            self._orphans(connection, notice, now)
            query = select(deliveries.c.id).where(deliveries.c.notice_id == notice, deliveries.c.state == State.PENDING)
            ids = list(connection.execute(query.order_by(deliveries.c.id).limit(batch).with_for_update()).scalars())
            self._set(connection, ids, State.EXCLUDED, Reason.STOPPED, now, "stopped row")
            if not ids:
                connection.execute(update(chunks).where(chunks.c.notice_id == notice).values(due_at=None))
        return len(ids)

    def _take_back(self, connection: Connection, notice: NoticeId, now: datetime, batch: int) -> None:
        """Letters and faxes that were written and not handed over yet."""
        query = select(deliveries.c.id).where(
            deliveries.c.notice_id == notice, deliveries.c.state == State.IN_FLIGHT, deliveries.c.channel.in_(ON_PAPER)
        )
        ids = list(connection.execute(query.limit(batch).with_for_update()).scalars())
        self._set(connection, ids, State.PENDING, None, now, "withdrawn from print")

    def _orphans(self, connection: Connection, notice: NoticeId, now: datetime) -> None:
        """What a sender that is gone left on the wire: nobody claims a chunk of a stopped notice to find it."""
        gone = or_(chunks.c.lease_until.is_(None), chunks.c.lease_until < now)
        query = (
            select(deliveries.c.id)
            .join(chunks, and_(chunks.c.id == deliveries.c.chunk_id, gone))
            .where(deliveries.c.notice_id == notice, deliveries.c.state == State.IN_FLIGHT)
            .where(deliveries.c.channel.not_in(ON_PAPER))
        )
        ids = list(connection.execute(query).scalars())
        self._set(connection, ids, State.AMBIGUOUS, None, now, "orphaned")

    def _set(
        self, connection: Connection, ids: Sequence[int], state: State, reason: Reason | None, now: datetime, event: str
    ) -> None:
        if not ids:
            return
        values = {"state": state, "reason": reason, "not_before": None, "settled_at": now}
        connection.execute(update(deliveries).where(deliveries.c.id.in_(ids)).values(values))
        said = {"event": event, "state": state, "reason": reason, "at": now.isoformat()}
        append(connection, self.vault, [{**said, "delivery": id_} for id_ in ids])

    def on_the_wire(self, notice: NoticeId) -> int:
        query = select(func.count()).where(deliveries.c.notice_id == notice, deliveries.c.state == State.IN_FLIGHT)
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def reached(self, notice: NoticeId, batch: int, *, got_it: bool) -> Iterator[list[Candidate]]:
        last = -1
        mine = deliveries.c.recipient_id == audience.c.recipient_id
        sent = select(deliveries.c.id).where(mine, deliveries.c.notice_id == notice, deliveries.c.state.in_(GOT_IT))
        stopped = select(deliveries.c.id).where(
            mine, deliveries.c.notice_id == notice, deliveries.c.reason == Reason.STOPPED
        )
        inbox = ("," + audience.c.channels + ",").like(f"%,{joined([Channel.IN_APP])},%")
        reached = or_(inbox, sent.exists())
        query = select(audience.c.position, audience.c.recipient_id, audience.c.language)
        query = query.where(audience.c.notice_id == notice, reached if got_it else and_(~reached, stopped.exists()))
        while True:
            page = query.where(audience.c.position > last).order_by(audience.c.position).limit(batch)
            with self.database.read() as connection:
                rows = connection.execute(page).all()
                ids = [row.recipient_id for row in rows]
                people = connection.execute(candidate_query().where(recipients.c.id.in_(ids)))
                known = {row.id: candidate_of(tuple(row)) for row in people}
            if not rows:
                return
            last = rows[-1].position
            yield [known.get(row.recipient_id) or _gone(row.recipient_id, row.language) for row in rows]


def _gone(recipient: str, language: str) -> Candidate:
    """Someone who got the notice and was erased since: they stay in the audience, left out with the reason."""
    return Candidate(
        id=RecipientId(recipient),
        language=Language(language),
        channels=(),
        reachable=frozenset(),
        status=RecipientStatus.DELETED,
        time_zone="",
        domain_key=None,
        suppressed=False,
    )
