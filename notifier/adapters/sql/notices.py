"""The store of notices and their words; audiences are in `audiences`, what has become of them in `progress`."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from notifier.adapters.sql.audiences import add_members, discard_audience
from notifier.adapters.sql.database import Database
from notifier.adapters.sql.log import append
from notifier.adapters.sql.outbox import enqueue, published_data
from notifier.adapters.sql.progress import progress
from notifier.adapters.sql.rows import notice_of, notice_row
from notifier.adapters.sql.schema import chunks, notices, renderings
from notifier.adapters.sql.types import EPOCH
from notifier.model.audience import Member
from notifier.model.channel import Channel
from notifier.model.ids import ChunkId, Language, NoticeId
from notifier.model.log import canonical
from notifier.model.notice import Notice, NoticeState
from notifier.model.webhook import WebhookEvent
from notifier.ports.engine import Bell
from notifier.ports.notices import Progress, Rendering
from notifier.ports.vault import Vault


@dataclass(frozen=True)
class SqlNotices:
    """`ports.notices.Notices` over SQL."""

    database: Database
    vault: Vault
    bell: Bell

    def add(self, notice: Notice) -> bool:
        try:
            with self.database.write() as connection:
                connection.execute(insert(notices), notice_row(notice))
        except IntegrityError:
            return False
        return True

    def discard(self, notice: NoticeId) -> None:
        with self.database.write() as connection:
            row = connection.execute(select(notices.c.state).where(notices.c.id == notice).with_for_update()).first()
            if row is None or row.state not in (NoticeState.PLANNING, NoticeState.PLANNED):
                return
            connection.execute(delete(notices).where(notices.c.id == notice))
            discard_audience(connection, self.vault, notice)

    def get(self, notice: NoticeId) -> Notice | None:
        with self.database.read() as connection:
            row = connection.execute(select(notices).where(notices.c.id == notice)).first()
        return notice_of(row) if row else None

    def all(self) -> list[Notice]:
        with self.database.read() as connection:
            return [notice_of(row) for row in connection.execute(select(notices).order_by(notices.c.created_at.desc()))]

    def set_state(self, notice: NoticeId, new: NoticeState, at: datetime, *, by: Sequence[NoticeState]) -> bool:
        values: dict[str, object] = {"state": new}
        if new in (NoticeState.FINISHED, NoticeState.STOPPED):
            values["finished_at"] = at
        with self.database.write() as connection:
            query = update(notices).where(notices.c.id == notice, notices.c.state.in_(by))
            moved = bool(connection.execute(query.values(values)).rowcount)
            if moved:
                append(connection, self.vault, [{"event": new, "notice": notice, "at": at.isoformat()}])
        return moved

    def put_renderings(self, notice: NoticeId, rendered: Iterable[Rendering]) -> None:
        with self.database.write() as connection:
            connection.execute(delete(renderings).where(renderings.c.notice_id == notice))
            connection.execute(insert(renderings), [_rendering_row(notice, one) for one in rendered])

    def add_renderings(self, notice: NoticeId, rendered: Iterable[Rendering]) -> None:
        with self.database.write() as connection:
            query = select(renderings.c.channel, renderings.c.language).where(renderings.c.notice_id == notice)
            connection.execute(select(notices.c.id).where(notices.c.id == notice).with_for_update())
            known = {tuple(row) for row in connection.execute(query)}
            fresh = [one for one in rendered if (one.channel, one.language) not in known]
            if fresh:
                connection.execute(insert(renderings), [_rendering_row(notice, one) for one in fresh])
                words = {f"{one.channel}/{one.language}": one.hash for one in fresh}
                append(connection, self.vault, [{"event": "words", "notice": notice, "words": words}])

    def renderings(self, notice: NoticeId) -> list[Rendering]:
        with self.database.read() as connection:
            rows = connection.execute(select(renderings).where(renderings.c.notice_id == notice)).all()
        return [
            Rendering(
                channel=Channel(row.channel),
                language=Language(row.language),
                subject=row.subject,
                text=row.text,
                html=row.html,
                hash=row.hash,
            )
            for row in rows
        ]

    def add_members(self, notice: Notice, members: Sequence[Member], domains: Sequence[int | None], chunk: int) -> None:
        with self.database.write() as connection:
            add_members(connection, self.vault, notice, members, domains, chunk)

    def freeze(self, notice: NoticeId, at: datetime) -> None:
        with self.database.write() as connection:
            values = {"state": NoticeState.PLANNED, "snapshot_at": at}
            connection.execute(update(notices).where(notices.c.id == notice), values)
            row = connection.execute(select(notices).where(notices.c.id == notice)).one()
            counts = {name: getattr(row, name) for name in ("members", "excluded", "in_app", "in_app_only")}
            words = {
                f"{one.channel}/{one.language}": one.hash
                for one in connection.execute(select(renderings).where(renderings.c.notice_id == notice))
            }
            content = hashlib.sha256(canonical(row.content).encode()).hexdigest()
            body = {"event": "planned", "notice": notice, "at": at.isoformat(), "words": words, "content": content}
            body |= counts
            append(connection, self.vault, [body])

    def start(self, notice: NoticeId, at: datetime) -> list[ChunkId]:
        with self.database.write() as connection:
            query = update(notices).where(notices.c.id == notice, notices.c.state == NoticeState.PLANNED)
            if not connection.execute(query.values(state=NoticeState.RUNNING, started_at=at)).rowcount:
                return []
            # At once, even where the clock is turned back right after.
            connection.execute(update(chunks).where(chunks.c.notice_id == notice).values(due_at=EPOCH))
            ids = list(connection.execute(select(chunks.c.id).where(chunks.c.notice_id == notice)).scalars())
            append(connection, self.vault, [{"event": NoticeState.RUNNING, "notice": notice, "at": at.isoformat()}])
            row = connection.execute(select(notices).where(notices.c.id == notice)).one()
            enqueue(connection, WebhookEvent.NOTICE_PUBLISHED, published_data(row), at)
            self.bell.ring(connection, ids, None)
        return ids

    def progress(self, notice: NoticeId, now: datetime) -> Progress:
        with self.database.read() as connection:
            return progress(connection, notice, now)


def _rendering_row(notice: NoticeId, one: Rendering) -> dict[str, object]:
    return {"notice_id": notice, **{name: getattr(one, name) for name in _WORDS}}


_WORDS = ("channel", "language", "subject", "text", "html", "hash")
