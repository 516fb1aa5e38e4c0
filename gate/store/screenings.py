"""Screenings: open, then either answered well or gone. Who wins a race is decided by a row count, not by reading
first.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, bindparam, delete, insert, select, update

from gate.model import (
    AlreadyRedeemedError,
    Answer,
    IdempotencyKeyReusedError,
    InvalidAttestationError,
    Origin,
    Screening,
    ScreeningId,
)
from gate.store.schema import screenings
from gate.store.statements import ConflictError, Statements, Value

KEPT = timedelta(hours=1)
"""How long a row outlives its screening: longer than any attestation, so that a second redemption is still refused."""

_NEW = ("id", "site", "origin", "return_url", "state", "age", "expires_at")
_INSERT = insert(screenings).values({name: bindparam(name) for name in _NEW})
_COLUMNS = (*_NEW, "jti", "kid", "issued_at")
_OPEN = (screenings.c.id == bindparam("sid")) & screenings.c.jti.is_(None)
_FIND = select(*(screenings.c[name] for name in _COLUMNS)).where(screenings.c.id == bindparam("sid"))
_OVER = (
    update(screenings)
    .where(_OPEN)
    .values({name: bindparam(f"new_{name}") for name in ("jti", "kid", "issued_at", "age", "digest")})
)
_UNDER = delete(screenings).where(_OPEN)
_ISSUED = (screenings.c.id == bindparam("sid")) & (screenings.c.digest == bindparam("token"))
_REDEEM = (
    update(screenings)
    .where(_ISSUED, screenings.c.redeemed_at.is_(None))
    .values(redeemed_at=bindparam("at"), redeem_key=bindparam("key"))
)
_REDEEMED = select(screenings.c.redeem_key).where(_ISSUED)
_PURGE = delete(screenings).where(screenings.c.expires_at < bindparam("before"))


class Screenings:
    """The table of screenings."""

    def __init__(self, engine: Engine) -> None:
        self._statements = Statements(engine)

    def add(self, screening: Screening) -> None:
        """Store an open screening."""
        values: dict[str, Value] = {
            "id": screening.id,
            "site": screening.site,
            "origin": screening.origin,
            "return_url": screening.return_url,
            "state": screening.state,
            "age": screening.age,
            "expires_at": int(screening.expires_at.timestamp()),
        }
        self._statements.run(_INSERT, values)

    def find(self, screening: ScreeningId) -> Screening | None:
        """The screening; None where it was refused (or expired long ago, which its id tells)."""
        row = self._statements.run(_FIND, {"sid": screening}).row
        return None if row is None else _screening(row)

    def settle_over(self, screening: ScreeningId, answer: Answer, age: int, token: str) -> bool:
        """Give the one answer to an open screening; False where it has one already or is gone.

        Of the token only its digest is stored.
        """
        values: dict[str, Value] = {
            "sid": screening,
            "new_jti": answer.jti,
            "new_kid": answer.kid,
            "new_issued_at": int(answer.issued_at.timestamp()),
            "new_age": age,
            "new_digest": _digest(token),
        }
        return self._statements.run(_OVER, values).rows == 1

    def settle_under(self, screening: ScreeningId) -> bool:
        """Let an open screening cease to exist, which is all that a refusal leaves; False where it was not open."""
        return self._statements.run(_UNDER, {"sid": screening}).rows == 1

    def redeem(self, screening: ScreeningId, token: str, key: str | None, now: datetime) -> None:
        """Mark as redeemed, once; a repetition with the same Idempotency-Key succeeds again.

        Raises AlreadyRedeemedError, IdempotencyKeyReusedError when the site used the key for another attestation, and
        InvalidAttestationError where this very token was not issued for the screening.
        """
        hashed = None if key is None else _digest(key)
        issued: dict[str, Value] = {"sid": screening, "token": _digest(token)}
        try:
            done = self._statements.run(_REDEEM, {**issued, "at": int(now.timestamp()), "key": hashed})
        except ConflictError:
            raise IdempotencyKeyReusedError from None
        if done.rows == 1:
            return
        earlier = self._statements.run(_REDEEMED, issued).row
        if earlier is None:
            raise InvalidAttestationError("it is not known here")
        if hashed is None or earlier[0] != hashed:
            raise AlreadyRedeemedError

    def purge(self, now: datetime) -> int:
        """Remove what has expired; returns how many rows."""
        return self._statements.run(_PURGE, {"before": int((now - KEPT).timestamp())}).rows

    def close(self) -> None:
        """Give back the connections."""
        self._statements.close()


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _screening(row: tuple[Any, ...]) -> Screening:
    sid, site, origin, return_url, state, age, expires_at, jti, kid, issued_at = row
    answer = None
    if jti is not None:
        answer = Answer(jti=jti, kid=kid, issued_at=datetime.fromtimestamp(issued_at, UTC))
    return Screening(
        id=ScreeningId(sid),
        site=site,
        origin=Origin(origin),
        return_url=return_url,
        state=state,
        age=age,
        expires_at=datetime.fromtimestamp(expires_at, UTC),
        answer=answer,
    )
