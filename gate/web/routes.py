"""Every route: where it is and what answers it. The API's description is checked against this table."""

from collections.abc import Callable
from dataclasses import dataclass

from gate.web import api, pages, system
from gate.web.exchange import Outgoing

Answer = Callable[..., Outgoing]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One operation. `path` is in Flask's spelling; its variables are passed by name."""

    method: str
    path: str
    answer: Answer


ROUTES = (
    Route(method="POST", path=api.SCREENINGS, answer=api.make_screening),
    Route(method="POST", path=api.REDEEM, answer=api.redeem),
    Route(method="GET", path="/s/<screening>", answer=pages.ask),
    Route(method="POST", path="/s/<screening>", answer=pages.answer),
    Route(method="GET", path="/.well-known/jwks.json", answer=system.jwks),
    Route(method="GET", path="/embed.js", answer=system.embed),
    Route(method="GET", path="/openapi.json", answer=system.description),
    Route(method="GET", path="/docs", answer=system.documentation),
    Route(method="GET", path="/healthz", answer=system.ready),
    Route(method="GET", path="/healthz/ready", answer=system.ready),
    Route(method="GET", path="/healthz/live", answer=system.live),
    Route(method="GET", path="/metrics", answer=system.metrics),
    Route(method="GET", path="/assets/<version>/<name>", answer=system.assets),
)
