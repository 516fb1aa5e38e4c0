"""Where returned mail is read from, and where what it says is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from notifier.model.bounce import Returned, Use


@dataclass(frozen=True, kw_only=True, slots=True)
class RawMail:
    """One message as it lies there; `name` is for messages to people."""

    name: str
    content: bytes
    envelope_to: str = ""


class Mailbox(Protocol):
    """A mailbox that is read message by message. Reading it twice is harmless."""

    def messages(self) -> Iterator[RawMail]:
        """Each message not read yet; when the next one is asked for, the one before is marked as read where the
        mailbox can do that. Raises MailboxUnreadable."""


class Bounces(Protocol):
    """Each message is kept once, by its fingerprint."""

    def record(self, returned: Returned, now: datetime) -> Use:
        """Keep it and, where it is a failure of a delivery that can still bounce, change that row and log it; an
        address that does not exist is not written to any more. All in one transaction."""

    def unclear(self) -> int:
        """How many are kept that a person has to read."""
