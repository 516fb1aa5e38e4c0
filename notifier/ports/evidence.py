"""What a proof is made from: rows and entries about one person, or about one notice as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifier.model.channel import Channel
from notifier.model.delivery import Delivery, Reason
from notifier.model.ids import DeliveryId, Language, NoticeId, RecipientId
from notifier.model.log import LogEntry
from notifier.model.notice import Notice


@dataclass(frozen=True, kw_only=True, slots=True)
class Membership:
    """A person's place in a notice's audience, as it was frozen."""

    notice: NoticeId
    position: int
    recipient: RecipientId
    subject: str
    language: Language
    channels: tuple[Channel, ...]
    reason: Reason | None


@dataclass(frozen=True, kw_only=True, slots=True)
class InboxMark:
    """What a person did with a notice in the app."""

    seen_at: datetime | None
    read_at: datetime | None
    archived_at: datetime | None
    entries: tuple[int, ...]
    """The numbers of the log's entries about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionRow:
    """A consent as it is kept, with the number of the log's entry about it."""

    id: int
    policy: str
    version: str
    item: str | None
    decision: str
    language: str
    text_hash: str
    shown: str
    shown_hash: str
    decided_at: datetime
    receipt: dict[str, object]
    entry: int | None


class Evidence(Protocol):
    """Read only. A person who was erased is still found by their id, because rows keep its keyed hash."""

    def notices(self, policy: str, version: str) -> list[Notice]:
        """Every notice of that version that was planned, with what corrects or withdraws it, oldest first."""

    def membership(self, notice: NoticeId, recipient: RecipientId) -> Membership | None: ...

    def deliveries(self, notice: NoticeId, recipient: RecipientId) -> list[Delivery]:
        """The person's rows, oldest first."""

    def inbox(self, notice: NoticeId, recipient: RecipientId) -> InboxMark | None: ...

    def decisions(self, policy: str, version: str, recipient: RecipientId) -> list[DecisionRow]:
        """Oldest first."""

    def of_notice(self, notice: NoticeId) -> list[LogEntry]:
        """The entries about the notice itself: its members, deliveries, plan, start, end; of the plan that counts."""

    def of_deliveries(self, deliveries: Sequence[DeliveryId]) -> list[LogEntry]:
        """The entries about these rows."""

    def around(self, seq: int) -> tuple[bytes, list[LogEntry]]:
        """The hash before entry `seq`, and the entries from it to the next signed one."""

    def members(self, notice: NoticeId, batch: int) -> Iterator[list[Membership]]:
        """The whole audience in order of position."""

    def states(self, notice: NoticeId, members: Sequence[Membership]) -> dict[str, list[Delivery]]:
        """Their rows by subject, each person's in order of number."""
