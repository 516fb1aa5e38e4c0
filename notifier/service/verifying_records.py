"""Verifying consents, marks in the inbox, observations and records of apps: each row has one entry of the log, each
entry one row."""

from collections.abc import Iterator

from notifier.ports.records import Records

BATCH = 1000
Flaw = tuple[str, str]
"""Where, and what."""


class RecordVerifier:
    """Counts the rows while it compares them."""

    def __init__(self, records: Records) -> None:
        self._records = records
        self.rows = 0

    def flaws(self, entries: int, limit: int) -> Iterator[Flaw]:
        """What is not as the log says; `entries` is how many entries of the chain are about such rows."""
        for batch in self._records.checks(BATCH):
            self.rows += len(batch)
            for check in batch:
                if check.body != check.expected:
                    yield check.where, "the row is not what the log's entry about it says: it was altered or added"
        if self.rows != entries:
            yield from self._removed(entries, limit)

    def _removed(self, entries: int, limit: int) -> Iterator[Flaw]:
        """The entries whose rows are gone; where none can be named, at least the numbers."""
        orphans = self._records.orphans(limit)
        for seq in orphans:
            yield f"log {seq}", "the row that this entry is about was removed"
        if not orphans:
            yield (
                "records",
                f"the log has {entries} entries about consents, inboxes, pages and apps, and {self.rows} rows",
            )
