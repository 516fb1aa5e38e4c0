"""One notice to one recipient over one channel: its states, and which may follow which.

pending ──▶ in_flight ──▶ accepted ──▶ bounced
   ▲  │         │ │ └────────────────▶ bounced      (the bounce was read before the reply was)
   │  │         │ └──▶ failed
   │  │         └────▶ ambiguous ──▶ accepted | bounced | failed
   │  ├──▶ excluded | failed | bounced (an earlier attempt arrived after all, and came back)
   └──┴────────────────────────┘ (temporary refusal; resend)
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from notifier.model.channel import Channel
from notifier.model.errors import NotifierError, require_aware
from notifier.model.ids import ChunkId, DeliveryId, Language, NoticeId, RecipientId


class DeliveryState(StrEnum):
    """`ambiguous`: the connection ended after the message and before the reply, nobody can know (RFC 1047)."""

    PENDING = "pending"
    IN_FLIGHT = "in_flight"
    ACCEPTED = "accepted"
    AMBIGUOUS = "ambiguous"
    BOUNCED = "bounced"
    FAILED = "failed"
    EXCLUDED = "excluded"


_S = DeliveryState

TRANSITIONS: dict[DeliveryState, frozenset[DeliveryState]] = {
    _S.PENDING: frozenset({_S.IN_FLIGHT, _S.EXCLUDED, _S.FAILED, _S.BOUNCED}),
    _S.IN_FLIGHT: frozenset({_S.ACCEPTED, _S.PENDING, _S.FAILED, _S.AMBIGUOUS, _S.BOUNCED}),
    _S.AMBIGUOUS: frozenset({_S.ACCEPTED, _S.BOUNCED, _S.PENDING, _S.FAILED}),
    _S.ACCEPTED: frozenset({_S.BOUNCED}),
    _S.BOUNCED: frozenset(),
    _S.FAILED: frozenset(),
    _S.EXCLUDED: frozenset(),
}

FINAL = frozenset({_S.ACCEPTED, _S.BOUNCED, _S.FAILED, _S.EXCLUDED})
"""Nothing more is to be sent; an accepted delivery can still bounce."""


class Reason(StrEnum):
    """Why a person was left out of an audience, or why a delivery ended without success."""

    DELETED = "recipient_deleted"
    NO_CHANNEL = "no_channel"
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    NOT_ADDRESSED = "not_addressed"
    STOPPED = "notice_stopped"
    ADDRESS_REFUSED = "address_refused"
    MESSAGE_REFUSED = "message_refused"
    MESSAGE_NOT_MADE = "message_not_made"
    GAVE_UP = "gave_up"
    HARD_BOUNCE = "hard_bounce"
    NOT_DELIVERED = "not_delivered"
    RETURNED = "returned"


class ForbiddenTransition(NotifierError):
    """delivery {delivery}: {old} cannot become {new}"""


def require_transition(delivery: DeliveryId, old: DeliveryState, new: DeliveryState) -> None:
    """Raise ForbiddenTransition unless `new` may follow `old`."""
    if new not in TRANSITIONS[old]:
        raise ForbiddenTransition(delivery=delivery, old=old, new=new)


def predecessors(state: DeliveryState) -> tuple[DeliveryState, ...]:
    """The states that may become `state`: the condition of an update in a store."""
    return tuple(old for old, following in TRANSITIONS.items() if state in following)


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """A row of the ledger of deliveries; `attempts` counts all starts, `tries` only those that used up patience."""

    id: DeliveryId
    notice: NoticeId
    recipient: RecipientId
    channel: Channel
    language: Language
    state: DeliveryState = DeliveryState.PENDING
    chunk: ChunkId | None = None
    attempts: int = 0
    tries: int = 0
    not_before: datetime | None = None
    attempted_at: datetime | None = None
    settled_at: datetime | None = None
    reason: Reason | None = None
    code: int | None = None
    reply: str | None = None
    queue_id: str | None = None
    server: str | None = None
    address_hash: str | None = None
    message_hash: str | None = None
    message_id: str | None = None

    def __post_init__(self) -> None:
        for name in ("not_before", "attempted_at", "settled_at"):
            require_aware(name, getattr(self, name))

    def moved(self, state: DeliveryState, **changes: object) -> "Delivery":
        """The delivery in its next state; raises ForbiddenTransition."""
        require_transition(self.id, self.state, state)
        return replace(self, state=state, **changes)  # type: ignore[arg-type]
