"""The store of webhooks and their messages: claims by conditional updates under a lease, as for deliveries."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.outbox import message_row
from notifier.adapters.sql.rows import AnyRow, joined
from notifier.adapters.sql.schema import outbox, webhooks
from notifier.model.webhook import Answer, Message, MessageState, Webhook, WebhookEvent
from notifier.ports import Clock
from notifier.ports.vault import Vault

PURPOSE = "webhook"
_PENDING = outbox.c.state == MessageState.PENDING


@dataclass(frozen=True)
class SqlWebhooks:
    """`ports.webhooks.Webhooks` over SQL."""

    database: Database
    vault: Vault
    clock: Clock

    def add(self, webhook: Webhook) -> None:
        row = {
            "id": webhook.id,
            "url": webhook.url,
            "events": joined(webhook.events),
            "active": webhook.active,
            "created_at": webhook.created_at,
            **self._sealed(webhook.secrets, webhook.created_at),
        }
        with self.database.write() as connection:
            connection.execute(insert(webhooks), row)

    def all(self) -> list[Webhook]:
        with self.database.read() as connection:
            rows = connection.execute(select(webhooks).order_by(webhooks.c.created_at, webhooks.c.id)).all()
        return [self._webhook(row) for row in rows]

    def replace_secrets(self, webhook: str, secrets: Sequence[str], previous_until: datetime) -> bool:
        values = self._sealed(secrets, previous_until)
        with self.database.write() as connection:
            return bool(connection.execute(update(webhooks).where(webhooks.c.id == webhook), values).rowcount)

    def remove(self, webhook: str) -> bool:
        with self.database.write() as connection:
            connection.execute(delete(outbox).where(outbox.c.webhook_id == webhook))
            return bool(connection.execute(delete(webhooks).where(webhooks.c.id == webhook)).rowcount)

    def stop(self, webhook: str, at: datetime) -> None:
        with self.database.write() as connection:
            connection.execute(update(webhooks).where(webhooks.c.id == webhook), {"active": False})
            rest = update(outbox).where(outbox.c.webhook_id == webhook, _PENDING)
            connection.execute(rest, {"state": MessageState.FAILED, "settled_at": at, "body": ""})

    def reseal(self) -> int:
        with self.database.write() as connection:
            stale = connection.execute(select(webhooks).where(webhooks.c.key_id != self.vault.key_id)).all()
            for row in stale:
                clear = self.vault.open_bytes(row.key_id, row.sealed, PURPOSE)
                values = {"key_id": self.vault.key_id, "sealed": self.vault.seal_bytes(clear, PURPOSE)}
                connection.execute(update(webhooks).where(webhooks.c.id == row.id), values)
        return len(stale)

    def tell(self, webhook: str, event: WebhookEvent, data: dict[str, object], at: datetime) -> None:
        with self.database.write() as connection:
            connection.execute(insert(outbox), message_row(webhook, event, data, at))

    def claim(self, owner: str, now: datetime, lease: timedelta, limit: int) -> list[Message]:
        due = (
            select(outbox)
            .where(_PENDING, outbox.c.not_before <= now, _free(now))
            .order_by(outbox.c.not_before, outbox.c.id)
            .limit(limit)
        )
        with self.database.write() as connection:
            if not self.database.is_sqlite:
                due = due.with_for_update(skip_locked=True)
            rows = connection.execute(due).all()
            for row in rows:
                values = {"owner": owner, "fence": row.fence + 1, "lease_until": now + lease}
                connection.execute(update(outbox).where(outbox.c.id == row.id), values)
        return [_message(row) for row in rows]

    def settle(self, message: Message, state: MessageState, answer: Answer, at: datetime) -> bool:
        values = {
            "state": state,
            "settled_at": at,
            "code": answer.status,
            "attempts": message.attempts + 1,
            "lease_until": None,
            "body": "",  # what it said of a person is not kept
        }
        return self._update(message, values)

    def postpone(self, message: Message, until: datetime, answer: Answer | None) -> bool:
        values: dict[str, object] = {"not_before": until, "lease_until": None}
        if answer is not None:
            values |= {"code": answer.status, "attempts": message.attempts + 1}
        return self._update(message, values)

    def _update(self, message: Message, values: dict[str, object]) -> bool:
        mine = (outbox.c.id == message.id) & (outbox.c.fence == message.fence) & _PENDING
        with self.database.write() as connection:
            return bool(connection.execute(update(outbox).where(mine).values(values)).rowcount)

    def next_due(self, now: datetime) -> datetime | None:
        query = select(outbox.c.not_before, outbox.c.lease_until).where(_PENDING)
        query = query.order_by(outbox.c.not_before).limit(100)
        with self.database.read() as connection:
            rows = connection.execute(query).all()
        return min((max(row.not_before, row.lease_until or row.not_before) for row in rows), default=None)

    def counts(self) -> dict[tuple[str, MessageState], int]:
        query = select(outbox.c.webhook_id, outbox.c.state, func.count()).group_by(outbox.c.webhook_id, outbox.c.state)
        with self.database.read() as connection:
            return {(one, MessageState(state)): number for one, state, number in connection.execute(query)}

    def prune(self, before: datetime) -> int:
        with self.database.write() as connection:
            return int(connection.execute(delete(outbox).where(outbox.c.settled_at < before)).rowcount)

    def _sealed(self, secrets: Sequence[str], until: datetime) -> dict[str, object]:
        clear = json.dumps({"secrets": list(secrets), "until": until.isoformat()}).encode()
        return {"key_id": self.vault.key_id, "sealed": self.vault.seal_bytes(clear, PURPOSE)}

    def _webhook(self, row: AnyRow) -> Webhook:
        content = json.loads(self.vault.open_bytes(row.key_id, row.sealed, PURPOSE))
        previous_hold = self.clock() < datetime.fromisoformat(content["until"]).astimezone(UTC)
        return Webhook(
            id=row.id,
            url=row.url,
            events=tuple(WebhookEvent(one) for one in row.events.split(",")),
            active=row.active,
            created_at=row.created_at,
            secrets=tuple(content["secrets"] if previous_hold else content["secrets"][:1]),
        )


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(outbox.c.lease_until.is_(None), outbox.c.lease_until <= now)


def _message(row: AnyRow) -> Message:
    return Message(
        id=row.id,
        message_id=row.message_id,
        webhook=row.webhook_id,
        event=WebhookEvent(row.event),
        body=row.body,
        attempts=row.attempts,
        fence=row.fence + 1,
        created_at=row.created_at,
    )
