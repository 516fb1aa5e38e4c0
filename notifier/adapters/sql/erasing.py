"""Erasing a person: the contact goes, every row keeps the keyed hash that the log has, so that all still verifies.

Proof is kept only as long as it is needed, and can be reduced to hashes (EDPB 05/2020 ¶107; 個人情報保護法22条)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.digests import ERASED
from notifier.adapters.sql.log import append
from notifier.adapters.sql.schema import audience, consents, deliveries, inbox, recipients
from notifier.model.ids import RecipientId
from notifier.model.recipient import RecipientStatus
from notifier.ports.vault import Vault

NAMED = (audience, deliveries, consents, inbox)
"""Tables whose rows name a person by the app's id."""


@dataclass(frozen=True)
class SqlErasing:
    """`ports.erasing.Erasing` over SQL."""

    database: Database
    vault: Vault

    def left_before(self, instant: datetime, limit: int) -> Sequence[RecipientId]:
        query = select(recipients.c.id).where(
            recipients.c.status == RecipientStatus.DELETED, recipients.c.changed_at < instant
        )
        with self.database.read() as connection:
            return list(connection.execute(query.order_by(recipients.c.id).limit(limit)).scalars())

    def erase(self, people: Sequence[RecipientId], why: str, at: datetime) -> int:
        with self.database.write() as connection:
            gone = [one for one in people if self._erase(connection, one)]
            bodies = [{"event": "erased", "subject": self.vault.subject(one), "why": why} for one in gone]
            append(connection, self.vault, [{**body, "at": at.isoformat()} for body in bodies])
        return len(gone)

    def _erase(self, connection: Connection, person: RecipientId) -> bool:
        """False where nothing of that id is here. What still waits is left out by the next run: nobody is there."""
        found = connection.execute(delete(recipients).where(recipients.c.id == person)).rowcount
        hashed = f"{ERASED}{self.vault.subject(person)}"
        for table in NAMED:
            change = update(table).where(table.c.recipient_id == person)
            found += connection.execute(change.values(recipient_id=hashed)).rowcount
        return bool(found)
