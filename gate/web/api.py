"""The API for apps' servers: `POST /v1/screenings` and `POST /v1/attestations/redeem`, with the site's secret as
bearer.
"""

import json
import re
from collections.abc import Callable
from typing import NoReturn

from gate.accesslog import Call, LogDownError
from gate.model import (
    AlreadyRedeemedError,
    ConfigurationError,
    ExpiredAttestationError,
    IdempotencyKeyReusedError,
    InvalidAttestationError,
    NotListedError,
    Site,
    StoreDownError,
    UnknownSiteError,
)
from gate.service import Wish
from gate.store.sites import digest
from gate.strict import MalformedError, json_object
from gate.translation import languages, spoken
from gate.web.context import Context, network, wait_for
from gate.web.exchange import JSON, Incoming, Outgoing
from gate.web.problems import ProblemError
from gate.web.problems import answer as problem_answer

SCREENINGS = "/v1/screenings"
REDEEM = "/v1/attestations/redeem"
_VISIBLE = re.compile("[\x21-\x7e]{1,255}")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_LIMITS = {"origin": 300, "return_url": 2000, "state": 500, "locale": 20, "jurisdiction": 2}
_REDEEM_LIMITS = {"attestation": 4096, "screening": 100}
Operation = Callable[[Context, Incoming, Site], Outgoing]


def make_screening(context: Context, incoming: Incoming) -> Outgoing:
    """A new screening for one person: its id, its address, and until when it can be answered."""
    return _called(_make_screening, SCREENINGS, context, incoming)


def redeem(context: Context, incoming: Incoming) -> Outgoing:
    """The claims of an attestation, once."""
    return _called(_redeem, REDEEM, context, incoming)


def _called(operation: Operation, path: str, context: Context, incoming: Incoming) -> Outgoing:
    """Authenticate, limit, run, and write the access log's line before anything is answered."""
    secret = _bearer(incoming)
    site: Site | None = None
    try:
        site = _authenticated(context, incoming, secret)
        _require_calm(context, site)
        answer = operation(context, incoming, site)
    except StoreDownError:
        answer = problem_answer(ProblemError("unavailable", "The store does not answer"))
    except ProblemError as problem:
        answer = problem_answer(problem)
    call = Call(
        at=context.gate.clock(),
        endpoint=f"POST {path}",
        site=site.id if site else None,
        key=digest(secret)[:12] if site and secret else None,
        status=answer.status,
    )
    try:
        context.log.append(call)
    except LogDownError:
        return problem_answer(ProblemError("unavailable", "The access log cannot be written"))
    return answer


def _bearer(incoming: Incoming) -> str | None:
    scheme, _, secret = (incoming.header("AUTHORIZATION") or "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" and secret.strip() else None


def _authenticated(context: Context, incoming: Incoming, secret: str | None) -> Site:
    if secret is None:
        _refuse_stranger(context, incoming, "Send the site's secret: Authorization: Bearer …")
    try:
        site = context.gate.site_of(secret)
    except UnknownSiteError:
        _refuse_stranger(context, incoming, "This secret is not known")
    if site.sandbox and not context.gate.settings.sandbox:
        _refuse_stranger(context, incoming, "This secret is for a sandbox")
    return site


def _refuse_stranger(context: Context, incoming: Incoming, detail: str) -> NoReturn:
    wait = wait_for(context.addresses, network(incoming, context))
    if wait:
        raise ProblemError("too_many", "Too many calls from this network", (("Retry-After", str(wait)),))
    raise ProblemError("unauthorized", detail)


def _require_calm(context: Context, site: Site) -> None:
    wait = wait_for(context.sites, site.id)
    if wait:
        raise ProblemError("too_many", f"Too many calls by {site.id}", (("Retry-After", str(wait)),))


def _members(incoming: Incoming, limits: dict[str, int], required: str | None = None) -> dict[str, str]:
    """The members of the JSON body: all text, all known, none too long. No body at all has no members."""
    if required is None and not incoming.body:
        return {}
    if incoming.media_type != JSON:
        raise ProblemError("not_json", "Send Content-Type: application/json")
    try:
        members = json_object(incoming.body)
    except MalformedError as error:
        raise ProblemError("malformed", f"The body cannot be read: {error}") from error
    unknown = len(set(members) - set(limits))
    if unknown:
        raise ProblemError("invalid", f"The body has {unknown} unknown member(s); known are: {', '.join(limits)}")
    texts = {name: _text(name, value, limits[name]) for name, value in members.items() if value is not None}
    if required and required not in texts:
        raise ProblemError("invalid", f"{required} is missing")
    return texts


def _text(name: str, value: object, longest: int) -> str:
    if not isinstance(value, str) or not value or len(value) > longest:
        raise ProblemError("invalid", f"{name} must be text of 1 to {longest} characters")
    if _CONTROL.search(value):
        raise ProblemError("invalid", f"{name} must not hold control characters")
    return value


def _make_screening(context: Context, incoming: Incoming, site: Site) -> Outgoing:
    members = _members(incoming, _LIMITS)
    locale = members.pop("locale", None)
    language = spoken(locale)
    if locale is not None and language is None:
        raise ProblemError("invalid", f"locale must be one of: {', '.join(languages())}")
    try:
        screening = context.gate.ask(site, Wish(**members))
    except NotListedError as error:
        raise ProblemError("not_listed", str(error)) from error
    except ConfigurationError as error:
        raise ProblemError("invalid", str(error)) from error
    url = f"{context.gate.settings.url}/s/{screening.id}" + (f"?lang={language.code}" if language else "")
    body = {"id": screening.id, "url": url, "expires_at": screening.expires_at.isoformat()}
    return Outgoing(status=201, body=json.dumps(body).encode(), headers=(("Location", url),))


def _redeem(context: Context, incoming: Incoming, site: Site) -> Outgoing:
    members = _members(incoming, _REDEEM_LIMITS, required="attestation")
    key = incoming.header("IDEMPOTENCY_KEY")
    if key is not None and not _VISIBLE.fullmatch(key):
        raise ProblemError("invalid", "Idempotency-Key must be 1 to 255 visible ASCII characters")
    try:
        claims = context.gate.redeem(site, members["attestation"], members.get("screening"), key)
    except ExpiredAttestationError as error:
        raise ProblemError("attestation_expired", str(error)) from error
    except InvalidAttestationError as error:
        raise ProblemError("attestation_invalid", str(error)) from error
    except AlreadyRedeemedError as error:
        raise ProblemError("already_redeemed", "Each attestation lets one sign-up pass; ask the person anew") from error
    except IdempotencyKeyReusedError as error:
        raise ProblemError("idempotency_key_reused", "Use a fresh key for each attestation") from error
    return Outgoing(body=json.dumps(claims.as_json()).encode())
