"""The store of consents, and of the policies as the newest manifest has them."""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from notifier.model.consent import Consent
from notifier.model.ids import PolicyId, RecipientId
from notifier.model.manifest import Manifest, Policy

Make = Callable[[Sequence[Consent]], Consent]
"""From a user's history to the new decision, or to one of the history where it was made already; may raise
ConsentRefused."""


class Consents(Protocol):
    """Append-only."""

    def latest(self, recipient: RecipientId) -> list[Consent]:
        """The latest decision a policy, version and item."""

    def history(self, recipient: RecipientId | None, policy: PolicyId | None, batch: int) -> Iterator[list[Consent]]:
        """All decisions in order, of one user or of all."""

    def decide(self, recipient: RecipientId, make: Make) -> Consent:
        """Store what `make` makes of the user's history, with its log entry and webhook messages, in one transaction
        in which nobody else decides."""

    def replayed(self, key: str) -> Consent | None:
        """The decision that a request with this key led to."""


class Policies(Protocol):
    """What is published, as far as the notifier knows."""

    def remember(self, manifest: Manifest) -> bool:
        """Keep the manifest's policies; False where a newer one was read before."""

    def all(self) -> list[Policy]:
        """In order of id."""
