"""The store of consents: append-only, numbered without gaps in the order of the log."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select

from notifier.adapters.sql.audiences import peek_number, take_numbers
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.digests import subject_of
from notifier.adapters.sql.log import append
from notifier.adapters.sql.outbox import enqueue
from notifier.adapters.sql.rows import AnyRow
from notifier.adapters.sql.schema import consents
from notifier.model.consent import Consent, Decision
from notifier.model.ids import PolicyId, RecipientId
from notifier.model.log import canonical
from notifier.model.webhook import EVENT_OF
from notifier.ports.consents import Make
from notifier.ports.vault import Vault

REMEMBERED = 1000
"""How many of a user's decisions a new one is compared with."""
_NEWEST = (
    select(func.max(consents.c.id))
    .where(consents.c.recipient_id == bindparam("recipient"))
    .group_by(consents.c.policy, consents.c.version, consents.c.item)
)
_LATEST = select(consents).where(consents.c.id.in_(_NEWEST))


@dataclass(frozen=True)
class SqlConsents:
    """`ports.consents.Consents` over SQL."""

    database: Database
    vault: Vault

    def latest(self, recipient: RecipientId) -> list[Consent]:
        with self.database.read() as connection:
            return [consent_of(row) for row in connection.execute(_LATEST, {"recipient": recipient})]

    def history(self, recipient: RecipientId | None, policy: PolicyId | None, batch: int) -> Iterator[list[Consent]]:
        last = 0
        query = select(consents).order_by(consents.c.id).limit(batch)
        if recipient is not None:
            query = query.where(consents.c.recipient_id == recipient)
        if policy is not None:
            query = query.where(consents.c.policy == policy)
        while True:
            with self.database.read() as connection:
                found = [consent_of(row) for row in connection.execute(query.where(consents.c.id > last))]
            if not found:
                return
            last = found[-1].id
            yield found

    def decide(self, recipient: RecipientId, make: Make) -> Consent:
        with self.database.write() as connection:
            number = peek_number(connection, "consents")  # locked until the commit: nobody else decides meanwhile
            mine = select(consents).where(consents.c.recipient_id == recipient).order_by(consents.c.id.desc())
            made = make([consent_of(row) for row in connection.execute(mine.limit(REMEMBERED))])
            if made.id:
                return made
            take_numbers(connection, "consents", 1)
            stored = replace(made, id=number)
            self._store(connection, stored)
        return stored

    def _store(self, connection: Connection, consent: Consent) -> None:
        (seq,) = append(connection, self.vault, [consent_entry(self.vault, consent)])
        connection.execute(insert(consents), {**consent_row(consent), "log_seq": seq})
        enqueue(connection, EVENT_OF[consent.decision], webhook_data(consent), consent.decided_at)

    def replayed(self, key: str) -> Consent | None:
        with self.database.read() as connection:
            row = connection.execute(select(consents).where(consents.c.replay_key == key)).first()
        return consent_of(row) if row else None


def consent_row(consent: Consent) -> dict[str, Any]:
    """A new row."""
    return {
        "id": consent.id,
        "recipient_id": consent.recipient,
        "policy": consent.policy,
        "version": consent.version,
        "item": consent.item or "",
        "decision": consent.decision,
        "language": consent.language,
        "text_hash": consent.text_hash,
        "shown": consent.shown,
        "shown_hash": consent.shown_hash,
        "notice_id": consent.notice,
        "decided_at": consent.decided_at,
        "replay_key": consent.replay_key,
        "receipt": consent.receipt,
    }


def consent_of(row: AnyRow) -> Consent:
    """A row of `consents`."""
    return Consent(
        id=row.id,
        recipient=row.recipient_id,
        policy=row.policy,
        version=row.version,
        item=row.item or None,
        decision=Decision(row.decision),
        language=row.language,
        text_hash=row.text_hash,
        shown=row.shown,
        shown_hash=row.shown_hash,
        notice=row.notice_id,
        decided_at=row.decided_at,
        replay_key=row.replay_key,
        receipt=row.receipt,
    )


def consent_entry(vault: Vault, consent: Consent) -> Mapping[str, object]:
    """The log's entry: everything of the row, the person and the record by their hashes."""
    return {
        "event": "consent",
        "consent": consent.id,
        "subject": subject_of(vault, consent.recipient),
        "policy": consent.policy,
        "version": consent.version,
        "item": consent.item,
        "decision": consent.decision,
        "language": consent.language,
        "text_hash": consent.text_hash,
        "shown_hash": consent.shown_hash,
        "receipt": hashlib.sha256(canonical(consent.receipt).encode()).hexdigest(),
        "at": consent.decided_at.isoformat(),
    }


def webhook_data(consent: Consent) -> dict[str, object]:
    """What the app is told."""
    return {
        "record": consent.receipt.get("record_metadata", {}),
        "recipient": consent.recipient,
        "policy": consent.policy,
        "version": consent.version,
        "item": consent.item,
        "decision": consent.decision,
        "language": consent.language,
        "text_sha256": consent.text_hash,
        "decided_at": consent.decided_at.isoformat(),
    }
