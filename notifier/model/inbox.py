"""A user's inbox: the notices of the audiences they belong to, and what they did with each.

Nothing is stored for a notice that a user has not looked at: one notice for a million users is one row.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from notifier.model.consent import Decision
from notifier.model.errors import NotifierError, require_aware
from notifier.model.ids import Language, NoticeId, PolicyId, VersionId
from notifier.model.notice import NoticeKind, NoticeState

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9]{1,16})\.([a-z0-9][A-Za-z0-9.-]{0,63})")


class BadCursor(NotifierError):
    """the cursor is not one that the inbox gave out: take `next` or `until` of an answer as it is"""


class NotInInbox(NotifierError):
    """there is no such notice in this inbox"""


class Mark(StrEnum):
    """What a user does with a notice. Reading includes seeing, archiving includes both; nothing is undone."""

    SEEN = "seen"
    READ = "read"
    ARCHIVE = "archive"


INCLUDES: dict[Mark, tuple[Mark, ...]] = {
    Mark.SEEN: (Mark.SEEN,),
    Mark.READ: (Mark.SEEN, Mark.READ),
    Mark.ARCHIVE: (Mark.SEEN, Mark.READ, Mark.ARCHIVE),
}
"""All that a mark sets, where it is not set yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One notice in one user's inbox. `language` is that of the audience's snapshot."""

    notice: NoticeId
    state: NoticeState
    kind: NoticeKind
    corrects: NoticeId | None
    published_at: datetime
    language: Language
    seen_at: datetime | None = None
    read_at: datetime | None = None
    archived_at: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("published_at", "seen_at", "read_at", "archived_at"):
            require_aware(name, getattr(self, name))

    @property
    def withdrawn(self) -> bool:
        """Whether the notice was stopped: who has not seen it never will, who has is told so."""
        return self.state is NoticeState.STOPPED

    @property
    def cursor(self) -> str:
        """Where the entry stands in the order of the inbox, for `after` and `until`."""
        return f"{(self.published_at - _EPOCH) // timedelta(microseconds=1)}.{self.notice}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """A user's latest decision about a version, as a card shows it; `id` is the consent's."""

    id: int
    policy: PolicyId
    version: VersionId
    decision: Decision
    decided_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """Of what is not archived. Withdrawn notices are neither unread nor unseen."""

    total: int
    unread: int
    unseen: int


def visible(entries: Iterable[Entry]) -> list[Entry]:
    """Without notices that were stopped before the user saw them; newest first."""
    return sorted((one for one in entries if not one.withdrawn or one.seen_at), key=_order, reverse=True)


def counts(entries: Iterable[Entry]) -> Counts:
    """The three numbers of the bell."""
    kept = [one for one in entries if one.archived_at is None]
    live = [one for one in kept if not one.withdrawn]
    return Counts(
        total=len(kept),
        unread=sum(one.read_at is None for one in live),
        unseen=sum(one.seen_at is None for one in live),
    )


def parse_cursor(text: str) -> tuple[datetime, NoticeId]:
    """The instant and the notice of a cursor; raises BadCursor."""
    found = _CURSOR.fullmatch(text)
    if not found:
        raise BadCursor()
    return _EPOCH + timedelta(microseconds=int(found[1])), NoticeId(found[2])


def older_than(entries: Sequence[Entry], cursor: str) -> list[Entry]:
    """The entries behind a cursor, in their order; raises BadCursor."""
    place = parse_cursor(cursor)
    return [one for one in entries if _order(one) < place]


def not_newer_than(entries: Sequence[Entry], cursor: str) -> list[Entry]:
    """The entry of a cursor and those behind it; raises BadCursor."""
    place = parse_cursor(cursor)
    return [one for one in entries if _order(one) <= place]


def _order(entry: Entry) -> tuple[datetime, NoticeId]:
    return entry.published_at, entry.notice
