"""Short digests of rows as they were planned, by which a removed or altered row is found out.

They cover a recipient by `subject`, a keyed hash; a row whose recipient was erased carries `erased-<subject>` and still
gives the same digest.
"""

import hashlib

from notifier.model.ids import RecipientId
from notifier.ports.vault import Vault

ERASED = "erased-"
SIZE = 8


def subject_of(vault: Vault, recipient: str) -> str:
    """The subject of a row's recipient, erased or not."""
    return recipient.removeprefix(ERASED) if recipient.startswith(ERASED) else vault.subject(RecipientId(recipient))


def delivery_digest(vault: Vault, delivery: int, notice: str, recipient: str, channel: str) -> bytes:
    """Of what never changes in a row of `deliveries`."""
    return _digest(delivery, notice, subject_of(vault, recipient), channel)


def member_digest(
    vault: Vault, position: int, notice: str, recipient: str, language: str, channels: str, reason: str | None
) -> bytes:
    """Of a row of `audience`, which never changes."""
    return _digest(position, notice, subject_of(vault, recipient), language, channels, reason or "")


def _digest(*parts: object) -> bytes:
    return hashlib.sha256("|".join(map(str, parts)).encode()).digest()[:SIZE]
