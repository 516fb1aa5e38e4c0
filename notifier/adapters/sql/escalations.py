"""People whom a notice did not reach, and the rows by which it goes on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select, update

from notifier.adapters.sql.audiences import add_deliveries, deliveries_entry
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.log import append
from notifier.adapters.sql.recipients import candidate_of, candidate_query
from notifier.adapters.sql.rows import delivery_of
from notifier.adapters.sql.schema import audience, chunks, deliveries, notices, recipients
from notifier.model.audience import Member
from notifier.model.delivery import Delivery, Reason
from notifier.model.delivery import DeliveryState as State
from notifier.model.ids import ChunkId, NoticeId, RecipientId
from notifier.model.notice import Notice, NoticeState
from notifier.ports.engine import Bell
from notifier.ports.escalations import Exhausted, Step
from notifier.ports.recipients import Candidate
from notifier.ports.vault import Vault

CHUNK = 500
OVER = (State.BOUNCED, State.FAILED, State.EXCLUDED)


@dataclass(frozen=True)
class SqlEscalations:
    """`ports.escalations.Escalations` over SQL."""

    database: Database
    vault: Vault
    bell: Bell

    def exhausted(self, notice: NoticeId, batch: int) -> Iterator[list[Exhausted]]:
        last = ""
        while True:
            with self.database.read() as connection:
                query = _over(notice).where(deliveries.c.recipient_id > last).limit(batch)
                ids = list(connection.execute(query.order_by(deliveries.c.recipient_id)).scalars())
                if not ids:
                    return
                found = self._people(connection, notice, ids)
            last = ids[-1]
            yield found

    def _people(self, connection: Connection, notice: NoticeId, ids: list[str]) -> list[Exhausted]:
        rows: dict[str, list[Delivery]] = {}
        query = select(deliveries).where(deliveries.c.notice_id == notice, deliveries.c.recipient_id.in_(ids))
        for row in connection.execute(query.order_by(deliveries.c.id)):
            rows.setdefault(row.recipient_id, []).append(delivery_of(row))
        known = {row.id: candidate_of(tuple(row)) for row in connection.execute(_candidates(ids))}
        return [
            Exhausted(recipient=RecipientId(id_), deliveries=tuple(rows[id_]), candidate=known.get(id_)) for id_ in ids
        ]

    def left_out(self, notice: NoticeId, batch: int) -> Iterator[list[tuple[RecipientId, Reason]]]:
        last = -1
        while True:
            query = select(audience.c.position, audience.c.recipient_id, audience.c.reason).where(
                audience.c.notice_id == notice, audience.c.reason.is_not(None), audience.c.position > last
            )
            with self.database.read() as connection:
                found = connection.execute(query.order_by(audience.c.position).limit(batch)).all()
            if not found:
                return
            last = found[-1].position
            yield [(RecipientId(row.recipient_id), Reason(row.reason)) for row in found]

    def go_on(self, notice: Notice, steps: Sequence[Step], now: datetime) -> int:
        with self.database.write() as connection:
            state = self._lock(connection, notice.id)
            fresh = self._untaken(connection, notice.id, steps)
            if not fresh or state in (NoticeState.STOPPED, NoticeState.PLANNED):
                return 0
            self._add(connection, notice, fresh, now)
            if state == NoticeState.FINISHED:
                self._run_again(connection, notice.id, now)
        return len(fresh)

    def _lock(self, connection: Connection, notice: NoticeId) -> str:
        """Two that escalate at once take turns; the second finds the steps taken."""
        query = select(notices.c.state).where(notices.c.id == notice).with_for_update()
        return str(connection.execute(query).scalar_one())

    def _untaken(self, connection: Connection, notice: NoticeId, steps: Sequence[Step]) -> list[Step]:
        ids = [step.candidate.id for step in steps]
        still = set(connection.execute(_over(notice).where(deliveries.c.recipient_id.in_(ids))).scalars())
        return [step for step in steps if step.candidate.id in still]

    def _add(self, connection: Connection, notice: Notice, steps: Sequence[Step], now: datetime) -> None:
        wanted = [(_member(notice, step.candidate, step), step.channel, step.candidate.domain_key) for step in steps]
        rows = add_deliveries(connection, notice, wanted, CHUNK)
        after = {(step.candidate.id, step.channel): step.after for step in steps}
        bodies = [deliveries_entry(self.vault, rows)]
        for row in rows:
            origin = after[row["recipient_id"], row["channel"]]
            mark = update(deliveries).where(deliveries.c.id == row["id"])
            connection.execute(mark.values(escalated_from=origin))
            body = {"event": "escalated", "delivery": row["id"], "after": origin, "channel": row["channel"]}
            bodies.append({**body, "at": now.isoformat()})
        append(connection, self.vault, bodies)
        opened = sorted({row["chunk_id"] for row in rows})
        connection.execute(update(chunks).where(chunks.c.id.in_(opened)).values(due_at=now))
        self.bell.ring(connection, [ChunkId(one) for one in opened], None)

    def _run_again(self, connection: Connection, notice: NoticeId, now: datetime) -> None:
        values = {"state": NoticeState.RUNNING, "finished_at": None}
        connection.execute(update(notices).where(notices.c.id == notice).values(values))
        append(connection, self.vault, [{"event": NoticeState.RUNNING, "notice": notice, "at": now.isoformat()}])

    def proven(self, notice: NoticeId) -> int:
        query = select(func.count(func.distinct(deliveries.c.recipient_id))).where(
            deliveries.c.notice_id == notice, deliveries.c.state == State.ACCEPTED
        )
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())


def _over(notice: NoticeId) -> Select[Any]:
    """Ids of people with deliveries of the notice that ended without success, and none that did not."""
    other = deliveries.alias()
    hope = select(other.c.id).where(
        other.c.recipient_id == deliveries.c.recipient_id, other.c.notice_id == notice, other.c.state.not_in(OVER)
    )
    query = select(deliveries.c.recipient_id).distinct()
    return query.where(deliveries.c.notice_id == notice, deliveries.c.state.in_(OVER), ~hope.exists())


def _candidates(ids: list[str]) -> Select[Any]:
    return candidate_query().where(recipients.c.id.in_(ids))


def _member(notice: Notice, candidate: Candidate, step: Step) -> Member:
    language = candidate.language if candidate.language in notice.languages else notice.languages[0]
    return Member(recipient=candidate.id, language=language, channels=(step.channel,))
