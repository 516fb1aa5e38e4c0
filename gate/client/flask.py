"""The gate in a Flask app: the question in its sign-up form, and a decorator that lets nobody else pass.

    gate = AgeGate(app)                       # AGE_GATE_URL, AGE_GATE_SITE, AGE_GATE_SECRET in app.config

    @app.post("/signup")
    @gate.required
    def sign_up(): ...

The session remembers which screening was made for this person, so that no other one's attestation will do.
"""

import functools
from collections.abc import Callable
from typing import Any, ParamSpec
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, make_response, redirect, request, session
from markupsafe import Markup

from gate.client import api, presented
from gate.client import session as sessions
from gate.client.errors import REFUSALS, GateDownError, MissingAttestationError
from gate.client.refusal import refusal
from gate.client.session import COOKIE, COOKIE_SECONDS
from gate.model import Claims, GateError

P = ParamSpec("P")
OnRefusal = Callable[[GateError], Any]


class AgeGate:
    """The gate for one Flask app. Give the app, or call `init_app`; or give a `gate.client.AgeGate` of your own."""

    def __init__(self, app: Flask | None = None, *, gate: api.AgeGate | None = None) -> None:
        self._gate = gate
        self._on_refusal: OnRefusal = _problem
        if app is not None:
            self.init_app(app)

    def init_app(self, app: Flask) -> None:
        """Read the settings of `app` and give its templates `age_gate(lang)`. Raises KeyError for a missing one."""
        if self._gate is None:
            config = app.config
            self._gate = api.AgeGate(
                config["AGE_GATE_URL"],
                config["AGE_GATE_SITE"],
                config["AGE_GATE_SECRET"],
                sandbox=config.get("AGE_GATE_SANDBOX", False),
            )
        app.jinja_env.globals["age_gate"] = self.element
        app.register_error_handler(GateDownError, _problem)

    @property
    def gate(self) -> api.AgeGate:
        """The gate underneath."""
        if self._gate is None:
            raise RuntimeError("call init_app first")
        return self._gate

    def screening(self, **wish: str | None) -> api.Asked:
        """This person's screening (see `gate.client.session.screening`)."""
        return sessions.screening(self.gate, session, **wish)

    def element(self, lang: str = "en", link: str | None = None, **wish: str | None) -> Markup:
        """The question as HTML, for inside the sign-up form; once it is answered, a line that says so."""
        html = sessions.question(self.gate, session, request.cookies, lang, link, **wish)
        return Markup(html)  # noqa: S704 - escaped where it is made

    def answered(self, next_url: str) -> Response:
        """The answer to the hosted page, which posts here (`return_url`): keep the attestation, go on to `next_url`.

        The post comes from the gate's origin, so no SameSite cookie of this app comes with it; the redirect's GET
        brings them. Posts from elsewhere are refused.
        """
        if request.headers.get("Origin") not in (None, _origin(self.gate.url)):
            return _problem(MissingAttestationError())
        going_on = make_response(redirect(next_url, 303))
        token = request.form.get(presented.FIELD, "")
        going_on.set_cookie(
            COOKIE, token, max_age=COOKIE_SECONDS, secure=request.is_secure, httponly=True, samesite="Lax"
        )
        return going_on

    def redeem(self, *, bound: bool = True, age_over: int | None = None) -> Claims:
        """Use up the attestation of this request. Call it last, just before the account is made.

        `bound` says that it must belong to the screening that the session remembers. Raises what
        `gate.client.AgeGate.redeem` raises, and MissingAttestationError.
        """
        token = _presented()
        if bound:
            return sessions.redeem(self.gate, session, token, age_over=age_over)
        if not token:
            raise MissingAttestationError
        return self.gate.redeem(token, age_over=age_over)

    def required(self, view: Callable[P, Any]) -> Callable[P, Any]:
        """Let a request pass only with an attestation, which is used up; its claims are `g.age_attestation`."""

        @functools.wraps(view)
        def guarded(*arguments: P.args, **named: P.kwargs) -> Any:
            try:
                g.age_attestation = self.redeem()
            except REFUSALS as error:
                return self._on_refusal(error)
            return current_app.ensure_sync(view)(*arguments, **named)

        return guarded

    def on_refusal(self, answer: OnRefusal) -> OnRefusal:
        """Decorate what answers instead of the view: it gets the error, one of REFUSALS. Where the gate cannot be
        asked the app answers 503.
        """
        self._on_refusal = answer
        return answer


def _problem(error: GateError) -> Response:
    refused = refusal(error)
    return Response(refused.body, refused.status, refused.headers)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _presented() -> str | None:
    """The attestation in this request: its header, form or JSON, else the cookie that `answered` has set."""
    header = request.headers.get(presented.HEADER)
    if request.is_json:
        found = presented.attestation(header, "application/json", request.get_data(cache=True))
    else:
        found = presented.only(header, *request.form.getlist(presented.FIELD))
    return found or request.cookies.get(COOKIE)
