"""Reading what a proof is made from."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from notifier.adapters.sql.database import Database
from notifier.adapters.sql.digests import ERASED, subject_of
from notifier.adapters.sql.log import entry_of
from notifier.adapters.sql.rows import AnyRow, channels_of, delivery_of, notice_of
from notifier.adapters.sql.schema import audience, consents, deliveries, inbox, log, notices
from notifier.model.delivery import Delivery, Reason
from notifier.model.ids import DeliveryId, NoticeId, RecipientId
from notifier.model.log import GENESIS, LogEntry
from notifier.model.notice import Notice, NoticeState
from notifier.ports.evidence import DecisionRow, InboxMark, Membership
from notifier.ports.vault import Vault

PIECE = 2000
ABOUT = ("members", "deliveries", "discarded", "planned", "words", "handover", *NoticeState)
"""Events about a notice as a whole."""


@dataclass(frozen=True)
class SqlEvidence:
    """`ports.evidence.Evidence` over SQL."""

    database: Database
    vault: Vault

    def notices(self, policy: str, version: str) -> list[Notice]:
        query = select(notices).where(notices.c.policy == policy, notices.c.state != NoticeState.PLANNING)
        with self.database.read() as connection:
            found = [notice_of(row) for row in connection.execute(query.order_by(notices.c.created_at, notices.c.id))]
        wanted: set[NoticeId | None] = set()
        for one in found:  # oldest first, so that a correction of a correction is found as well
            if one.version == version or (one.corrects and one.corrects in wanted):
                wanted.add(one.id)
        return [one for one in found if one.id in wanted]

    def _keys(self, recipient: RecipientId) -> tuple[str, str]:
        """The person's id as rows hold it, before and after an erasure."""
        return recipient, f"{ERASED}{subject_of(self.vault, recipient)}"

    def membership(self, notice: NoticeId, recipient: RecipientId) -> Membership | None:
        query = select(audience).where(
            audience.c.notice_id == notice, audience.c.recipient_id.in_(self._keys(recipient))
        )
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return self._membership(row) if row else None

    def _membership(self, row: AnyRow) -> Membership:
        return Membership(
            notice=row.notice_id,
            position=row.position,
            recipient=row.recipient_id,
            subject=subject_of(self.vault, row.recipient_id),
            language=row.language,
            channels=channels_of(row.channels),
            reason=Reason(row.reason) if row.reason else None,
        )

    def deliveries(self, notice: NoticeId, recipient: RecipientId) -> list[Delivery]:
        query = select(deliveries).where(
            deliveries.c.notice_id == notice, deliveries.c.recipient_id.in_(self._keys(recipient))
        )
        with self.database.read() as connection:
            return [delivery_of(row) for row in connection.execute(query.order_by(deliveries.c.id))]

    def inbox(self, notice: NoticeId, recipient: RecipientId) -> InboxMark | None:
        query = select(inbox).where(inbox.c.notice_id == notice, inbox.c.recipient_id.in_(self._keys(recipient)))
        with self.database.read() as connection:
            row = connection.execute(query).first()
        return _mark(row) if row else None

    def decisions(self, policy: str, version: str, recipient: RecipientId) -> list[DecisionRow]:
        query = select(consents).where(
            consents.c.policy == policy,
            consents.c.version == version,
            consents.c.recipient_id.in_(self._keys(recipient)),
        )
        with self.database.read() as connection:
            return [_decision(row) for row in connection.execute(query.order_by(consents.c.id))]

    def of_notice(self, notice: NoticeId) -> list[LogEntry]:
        found: list[LogEntry] = []
        for entry, body in self._entries(select(log).where(log.c.delivery_id.is_(None), log.c.event.in_(ABOUT))):
            if body.get("notice") == notice:
                found = [] if body["event"] == "discarded" else [*found, entry]
        return found

    def of_deliveries(self, wanted: Sequence[DeliveryId]) -> list[LogEntry]:
        return [entry for entry, _ in self._entries(select(log).where(log.c.delivery_id.in_(wanted)))]

    def _entries(self, query: Select[Any]) -> Iterator[tuple[LogEntry, dict[str, Any]]]:
        with self.database.read() as connection:
            for row in connection.execution_options(yield_per=PIECE).execute(query.order_by(log.c.seq)):
                yield entry_of(row), json.loads(row.body)

    def around(self, seq: int) -> tuple[bytes, list[LogEntry]]:
        with self.database.read() as connection:
            before = connection.execute(select(log.c.hash).where(log.c.seq == seq - 1)).scalar()
            found: list[LogEntry] = []
            for row in connection.execute(select(log).where(log.c.seq >= seq).order_by(log.c.seq).limit(PIECE)):
                found.append(entry_of(row))
                if row.signature is not None:
                    break
        return before or GENESIS, found

    def members(self, notice: NoticeId, batch: int) -> Iterator[list[Membership]]:
        last = -1
        while True:
            page = select(audience).where(audience.c.notice_id == notice, audience.c.position > last)
            with self.database.read() as connection:
                rows = connection.execute(page.order_by(audience.c.position).limit(batch)).all()
            if not rows:
                return
            last = rows[-1].position
            yield [self._membership(row) for row in rows]

    def states(self, notice: NoticeId, members: Sequence[Membership]) -> dict[str, list[Delivery]]:
        ids = [one.recipient for one in members]
        query = select(deliveries).where(deliveries.c.notice_id == notice, deliveries.c.recipient_id.in_(ids))
        found: dict[str, list[Delivery]] = {}
        with self.database.read() as connection:
            for row in connection.execute(query.order_by(deliveries.c.id)):
                found.setdefault(subject_of(self.vault, row.recipient_id), []).append(delivery_of(row))
        return found


def _mark(row: AnyRow) -> InboxMark:
    numbers = (getattr(row, name) for name in ("seen_seq", "read_seq", "archived_seq"))
    return InboxMark(
        seen_at=row.seen_at,
        read_at=row.read_at,
        archived_at=row.archived_at,
        entries=tuple(number for number in numbers if number is not None),
    )


def _decision(row: AnyRow) -> DecisionRow:
    return DecisionRow(
        id=row.id,
        policy=row.policy,
        version=row.version,
        item=row.item or None,
        decision=row.decision,
        language=row.language,
        text_hash=row.text_hash,
        shown=row.shown,
        shown_hash=row.shown_hash,
        decided_at=row.decided_at,
        receipt=row.receipt,
        entry=row.log_seq,
    )
