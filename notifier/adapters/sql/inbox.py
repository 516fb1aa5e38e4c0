"""The store of inboxes. Nothing is written until a user does something."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from notifier.adapters.sql.database import Database, Prepared
from notifier.adapters.sql.log import append
from notifier.adapters.sql.schema import audience, consents, inbox, notices, recipients
from notifier.adapters.sql.together import rows_of, together
from notifier.adapters.sql.types import EPOCH
from notifier.model.channel import Channel
from notifier.model.consent import Decision
from notifier.model.ids import NoticeId, RecipientId
from notifier.model.inbox import INCLUDES, Answered, Entry, Mark
from notifier.model.notice import NoticeKind, NoticeState
from notifier.model.recipient import RecipientStatus
from notifier.ports.vault import Vault

Values = dict[str, Any]
COLUMNS = {Mark.SEEN: "seen", Mark.READ: "read", Mark.ARCHIVE: "archived"}

_NEWEST = (
    select(func.max(consents.c.id))
    .where(consents.c.recipient_id == bindparam("recipient"), consents.c.item == "")
    .group_by(consents.c.policy, consents.c.version)
)
_ANSWERED = select(
    consents.c.id, consents.c.policy, consents.c.version, consents.c.decision, consents.c.decided_at
).where(consents.c.id.in_(_NEWEST))
_ENTRIES = (
    select(
        notices.c.id,
        notices.c.state,
        notices.c.kind,
        notices.c.corrects,
        notices.c.started_at,
        audience.c.language,
        audience.c.channels,
        inbox.c.seen_at,
        inbox.c.read_at,
        inbox.c.archived_at,
    )
    .select_from(audience)
    .join(notices, notices.c.id == audience.c.notice_id)
    .outerjoin(inbox, (inbox.c.recipient_id == audience.c.recipient_id) & (inbox.c.notice_id == audience.c.notice_id))
    .outerjoin(recipients, recipients.c.id == audience.c.recipient_id)
    .where(
        audience.c.recipient_id == bindparam("recipient"),
        notices.c.started_at.is_not(None),
        func.coalesce(recipients.c.status, "") != RecipientStatus.DELETED,
    )
)
_BOTH = Prepared(select(together(_ENTRIES), together(_ANSWERED)))


@dataclass(frozen=True)
class SqlInboxes:
    """`ports.inbox.Inboxes` over SQL."""

    database: Database
    vault: Vault

    def entries(self, recipient: RecipientId) -> tuple[list[Entry], list[Answered]]:
        entries, decided = map(rows_of, self.database.fetch_one(_BOTH, {"recipient": recipient}))
        found = [_entry(row) for row in entries if Channel.IN_APP in row[6].split(",")]
        return found, [_answered(row) for row in decided]

    def mark(self, recipient: RecipientId, chosen: Sequence[NoticeId], mark: Mark, at: datetime) -> int:
        if not chosen:
            return 0
        with self.database.write() as connection:
            changed = [
                row
                for notice in sorted(chosen)  # in one order, so that two requests never wait for each other's row
                if (row := self._set(connection, recipient, notice, mark, at))
            ]
            self._log(connection, recipient, changed, at)
        return len(changed)

    def _set(
        self, connection: Connection, recipient: RecipientId, notice: NoticeId, mark: Mark, at: datetime
    ) -> tuple[NoticeId, list[Mark]] | None:
        """Lock the row, made where it is missing, and set what is not set; None where all was."""
        key = {"recipient_id": recipient, "notice_id": notice}
        self.database.insert_or_ignore(connection, inbox, {**key, "revision": 0})
        here = (inbox.c.recipient_id == recipient) & (inbox.c.notice_id == notice)
        row = connection.execute(select(inbox).where(here).with_for_update()).one()
        missing = [one for one in INCLUDES[mark] if getattr(row, f"{COLUMNS[one]}_at") is None]
        if not missing:
            return None
        values: Values = {f"{COLUMNS[one]}_at": at for one in missing}
        connection.execute(update(inbox).where(here).values(**values, revision=inbox.c.revision + 1))
        return notice, missing

    def _log(
        self, connection: Connection, recipient: RecipientId, changed: list[tuple[NoticeId, list[Mark]]], at: datetime
    ) -> None:
        """One entry a mark, whose number the row keeps."""
        done = [(notice, mark) for notice, marks in changed for mark in marks]
        subject = self.vault.subject(recipient)
        bodies = [{"event": mark, "notice": notice, "subject": subject, "at": at.isoformat()} for notice, mark in done]
        for (notice, mark), seq in zip(done, append(connection, self.vault, bodies), strict=True):
            here = (inbox.c.recipient_id == recipient) & (inbox.c.notice_id == notice)
            connection.execute(update(inbox).where(here).values({f"{COLUMNS[mark]}_seq": seq}))

    def changes(self, chosen: Collection[RecipientId]) -> Mapping[RecipientId, Hashable]:
        """The sum of a user's revisions grows with every committed change; so does the number of consents."""
        people = list(chosen)
        marks = select(inbox.c.recipient_id, func.sum(inbox.c.revision)).group_by(inbox.c.recipient_id)
        decided = select(consents.c.recipient_id, func.count()).group_by(consents.c.recipient_id)
        found = dict.fromkeys(people, (0, 0))
        with self.database.read() as connection:
            for start in range(0, len(people), 500):
                part = people[start : start + 500]
                for who, number in connection.execute(marks.where(inbox.c.recipient_id.in_(part))):
                    found[who] = (int(number), 0)
                for who, number in connection.execute(decided.where(consents.c.recipient_id.in_(part))):
                    found[who] = (found[who][0], int(number))
        return found

    def published(self) -> Hashable:
        query = select(notices.c.id, notices.c.state).where(notices.c.started_at.is_not(None)).order_by(notices.c.id)
        with self.database.read() as connection:
            return tuple(tuple(row) for row in connection.execute(query))


def _entry(row: Sequence[Any]) -> Entry:
    notice, state, kind, corrects, started_at, language, _channels, seen_at, read_at, archived_at = row
    return Entry(
        notice=notice,
        state=NoticeState(state),
        kind=NoticeKind(kind),
        corrects=corrects or None,
        published_at=_instant(started_at),
        language=language,
        seen_at=_instant(seen_at) if seen_at is not None else None,
        read_at=_instant(read_at) if read_at is not None else None,
        archived_at=_instant(archived_at) if archived_at is not None else None,
    )


def _answered(row: Sequence[Any]) -> Answered:
    number, policy, version, decision, decided_at = row
    return Answered(
        id=number, policy=policy, version=version, decision=Decision(decision), decided_at=_instant(decided_at)
    )


def _instant(value: int) -> datetime:
    """A column of instants as the driver gives it (`types.Instant`)."""
    return EPOCH + timedelta(microseconds=value)
