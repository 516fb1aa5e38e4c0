"""A sign-up app as an app team would write it, under the strictest content security policy that the element allows."""

from html import escape
from typing import Any

from flask import Flask, Response, g, redirect, request, url_for

from gate.client import AgeGate as Client
from gate.client.flask import AgeGate
from tests.gate.live import UNHURRIED

PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="/{look}.css"><script src="/page.js"></script></head>
<body><main><h1>{title}</h1>
<form method="post" action="/signup?lang={lang}">{element}
<p><label for="email">{email}</label> <input id="email" name="email" type="email" value="uta@example.com"></p>
<p><button>{button}</button></p></form></main></body></html>"""
WORDS = {
    "ja": {"title": "新規登録", "email": "メールアドレス", "button": "登録する"},
    "en": {"title": "Sign up", "email": "E-mail", "button": "Sign up"},
}
PLAIN = "body { margin: 0 auto; padding: 1rem; max-width: 40rem; font-family: serif } "
LOOKS = {
    "plain": PLAIN,
    "brand": PLAIN + "age-gate { accent-color: #7b1fa2; font-family: monospace }",
    "pale": PLAIN + "age-gate { accent-color: #ffe082 }",
    "both": PLAIN + ":root { color-scheme: light dark } age-gate { accent-color: oklch(0.45 0.2 150) }",
    "dark": PLAIN + ":root { color-scheme: dark; background: #111; color: #eee }",
}
# What the page hears, for the tests to look at.
SCRIPT = """window.heard = []; window.messages = [];
addEventListener("age-gate", (event) => heard.push(event.detail));
addEventListener("message", (event) => messages.push({ origin: event.origin, data: event.data }));"""


def make(gate_url: str, secret: str) -> Flask:
    """The app; `app.accounts` are the accounts that it has made."""
    app = Flask("signup")
    app.secret_key = "for tests"
    app.accounts = []  # type: ignore[attr-defined]
    app.pages = {}  # type: ignore[attr-defined]
    gate = AgeGate(app, gate=Client(gate_url, "my-app", secret, timeout=UNHURRIED))
    routes(app, gate)

    @app.after_request
    def strict(response: Response) -> Response:
        if "careless" in request.args or request.path.startswith("/pages/"):
            return response
        response.headers["Content-Security-Policy"] = (
            f"default-src 'none'; script-src 'self' {gate_url}; frame-src {gate_url}; style-src 'self'; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        )
        return response

    return app


def routes(app: Flask, gate: AgeGate) -> None:
    """The sign-up: its page, the way back from the hosted page, and the account."""

    @app.get("/signup")
    def form() -> str:
        lang, look = request.args.get("lang", "en"), request.args.get("look", "plain")
        back = url_for("answered", lang=lang, _external=True)
        element = gate.element(lang, return_url=back, state="xyz")
        return PAGE.format(lang=lang, look=escape(look), element=element, **WORDS[lang])

    @app.post("/signup/age")
    def answered() -> Any:
        return gate.answered(url_for("form", lang=request.args["lang"]))

    @app.post("/signup")
    @gate.required
    def sign_up() -> Any:
        app.accounts.append((request.form["email"], g.age_attestation.method))  # type: ignore[attr-defined]
        return redirect(url_for("welcome"), 303)

    @app.get("/welcome")
    def welcome() -> str:
        return "<!doctype html><html lang=en><title>Welcome</title><h1>Welcome</h1>"

    @app.get("/pages/<name>")
    def page(name: str) -> str:
        """Whatever a test makes up; under another host name it is a page of another origin."""
        return str(app.pages[name])  # type: ignore[attr-defined]

    @app.get("/<look>.css")
    def style(look: str) -> Response:
        return Response(LOOKS[look], mimetype="text/css")

    @app.get("/page.js")
    def script() -> Response:
        return Response(SCRIPT, mimetype="text/javascript")
