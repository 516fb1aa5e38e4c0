"""What came back, each message once; a failure changes its delivery in the same transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.doubts import settle_chunk
from notifier.adapters.sql.log import append
from notifier.adapters.sql.outbox import bounced_data, enqueue
from notifier.adapters.sql.recipients import SqlRecipients
from notifier.adapters.sql.rows import AnyRow
from notifier.adapters.sql.schema import bounces, deliveries
from notifier.model.bounce import Returned, ReturnKind, Use
from notifier.model.delivery import DeliveryState as State
from notifier.model.delivery import Reason, require_transition
from notifier.model.ids import RecipientId
from notifier.model.webhook import WebhookEvent
from notifier.ports.vault import Vault

KEPT = (ReturnKind.FAILED, ReturnKind.DELAYED, ReturnKind.DELIVERED, ReturnKind.AUTO_REPLY)
"""Kinds that are entries of the log: they say something of a delivery."""


@dataclass(frozen=True)
class SqlBounces:
    """`ports.bounces.Bounces` over SQL."""

    database: Database
    vault: Vault
    recipients: SqlRecipients

    def record(self, returned: Returned, now: datetime) -> Use:
        with self.database.write() as connection:
            known = select(bounces.c.id).where(bounces.c.fingerprint == returned.fingerprint)
            if connection.execute(known).first():
                return Use.DUPLICATE
            row = self._row(connection, returned)
            applied = row is not None and self._apply(connection, row, returned, now)
            connection.execute(insert(bounces), _values(returned, now, applied))
        return Use.APPLIED if applied else Use.NOTED

    def unclear(self) -> int:
        query = select(func.count()).where(bounces.c.kind == ReturnKind.UNCLEAR)
        with self.database.read() as connection:
            return int(connection.execute(query).scalar_one())

    def _row(self, connection: Connection, returned: Returned) -> AnyRow | None:
        if returned.delivery is None:
            return None
        query = select(deliveries).where(deliveries.c.id == returned.delivery)
        return connection.execute(query.with_for_update()).first()

    def _apply(self, connection: Connection, row: AnyRow, returned: Returned, now: datetime) -> bool:
        """A failure ends a row that a server took, or may have taken; anything else is only noted in the log."""
        bounced = returned.kind is ReturnKind.FAILED and _can_bounce(row, returned)
        said: dict[str, object] = {
            "event": "bounced" if bounced else "reported",
            "delivery": row.id,
            "at": now.isoformat(),
            "report": returned.fingerprint,
            "kind": returned.kind,
            "status": returned.status,
            "diagnostic": returned.diagnostic,
            "reported_at": returned.reported_at.isoformat() if returned.reported_at else None,
        }
        if bounced:
            reason = Reason.HARD_BOUNCE if returned.address_is_bad else Reason.NOT_DELIVERED
            require_transition(row.id, State(row.state), State.BOUNCED)
            values = {"state": State.BOUNCED, "reason": reason, "settled_at": now, "not_before": None}
            connection.execute(update(deliveries).where(deliveries.c.id == row.id).values(values))
            said |= {"state": State.BOUNCED, "reason": reason}
            enqueue(connection, WebhookEvent.DELIVERY_BOUNCED, bounced_data(row, returned.status, reason), now)
        if returned.kind in KEPT:
            append(connection, self.vault, [{name: value for name, value in said.items() if value is not None}])
        if bounced:
            settle_chunk(connection, row.chunk_id, row.notice_id, None)
        if returned.address_is_bad:
            self._suppress(connection, row, now)
        return bounced

    def _suppress(self, connection: Connection, row: AnyRow, now: datetime) -> None:
        """The address that it was sent to, which need not be the person's address any more."""
        email = self.recipients.email_of(connection, RecipientId(row.recipient_id))
        if email and self.vault.address_hash(RecipientId(row.recipient_id), email) == row.address_hash:
            self.recipients.suppress_in(connection, [email], Reason.HARD_BOUNCE, now)


def _can_bounce(row: AnyRow, returned: Returned) -> bool:
    """A row that waits to be sent again bounces only where the address is bad: a later try may well arrive."""
    if row.state == State.PENDING:
        return bool(row.attempts) and returned.address_is_bad
    return row.state in (State.ACCEPTED, State.AMBIGUOUS, State.IN_FLIGHT)


def _values(returned: Returned, now: datetime, applied: bool) -> dict[str, object]:
    return {
        "fingerprint": returned.fingerprint,
        "delivery_id": returned.delivery,
        "kind": returned.kind,
        "status": returned.status,
        "diagnostic": returned.diagnostic,
        "reported_at": returned.reported_at,
        "read_at": now,
        "applied": applied,
    }
