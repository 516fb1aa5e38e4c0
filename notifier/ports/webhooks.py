"""The store of webhooks and of what is still to be told to them, and the way out."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from notifier.model.webhook import Answer, Message, MessageState, Webhook, WebhookEvent


class Webhooks(Protocol):
    """Secrets are sealed; messages are put in by what happens, in its transaction."""

    def add(self, webhook: Webhook) -> None: ...

    def all(self) -> list[Webhook]:
        """In order of their making, with their secrets."""

    def replace_secrets(self, webhook: str, secrets: Sequence[str], previous_until: datetime) -> bool:
        """The newest first; the others sign until then. False where there is no such webhook."""

    def remove(self, webhook: str) -> bool:
        """With what is still to be told to it; False where there is none."""

    def stop(self, webhook: str, at: datetime) -> None:
        """Tell it nothing more (it answered 410)."""

    def reseal(self) -> int:
        """Seal the secrets with the newest key; returns how many were sealed with an older one."""

    def tell(self, webhook: str, event: WebhookEvent, data: dict[str, object], at: datetime) -> None:
        """One message for one webhook alone: a test."""

    def claim(self, owner: str, now: datetime, lease: timedelta, limit: int) -> list[Message]:
        """Up to `limit` messages that are due, oldest first; each is leased to `owner` under a fencing token."""

    def settle(self, message: Message, state: MessageState, answer: Answer, at: datetime) -> bool:
        """Delivered or failed; False where another took the message over meanwhile."""

    def postpone(self, message: Message, until: datetime, answer: Answer | None) -> bool:
        """Try again then; without an answer it was not tried and counts no attempt."""

    def next_due(self, now: datetime) -> datetime | None:
        """When the next message is due or its lease ends."""

    def counts(self) -> dict[tuple[str, MessageState], int]:
        """Messages by webhook and state."""

    def prune(self, before: datetime) -> int:
        """Forget messages that were settled before then."""


class WebhookSender(Protocol):
    """Posts one message."""

    def post(self, url: str, headers: dict[str, str], body: str) -> Answer:
        """One attempt, without following redirects; never raises for what the receiver does."""
