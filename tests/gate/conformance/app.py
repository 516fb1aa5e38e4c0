"""A sign-up app with four channels, each of which can be given one fault out of those that real apps have."""

import base64
import contextlib
import json
import secrets
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import jwt
from flask import Flask, Response, jsonify, redirect, request, session

from gate.attestation import from_jwks
from gate.client import REFUSALS, AgeGate
from gate.client.transport import Transport
from gate.conformance.cases import AT_ONCE

Check = Callable[["App", str | None, str | None], bool]


class App:
    """The app: its accounts, and the fault of each channel by name."""

    def __init__(self, gate: AgeGate) -> None:
        self.gate = gate
        self.accounts: set[str] = set()
        self.faults: dict[str, str] = {}
        self.used: set[str] = set()
        self.lock = threading.Lock()
        self.crowd = threading.Barrier(AT_ONCE, action=None)
        self.wsgi = Flask("conformance")
        self.wsgi.secret_key = secrets.token_hex(16)
        _routes(self.wsgi, self)

    def let_in(self, channel: str, token: str | None, screening: str | None, email: str) -> bool:
        """Whether the channel makes the account."""
        fault = self.faults.get(channel, "")
        passed = CHECKS.get(fault, sound)(self, token, screening)
        if passed or fault == "makes it anyway":
            with self.lock:
                self.accounts.add(email)
        return passed


def sound(app: App, token: str | None, screening: str | None) -> bool:
    """As it should be."""
    try:
        app.gate.redeem(token or "", screening=screening or "none")
    except REFUSALS:
        return False
    return True


def unbound(app: App, token: str | None, _: str | None) -> bool:
    try:
        app.gate.redeem(token or "")
    except REFUSALS:
        return False
    return True


def only_verified(app: App, token: str | None, screening: str | None) -> bool:
    """Verifies and never redeems."""
    try:
        app.gate.verify(token or "", screening=screening)
    except REFUSALS:
        return False
    return True


def _decoded(app: App, token: str | None, **checks: Any) -> dict[str, Any] | None:
    keys = from_jwks(Transport(app.gate.url).get("/.well-known/jwks.json").members)
    try:
        kid = jwt.get_unverified_header(token or "")["kid"]
        return jwt.decode(token or "", keys[kid], algorithms=["EdDSA"], **checks)
    except (jwt.InvalidTokenError, KeyError):
        return None


def no_expiry(app: App, token: str | None, screening: str | None) -> bool:
    claims = _decoded(app, token, audience="my-app", options={"verify_exp": False})
    return claims is not None and claims["sid"] == screening and _once(app, claims["jti"])


def no_audience(app: App, token: str | None, _: str | None) -> bool:
    claims = _decoded(app, token, options={"verify_aud": False})
    return claims is not None and _once(app, claims["jti"])


