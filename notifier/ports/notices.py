"""The store of notices, their renderings and their audiences."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifier.model.audience import Audience, Member
from notifier.model.channel import Channel
from notifier.model.delivery import DeliveryState, Reason
from notifier.model.ids import ChunkId, Language, NoticeId
from notifier.model.notice import Notice, NoticeState


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendering:
    """The words of a notice in one language on one channel; `hash` is the sha256 (hex) of subject, text and html."""

    channel: Channel
    language: Language
    subject: str
    text: str
    html: str
    hash: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """Where a notice stands. `people` satisfies the audience's law; `deliveries` counts rows by channel and state."""

    people: Audience
    in_app: int
    deliveries: dict[tuple[Channel, DeliveryState], int]
    reasons: dict[Reason, int]
    next_due: datetime | None
    accepted_recently: int
    """Accepted in the last 60 seconds."""


class Notices(Protocol):
    """A notice is planned once; its audience is frozen in batches and then never changes."""

    def add(self, notice: Notice) -> bool:
        """Store a new notice; False where policy, version, kind and what it corrects are already there."""

    def discard(self, notice: NoticeId) -> None:
        """Remove a notice that was never started, with its audience."""

    def get(self, notice: NoticeId) -> Notice | None: ...

    def all(self) -> list[Notice]:
        """Newest first."""

    def set_state(self, notice: NoticeId, new: NoticeState, at: datetime, *, by: Sequence[NoticeState]) -> bool:
        """Move to `new` where the state is one of `by`; False where it was not."""

    def put_renderings(self, notice: NoticeId, renderings: Iterable[Rendering]) -> None: ...

    def add_renderings(self, notice: NoticeId, renderings: Iterable[Rendering]) -> None:
        """Add the words of another channel to a planned notice, and log their hashes; those that are there stay."""

    def renderings(self, notice: NoticeId) -> list[Rendering]: ...

    def add_members(self, notice: Notice, members: Sequence[Member], domains: Sequence[int | None], chunk: int) -> None:
        """Append a batch to the audience with its deliveries, in chunks of at most `chunk` rows, and log it."""

    def freeze(self, notice: NoticeId, at: datetime) -> None:
        """The audience is complete: the notice is planned."""

    def start(self, notice: NoticeId, at: datetime) -> list[ChunkId]:
        """The notice runs; its chunks are enqueued in the same transaction."""

    def progress(self, notice: NoticeId, now: datetime) -> Progress: ...
