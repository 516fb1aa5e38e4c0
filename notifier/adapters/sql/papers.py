"""The store of notices on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from notifier.adapters.sql.claims import task_columns, task_of
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.doubts import settle_chunk
from notifier.adapters.sql.log import append
from notifier.adapters.sql.outbox import bounced_data, enqueue
from notifier.adapters.sql.rows import AnyRow
from notifier.adapters.sql.schema import chunks, deliveries, handovers, notices
from notifier.adapters.sql.together import read_together
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState as State
from notifier.model.delivery import Reason, require_transition
from notifier.model.ids import DeliveryId, NoticeId
from notifier.model.notice import NoticeState
from notifier.model.paper import Handover
from notifier.model.webhook import WebhookEvent
from notifier.ports.deliveries import Task
from notifier.ports.paper import Sheet
from notifier.ports.vault import Vault


@dataclass(frozen=True)
class SqlPapers:
    """`ports.paper.Papers` over SQL."""

    database: Database
    vault: Vault

    def waiting(self, notice: NoticeId, channel: Channel, limit: int) -> list[Task]:
        query = task_columns().join(notices, notices.c.id == deliveries.c.notice_id)
        query = query.where(*_waiting(notice, channel)).order_by(deliveries.c.id).limit(limit)
        with self.database.read() as connection:
            return [task_of(row) for row in read_together(connection, query)]

    def count_waiting(self, notice: NoticeId, channel: Channel) -> int:
        query = select(func.count()).select_from(deliveries).join(notices, notices.c.id == deliveries.c.notice_id)
        with self.database.read() as connection:
            return int(connection.execute(query.where(*_waiting(notice, channel))).scalar_one())

    def leave_out(self, delivery: DeliveryId, reason: Reason, now: datetime) -> None:
        with self.database.write() as connection:
            rows = _locked(connection, deliveries.c.id == delivery, deliveries.c.state == State.PENDING)
            self._change(
                connection, rows, {"state": State.EXCLUDED, "reason": reason, "settled_at": now}, "result", now
            )

    def next_number(self) -> int:
        with self.database.read() as connection:
            return int(connection.execute(select(func.coalesce(func.max(handovers.c.id), 0))).scalar_one()) + 1

    def record(self, handover: Handover, sheets: Sequence[Sheet]) -> bool:
        wanted = {sheet.delivery: sheet for sheet in sheets}
        with self.database.write() as connection:
            query = select(notices.c.state).where(notices.c.id == handover.notice).with_for_update()
            running = connection.execute(query).scalar_one() == NoticeState.RUNNING
            taken = connection.execute(select(handovers.c.id).where(handovers.c.id == handover.id)).first()
            rows = _locked(connection, deliveries.c.id.in_(wanted), deliveries.c.state == State.PENDING)
            free = {row.id: row.attempts for row in rows}
            if taken or not running or any(free.get(one.delivery) != one.attempt - 1 for one in sheets):
                return False
            connection.execute(insert(handovers), _row(handover))
            for row in rows:
                self._write(connection, row, wanted[DeliveryId(row.id)], handover)
            append(connection, self.vault, [_exported(one, handover) for one in sheets])
        return True

    def _write(self, connection: Connection, row: AnyRow, sheet: Sheet, handover: Handover) -> None:
        values = {
            **_said(sheet),
            "handover_id": handover.id,
            "attempted_at": handover.made_at,
            "first_attempt_at": row.first_attempt_at or handover.made_at,
            "settled_at": None,
        }
        connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(values))

    def all(self, channel: Channel, notice: NoticeId | None = None) -> list[Handover]:
        mine = (deliveries.c.handover_id == handovers.c.id) & (deliveries.c.state == State.IN_FLIGHT)
        left = select(func.count()).where(mine).scalar_subquery().label("open")
        query = select(handovers, left).where(handovers.c.channel == channel).order_by(handovers.c.id.desc())
        if notice is not None:
            query = query.where(handovers.c.notice_id == notice)
        with self.database.read() as connection:
            return [_handover(row) for row in connection.execute(query)]

    def hand_over(self, handover: Handover, by: str, at: datetime, now: datetime) -> int:
        with self.database.write() as connection:
            query = update(handovers).where(handovers.c.id == handover.id, handovers.c.handed_over_at.is_(None))
            rows = _locked(connection, deliveries.c.handover_id == handover.id, deliveries.c.state == State.IN_FLIGHT)
            if not rows or not connection.execute(query.values(handed_over_at=at, handed_over_by=by)).rowcount:
                return 0
            values = {"state": State.ACCEPTED, "reply": by, "settled_at": at}
            more = {"handover": handover.id, "list": handover.list_hash, "when": at.isoformat()}
            self._change(connection, rows, values, "handed over", now, more)
        return len(rows)

    def take_back(self, handover: Handover, now: datetime) -> int:
        with self.database.write() as connection:
            rows = _locked(connection, deliveries.c.handover_id == handover.id, deliveries.c.state == State.IN_FLIGHT)
            self._change(connection, rows, {"state": State.PENDING, "settled_at": now}, "withdrawn from print", now)
            for chunk in {row.chunk_id for row in rows}:
                connection.execute(update(chunks).where(chunks.c.id == chunk).values(due_at=now))
        return len(rows)

    def returned(self, delivery: DeliveryId, channel: Channel, why: str, now: datetime) -> bool:
        with self.database.write() as connection:
            wanted = (deliveries.c.id == delivery, deliveries.c.channel == channel)
            rows = _locked(connection, *wanted, deliveries.c.state == State.ACCEPTED)
            values = {"state": State.BOUNCED, "reason": Reason.RETURNED, "settled_at": now}
            self._change(connection, rows, values, "returned", now, {"why": why})
            for row in rows:
                data = bounced_data(row, None, Reason.RETURNED)
                enqueue(connection, WebhookEvent.DELIVERY_BOUNCED, data, now)
        return bool(rows)

    def _change(
        self,
        connection: Connection,
        rows: Sequence[AnyRow],
        values: Mapping[str, Any],
        event: str,
        now: datetime,
        more: Mapping[str, object] | None = None,
    ) -> None:
        """The same change of all rows, with an entry of the log for each; chunks without anything open are closed."""
        for row in rows:
            require_transition(row.id, State(row.state), values["state"])
        ids = [row.id for row in rows]
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            connection.execute(update(deliveries).where(deliveries.c.id.in_(part)).values(values))
        said = {name: value for name, value in values.items() if name != "settled_at"}
        entry = {"event": event, **said, **(more or {}), "at": now.isoformat()}
        append(connection, self.vault, [{**entry, "delivery": one} for one in ids])
        for chunk, notice in {(row.chunk_id, row.notice_id) for row in rows}:
            settle_chunk(connection, chunk, notice, None)


def _waiting(notice: NoticeId, channel: Channel) -> tuple[ColumnElement[bool], ...]:
    return (
        deliveries.c.notice_id == notice,
        deliveries.c.channel == channel,
        deliveries.c.state == State.PENDING,
        notices.c.state == NoticeState.RUNNING,
    )


def _locked(connection: Connection, *wanted: ColumnElement[bool]) -> Sequence[AnyRow]:
    return connection.execute(select(deliveries).where(*wanted).order_by(deliveries.c.id).with_for_update()).all()


def _said(sheet: Sheet) -> dict[str, object]:
    """What both the row and its entry hold."""
    return {
        "state": State.IN_FLIGHT,
        "attempts": sheet.attempt,
        "language": sheet.language,
        "address_hash": sheet.address_hash,
        "message_hash": sheet.message_hash,
        "reason": None,
        "reply": None,
    }


def _exported(sheet: Sheet, handover: Handover) -> dict[str, object]:
    about = {"handover": handover.id, "list": handover.list_hash, "at": handover.made_at.isoformat()}
    return {"event": "exported", "delivery": sheet.delivery, **_said(sheet), **about}


def _row(handover: Handover) -> dict[str, object]:
    return {
        "id": handover.id,
        "notice_id": handover.notice,
        "channel": handover.channel,
        "file": handover.folder,
        "file_hash": handover.list_hash,
        "count": handover.count,
        "made_at": handover.made_at,
    }


def _handover(row: AnyRow) -> Handover:
    return Handover(
        id=row.id,
        notice=NoticeId(row.notice_id),
        channel=Channel(row.channel),
        folder=row.file,
        list_hash=row.file_hash,
        count=row._mapping["count"],
        made_at=row.made_at,
        handed_over_at=row.handed_over_at,
        handed_over_by=row.handed_over_by,
        open=row.open,
    )