def no_signature(app: App, token: str | None, screening: str | None) -> bool:
    try:
        claims = jwt.decode(token or "", options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return False
    current = claims["exp"] > datetime.now(UTC).timestamp()
    return current and claims["sid"] == screening and _once(app, claims["jti"])


def no_algorithm(app: App, token: str | None, screening: str | None) -> bool:
    header = _header(token)
    return no_signature(app, token, screening) if header.get("alg") == "none" else sound(app, token, screening)


def key_in_header(app: App, token: str | None, screening: str | None) -> bool:
    header = _header(token)
    if "jwk" not in header:
        return sound(app, token, screening)
    try:
        jwt.decode(token or "", jwt.PyJWK(header["jwk"]), algorithms=["EdDSA"], audience="my-app")
    except jwt.InvalidTokenError:
        return False
    return True


def public_key_as_secret(app: App, token: str | None, screening: str | None) -> bool:
    """Lets the token choose between a signature and a secret."""
    header = _header(token)
    if header.get("alg") != "HS256":
        return sound(app, token, screening)
    jwks: Any = Transport(app.gate.url).get("/.well-known/jwks.json").members["keys"]
    secret = base64.urlsafe_b64decode(jwks[0]["x"] + "=")
    try:
        jwt.decode(token or "", secret, algorithms=["HS256"], audience="my-app")
    except jwt.InvalidTokenError:
        return False
    return True


def racy(app: App, token: str | None, screening: str | None) -> bool:
    """Looks whether the attestation is used up, and writes only later that it is."""
    claims = _decoded(app, token, audience="my-app")
    if claims is None or claims["sid"] != screening or claims["jti"] in app.used:
        return False
    with contextlib.suppress(threading.BrokenBarrierError):
        app.crowd.wait(timeout=2)
    app.crowd.reset()
    app.used.add(claims["jti"])
    return True


def crashing(app: App, token: str | None, screening: str | None) -> bool:
    if token is not None and not sound(app, token, screening):
        raise RuntimeError
    return token is not None


CHECKS: dict[str, Check] = {
    "asks nothing": lambda _app, _token, _screening: True,
    "takes any text": lambda _app, token, _screening: bool(token),
    "takes any text, or none": lambda _app, token, _screening: token is not None,
    "is not bound": unbound,
    "never redeems": only_verified,
    "ignores the end": no_expiry,
    "ignores the site": no_audience,
    "ignores the signature": no_signature,
    "knows alg none": no_algorithm,
    "takes the key from the header": key_in_header,
    "knows HS256": public_key_as_secret,
    "is too slow": racy,
    "crashes": crashing,
    "makes it anyway": sound,
    "refuses everybody": lambda _app, _token, _screening: False,
}


def _header(token: str | None) -> dict[str, Any]:
    try:
        part = (token or "").split(".")[0]
        found = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _once(app: App, jti: str) -> bool:
    with app.lock:
        fresh = jti not in app.used
        app.used.add(jti)
        return fresh


def _routes(wsgi: Flask, app: App) -> None:
    for routes in (_web, _api, _line):
        routes(wsgi, app)


def _web(wsgi: Flask, app: App) -> None:
    @wsgi.get("/signup")
    def form() -> Any:
        session["screening"], session["csrf"] = app.gate.screening().id, secrets.token_hex(8)
        body = f'<age-gate screening="{session["screening"]}"></age-gate><input name="csrf" value="{session["csrf"]}">'
        return body if "step" in request.args else redirect("/signup?step=1")

    @wsgi.post("/signup")
    def web() -> Any:
        if request.form.get("csrf") != session.get("csrf"):
            return Response("csrf", 400)
        token, email = request.form.get("attestation"), request.form["email"]
        if app.let_in("web", token, session.get("screening"), email):
            return redirect("/welcome", 303)
        return Response("<p class=sorry>", 200)


def _api(wsgi: Flask, app: App) -> None:
    @wsgi.post("/api/age")
    def api_start() -> Any:
        session["screening"] = app.gate.screening().id
        return jsonify(screening={"id": session["screening"]}), 201

    @wsgi.post("/api/accounts")
    def api() -> Any:
        channel = request.headers["X-Client"]
        sent = request.get_json()
        token = request.headers.get("Age-Attestation")
        if app.let_in(channel, token, session.get("screening"), sent["email"]):
            return jsonify(ok=True), 201
        return jsonify(ok=False), 403

    @wsgi.get("/api/accounts/<email>")
    def made(email: str) -> Any:
        return ("yes", 200) if email in app.accounts else ("no", 404)


def _line(wsgi: Flask, app: App) -> None:
    @wsgi.post("/line/age")
    def line_age() -> Any:
        session["attestation"] = request.form.get("attestation")
        session["code"] = secrets.token_hex(8)
        return f"code={session['code']};"

    @wsgi.get("/line/callback")
    def line_callback() -> Any:
        token = session.pop("attestation", None)
        if app.let_in("line", token, session.get("screening"), request.args["user"]):
            return redirect("/welcome", 303)
        return Response("", 403)
