"""Telling the app's server: messages out of the outbox, signed as Standard Webhooks, tried again until taken."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from standardwebhooks.webhooks import Webhook as Signer

from notifier.model.webhook import KEPT, Answer, Message, MessageState, Webhook, next_try
from notifier.ports import Clock
from notifier.ports.webhooks import Webhooks, WebhookSender

LEASE = timedelta(minutes=5)
BATCH = 40
RECEIVERS_AT_ONCE = 4


@dataclass(frozen=True, kw_only=True)
class Telling:
    """Any number of processes may run this over one store. `chance` gives 0 to 1."""

    webhooks: Webhooks
    sender: WebhookSender
    clock: Clock
    chance: Callable[[], float]
    owner: str

    def run_once(self) -> int:
        """Post what is due, receivers side by side; returns how many messages were claimed."""
        messages = self.webhooks.claim(self.owner, self.clock(), LEASE, BATCH)
        known = {one.id: one for one in self.webhooks.all()} if messages else {}
        by_receiver = sorted(messages, key=lambda one: (one.webhook, one.id))
        groups = [(known.get(name), list(part)) for name, part in groupby(by_receiver, key=lambda one: one.webhook)]
        with ThreadPoolExecutor(RECEIVERS_AT_ONCE) as pool:
            for _done in pool.map(lambda group: self._tell(*group), groups):
                pass  # an error of the store comes up here
        return len(messages)

    def _tell(self, webhook: Webhook | None, messages: Sequence[Message]) -> None:
        """One receiver's messages in order; after the first that is not taken the others wait, so that a receiver in
        trouble is asked once and holds nobody up."""
        troubled = False
        for message in messages:
            now = self.clock()
            if webhook is None or not webhook.active:
                self.webhooks.settle(message, MessageState.FAILED, Answer(status=None, reason="no receiver"), now)
            elif troubled:
                self.webhooks.postpone(message, now + timedelta(seconds=5), None)
            else:
                troubled = not self._attempt(webhook, message)

    def _attempt(self, webhook: Webhook, message: Message) -> bool:
        answer = self.sender.post(webhook.url, self._headers(webhook, message), message.body)
        now = self.clock()
        if answer.taken:
            self.webhooks.settle(message, MessageState.DELIVERED, answer, now)
        elif answer.gone:
            self.webhooks.stop(webhook.id, now)
        else:
            again = next_try(message.attempts + 1, now, self.chance())
            if again is None:
                self.webhooks.settle(message, MessageState.FAILED, answer, now)
            else:
                self.webhooks.postpone(message, again, answer)
        return answer.taken

    def _headers(self, webhook: Webhook, message: Message) -> dict[str, str]:
        """The time is that of the attempt, so that a receiver's tolerance holds for a late one too."""
        now = self.clock().astimezone(UTC)
        signatures = [Signer(secret).sign(message.message_id, now, message.body) for secret in webhook.secrets]
        return {
            "Content-Type": "application/json",
            "webhook-id": message.message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": " ".join(signatures),
        }

    def next_due(self) -> datetime | None:
        """When to come back; None where nothing waits. Forgets what was settled long ago."""
        now = self.clock()
        self.webhooks.prune(now - KEPT)
        return self.webhooks.next_due(now)
