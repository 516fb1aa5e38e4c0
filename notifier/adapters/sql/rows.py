"""From rows to the domain's values and back."""

import functools
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row

from notifier.model.channel import Channel
from notifier.model.delivery import Delivery, DeliveryState, Reason
from notifier.model.ids import Language
from notifier.model.notice import AmbiguousPolicy, Notice, NoticeKind, NoticeState

AnyRow = Row[*tuple[Any, ...]]
"""A row of any table."""


def joined(words: Iterable[str]) -> str:
    """A short list as one column."""
    return ",".join(words)


@functools.lru_cache(maxsize=1024)
def channels_of(text: str) -> tuple[Channel, ...]:
    """The channels of such a column, in order."""
    return tuple(Channel(word) for word in text.split(",") if word)


def languages_of(text: str) -> tuple[Language, ...]:
    """The languages of such a column, in order."""
    return tuple(Language(word) for word in text.split(",") if word)


def delivery_of(row: AnyRow) -> Delivery:
    """A row of `deliveries`."""
    return Delivery(
        id=row.id,
        notice=row.notice_id,
        recipient=row.recipient_id,
        channel=Channel(row.channel),
        language=row.language,
        state=DeliveryState(row.state),
        chunk=row.chunk_id,
        attempts=row.attempts,
        tries=row.tries,
        not_before=row.not_before,
        attempted_at=row.attempted_at,
        settled_at=row.settled_at,
        reason=Reason(row.reason) if row.reason else None,
        code=row.code,
        reply=row.reply,
        queue_id=row.queue_id,
        server=row.server,
        address_hash=row.address_hash,
        message_hash=row.message_hash,
        message_id=row.message_id,
    )


def notice_of(row: AnyRow) -> Notice:
    """A row of `notices`."""
    return Notice(
        id=row.id,
        policy=row.policy,
        version=row.version,
        kind=NoticeKind(row.kind),
        corrects=row.corrects or None,
        state=NoticeState(row.state),
        channels=channels_of(row.channels),
        languages=languages_of(row.languages),
        consent_required=row.consent_required,
        effective_at=row.effective_at,
        deadline=row.deadline,
        ambiguous=AmbiguousPolicy(row.ambiguous),
        override=row.override,
        content=row.content,
        created_at=row.created_at,
        snapshot_at=row.snapshot_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )


def notice_row(notice: Notice) -> dict[str, Any]:
    """A new row of `notices`."""
    return {
        "id": notice.id,
        "policy": notice.policy,
        "version": notice.version,
        "kind": notice.kind,
        "corrects": notice.corrects or "",
        "state": notice.state,
        "channels": joined(notice.channels),
        "languages": joined(notice.languages),
        "consent_required": notice.consent_required,
        "effective_at": notice.effective_at,
        "deadline": notice.deadline,
        "ambiguous": notice.ambiguous,
        "override": notice.override,
        "content": notice.content,
        "created_at": notice.created_at,
        "members": 0,
        "excluded": 0,
        "in_app": 0,
        "in_app_only": 0,
    }
