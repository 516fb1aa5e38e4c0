"""Erasing people by id, or all who left before a day."""

from collections.abc import Sequence
from datetime import datetime

from notifier.model.errors import NotifierError
from notifier.model.ids import RecipientId
from notifier.ports import Clock
from notifier.ports.erasing import Erasing

BATCH = 200


class NobodyErased(NotifierError):
    """nothing is known of {recipients}; nothing was erased"""


def erase_people(erasing: Erasing, clock: Clock, people: Sequence[str], why: str) -> int:
    """Raises NobodyErased where none of them is known."""
    done = erasing.erase([RecipientId(one) for one in people], why, clock())
    if not done:
        raise NobodyErased(recipients=", ".join(people))
    return done


def erase_left(erasing: Erasing, clock: Clock, before: datetime, why: str) -> int:
    """Everybody who was marked deleted before then, in batches; it can be stopped and started again."""
    done = 0
    while people := erasing.left_before(before, BATCH):
        done += erasing.erase(people, why, clock())
    return done
