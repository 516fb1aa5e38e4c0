"""What the app's server is told, in the form of Standard Webhooks: an id that stays over retries, a type, data.

A message is delivered at least once and in no promised order; `webhook-id` lets the receiver drop what it has had.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from notifier.model.consent import Decision
from notifier.model.errors import NotifierError, require_aware


class WebhookEvent(StrEnum):
    """The types of messages."""

    NOTICE_PUBLISHED = "notice.published"
    DELIVERY_BOUNCED = "delivery.bounced"
    CONSENT_GIVEN = "consent.given"
    CONSENT_REFUSED = "consent.refused"
    CONSENT_WITHDRAWN = "consent.withdrawn"


EVENT_OF = {
    Decision.ACCEPTED: WebhookEvent.CONSENT_GIVEN,
    Decision.REFUSED: WebhookEvent.CONSENT_REFUSED,
    Decision.WITHDRAWN: WebhookEvent.CONSENT_WITHDRAWN,
}

RETRY_AFTER = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)  # as Standard Webhooks recommends
)
"""How long after a failed attempt the next one comes; after the last one the message has failed."""
KEPT = timedelta(days=7)
"""How long a settled message is kept."""


class UnknownWebhook(NotifierError):
    """there is no webhook {id}; there are: {known}"""


class BadWebhookUrl(NotifierError):
    """{url}: a webhook's address begins with https:// (http:// only on this host), without a user or a fragment"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Webhook:
    """Where the app listens, and for which events. `secrets` sign: the newest, and for a day the one before it."""

    id: str
    url: str
    events: tuple[WebhookEvent, ...]
    active: bool
    created_at: datetime
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message for one webhook, claimed by a sender under a lease."""

    id: int
    message_id: str
    webhook: str
    event: WebhookEvent
    body: str = field(repr=False)
    attempts: int
    fence: int
    created_at: datetime

    def __post_init__(self) -> None:
        require_aware("created_at", self.created_at)


class MessageState(StrEnum):
    """`pending` until it was taken with a 2xx, or given up."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a receiver said: an HTTP status, or None and why there was none."""

    status: int | None
    reason: str = ""

    @property
    def taken(self) -> bool:
        """Any 2xx."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def gone(self) -> bool:
        """410: the receiver wants no more (Standard Webhooks)."""
        return self.status == 410


def next_try(attempts: int, now: datetime, chance: float) -> datetime | None:
    """When to try again after `attempts` attempts, up to a tenth later by `chance` (0 to 1); None: give up."""
    if attempts > len(RETRY_AFTER):
        return None
    return now + RETRY_AFTER[attempts - 1] * (1 + chance / 10)
