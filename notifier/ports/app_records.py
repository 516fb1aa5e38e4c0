"""The store of the records that apps keep in the log."""

from collections.abc import Iterator
from typing import Protocol

from notifier.model.app_record import AppRecord


class AppRecords(Protocol):
    """Append-only; each has one entry of the log."""

    def add(self, record: AppRecord) -> tuple[AppRecord, bool]:
        """Store it, or find that it only repeats the last one of its caller, kind and number. Returns the stored record
        and whether it is new."""

    def history(
        self, kind: str | None, number: str | None, caller: str | None, batch: int, after: int = 0
    ) -> Iterator[list[AppRecord]]:
        """Those with an id after `after`, in order, in lists of at most `batch`."""
