"""The application: puts settings, store, clock, log and routes together. `create()` is what the server starts."""

import os
import time
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from gate import events, sandbox
from gate.accesslog import AccessLog
from gate.clock import Clock, MonotoneClock
from gate.limits import Limiter
from gate.metrics import Metrics
from gate.service import Gate
from gate.settings import Settings, from_environment
from gate.store import Store, open_store
from gate.web.context import Context
from gate.web.direct import MAX_BODY, Direct, failed
from gate.web.exchange import Incoming, Outgoing
from gate.web.problems import ProblemError
from gate.web.problems import answer as problem_answer
from gate.web.routes import ROUTES, Route

EXTENSION = "gate"
VIEWS = 3
"""How often a question may be looked at for each time that it may be answered."""
_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


def create() -> Flask:
    """The application with settings from the environment; for WSGI servers (`gate.app:create`, a factory)."""
    events.set_up()
    settings = from_environment()
    store = open_store(settings.database)
    store.migrate()
    store.checkpoint_beside()
    return create_app(settings, store, MonotoneClock())


def create_app(settings: Settings, store: Store, clock: Clock) -> Flask:
    """The application over a migrated store. Makes what the store lacks: the first signing key, the sandbox's site.

    Raises ConfigurationError, or StoreDownError where the store does not answer.
    """
    store.keys.ensure(clock())
    if settings.sandbox:
        sandbox.prepare(store, clock())
    context = Context(
        gate=Gate(settings, store, clock, sandbox.TEST_BIRTHS if settings.sandbox else None),
        log=AccessLog(Path(settings.access_log), store.keys.secret("access log")),
        metrics=Metrics(os.environ.get("PROMETHEUS_MULTIPROC_DIR")),
        sites=Limiter(settings.site_limit),
        addresses=Limiter(settings.address_limit),
        answers=Limiter(settings.screening_limit),
        views=Limiter(VIEWS * settings.screening_limit),
    )
    app = Flask("gate.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.extensions[EXTENSION] = context
    for route in ROUTES:
        _add(app, context, route)
    _around(app, context)
    app.wsgi_app = Direct(app.wsgi_app, context)  # type: ignore[method-assign]
    return app


def _add(app: Flask, context: Context, route: Route) -> None:
    def view(**variables: Any) -> Response:
        incoming = Incoming(request.environ, request.get_data(cache=False))
        return _response(route.answer(context, incoming, **variables), context)

    app.add_url_rule(route.path, f"{route.method} {route.path}", view, methods=[route.method])


def _response(answer: Outgoing, context: Context) -> Response:
    return Response(answer.body, answer.status, answer.all_headers(context.gate.settings.secure))


def _around(app: Flask, context: Context) -> None:
    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "unknown"
        context.metrics.request(rule, response.status_code, time.perf_counter() - g.started)
        if "Content-Security-Policy" not in response.headers:  # Flask's own answer to OPTIONS
            bare = Outgoing(status=response.status_code, body=response.get_data(), headers=_allowed(response))
            return _response(bare, context)
        return response

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        code = _CODES.get(error.code or 500, "malformed" if (error.code or 500) < 500 else "internal")
        allow = tuple((name, value) for name, value in error.get_headers() if name == "Allow")
        problem = ProblemError(code, "Check the address, the method and the size of the body", allow)
        return _response(problem_answer(problem), context)

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        return _response(failed(error), context)


def _allowed(response: Response) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in response.headers if name == "Allow")
