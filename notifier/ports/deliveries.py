"""The ledger of deliveries, as a dispatcher uses it: claim a chunk, journal, release."""

from collections.abc import Awaitable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol

from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState, Reason
from notifier.model.errors import NotifierError
from notifier.model.ids import ChunkId, DeliveryId, Fence, Language, NoticeId, RecipientId
from notifier.model.recipient import RecipientStatus


class StoreUnavailable(NotifierError):
    """the database does not answer: {reason}"""


class StoreRefuses(NotifierError):
    """the database cannot be written: {reason}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One delivery to make now, with the recipient as they are at this moment (None where they are gone)."""

    delivery: DeliveryId
    recipient: RecipientId
    language: Language
    attempts: int
    tries: int
    first_attempt_at: datetime | None
    domain_key: int | None
    status: RecipientStatus | None
    time_zone: str
    key_id: str = ""
    sealed: bytes = field(default=b"", repr=False)
    suppressed: bool = False
    slot_at: datetime | None = None
    """The slot of its domain that it was postponed to, and still holds."""


@dataclass(frozen=True, slots=True)
class Postponed:
    """A delivery to be looked at again at `until`; `slot_at` is the domain's slot that it holds, where it does."""

    delivery: DeliveryId
    until: datetime
    slot_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A chunk that is ours until `lease_until`, by the fencing token `fence`."""

    chunk: ChunkId
    fence: Fence
    notice: NoticeId
    channel: Channel
    deadline: datetime
    lease_until: datetime
    tasks: tuple[Task, ...] = ()
    """What is due, where that was read (`Deliveries.filled`)."""
    resend: bool = True
    """Whether the notice's policy sends again what becomes ambiguous."""
    orphans: int = 0
    """Rows that an earlier owner left in flight and that became ambiguous by this claim."""


# The three records of the journal are tuples: there are two for each message, and they go over a pipe.


class Start(NamedTuple):
    """To be durable before the message goes out: this attempt begins."""

    chunk: ChunkId
    fence: Fence
    delivery: DeliveryId
    attempt: int
    at: datetime
    language: Language
    server: str
    address_hash: str
    message_hash: str
    message_id: str


class Finish(NamedTuple):
    """To be durable after the reply: what became of an attempt, or of a row that needed none (`attempt` 0)."""

    chunk: ChunkId
    fence: Fence
    delivery: DeliveryId
    attempt: int
    at: datetime
    state: DeliveryState
    tries: int
    not_before: datetime | None = None
    reason: Reason | None = None
    code: int | None = None
    reply: str | None = None
    queue_id: str | None = None
    server: str = ""


class Renew(NamedTuple):
    """The owner of a chunk is alive."""

    chunk: ChunkId
    fence: Fence


Record = Start | Finish | Renew


@dataclass(frozen=True, slots=True)
class Journaled:
    """What could not be written: chunks whose fence is not ours any more, starts that must not be made."""

    lost: frozenset[ChunkId] = frozenset()
    refused: frozenset[DeliveryId] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Doubt:
    """An ambiguous delivery, for a person or a mail log to resolve."""

    delivery: DeliveryId
    notice: NoticeId
    recipient: RecipientId
    message_id: str
    attempted_at: datetime
    server: str
    resend_at: datetime | None
    """When the policy sends it again; None where it is held."""


class Journals(Protocol):
    """What writes the journal."""

    def journal(self, records: Sequence[Record], now: datetime) -> Journaled:
        """Write all in one transaction.

        A Start of a lost chunk is not written. A Finish of a lost chunk is logged, and settles the row only where it is
        still ambiguous after that very attempt. Writing the same records twice is the same as once.
        """


class JournalWriter(Protocol):
    """What a run writes its journal with, from its event loop."""

    @property
    def at_once(self) -> int:
        """How many calls of `journal` may be without an answer at a time."""

    async def open(self) -> None:
        """The run begins."""

    def journal(self, records: Sequence[Record], now: datetime) -> Awaitable[Journaled]:
        """As `Journals.journal`; may begin before it is awaited."""

    async def close(self) -> None:
        """Nothing more comes."""


class Deliveries(Journals, Protocol):
    """All times are aware; every change appends to the log in the same transaction."""

    def claim(
        self, owner: str, now: datetime, *, channels: Collection[Channel], chunk: ChunkId | None = None
    ) -> Claim | None:
        """The next due chunk of a running notice, nearest deadline first, or that chunk; None where there is none."""

    def filled(self, claim: Claim, now: datetime) -> Claim:
        """The claim with what is due in its chunk."""

    def defer(self, chunk: ChunkId, fence: Fence, postponed: Sequence[Postponed], now: datetime) -> None:
        """Not now: a rate or quiet hours say when. No attempt, no log entry."""

    def release(self, chunk: ChunkId, fence: Fence, now: datetime) -> datetime | None:
        """Give a chunk back; returns when something in it is due again, None where it is done."""

    def next_due(self, channels: Collection[Channel]) -> datetime | None:
        """When the next chunk of a running notice is due or its lease ends; None where nothing is left."""

    def due_chunks(self, now: datetime, channels: Collection[Channel]) -> list[ChunkId]:
        """Chunks that should be worked on now: what a sweep rings for when jobs were lost."""

    def doubts(self, notice: NoticeId | None = None) -> list[Doubt]:
        """Everything ambiguous."""

    def resolve(self, delivery: DeliveryId, state: DeliveryState, why: str, now: datetime) -> bool:
        """Settle an ambiguous row as accepted, failed, bounced or pending; False where it was not ambiguous."""

    def running(self, notices_: Collection[NoticeId]) -> frozenset[NoticeId]:
        """Those of `notices_` that are still to be sent: neither paused nor stopped."""

    def finish_notices(self, now: datetime) -> list[NoticeId]:
        """Running notices without anything left to send become finished; returns them."""
