"""Who asks: a user by a short JWT that the app signed, the app's server by a key.

`NOTIFIER_TOKEN_KEYS` is `id:HS256:secret` or `id:EdDSA:public key`, several separated by commas, the values in
URL-safe base64. The algorithm belongs to the key and is never taken from the token (RFC 8725 §3.1)."""

import base64
import binascii
import hashlib
import hmac
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from notifier.model.errors import UsageProblem
from notifier.model.ids import RecipientId

AUDIENCE = "notifier"
LONGEST_SECONDS = 24 * 60 * 60
"""A token that is good for longer is refused: it is meant to be short."""
REMEMBERED = 20_000
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_ALGORITHMS = ("HS256", "EdDSA")


class BadToken(Exception):
    """Why a token is not good; never shows the token."""


@dataclass(frozen=True)
class TokenKey:
    """One key with the only algorithm it is used with."""

    id: str
    algorithm: str
    key: Any = field(repr=False)


@dataclass(frozen=True)
class User:
    """Who a good token is about, and until when (seconds since 1970)."""

    recipient: RecipientId
    until: int


def parse_token_keys(text: str) -> tuple[TokenKey, ...]:
    """Raises UsageProblem, which names the key's place and shows nothing of it."""
    return tuple(_parse(part.strip(), number) for number, part in enumerate(text.split(","), start=1) if part.strip())


def _parse(part: str, number: int) -> TokenKey:
    key_id, _, rest = part.partition(":")
    algorithm, _, encoded = rest.partition(":")
    try:
        raw = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
        if not _ID.fullmatch(key_id) or algorithm not in _ALGORITHMS or len(raw) < 32:
            raise ValueError
        key: Any = raw if algorithm == "HS256" else Ed25519PublicKey.from_public_bytes(raw)
    except (binascii.Error, ValueError):
        reason = (
            f"NOTIFIER_TOKEN_KEYS, key {number}: not of the form id:HS256:secret or id:EdDSA:key, 32 bytes in base64"
        )
        raise UsageProblem(reason=reason) from None
    return TokenKey(key_id, algorithm, key)


class Tokens:
    """Checks users' tokens, and remembers those that were good until they expire."""

    def __init__(self, keys: tuple[TokenKey, ...]) -> None:
        self._keys = {key.id: key for key in keys}
        self._only = keys[0] if len(keys) == 1 else None
        self._known: OrderedDict[str, User] = OrderedDict()
        self._lock = threading.Lock()

    def user(self, token: str, now: datetime) -> User:
        """Raises BadToken."""
        instant = now.timestamp()
        with self._lock:
            known = self._known.get(token)
        user = known or self._checked(token, instant)
        if instant >= user.until:
            raise BadToken("the token has expired: ask the app for a new one")
        if known is None:
            with self._lock:
                self._known[token] = user
                if len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        return user

    def _checked(self, token: str, instant: float) -> User:
        key = self._key_of(token)
        options: Any = {"require": ["exp", "sub", "aud"], "verify_exp": False, "verify_iat": False, "verify_nbf": False}
        try:
            claims = jwt.decode(token, key.key, algorithms=[key.algorithm], audience=AUDIENCE, options=options)
        except jwt.InvalidAudienceError:
            raise BadToken(f"the token's aud is not {AUDIENCE}") from None
        except jwt.MissingRequiredClaimError as problem:
            raise BadToken(f"the token has no {problem.claim}") from None
        except jwt.PyJWTError:
            raise BadToken("the token's signature or form is not good") from None
        return _user(claims, instant)

    def _key_of(self, token: str) -> TokenKey:
        try:
            header = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise BadToken("the token is not a JWT") from None
        if header.get("typ", "JWT") != "JWT":
            raise BadToken("the token's typ is not JWT")
        kid = header.get("kid")
        key = self._keys.get(kid) if isinstance(kid, str) else self._only if kid is None else None
        if key is None:
            raise BadToken("the token's kid is not a key of NOTIFIER_TOKEN_KEYS")
        return key


def _user(claims: dict[str, Any], instant: float) -> User:
    who, until = claims["sub"], claims["exp"]
    if not isinstance(who, str) or not 0 < len(who) <= 255 or "\0" in who:
        raise BadToken("the token's sub is not a user's id of 1 to 255 characters")
    if isinstance(until, bool) or not isinstance(until, int | float):
        raise BadToken("the token's exp is not a number")
    begins = claims.get("nbf", 0)
    if not isinstance(begins, int | float) or begins > instant + 60:
        raise BadToken("the token is not good yet")
    if until > instant + LONGEST_SECONDS:
        raise BadToken("the token is good for longer than a day: sign short ones")
    return User(RecipientId(who), int(min(until, 2**53)))


class AppKeys:
    """The keys of the app's server, `NOTIFIER_APP_KEYS`: `id:secret`, several separated by commas."""

    def __init__(self, text: str) -> None:
        """Raises UsageProblem."""
        self._digests: dict[str, bytes] = {}
        for number, part in enumerate((one.strip() for one in text.split(",") if one.strip()), start=1):
            key_id, _, secret = part.partition(":")
            if not _ID.fullmatch(key_id) or len(secret) < 32:
                reason = f"NOTIFIER_APP_KEYS, key {number}: not of the form id:secret with 32 characters or more"
                raise UsageProblem(reason=reason)
            self._digests[key_id] = hashlib.sha256(secret.encode()).digest()

    def caller(self, secret: str) -> str | None:
        """The id of the key, compared in constant time; None where it is none of them."""
        digest = hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
        found = None
        for key_id, known in self._digests.items():
            if hmac.compare_digest(digest, known):
                found = key_id
        return found
