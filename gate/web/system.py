"""What belongs to the service itself: keys, health, metrics, the API's description, assets and the element's script."""

import hmac
import json
from importlib import resources

from gate.accesslog import LogDownError
from gate.attestation import to_jwks
from gate.model import StoreDownError
from gate.web import openapi
from gate.web.context import Context
from gate.web.exchange import HTML, Incoming, Outgoing
from gate.web.headers import DOCUMENT
from gate.web.problems import KINDS, ProblemError
from gate.web.problems import answer as problem_answer
from gate.web.rendering import ASSETS, asset, asset_address

JWKS_SECONDS = 300
"""How long a cache may keep the JWK set; shorter than a new key's lead."""


def _not_here() -> Outgoing:
    return problem_answer(ProblemError("not_found", "Check the address"))


def _down() -> Outgoing:
    return problem_answer(ProblemError("unavailable", "The store does not answer"))


def jwks(context: Context, _incoming: Incoming) -> Outgoing:
    """The public keys (RFC 7517), those about to sign included."""
    try:
        keys = context.gate.keyring().published(context.gate.clock())
    except StoreDownError:
        return _down()
    cache = f"public, max-age={JWKS_SECONDS}"
    return Outgoing(body=json.dumps(to_jwks(keys)).encode(), media_type="application/jwk-set+json", cache=cache)


def live(_context: Context, _incoming: Incoming) -> Outgoing:
    """The process runs."""
    return Outgoing(body=b'{"status":"ok"}')


def ready(context: Context, incoming: Incoming) -> Outgoing:
    """The process can answer: the store does, a key can sign, and the access log can be written."""
    try:
        context.log.require_writable()
        context.gate.store.ping()
        context.gate.keyring().current(context.gate.clock())
    except StoreDownError:
        return _down()
    except LogDownError:
        return problem_answer(ProblemError("unavailable", "The access log cannot be written"))
    return live(context, incoming)


def metrics(context: Context, incoming: Incoming) -> Outgoing:
    """Counters for Prometheus, for whoever has the token."""
    token = context.gate.settings.metrics_token
    sent = (incoming.header("AUTHORIZATION") or "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(sent.encode("utf-8", "surrogateescape"), token.encode()):
        return _not_here()
    return Outgoing(body=context.metrics.exposition(), media_type="text/plain; version=0.0.4; charset=utf-8")


def description(_context: Context, _incoming: Incoming) -> Outgoing:
    """The API's description (OpenAPI 3.1)."""
    return Outgoing(body=openapi.text().encode(), cache="public, max-age=300")


def documentation(_context: Context, _incoming: Incoming) -> Outgoing:
    """The same for people."""
    body = openapi.page(asset_address("docs.css"), KINDS.values())
    return Outgoing(body=body.encode(), media_type=HTML, policy=DOCUMENT)


def assets(_context: Context, _incoming: Incoming, version: str, name: str) -> Outgoing:
    """A style or a script of the gate's own pages; its address holds its hash."""
    if name not in ASSETS or asset_address(name) != f"/assets/{version}/{name}":
        return _not_here()
    return Outgoing(
        body=asset(name),
        media_type=f"{ASSETS[name]}; charset=utf-8",
        cache="public, max-age=31536000, immutable",
        headers=(("Cross-Origin-Resource-Policy", "same-origin"),),
    )


def embed(_context: Context, _incoming: Incoming) -> Outgoing:
    """The script that defines `<age-gate>`, for any listed origin's pages."""
    return Outgoing(
        body=(resources.files("gate.embed") / "embed.js").read_bytes(),
        media_type="text/javascript; charset=utf-8",
        cache="public, max-age=600",
        headers=(("Cross-Origin-Resource-Policy", "cross-origin"),),
    )
