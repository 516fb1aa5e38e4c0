"""What every answer and every form carries: a strict policy for browsers, and a token against forged forms."""

import hmac
import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, request, session
from markupsafe import Markup

from demo.service.settings import Settings

FIELD = "csrf"
View = TypeVar("View", bound=Callable[..., Any])
_exempt: set[Any] = set()


def init_app(app: Flask) -> None:
    """Guard every POST, and give every answer its headers."""
    settings: Settings = app.config["SERVICE"]
    app.jinja_env.globals["csrf"] = csrf
    gate, notifier = settings.gate_url, settings.notifier_url
    policy = (
        f"default-src 'none'; script-src 'self' {gate} {notifier}; frame-src {gate}; connect-src 'self' {notifier}; "
        "style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )

    @app.before_request
    def guard() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if request.method == "POST" and view not in _exempt and not _good(request.form.get(FIELD, "")):
            abort(400)

    @app.after_request
    def headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def csrf() -> Markup:
    """The hidden field of a form."""
    token = session.setdefault(FIELD, secrets.token_urlsafe(24))
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


def without_csrf(view: View) -> View:
    """Decorate a view that others post to: the gate's page, which changes nothing, or a server with its own proof."""
    _exempt.add(view)
    return view


def _good(token: str) -> bool:
    known = session.get(FIELD, "")
    return bool(known) and hmac.compare_digest(token.encode(), known.encode())


def settings() -> Settings:
    """The service's settings."""
    found: Settings = current_app.config["SERVICE"]
    return found
