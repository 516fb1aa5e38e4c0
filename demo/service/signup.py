"""Signing up: ask first, then create. No account without an attestation that was redeemed there and then."""

import secrets
from typing import Any

import urllib3
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)

from demo.service import accounts
from demo.service.language import PREFIX, in_my_language
from demo.service.security import settings, without_csrf
from gate.client import REFUSALS
from gate.client import session as age
from gate.client.flask import AgeGate

pages = Blueprint("signup", __name__)
http = urllib3.PoolManager(timeout=5, retries=False)


def init_app(app: Flask) -> None:
    """The gate (AGE_GATE_URL, AGE_GATE_SITE and AGE_GATE_SECRET in the app's configuration), and the pages."""
    app.extensions["age_gate"] = AgeGate(app)
    app.register_blueprint(pages)


@pages.get(f"{PREFIX}/signup")
def ask() -> Any:
    """The question about the date of birth (`{{ age_gate() }}`), and below it the button of the social account."""
    if accounts.current():
        return redirect(url_for("members.home"))
    back = url_for(".answered", _external=True)
    return render_template("signup.html", return_url=back, again="again" in request.args)


@pages.post(f"{PREFIX}/signup/age")
@without_csrf  # the gate's own page posts here where the browser has no JavaScript; it changes nothing
def answered() -> Response:
    """Back from the gate's page: the attestation waits in a cookie until the account is made."""
    return _gate().answered(url_for(".ask"))


@pages.post(f"{PREFIX}/login")
def log_in() -> Response:
    """On to the social account. It tells us nothing yet; the attestation waits in the session."""
    session["attestation"] = request.form.get("attestation") or request.cookies.get(age.COOKIE)
    session["state"] = secrets.token_urlsafe(16)
    return redirect(url_for("provider.ask", state=session["state"]), 303)  # type: ignore[return-value]


@pages.get(f"{PREFIX}/callback")
def callback() -> Response:
    """Log in whom we know. Make an account only where an attestation is redeemed; otherwise keep nothing, and ask."""
    if not secrets.compare_digest(session.pop("state", ""), request.args.get("state", "-")):
        abort(400)
    person, token = _who(request.args.get("code", "")), session.pop("attestation", None)
    account = accounts.with_subject(person["sub"])
    to = "members.home"
    if account is None:
        try:
            claims = age.redeem(_gate().gate, session, token)  # the last thing before the account is made
        except REFUSALS:
            return redirect(url_for(".ask", again=1), 303)  # type: ignore[return-value]
        account = accounts.create(person["sub"], person["name"], person["email"], g.lang, claims.method)
        to = "notices.consents"
    accounts.log_in(account)
    response = redirect(url_for(to), 303)
    response.delete_cookie(age.COOKIE)
    return response  # type: ignore[return-value]


@pages.post(f"{PREFIX}/logout")
def log_out() -> Response:
    """End the session."""
    session.clear()
    return redirect(url_for(".ask"), 303)  # type: ignore[return-value]


@pages.get("/help")
def help_for_anyone() -> Response:
    """The address that the gate's refusal links to."""
    return in_my_language(".help_page")


@pages.get(f"{PREFIX}/help")
def help_page() -> str:
    """Plain words, no age, no invitation to try again."""
    return render_template("help.html")


def _gate() -> AgeGate:
    found: AgeGate = current_app.extensions["age_gate"]
    return found


def _who(code: str) -> dict[str, str]:
    """The person for a code, asked of the social account's server."""
    found = http.request("POST", f"{settings().own_url}/social/token", fields={"code": code}, encode_multipart=False)
    if found.status != 200:
        abort(400)
    person: dict[str, str] = found.json()
    return person
