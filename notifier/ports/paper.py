"""The store of notices on paper, and what puts them on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from notifier.model.channel import Channel
from notifier.model.delivery import Reason
from notifier.model.ids import DeliveryId, Language, NoticeId
from notifier.model.paper import Handover
from notifier.ports.deliveries import Task


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """One person's pages as an HTML document; `message_hash` is its sha256 (hex)."""

    delivery: DeliveryId
    language: Language
    html: str = field(repr=False)
    message_hash: str
    address_hash: str
    attempt: int
    number: str = field(default="", repr=False)
    """The fax number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """Files in a folder that does not have its name yet."""

    draft: Path
    list_hash: str


class Press(Protocol):
    """Writes sheets as PDF; a half-written folder never has its final name."""

    def write(self, folder: Path, channel: Channel, sheets: Sequence[Sheet], made_at: datetime) -> Written:
        """A draft of `folder`, which is durable. Raises FolderRefuses."""

    def keep(self, written: Written, folder: Path) -> None:
        """Give the draft its name."""

    def drop(self, written: Written) -> None:
        """Remove the draft."""

    def check(self, folder: Path, list_hash: str) -> None:
        """Raises FilesMissing or FilesAltered where the folder is not what was written."""


class Papers(Protocol):
    """Every change appends to the log in the same transaction."""

    def waiting(self, notice: NoticeId, channel: Channel, limit: int) -> list[Task]:
        """Deliveries of a running notice that are still to be written, in order."""

    def count_waiting(self, notice: NoticeId, channel: Channel) -> int: ...

    def leave_out(self, delivery: DeliveryId, reason: Reason, now: datetime) -> None:
        """A waiting row that cannot be told any more becomes excluded."""

    def next_number(self) -> int:
        """The number of the next export; another export may take it first."""

    def record(self, handover: Handover, sheets: Sequence[Sheet]) -> bool:
        """The rows are in flight and the export is known, all or none: False where a row or the number is not free any
        more."""

    def all(self, channel: Channel, notice: NoticeId | None = None) -> list[Handover]:
        """Newest first."""

    def hand_over(self, handover: Handover, by: str, at: datetime, now: datetime) -> int:
        """What is in flight of it is accepted; returns how many were. 0 where none was, or it was handed over."""

    def take_back(self, handover: Handover, now: datetime) -> int:
        """What is in flight of it waits again; returns how many do."""

    def returned(self, delivery: DeliveryId, channel: Channel, why: str, now: datetime) -> bool:
        """The post or the gateway brought it back; False where it was not handed over, or came back before."""
