"""Every operation: where it is, who may call it, what answers. The API's description is checked against this table."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from notifier.model.errors import NotifierError
from notifier.web import consents, inbox, records, system
from notifier.web import problems as forms
from notifier.web.context import Context, cors, require_app, require_listed, user_of
from notifier.web.exchange import Incoming, Outgoing
from notifier.web.problems import ProblemError

STREAM = "/v1/inbox/stream"


class Caller(Enum):
    """Who may call."""

    USER = "user"
    APP = "app"
    ANYONE = "anyone"


@dataclass(frozen=True, kw_only=True)
class Route:
    """One operation. `path` is in Flask's spelling; its variables are passed by name."""

    method: str
    path: str
    caller: Caller
    answer: Callable[..., Outgoing]


_MARKS = "any(seen,read,archive)"
ROUTES = (
    Route(method="GET", path="/v1/inbox", caller=Caller.USER, answer=inbox.page),
    Route(method="POST", path=f"/v1/inbox/<notice>/<{_MARKS}:action>", caller=Caller.USER, answer=inbox.mark),
    Route(method="POST", path="/v1/inbox/read-all", caller=Caller.USER, answer=inbox.read_all),
    Route(method="GET", path="/v1/consents", caller=Caller.USER, answer=consents.questions),
    Route(method="POST", path="/v1/consents", caller=Caller.USER, answer=consents.decide),
    Route(method="GET", path="/v1/recipients/<recipient>/consents", caller=Caller.APP, answer=consents.standings),
    Route(method="GET", path="/v1/records", caller=Caller.APP, answer=records.history),
    Route(method="POST", path="/v1/records", caller=Caller.APP, answer=records.record),
    Route(method="GET", path="/embed.js", caller=Caller.ANYONE, answer=system.embed),
    Route(method="GET", path="/openapi.json", caller=Caller.ANYONE, answer=system.description),
    Route(method="GET", path="/problems", caller=Caller.ANYONE, answer=system.problems),
    Route(method="GET", path="/healthz", caller=Caller.ANYONE, answer=system.health),
)


def answer(route: Route, context: Context, incoming: Incoming, **variables: str) -> Outgoing:
    """Guard, run, and give every answer its form; what nobody foresaw goes through to the outermost edge."""
    try:
        found = _guarded(route, context, incoming, variables)
    except ProblemError as problem:
        found = forms.answer(problem)
    except NotifierError as error:
        known = forms.of_domain(error)
        if known is None:
            raise
        found = forms.answer(known)
    return found if route.caller is Caller.ANYONE else found.with_headers(cors(context, incoming))


def _guarded(route: Route, context: Context, incoming: Incoming, variables: dict[str, str]) -> Outgoing:
    if route.caller is Caller.ANYONE:
        return route.answer(context, incoming, **variables)
    require_listed(context, incoming)
    if route.caller is Caller.APP:
        return route.answer(context, incoming, require_app(context, incoming), **variables)
    return route.answer(context, incoming, user_of(context, incoming), **variables)
