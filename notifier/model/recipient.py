"""A person to tell: who, in which language, over which channels, and how they can be reached."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from notifier.model.channel import Channel
from notifier.model.errors import require_aware
from notifier.model.ids import Language, RecipientId


class RecipientStatus(StrEnum):
    """`suspended` users are told as well (their data is still held); `deleted` ones are not."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETED = "deleted"


@dataclass(frozen=True, kw_only=True, slots=True)
class Contact:
    """What reaches a person; sealed as one piece at rest, and never in a log or a repr."""

    email: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    postal: tuple[str, ...] = field(default=(), repr=False)
    """Lines of the postal address, postcode first."""
    fax: str | None = field(default=None, repr=False)

    def reaches(self, channel: Channel) -> bool:
        """Whether there is an address for `channel`; the inbox needs none."""
        have = {Channel.MAIL: self.email, Channel.LETTER: self.postal, Channel.FAX: self.fax}
        return channel is Channel.IN_APP or bool(have[channel])


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """One user of the app. `channels` are those the user may be told over, the preferred one first."""

    id: RecipientId
    language: Language
    channels: tuple[Channel, ...]
    time_zone: str = "Asia/Tokyo"
    status: RecipientStatus = RecipientStatus.ACTIVE
    contact: Contact = Contact()
    signed_up_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("signed_up_at", self.signed_up_at)
