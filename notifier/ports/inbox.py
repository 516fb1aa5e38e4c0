"""The store of inboxes: fan-out on read over the audiences, with a sparse row a user and notice."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from notifier.model.ids import NoticeId, RecipientId
from notifier.model.inbox import Answered, Entry, Mark


class Inboxes(Protocol):
    """What users see in the app."""

    def entries(self, recipient: RecipientId) -> tuple[list[Entry], list[Answered]]:
        """Every published notice whose audience has the user with the inbox as a channel, and the user's latest
        decisions about versions, both in no order. No notice for a user who was deleted."""

    def mark(self, recipient: RecipientId, notices: Sequence[NoticeId], mark: Mark, at: datetime) -> int:
        """Set `mark` and what it includes where it is not set yet, each with an entry of the log.

        The first time stays: marking twice, or at the same moment from two devices, is the same as once. Returns how
        many notices changed."""

    def changes(self, recipients: Collection[RecipientId]) -> Mapping[RecipientId, Hashable]:
        """A value a user that differs after every change of their rows or consents."""

    def published(self) -> Hashable:
        """A value that differs after every notice that is published, stopped or finished."""
