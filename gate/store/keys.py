"""Signing keys and the gate's own secrets, shared by every process through the store."""

import secrets as random
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from gate.attestation.keys import LEAD, OVERLAP, Keyring, SigningKey, new_key
from gate.store.engine import translated
from gate.store.schema import secrets, signing_keys


class Keys:
    """The tables of keys and secrets."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ring(self) -> Keyring:
        """All signing keys."""
        with translated(), self._engine.connect() as connection:
            rows = connection.execute(select(signing_keys)).all()
        return Keyring(
            tuple(
                SigningKey(
                    kid=row.kid,
                    private=Ed25519PrivateKey.from_private_bytes(row.private),
                    signs_from=datetime.fromtimestamp(row.signs_from, UTC),
                    retires_at=None if row.retires_at is None else datetime.fromtimestamp(row.retires_at, UTC),
                )
                for row in rows
            )
        )

    def ensure(self, now: datetime) -> None:
        """Make the first signing key if there is none; harmless when several processes do so at once."""
        if not self.ring().keys:
            self._insert(new_key(now - LEAD))  # earlier than any other host's clock

    def rotate(self, now: datetime, *, at_once: bool = False) -> SigningKey:
        """Add a key and give the others their end; returns the new one.

        It signs after LEAD, and the old ones verify for OVERLAP more. With `at_once` (a leaked key) it signs now and
        the old ones are gone now, with every attestation that is still under way.
        """
        signs_from = now if at_once else now + LEAD
        key = new_key(signs_from)
        self._insert(key)
        ends = int((now if at_once else signs_from + OVERLAP).timestamp())
        others = signing_keys.c.kid != key.kid
        unfinished = signing_keys.c.retires_at.is_(None) | (signing_keys.c.retires_at > ends)
        with translated(), self._engine.connect() as connection:
            connection.execute(update(signing_keys).where(others & unfinished).values(retires_at=ends))
            connection.execute(delete(signing_keys).where(signing_keys.c.retires_at <= int(now.timestamp())))
        return key

    def secret(self, purpose: str) -> bytes:
        """The gate's 32 random bytes for `purpose`, made on first use and the same for every process."""
        with translated(), self._engine.connect() as connection:
            for _ in range(2):
                value = connection.execute(select(secrets.c.value).where(secrets.c.purpose == purpose)).scalar()
                if value is not None:
                    return bytes(value)
                try:  # two processes may both find none: the primary key lets one of them win
                    made = {"purpose": purpose, "value": random.token_bytes(32)}
                    connection.execute(insert(secrets).values(made))
                except IntegrityError:
                    continue
            value = connection.execute(select(secrets.c.value).where(secrets.c.purpose == purpose)).scalar_one()
        return bytes(value)

    def _insert(self, key: SigningKey) -> None:
        row = {
            "kid": key.kid,
            "private": key.private.private_bytes_raw(),
            "signs_from": int(key.signs_from.timestamp()),
            "retires_at": None,
        }
        with translated(), self._engine.connect() as connection:
            connection.execute(insert(signing_keys).values(row))
