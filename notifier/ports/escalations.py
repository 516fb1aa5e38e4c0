"""The store of people whom a notice did not reach so far."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifier.model.channel import Channel
from notifier.model.delivery import Delivery, Reason
from notifier.model.ids import DeliveryId, NoticeId, RecipientId
from notifier.model.notice import Notice
from notifier.ports.recipients import Candidate


@dataclass(frozen=True, kw_only=True, slots=True)
class Exhausted:
    """A person all of whose deliveries ended without success; `candidate` is None where they are gone."""

    recipient: RecipientId
    deliveries: tuple[Delivery, ...]
    candidate: Candidate | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One person's next channel, after the delivery `after`."""

    candidate: Candidate
    channel: Channel
    after: DeliveryId


class Escalations(Protocol):
    """A step is taken once, whoever takes it."""

    def exhausted(self, notice: NoticeId, batch: int) -> Iterator[list[Exhausted]]:
        """In order of the recipient's id, in lists of at most `batch`."""

    def left_out(self, notice: NoticeId, batch: int) -> Iterator[list[tuple[RecipientId, Reason]]]:
        """Those of the audience who had no channel from the start, with the reason."""

    def go_on(self, notice: Notice, steps: Sequence[Step], now: datetime) -> int:
        """Add the deliveries where they are not there yet, and let the notice run; returns how many were added."""

    def proven(self, notice: NoticeId) -> int:
        """How many people have a direct delivery that was accepted."""
