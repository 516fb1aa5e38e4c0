"""The JWK set (RFC 7517, RFC 8037): public halves only, in both directions."""

import base64
import binascii
from collections.abc import Iterable, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gate.attestation.keys import SigningKey

_LENGTH = 32


def to_jwks(keys: Iterable[SigningKey]) -> dict[str, list[dict[str, str]]]:
    """The set as `/.well-known/jwks.json` serves it."""
    return {"keys": [_to_jwk(key) for key in keys]}


def _to_jwk(key: SigningKey) -> dict[str, str]:
    x = base64.urlsafe_b64encode(key.public.public_bytes_raw()).rstrip(b"=").decode()
    return {"kty": "OKP", "crv": "Ed25519", "x": x, "kid": key.kid, "use": "sig", "alg": "EdDSA"}


def from_jwks(jwks: Mapping[str, object]) -> dict[str, Ed25519PublicKey]:
    """The Ed25519 keys of a set by `kid`; other kinds of key, and malformed ones, are passed over (RFC 7517 §5)."""
    listed = jwks.get("keys")
    entries = listed if isinstance(listed, list) else []
    found = {}
    for entry in entries:
        key = _from_jwk(entry) if isinstance(entry, dict) else None
        if key is not None:
            found[str(entry["kid"])] = key
    return found


def _from_jwk(entry: Mapping[str, object]) -> Ed25519PublicKey | None:
    if entry.get("kty") != "OKP" or entry.get("crv") != "Ed25519" or entry.get("use", "sig") != "sig":
        return None
    x, kid = entry.get("x"), entry.get("kid")
    if not isinstance(x, str) or not isinstance(kid, str):
        return None
    try:
        raw = base64.urlsafe_b64decode(x + "=" * (-len(x) % 4))
    except (binascii.Error, ValueError):
        return None
    return Ed25519PublicKey.from_public_bytes(raw) if len(raw) == _LENGTH else None
