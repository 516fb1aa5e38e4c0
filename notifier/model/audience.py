"""The audience of a notice: a snapshot of people, each with their channels or the reason why there are none."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from notifier.model.channel import Channel
from notifier.model.delivery import FINAL, DeliveryState, Reason
from notifier.model.ids import Language, RecipientId


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One person of the snapshot. `reason` is set exactly where `channels` is empty."""

    recipient: RecipientId
    language: Language
    channels: tuple[Channel, ...]
    reason: Reason | None = None


class Fate(StrEnum):
    """What became of one person so far."""

    TOLD = "told"
    WAITING = "waiting"
    AMBIGUOUS = "ambiguous"
    FAILED = "failed"
    EXCLUDED = "excluded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Audience:
    """People by fate. told + waiting + ambiguous + failed + excluded = size, always; at the end waiting is 0."""

    told: int = 0
    waiting: int = 0
    ambiguous: int = 0
    failed: int = 0
    excluded: int = 0

    @property
    def size(self) -> int:
        return self.told + self.waiting + self.ambiguous + self.failed + self.excluded

    @property
    def settled(self) -> bool:
        """Whether nobody is waiting or in doubt."""
        return self.waiting == 0 and self.ambiguous == 0


def fate(in_app: bool, states: Iterable[DeliveryState]) -> Fate:
    """One person's fate from the states of their deliveries.

    A person who has direct deliveries is told when one of them is accepted; who has only the inbox is told there.
    """
    seen = frozenset(states)
    if not seen:
        return Fate.TOLD if in_app else Fate.EXCLUDED
    if DeliveryState.ACCEPTED in seen:
        return Fate.TOLD
    if seen & {DeliveryState.PENDING, DeliveryState.IN_FLIGHT}:
        return Fate.WAITING
    if DeliveryState.AMBIGUOUS in seen:
        return Fate.AMBIGUOUS
    return Fate.FAILED if seen - {DeliveryState.EXCLUDED} and seen <= FINAL else Fate.EXCLUDED
