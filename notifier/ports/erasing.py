"""The store, as erasing a person uses it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from notifier.model.ids import RecipientId


class Erasing(Protocol):
    """What is erased cannot come back but by importing the person anew."""

    def left_before(self, instant: datetime, limit: int) -> Sequence[RecipientId]:
        """People who were marked deleted before then."""

    def erase(self, people: Sequence[RecipientId], why: str, at: datetime) -> int:
        """The contact is deleted, and every row about the person keeps only the keyed hash; returns of how many
        something was there."""
