"""Attestations that are not good: a good one changed, or made without the gate's key. Pure but for fresh keys."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Jwks = Mapping[str, Any]
Forgery = Callable[[str, Jwks], str]
_YEAR = 365 * 86400


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    """Header, claims and signature of a token."""
    header, claims, signature = token.split(".")
    return _decoded(header), _decoded(claims), signature


def _decoded(part: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _unsigned(header: Mapping[str, Any], claims: Mapping[str, Any]) -> str:
    return ".".join(_encoded(json.dumps(part, separators=(",", ":")).encode()) for part in (header, claims))


def _signed(header: Mapping[str, Any], claims: Mapping[str, Any], key: Ed25519PrivateKey) -> str:
    unsigned = _unsigned(header, claims)
    return f"{unsigned}.{_encoded(key.sign(unsigned.encode()))}"


def _changing(**changes: Any) -> Forgery:
    """Other claims under the old signature; a callable gives the new value from the old one."""

    def forge(token: str, _: Jwks) -> str:
        header, claims, signature = parts(token)
        new = {name: change(claims[name]) if callable(change) else change for name, change in changes.items()}
        return f"{_unsigned(header, claims | new)}.{signature}"

    return forge


def broken_signature(token: str, _: Jwks) -> str:
    """The signature with one bit turned."""
    head, _dot, signature = token.rpartition(".")
    raw = bytearray(base64.urlsafe_b64decode(signature + "=="))
    raw[0] ^= 1
    return f"{head}.{_encoded(bytes(raw))}"


def without_signature(token: str, _: Jwks) -> str:
    """Header and claims alone."""
    return token.rpartition(".")[0] + "."


def no_algorithm(token: str, _: Jwks) -> str:
    """`alg: none` (RFC 8725 §2.1)."""
    header, claims, _signature = parts(token)
    return _unsigned(header | {"alg": "none"}, claims) + "."


def public_key_as_secret(token: str, jwks: Jwks) -> str:
    """HS256 with the gate's public key as the secret (RFC 8725 §2.1)."""
    header, claims, _signature = parts(token)
    secret = base64.urlsafe_b64decode(_key(header["kid"], jwks)["x"] + "=")
    unsigned = _unsigned(header | {"alg": "HS256"}, claims)
    return f"{unsigned}.{_encoded(hmac.digest(secret, unsigned.encode(), hashlib.sha256))}"


def another_key(token: str, _: Jwks) -> str:
    """Signed by a stranger's key under the gate's `kid`."""
    header, claims, _signature = parts(token)
    return _signed(header, claims, Ed25519PrivateKey.generate())


def unknown_kid(token: str, _: Jwks) -> str:
    """Signed by a stranger's key under a `kid` of its own."""
    header, claims, _signature = parts(token)
    return _signed(header | {"kid": "unknown"}, claims, Ed25519PrivateKey.generate())


def key_in_header(token: str, jwks: Jwks) -> str:
    """Signed by a stranger's key, which the header brings along (`jwk`, RFC 8725 §3.10)."""
    header, claims, _signature = parts(token)
    key = Ed25519PrivateKey.generate()
    jwk = dict(_key(header["kid"], jwks)) | {"x": _encoded(key.public_key().public_bytes_raw())}
    return _signed(header | {"jwk": jwk}, claims, key)


def key_address(token: str, _: Jwks) -> str:
    """Signed by a stranger's key, which is to be fetched from a stranger's address (`jku`, RFC 8725 §3.10)."""
    header, claims, _signature = parts(token)
    return _signed(header | {"jku": "https://example.com/jwks.json"}, claims, Ed25519PrivateKey.generate())


def _key(kid: str, jwks: Jwks) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(key for key in jwks["keys"] if key["kid"] == kid)
    return found


changed_age = _changing(age_over=lambda years: years + 10)
changed_expiry = _changing(exp=lambda exp: exp + _YEAR)
changed_id = _changing(jti="another")
