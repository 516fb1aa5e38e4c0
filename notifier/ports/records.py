"""What verifying needs of the rows that have one entry of the log each: consents, marks in the inbox, observations,
records of apps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

EVENTS = ("consent", "seen", "read", "archive", "observed", "app record")


@dataclass(frozen=True, kw_only=True, slots=True)
class RecordCheck:
    """A row: the entry that it would have made, as canonical JSON, and the entry that it names."""

    where: str
    expected: str
    body: str | None


class Records(Protocol):
    """Read-only."""

    def checks(self, batch: int) -> Iterator[list[RecordCheck]]:
        """Every row, in lists of at most three times `batch`."""

    def orphans(self, limit: int) -> Sequence[int]:
        """Numbers of entries that no row names: their rows were removed."""
