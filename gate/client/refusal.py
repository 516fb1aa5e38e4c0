"""The answer to a sign-up that may not pass, as a problem (RFC 9457). It names no age and quotes nothing."""

import json
from dataclasses import dataclass

from gate.client.errors import (
    AlreadyRedeemedError,
    ExpiredAttestationError,
    GateDownError,
    MissingAttestationError,
)
from gate.model import GateError

_AGAIN = "Answer the question about the date of birth, then sign up again"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Status, code and title; `retry_after` is in seconds."""

    status: int
    code: str
    title: str
    detail: str
    retry_after: int | None = None

    @property
    def body(self) -> bytes:
        """The problem as JSON."""
        members = {"title": self.title, "status": self.status, "detail": self.detail, "code": self.code}
        return json.dumps(members).encode()

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers that go with the body."""
        found = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
        found.append(("Content-Length", str(len(self.body))))
        return found + ([("Retry-After", str(self.retry_after))] if self.retry_after is not None else [])


def refusal(error: GateError) -> Refusal:
    """What to answer: 403 where the attestation is not good, 503 where the gate could not be asked."""
    if isinstance(error, GateDownError):
        return _unavailable(error.retry_after)
    for kind, code, title in (
        (MissingAttestationError, "attestation_missing", "This sign-up came without an attestation"),
        (ExpiredAttestationError, "attestation_expired", "The attestation has expired"),
        (AlreadyRedeemedError, "already_redeemed", "The attestation has been used before"),
    ):
        if isinstance(error, kind):
            return Refusal(status=403, code=code, title=title, detail=_AGAIN)
    return Refusal(status=403, code="attestation_invalid", title="The attestation is not good", detail=_AGAIN)


def _unavailable(seconds: int) -> Refusal:
    return Refusal(
        status=503,
        code="gate_unavailable",
        title="Sign-up is not possible right now",
        detail="Try again in a moment",
        retry_after=seconds,
    )
