"""Errors of the API as problem details (RFC 9457), each of a kind that is listed here and in the API's description."""

import json
from dataclasses import dataclass

from notifier.model.app_record import BadAppRecord
from notifier.model.consent import ConsentRefused
from notifier.model.errors import NotifierError
from notifier.model.inbox import BadCursor, NotInInbox
from notifier.model.manifest import UnknownPolicy, UnknownVersion
from notifier.ports.deliveries import StoreRefuses, StoreUnavailable
from notifier.service.consenting import UnknownItem
from notifier.web.exchange import Headers, Outgoing

RETRY_SECONDS = 5


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
        Kind(code="unauthorized", status=401, title="The token or the key is missing, expired or not good here"),
        Kind(code="origin_not_listed", status=403, title="Pages of this origin may not use the notifier"),
        Kind(code="not_found", status=404, title="There is nothing at this address"),
        Kind(code="method_not_allowed", status=405, title="This address does not take this method"),
        Kind(code="stale_version", status=409, title="This version is not asked about any more"),
        Kind(code="nothing_to_withdraw", status=409, title="There is no consent to withdraw"),
        Kind(code="already_answered", status=409, title="This request was answered, or overtaken by a decision"),
        Kind(code="request_needed", status=409, title="This decision needs a fresh request"),
        Kind(code="too_large", status=413, title="The body is too large"),
        Kind(code="not_json", status=415, title="The body is not application/json"),
        Kind(code="invalid", status=422, title="A member or an argument cannot be accepted"),
        Kind(code="unknown_policy", status=422, title="The notifier knows no such policy"),
        Kind(code="unknown_version", status=422, title="The policy has no such version"),
        Kind(code="unknown_item", status=422, title="The policy has no such optional item"),
        Kind(code="bad_request_id", status=422, title="The request is not one that was made for this person"),
        Kind(code="too_many", status=429, title="Too many calls"),
        Kind(code="internal", status=500, title="The notifier failed"),
        Kind(code="unavailable", status=503, title="The notifier cannot answer now"),
        Kind(code="too_many_streams", status=503, title="This process holds as many streams as it may; poll instead"),
    )
}
_CODES: dict[type[NotifierError], str] = {
    UnknownPolicy: "unknown_policy",
    UnknownVersion: "unknown_version",
    UnknownItem: "unknown_item",
    BadCursor: "invalid",
    BadAppRecord: "invalid",
    NotInInbox: "not_found",
    StoreUnavailable: "unavailable",
    StoreRefuses: "unavailable",
}


class ProblemError(Exception):
    """A problem to answer with. `detail` says what and what to do; it never quotes a token."""

    def __init__(self, code: str, detail: str, headers: Headers = ()) -> None:
        super().__init__(detail)
        self.kind = KINDS[code]
        self.detail = detail
        self.headers = headers


def of_domain(error: NotifierError) -> ProblemError | None:
    """What the notifier's own error is to a client; None for one that is no client's doing."""
    if isinstance(error, ConsentRefused):
        return ProblemError(error.code, str(error))
    code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), None)
    if code is None:
        return None
    return ProblemError(code, "The store does not answer" if code == "unavailable" else str(error))


def answer(problem: ProblemError) -> Outgoing:
    """The problem as `application/problem+json`."""
    kind, headers = problem.kind, problem.headers
    body = {
        "type": f"/problems#{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "code": kind.code,
    }
    if kind.status == 503:
        headers = (*headers, ("retry-after", str(RETRY_SECONDS)))
    if kind.status == 401:
        headers = (*headers, ("www-authenticate", 'Bearer realm="notifier"'))
    return Outgoing(
        status=kind.status,
        body=json.dumps(body, ensure_ascii=False).encode(),
        media_type="application/problem+json",
        headers=headers,
    )
