"""Settling what is in doubt after a crash: by the mail server's own log, by a person's word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from notifier.model.delivery import DeliveryState
from notifier.model.errors import NotifierError
from notifier.model.ids import DeliveryId
from notifier.ports import Clock
from notifier.ports.deliveries import Deliveries, Doubt

_MESSAGE_ID = re.compile(r"message-id=<?([^<>\s,;]{5,250})>?", re.IGNORECASE)


class NotInDoubt(NotifierError):
    """delivery {delivery} is not ambiguous"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """Deliveries that the log settled, and those that are still in doubt."""

    accepted: tuple[DeliveryId, ...]
    left: tuple[Doubt, ...]


def resolve_by_log(deliveries: Deliveries, clock: Clock, lines: Iterable[str]) -> Resolution:
    """A Message-ID that the server's log names was accepted by it; that it is not named says nothing."""
    doubts = deliveries.doubts()
    by_id = {one.message_id.strip("<>"): one for one in doubts if one.message_id}
    accepted: list[DeliveryId] = []
    for line in lines:
        for found in _MESSAGE_ID.findall(line):
            doubt = by_id.pop(found, None)
            if doubt and deliveries.resolve(doubt.delivery, DeliveryState.ACCEPTED, "mail log", clock()):
                accepted.append(doubt.delivery)
    return Resolution(accepted=tuple(accepted), left=tuple(deliveries.doubts()))


def resolve_by_word(
    deliveries: Deliveries, clock: Clock, chosen: Sequence[DeliveryId], state: DeliveryState, why: str
) -> int:
    """Settle these (all where none is named) as a person says; raises NotInDoubt. Returns how many."""
    known = [one.delivery for one in deliveries.doubts()]
    for delivery in chosen:
        if delivery not in known:
            raise NotInDoubt(delivery=delivery)
    return sum(deliveries.resolve(one, state, why, clock()) for one in chosen or known)
