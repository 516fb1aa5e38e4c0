"""Putting messages for webhooks into the outbox, in the transaction of what happened."""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select

from notifier.adapters.sql.rows import AnyRow
from notifier.adapters.sql.schema import outbox, webhooks
from notifier.model.webhook import MessageState


def enqueue(connection: Connection, event: str, data: Mapping[str, object], at: datetime) -> int:
    """One message for each active webhook that listens for `event`; returns how many."""
    query = select(webhooks.c.id, webhooks.c.events).where(webhooks.c.active)
    listening = [row.id for row in connection.execute(query) if event in row.events.split(",")]
    if listening:
        connection.execute(insert(outbox), [message_row(one, event, data, at) for one in listening])
    return len(listening)


def message_row(webhook: str, event: str, data: Mapping[str, object], at: datetime) -> dict[str, object]:
    """A new row. The body is made once, so that every attempt sends and signs the same bytes."""
    body = {"type": event, "timestamp": at.isoformat(), "data": data}
    return {
        "message_id": f"msg_{secrets.token_hex(16)}",
        "webhook_id": webhook,
        "event": event,
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        "state": MessageState.PENDING,
        "attempts": 0,
        "not_before": at,
        "fence": 0,
        "created_at": at,
    }


def bounced_data(row: AnyRow, status: str | None, reason: str) -> dict[str, object]:
    """What `delivery.bounced` says, from a row of `deliveries` and the report about it."""
    return {
        "notice": row.notice_id,
        "recipient": row.recipient_id,
        "delivery": row.id,
        "channel": row.channel,
        "status": status,
        "reason": reason,
    }


def published_data(row: AnyRow) -> dict[str, object]:
    """What `notice.published` says, from a row of `notices`."""
    return {
        "notice": row.id,
        "policy": row.policy,
        "version": row.version,
        "kind": row.kind,
        "consent_required": row.consent_required,
        "effective_at": row.effective_at.isoformat(),
        "audience": row.members,
    }
