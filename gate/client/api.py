"""The gate's API for one app: make a screening, redeem an attestation."""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from gate.attestation.token import MAX_CHARACTERS, claims_of
from gate.client.errors import (
    AlreadyRedeemedError,
    ExpiredAttestationError,
    GateDownError,
    GateMisconfiguredError,
    InvalidAttestationError,
)
from gate.client.keycache import KeyCache
from gate.client.transport import TIMEOUT, Reply, Transport
from gate.client.verification import require, verify
from gate.model import Claims

TRIES = 3
_PAUSE = 0.2
_NOT_GOOD = "the gate does not accept it"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A screening as the gate made it: `id` for the element, `url` of the hosted page, an aware `expires_at`."""

    id: str
    url: str
    expires_at: datetime


class AgeGate:
    """The gate at `url` for the app `site` with its `secret`. Make one and share it: it keeps connections and keys.

    `sandbox` says that this app is under test: without it, what a sandbox signed is refused. `timeout` is in seconds;
    `sleep` waits for that many seconds between two tries of a call whose answer was lost.
    """

    def __init__(
        self,
        url: str,
        site: str,
        secret: str,
        *,
        sandbox: bool = False,
        timeout: float = TIMEOUT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = url.rstrip("/")
        self.site = site
        self.sandbox = sandbox
        self.keys = KeyCache(self.url)
        self._authorization = {"Authorization": f"Bearer {secret}"}
        self._transport = Transport(self.url, timeout)
        self._sleep = sleep

    def screening(
        self,
        *,
        origin: str | None = None,
        return_url: str | None = None,
        state: str | None = None,
        locale: str | None = None,
        jurisdiction: str | None = None,
    ) -> Asked:
        """Make a screening for one person. Raises GateMisconfiguredError for a wish that the gate does not grant,
        GateDownError.
        """
        wish = {"origin": origin, "return_url": return_url, "state": state}
        wish |= {"locale": locale, "jurisdiction": jurisdiction}
        sent = {name: value for name, value in wish.items() if value is not None}
        reply = self._transport.post("/v1/screenings", sent, self._authorization)
        if reply.status != 201:
            _cannot(reply)
        expires = datetime.fromisoformat(reply.text("expires_at"))
        return Asked(id=reply.text("id"), url=reply.text("url"), expires_at=expires)

    def verify(self, token: str, *, screening: str | None = None, age_over: int | None = None) -> Claims:
        """`gate.client.verify` with this gate's keys, issuer and site: good, but not yet used up."""
        return verify(token, self.keys, self.site, screening=screening, age_over=age_over, allow_sandbox=self.sandbox)

    def redeem(
        self,
        token: str,
        *,
        screening: str | None = None,
        age_over: int | None = None,
        idempotency_key: str | None = None,
    ) -> Claims:
        """Use the attestation up: its claims, once. The last thing to do before the account is made.

        `screening` is the one that was made for this person. A call whose answer was lost is repeated with the same
        `idempotency_key`, by default a fresh random one. Raises the errors of REFUSALS, GateDownError,
        GateMisconfiguredError.
        """
        _require_token(token)
        body = {"attestation": token} | ({"screening": screening} if screening is not None else {})
        headers = self._authorization | {"Idempotency-Key": idempotency_key or secrets.token_urlsafe(24)}
        reply = self._patiently("/v1/attestations/redeem", body, headers)
        if reply.status != 200:
            _refuse(reply)
        claims = claims_of(reply.members)
        require(claims, screening=screening, age_over=age_over)
        self._require_ours(claims)
        return claims

    def _require_ours(self, claims: Claims) -> None:
        if claims.aud != self.site:
            raise GateMisconfiguredError(f"the secret is that of {claims.aud}, not of {self.site}")
        if claims.sandbox and not self.sandbox:
            raise GateMisconfiguredError("it is a sandbox, and this app is not under test")

    def _patiently(self, path: str, body: Mapping[str, object], headers: Mapping[str, str]) -> Reply:
        """Call, and call again where no answer came or the gate says that it cannot answer now."""
        for last in range(1, TRIES + 1):
            try:
                reply = self._transport.post(path, body, headers)
            except GateDownError:
                if last == TRIES:
                    raise
            else:
                if reply.status < 500 or last == TRIES:
                    return reply
            self._sleep(_PAUSE * 2**last)
        raise GateDownError


def redeem(
    token: str, url: str, site: str, secret: str, *, screening: str | None = None, idempotency_key: str | None = None
) -> Claims:
    """`AgeGate.redeem` in one call, for a script; a server keeps an `AgeGate`."""
    return AgeGate(url, site, secret).redeem(token, screening=screening, idempotency_key=idempotency_key)


def _require_token(token: str) -> None:
    """Keep what cannot be a token from costing a call."""
    if len(token) > MAX_CHARACTERS or not token.isascii() or not token.isprintable() or token.count(".") != 2:
        raise InvalidAttestationError("it is not a token")


def _refuse(reply: Reply) -> NoReturn:
    code = reply.members.get("code")
    if code == "already_redeemed":
        raise AlreadyRedeemedError
    if code == "attestation_expired":
        raise ExpiredAttestationError
    if code in ("attestation_invalid", "invalid"):
        raise InvalidAttestationError(_NOT_GOOD)
    _cannot(reply)


def _cannot(reply: Reply) -> NoReturn:
    if reply.status == 429 or reply.status >= 500 or "code" not in reply.members:
        raise GateDownError(reply.retry_after or 5)
    raise GateMisconfiguredError(f"{reply.members['code']}: {reply.members.get('detail', '')}")
