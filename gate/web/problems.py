"""Errors of the API as problem details (RFC 9457), each of a kind that is listed here and in the API's
documentation.
"""

import json
from dataclasses import dataclass

from gate import events
from gate.web.exchange import Headers, Outgoing


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of problem: its code (the end of its `type`), HTTP status and title."""

    code: str
    status: int
    title: str


KINDS = {
    kind.code: kind
    for kind in (
        Kind(code="malformed", status=400, title="The body is not the JSON that this operation takes"),
        Kind(code="unauthorized", status=401, title="The site's secret is missing or not known"),
        Kind(code="attestation_invalid", status=403, title="The attestation is not good for this site"),
        Kind(code="attestation_expired", status=403, title="The attestation has expired"),
        Kind(code="not_listed", status=403, title="An address is not one of the site's"),
        Kind(code="not_found", status=404, title="There is nothing at this address"),
        Kind(code="method_not_allowed", status=405, title="This address does not take this method"),
        Kind(code="too_slow", status=408, title="The body did not arrive in time"),
        Kind(code="already_redeemed", status=409, title="This attestation has been redeemed before"),
        Kind(code="too_large", status=413, title="The body is too large"),
        Kind(code="not_json", status=415, title="The body is not application/json"),
        Kind(code="invalid", status=422, title="A member of the body cannot be accepted"),
        Kind(code="idempotency_key_reused", status=422, title="The Idempotency-Key was used for another attestation"),
        Kind(code="too_many", status=429, title="Too many calls"),
        Kind(code="internal", status=500, title="The gate failed"),
        Kind(code="unavailable", status=503, title="The gate cannot answer now"),
    )
}
RETRY_SECONDS = 5


class ProblemError(Exception):
    """A problem to answer with. `detail` says what and where; it never quotes what was sent."""

    def __init__(self, code: str, detail: str, headers: Headers = ()) -> None:
        super().__init__(detail)
        self.kind = KINDS[code]
        self.detail = detail
        self.headers = headers


def answer(problem: ProblemError) -> Outgoing:
    """The problem as `application/problem+json`."""
    kind = problem.kind
    body = {
        "type": f"/docs#problem-{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "code": kind.code,
    }
    headers = problem.headers
    if kind.status == 503:
        events.seldom("unavailable", detail=problem.detail)
        headers = (*headers, ("Retry-After", str(RETRY_SECONDS)))
    if kind.status == 401:
        headers = (*headers, ("WWW-Authenticate", 'Bearer realm="gate"'))
    return Outgoing(
        status=kind.status,
        body=json.dumps(body).encode(),
        media_type="application/problem+json",
        headers=headers,
    )
