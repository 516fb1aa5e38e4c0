"""Puts the service together."""

from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request
from werkzeug.exceptions import HTTPException

from demo.service import accounts, cookies, language, members, notices, policy, provider, rights, security, signup
from demo.service.notices import NotifierDown
from demo.service.settings import Settings


def create(settings: Settings) -> Flask:
    """The service as a WSGI application."""
    app = Flask("demo.service")
    app.secret_key = settings.session_key
    app.config.update(
        SERVICE=settings,
        SESSION_COOKIE_NAME="session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",  # with https, add SESSION_COOKIE_SECURE and call it __Host-session
        MAX_CONTENT_LENGTH=1024 * 1024,
        AGE_GATE_URL=settings.gate_url,
        AGE_GATE_SITE="utanowa",
        AGE_GATE_SECRET=settings.gate_secret,
    )
    for part in (language, security, cookies, accounts, policy, notices, provider, signup, members, rights):
        part.init_app(app)
    _one_address(app, settings.own_url)
    _errors(app)
    return app


def _one_address(app: Flask, own_url: str) -> None:
    """The service answers under one name, the one that the gate and the notifier have on their lists."""

    @app.before_request
    def elsewhere() -> Response | None:
        if request.host == urlsplit(own_url).netloc or request.method != "GET":
            return None
        return redirect(own_url + request.full_path.rstrip("?"), 302)  # type: ignore[return-value]


def _errors(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> tuple[str, int]:
        return render_template("error.html", code=error.code), error.code or 500

    @app.errorhandler(NotifierDown)
    def down(_error: NotifierDown) -> tuple[str, int]:
        return render_template("error.html", code=503), 503
