"""A stand-in for a social account, as LINE Login would be: it asks who you are and tells the service, by OAuth's steps.

Not for copying. What matters is on the other side, in `signup`: what comes from here makes no account by itself.
"""

import hashlib
import secrets
from typing import Any

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, url_for

from demo.service.language import PREFIX
from demo.service.security import without_csrf

pages = Blueprint("provider", __name__)
_codes: dict[str, dict[str, str]] = {}
"""People who have just agreed, by the code that the service gets for them."""


def init_app(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


@pages.get(f"{PREFIX}/social/authorize")
def ask() -> str:
    """Who are you, and may the service know?"""
    return render_template("social.html", state=request.args.get("state", ""))


@pages.post(f"{PREFIX}/social/authorize")
def agreed() -> Response:
    """Back to the service, with a code that stands for the person."""
    name, email = request.form.get("name", "").strip(), request.form.get("email", "").strip().lower()
    if not name or "@" not in email or len(name + email) > 200:
        abort(400)
    code = secrets.token_urlsafe(16)
    subject = hashlib.sha256(email.encode()).hexdigest()[:24]
    _codes[code] = {"sub": subject, "name": name, "email": email}
    to = url_for("signup.callback", code=code, state=request.form.get("state", ""))
    return redirect(to, 303)  # type: ignore[return-value]


@pages.post("/social/token")
@without_csrf
def token() -> Any:
    """The code for the person, once, to the service's server."""
    person = _codes.pop(request.form.get("code", ""), None)
    return person or ({"error": "invalid_grant"}, 400)
