"""The store of recipients."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifier.model.channel import Channel
from notifier.model.ids import Language, RecipientId
from notifier.model.recipient import Recipient, RecipientStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """A recipient as read, with the line it stood on."""

    line: int
    recipient: Recipient


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportTally:
    """What a batch did; `duplicates` are (line, first line) of ids that stood in the same import before."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """What planning needs of a recipient, without an address."""

    id: RecipientId
    language: Language
    channels: tuple[Channel, ...]
    reachable: frozenset[Channel]
    status: RecipientStatus
    time_zone: str
    domain_key: int | None
    suppressed: bool


class Recipients(Protocol):
    """Contacts are sealed before they are stored; nothing here returns one by accident."""

    def begin_import(self, source: str, at: datetime) -> int:
        """Open an import and return its id."""

    def put(self, import_id: int, batch: Sequence[Imported], at: datetime) -> ImportTally:
        """Insert or update a batch; the same rows again change nothing."""

    def finish_import(self, import_id: int, at: datetime, *, bad: int, complete: bool) -> int:
        """Close an import; with `complete`, those it did not name become `deleted`. Returns how many did."""

    def get(self, recipient: RecipientId) -> Recipient | None:
        """One recipient with their contact."""

    def language(self, recipient: RecipientId) -> Language | None:
        """What one recipient reads; None for somebody unknown."""

    def find_by_address(self, email: str) -> list[RecipientId]:
        """Whose address this is."""

    def candidates(self, batch: int) -> Iterator[list[Candidate]]:
        """Everyone in order of id, in lists of at most `batch`."""

    def count(self) -> int:
        """How many there are, deleted ones not counted."""

    def joined_after(self, instant: datetime) -> int:
        """How many were first imported after `instant`."""

    def reseal(self, batch: int) -> Iterator[int]:
        """Seal again with the newest key what an older key sealed; yields the number done so far."""

    def suppress(self, emails: Collection[str], reason: str, at: datetime) -> None:
        """Never write to these addresses again (after a hard bounce)."""


class RecipientSource(Protocol):
    """Rows of recipients as text fields, from a file or a database."""

    @property
    def name(self) -> str:
        """What to call it in messages."""

    def rows(self) -> Iterable["SourceRow"]:
        """Each row, or what is wrong with it; bounded memory whatever the size."""

    def position(self) -> tuple[int, int | None]:
        """How far reading has come and the whole, in bytes or rows; None where unknown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRow:
    """`fields` by column name, or `problem` where the row could not be read at all."""

    line: int
    fields: Mapping[str, object]
    problem: Exception | None = None
