"""Signing keys and when each one signs, is only published, and is gone.

    published ──(signs_from)──▶ signs ──(the next key's signs_from)──▶ only verifies ──(retires_at)──▶ gone

A new key is published before it signs, so that caches of the JWK set know it in time; an old one stays published
until the last token it signed has expired.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gate.model import StoreDownError, require_aware

LEAD = timedelta(minutes=15)
"""How long a new key is published before it signs: longer than any cache keeps the JWK set."""
OVERLAP = timedelta(hours=1)
"""How long the old key is still published after that: longer than any attestation lives."""


class NoSigningKeyError(StoreDownError):
    """No key may sign at this time."""


@dataclass(frozen=True, kw_only=True)
class SigningKey:
    """An Ed25519 key pair, the time from which it signs and, once a successor is known, the time when it is gone."""

    kid: str
    private: Ed25519PrivateKey = field(repr=False)
    signs_from: datetime
    retires_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware(self.signs_from, "signs_from")

    @cached_property
    def public(self) -> Ed25519PublicKey:
        """The half that anybody may have."""
        return self.private.public_key()


def new_key(signs_from: datetime, prefix: str = "") -> SigningKey:
    """A fresh random key."""
    return SigningKey(
        kid=prefix + secrets.token_urlsafe(9), private=Ed25519PrivateKey.generate(), signs_from=signs_from
    )


@dataclass(frozen=True)
class Keyring:
    """All keys that the store holds."""

    keys: tuple[SigningKey, ...]

    def published(self, now: datetime) -> tuple[SigningKey, ...]:
        """The keys that verify at `now`: everything that has not retired."""
        return tuple(key for key in self.keys if key.retires_at is None or now < key.retires_at)

    def current(self, now: datetime) -> SigningKey:
        """The key that signs at `now`: the newest whose time has come. Raises NoSigningKeyError."""
        ready = [key for key in self.published(now) if key.signs_from <= now]
        if not ready:
            raise NoSigningKeyError
        return max(ready, key=lambda key: (key.signs_from, key.kid))

    def find(self, kid: str, now: datetime) -> SigningKey | None:
        """The published key of that name, if there is one."""
        return next((key for key in self.published(now) if key.kid == kid), None)
