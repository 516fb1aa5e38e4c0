"""The token itself (contract): `typ: age-attestation+jwt`, EdDSA, and the claims of `gate.model.Claims`; RFC 8725
throughout.
"""

import base64
import binascii
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gate.attestation.keys import SigningKey
from gate.model import (
    ATTESTATION_TYPE,
    Claims,
    ExpiredAttestationError,
    InvalidAttestationError,
    Method,
    Origin,
    ScreeningId,
    SiteId,
    require_aware,
)

TYPE = ATTESTATION_TYPE
ALGORITHM = "EdDSA"
LEEWAY = timedelta(seconds=30)
"""How far ahead the issuer's clock may be; an expiry has no leeway."""
MAX_CHARACTERS = 4096
_REQUIRED = ["iss", "aud", "jti", "iat", "exp", "sid", "age_over", "method", "typ", "origin"]
_HEADER = {"alg", "typ", "kid"}
_compact = json.JSONEncoder(separators=(",", ":")).encode


def sign(claims: Claims, key: SigningKey) -> str:
    """The attestation as a compact JWT. The same claims and key give the same characters (Ed25519 is deterministic)."""
    payload = _compact(claims.as_json()).encode()
    signed = f"{_header(key.kid)}.{_encoded(payload)}"
    return f"{signed}.{_encoded(key.private.sign(signed.encode()))}"


@cache
def _header(kid: str) -> str:
    return _encoded(_compact({"alg": ALGORITHM, "typ": TYPE, "kid": kid}).encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def peek(token: str, kids: Collection[str]) -> Claims | None:
    """What a token states that one of `kids` seems to have signed, WITHOUT checking the signature; None where it is
    malformed.

    Only for the issuer, who then compares the whole token with what it has issued; everybody else calls `verify`.
    """
    header, _, rest = token.partition(".")
    if len(token) > MAX_CHARACTERS or all(header != _header(kid) for kid in kids):
        return None
    payload = rest.partition(".")[0]
    try:
        members = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return claims_of(members)
    except (ValueError, KeyError, TypeError, RecursionError, InvalidAttestationError):
        return None


def verify(
    token: str,
    keys: Mapping[str, Ed25519PublicKey],
    *,
    issuer: str | None,
    audience: str,
    now: datetime,
    allow_sandbox: bool = False,
) -> Claims:
    """The claims of a good attestation.

    `keys` are the issuer's public keys by `kid` (see `from_jwks`); `issuer` is None only where nobody else's key can be
    among them; `audience` is the site's id; `now` is aware.
    Raises ExpiredAttestationError, or InvalidAttestationError for everything else: another algorithm, type, issuer,
    audience or key, a header that brings its own key (`jwk`, `jku`, `x5u`, …), a missing claim, a time that has not
    come, a sandbox token.
    """
    require_aware(now, "now")
    key = keys.get(key_id(token))
    if key is None:
        raise InvalidAttestationError("its key is not one of the issuer's")
    claims = claims_of(_decoded(token, key, issuer, audience))
    if now >= claims.exp:
        raise ExpiredAttestationError
    if claims.iat > now + LEEWAY:
        raise InvalidAttestationError("it is from the future")
    if claims.sandbox and not allow_sandbox:
        raise InvalidAttestationError("it is from a sandbox")
    return claims


def key_id(token: str) -> str:
    """The `kid` of what looks like an attestation; raises InvalidAttestationError. Proves nothing: see `verify`."""
    if len(token) > MAX_CHARACTERS or not token.isascii():
        raise InvalidAttestationError("it is not a token")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.InvalidTokenError, binascii.Error, ValueError, RecursionError) as error:
        raise InvalidAttestationError("it is not a token") from error
    if set(header) != _HEADER or header["alg"] != ALGORITHM or header["typ"] != TYPE:
        raise InvalidAttestationError("its header is not that of an age attestation")
    return str(header["kid"])


def _decoded(token: str, key: Ed25519PublicKey, issuer: str | None, audience: str) -> dict[str, object]:
    # Times are compared by verify(), against the caller's clock and with no leeway for the expiry.
    options: dict[str, object] = {"require": _REQUIRED, "verify_exp": False, "verify_iat": False, "verify_nbf": False}
    options |= {"strict_aud": True}
    try:
        decoded = jwt.decode(
            token,
            key,
            algorithms=[ALGORITHM],
            issuer=issuer,
            audience=audience,
            options=options,  # type: ignore[arg-type]
        )
    except (jwt.InvalidTokenError, ValueError, RecursionError) as error:
        raise InvalidAttestationError(_reason(error)) from error
    return dict(decoded)


def _reason(error: Exception) -> str:
    if isinstance(error, jwt.InvalidAudienceError):
        return "it was made for another site"
    if isinstance(error, jwt.InvalidIssuerError):
        return "it was made by another issuer"
    return "its signature or its claims do not hold"


def claims_of(members: Mapping[str, object]) -> Claims:
    """The claims as values; raises InvalidAttestationError where one is missing or malformed."""
    try:
        if members["typ"] != TYPE:
            raise ValueError("typ")
        return Claims(
            iss=_text(members, "iss"),
            aud=SiteId(_text(members, "aud")),
            jti=_text(members, "jti"),
            iat=_time(members, "iat"),
            exp=_time(members, "exp"),
            sid=ScreeningId(_text(members, "sid")),
            age_over=_integer(members, "age_over"),
            origin=Origin(_text(members, "origin")),
            method=Method(_text(members, "method")),
            sandbox=members.get("sandbox", False) is True,
        )
    except (KeyError, ValueError, OverflowError, OSError) as error:
        raise InvalidAttestationError("a claim is missing or malformed") from error


def _text(members: Mapping[str, object], name: str) -> str:
    value = members[name]
    if not isinstance(value, str) or not value:
        raise ValueError(name)
    return value


def _integer(members: Mapping[str, object], name: str) -> int:
    value = members[name]
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(name)
    return value


def _time(members: Mapping[str, object], name: str) -> datetime:
    return datetime.fromtimestamp(_integer(members, name), UTC)
