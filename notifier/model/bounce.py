"""What came back by mail about a delivery, and what it is evidence of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from notifier.model.errors import require_aware
from notifier.model.ids import DeliveryId


class ReturnKind(StrEnum):
    """Only `failed` can change a delivery; an automatic reply is never evidence against it (RFC 3834)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    AUTO_REPLY = "auto_reply"
    UNCLEAR = "unclear"
    """About a delivery of ours, but not in words that a program can be sure of: for a person to read."""
    FORGED = "forged"
    """Names a delivery without its token."""
    STRANGER = "stranger"
    """About no delivery at all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """One message, read. `status` is an enhanced status code (RFC 3463); `diagnostic` is without addresses."""

    fingerprint: str
    kind: ReturnKind
    delivery: DeliveryId | None = None
    status: str | None = None
    diagnostic: str | None = None
    reported_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("reported_at", self.reported_at)

    @property
    def address_is_bad(self) -> bool:
        """Whether the report says that the mailbox or its domain does not exist, and not only that one mail failed."""
        return self.kind is ReturnKind.FAILED and self.status in BAD_ADDRESS


BAD_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
"""RFC 3463 §3.2, §3.3 and RFC 7505: no such mailbox, system or address; mailbox moved or disabled; a domain without
mail."""


class Use(StrEnum):
    """What was done with it."""

    APPLIED = "applied"
    NOTED = "noted"
    DUPLICATE = "duplicate"
