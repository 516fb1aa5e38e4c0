"""`verify`: whether an attestation is good, without a call for each one. It does not use it up; `redeem` does."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from gate.attestation import from_jwks
from gate.attestation import verify as verify_with
from gate.attestation.token import key_id
from gate.client.errors import InvalidAttestationError
from gate.client.keycache import KeyCache
from gate.model import Claims


def verify(
    token: str,
    jwks: KeyCache | Mapping[str, Any],
    audience: str,
    *,
    issuer: str | None = None,
    screening: str | None = None,
    age_over: int | None = None,
    now: datetime | None = None,
    allow_sandbox: bool = False,
) -> Claims:
    """The claims of a good attestation (RFC 8725).

    `jwks` is a `KeyCache`, which knows the issuer too, or a JWK set (RFC 7517), which is then trusted to be the
    issuer's: pass `issuer`, the gate's address, unless it holds that gate's keys only. `audience` is the site's id.
    `screening` is the one that was made for this person, `age_over` the least completed years of age that will do.
    `now` is aware, by default this machine's clock.

    Raises ExpiredAttestationError, InvalidAttestationError for anything else that is wrong with the token, and
    GateDownError where the keys cannot be had. An attestation that was redeemed already still verifies.
    """
    if isinstance(jwks, KeyCache):
        keys, issuer = jwks.keys_for(key_id(token)), issuer or jwks.issuer
    else:
        keys = from_jwks(jwks)
    moment = now or datetime.now(UTC)
    claims = verify_with(token, keys, issuer=issuer, audience=audience, now=moment, allow_sandbox=allow_sandbox)
    require(claims, screening=screening, age_over=age_over)
    return claims


def require(claims: Claims, *, screening: str | None, age_over: int | None) -> None:
    """Raise InvalidAttestationError unless the claims are those of this screening and state enough."""
    if screening is not None and claims.sid != screening:
        raise InvalidAttestationError("it belongs to another screening")
    if age_over is not None and claims.age_over < age_over:
        raise InvalidAttestationError("it does not state what this app asks for")
