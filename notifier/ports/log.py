"""The hash-chained log, as its readers use it; what writes to a store appends to it there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifier.model.delivery import Delivery
from notifier.model.ids import DeliveryId, NoticeId
from notifier.model.log import LogEntry


@dataclass(frozen=True, kw_only=True, slots=True)
class RowCheck:
    """A delivery row beside the bodies of all entries about it, oldest first."""

    delivery: Delivery
    bodies: tuple[str, ...]


class Log(Protocol):
    """Append-only."""

    def append(self, body: Mapping[str, object], at: datetime) -> None:
        """One entry on its own (a command was given)."""

    def entries(self, batch: int) -> Iterator[list[LogEntry]]:
        """The whole log in order."""

    def head(self) -> LogEntry | None:
        """The last entry."""

    def known_head(self) -> tuple[int, bytes]:
        """What the store says the last entry's number and hash are."""

    def of_delivery(self, delivery: DeliveryId) -> list[LogEntry]:
        """The entries about one delivery and, after the last of them, up to the next signed one."""

    def rows(self, batch: int) -> Iterator[list[RowCheck]]:
        """Every delivery row in order of id."""

    def planned(self, first: DeliveryId, last: DeliveryId) -> dict[DeliveryId, bytes]:
        """The digests, as they should be now, of the delivery rows from `first` to `last`."""

    def members(self, notice: NoticeId, first: int, last: int) -> dict[int, bytes]:
        """The digests of a notice's audience rows from position `first` to `last`."""
