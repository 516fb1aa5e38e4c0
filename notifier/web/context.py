"""What every request needs beside itself, and the guards: who asks, from which origin, how often."""

from dataclasses import dataclass

from notifier.bootstrap import Notifier
from notifier.service.consenting import Consenting
from notifier.service.inbox import InboxService
from notifier.web.exchange import Headers, Incoming
from notifier.web.limits import Limiter, network
from notifier.web.problems import ProblemError
from notifier.web.tokens import AppKeys, BadToken, Tokens, User, parse_token_keys

_METHODS = "GET, POST, OPTIONS"
_SENT = "Authorization, Content-Type, If-None-Match, Last-Event-ID"
_READ = "ETag, Retry-After"
_FRESH_SECONDS = 7200


@dataclass(frozen=True, kw_only=True)
class Context:
    """One a process."""

    notifier: Notifier
    inbox: InboxService
    consenting: Consenting
    tokens: Tokens
    app_keys: AppKeys
    users: Limiter
    networks: Limiter
    apps: Limiter

    @property
    def origins(self) -> frozenset[str]:
        return self.notifier.settings.web.origins


def make_context(notifier: Notifier) -> Context:
    """Raises UsageProblem for keys that cannot be read."""
    web = notifier.settings.web
    return Context(
        notifier=notifier,
        inbox=notifier.inbox(),
        consenting=notifier.consenting(),
        tokens=Tokens(parse_token_keys(notifier.environment.get("NOTIFIER_TOKEN_KEYS", ""))),
        app_keys=AppKeys(notifier.environment.get("NOTIFIER_APP_KEYS", "")),
        users=Limiter(web.user_limit),
        networks=Limiter(web.network_limit),
        apps=Limiter(web.app_limit),
    )


def user_of(context: Context, incoming: Incoming) -> User:
    """The user whose token this is, within their limit; raises ProblemError."""
    token = incoming.bearer
    if token is None:
        raise _stranger(context, incoming, "Send the user's token: Authorization: Bearer …")
    try:
        user = context.tokens.user(token, context.notifier.clock())
    except BadToken as problem:
        raise _stranger(context, incoming, f"{problem}") from None
    _require_calm(context.users, user.recipient)
    return user


def require_app(context: Context, incoming: Incoming) -> str:
    """The id of the key by which the app's server calls, within its limit; raises ProblemError."""
    caller = context.app_keys.caller(incoming.bearer or "")
    if caller is None:
        raise _stranger(context, incoming, "Send a key of NOTIFIER_APP_KEYS: Authorization: Bearer …")
    _require_calm(context.apps, caller)
    return caller


def _stranger(context: Context, incoming: Incoming, detail: str) -> ProblemError:
    """Guesses are counted by network, so that nobody tries keys by the thousand."""
    proxies = context.notifier.settings.web.proxies
    where = network(incoming.peer, incoming.headers.get("x-forwarded-for", ""), proxies)
    wait = context.networks.wait(where)
    if wait:
        return ProblemError("too_many", "Too many calls without a good token", (("retry-after", str(wait)),))
    return ProblemError("unauthorized", detail)


def _require_calm(limiter: Limiter, key: str) -> None:
    wait = limiter.wait(key)
    if wait:
        raise ProblemError("too_many", "Too many calls; wait and poll more rarely", (("retry-after", str(wait)),))


def require_listed(context: Context, incoming: Incoming) -> None:
    """A browser's page may call only from a listed origin; raises ProblemError. Servers and apps send no Origin."""
    origin = incoming.headers.get("origin")
    if origin is not None and origin.lower() not in context.origins:
        raise ProblemError("origin_not_listed", "Put the page's origin into NOTIFIER_ORIGINS")


def cors(context: Context, incoming: Incoming) -> Headers:
    """What lets a listed origin's page read the answer: exactly that origin, without cookies."""
    origin = incoming.headers.get("origin", "")
    if origin.lower() not in context.origins:
        return (("vary", "Origin"),)
    return (
        ("vary", "Origin"),
        ("access-control-allow-origin", origin),
        ("access-control-expose-headers", _READ),
    )


def preflight() -> Headers:
    """The further headers of an answer to OPTIONS."""
    return (
        ("access-control-allow-methods", _METHODS),
        ("access-control-allow-headers", _SENT),
        ("access-control-max-age", str(_FRESH_SECONDS)),
    )
