"""Notices and consents of the logged-in user, over the notifier's HTTP interface.

Browsers with JavaScript use the notifier's elements and get a token at `/notifier-token`. For the others the same is on
plain pages: what stands inside the elements. The user's token never leaves the user's own browser and this server.
"""

import base64
import time
from typing import Any

import jwt
import urllib3
from flask import Blueprint, Flask, Response, abort, current_app, g, redirect, render_template, request, url_for

from demo.service import accounts
from demo.service.language import PREFIX, in_my_language
from demo.service.settings import Settings

pages = Blueprint("notices", __name__)
TOKEN_SECONDS = 600
DECISIONS = ("accepted", "refused", "withdrawn")


class NotifierDown(Exception):
    """The notifier does not answer, or not as it should."""


class Notifier:
    """The notifier over HTTP: for a user with a token that we sign, for ourselves with our key."""

    def __init__(self, settings: Settings) -> None:
        self._url = settings.notifier_url
        self._key_id, _, secret = settings.token_key.partition(":HS256:")
        self._secret = base64.urlsafe_b64decode(secret)
        self._app_key = settings.app_key
        self._http = urllib3.PoolManager(timeout=10, retries=False)

    def token(self, account_id: str) -> str:
        """A token of one user, good for ten minutes."""
        claims = {"sub": account_id, "aud": "notifier", "exp": int(time.time()) + TOKEN_SECONDS}
        return jwt.encode(claims, self._secret, "HS256", headers={"kid": self._key_id})

    def for_user(self, account_id: str, method: str, path: str, body: object = None) -> Any:
        """A call in the name of a user. Raises NotifierDown."""
        return self._call(method, path, self.token(account_id), body)

    def for_us(self, method: str, path: str, body: object = None) -> Any:
        """A call in our own name. Raises NotifierDown."""
        return self._call(method, path, self._app_key, body)

    def _call(self, method: str, path: str, bearer: str, body: object) -> Any:
        headers = {"Authorization": f"Bearer {bearer}"}
        try:
            found = self._http.request(method, self._url + path, headers=headers, json=body)
            answer = found.json()
        except (urllib3.exceptions.HTTPError, ValueError) as problem:
            raise NotifierDown from problem
        if found.status >= 500 or found.status in (401, 403, 429):
            raise NotifierDown
        return answer


def init_app(app: Flask) -> None:
    """One client for all requests, and the pages."""
    app.extensions["notifier"] = Notifier(app.config["SERVICE"])
    app.jinja_env.globals["notifier_url"] = app.config["SERVICE"].notifier_url
    app.register_blueprint(pages)


def notifier() -> Notifier:
    """The notifier."""
    found: Notifier = current_app.extensions["notifier"]
    return found


def may_go_on(account: accounts.Account, policy: str) -> bool:
    """Whether nothing is missing: what is in force needs no consent of this user, or has it."""
    answer = notifier().for_us("GET", f"/v1/recipients/{account.id}/consents?policy={policy}")
    return all(bool(one["consented"]) for one in answer["policies"])


@pages.get("/notifier-token")
def token() -> Response:
    """For the elements (`token-url`): the logged-in user's token."""
    account = accounts.current() or abort(401)
    return Response(notifier().token(account.id), mimetype="text/plain")


@pages.get(f"{PREFIX}/notices")
def inbox() -> str:
    """The inbox as a plain page."""
    account = accounts.current() or abort(401)
    page = notifier().for_user(account.id, "GET", f"/v1/inbox?limit=50&lang={g.lang}")
    for item in page["items"]:
        if not item["seen_at"]:
            notifier().for_user(account.id, "POST", f"/v1/inbox/{item['id']}/seen", {})
    return render_template("notices.html", page=page)


@pages.post(f"{PREFIX}/notices/<notice>/<any(read, archive):action>")
def mark(notice: str, action: str) -> Response:
    """Mark a notice on the plain page."""
    account = accounts.current() or abort(401)
    notifier().for_user(account.id, "POST", f"/v1/inbox/{notice}/{action}", {})
    return redirect(url_for(".inbox"), 303)  # type: ignore[return-value]


@pages.get("/consents")
def consents_for_anyone() -> Response:
    """The address that mails link to."""
    return in_my_language(".consents")


@pages.get(f"{PREFIX}/consents")
def consents() -> Any:
    """What the user is asked, and the optional items. Reading records nothing."""
    account = accounts.current()
    if account is None:
        return redirect(url_for("signup.ask"))
    found = notifier().for_user(account.id, "GET", f"/v1/consents?lang={g.lang}")
    return render_template("consents.html", policies=found["policies"], late="late" in request.args)


@pages.post(f"{PREFIX}/consents")
def decide() -> Response:
    """Record one decision from the plain page, with the very words that were shown (`request`)."""
    account = accounts.current() or abort(401)
    form = request.form
    if form.get("decision") not in DECISIONS:
        abort(400)
    sent = {name: form[name] for name in ("policy", "version", "item", "request", "decision") if form.get(name)}
    answer = notifier().for_user(account.id, "POST", "/v1/consents", sent | {"language": g.lang})
    late = None if "record" in answer else 1  # another version is asked about by now: show that one
    return redirect(url_for(".consents", late=late), 303)  # type: ignore[return-value]
