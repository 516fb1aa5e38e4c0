"""The Flask application: every route but the stream, which needs no thread of its own (`notifier.web.streams`)."""

import logging
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from notifier.web import problems as forms
from notifier.web.bodies import MAX_BODY
from notifier.web.context import Context, cors, preflight
from notifier.web.exchange import Incoming, Outgoing
from notifier.web.problems import ProblemError
from notifier.web.routes import ROUTES, Route, answer

_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_log = logging.getLogger("notifier.web")


def create_app(context: Context) -> Flask:
    """The application over a wired notifier."""
    app = Flask("notifier.web", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.url_map.strict_slashes = True
    app.url_map.merge_slashes = False
    for route in ROUTES:
        _add(app, context, route)
    _errors(app, context)
    return app


def _add(app: Flask, context: Context, route: Route) -> None:
    def view(**variables: Any) -> Response:
        if request.method == "OPTIONS":
            incoming = _incoming()
            return _response(Outgoing(status=204, headers=cors(context, incoming) + preflight()))
        return _response(answer(route, context, _incoming(), **variables))

    methods = [route.method, "OPTIONS"] if route.path.startswith("/v1/") else [route.method]
    app.add_url_rule(route.path, f"{route.method} {route.path}", view, methods=methods, provide_automatic_options=False)


def _incoming() -> Incoming:
    return Incoming(
        method=request.method,
        path=request.path,
        query=request.args.to_dict(),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.get_data(cache=False),
        peer=request.remote_addr or "",
    )


def _response(found: Outgoing) -> Response:
    return Response(found.body, found.status, found.all_headers())


def _errors(app: Flask, context: Context) -> None:
    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        status = error.code or 500
        code = _CODES.get(status, "malformed" if status < 500 else "internal")
        allow = tuple((name.lower(), value) for name, value in error.get_headers() if name == "Allow")
        problem = ProblemError(code, "Check the address, the method and the size of the body", allow)
        return _response(forms.answer(problem).with_headers(cors(context, _bare())))

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        _log.error("failed: %s", type(error).__name__, exc_info=error)
        problem = ProblemError("internal", "Nothing was recorded. Try again, or tell whoever runs this notifier")
        return _response(forms.answer(problem).with_headers(cors(context, _bare())))


def _bare() -> Incoming:
    """The request without its body, which may be what is wrong with it."""
    return Incoming(method=request.method, path=request.path, headers={"origin": request.headers.get("Origin", "")})
