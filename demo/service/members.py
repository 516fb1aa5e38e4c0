"""What users get once they are in: their home, and the song room, which is for those who agreed to what is in force."""

from typing import Any

from flask import Blueprint, Flask, Response, redirect, render_template, request, url_for

from demo.service import accounts, notices, policy
from demo.service.accounts import database
from demo.service.language import PREFIX, in_my_language

pages = Blueprint("members", __name__)


def init_app(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(pages)


@pages.get("/account")
def account_for_anyone() -> Response:
    """The address that mails link to, for changing one's settings."""
    return in_my_language(".home")


@pages.get(f"{PREFIX}/home")
def home() -> Any:
    """The user's page: what is in force, whether they agreed to it, and their menu."""
    account = accounts.current()
    if account is None:
        return redirect(url_for("signup.ask"))
    return render_template("home.html", agreed=_agreed(account))


@pages.get(f"{PREFIX}/room")
def room() -> Any:
    """Where people write down the songs that they sang."""
    account = accounts.current()
    if account is None:
        return redirect(url_for("signup.ask"))
    if not _agreed(account):
        return redirect(url_for("notices.consents"))
    songs = database().execute("SELECT title, at FROM songs ORDER BY at DESC LIMIT 20").fetchall()
    return render_template("room.html", songs=songs)


@pages.post(f"{PREFIX}/room")
def sing() -> Response:
    """Write down a song."""
    account = accounts.current()
    title = request.form.get("title", "").strip()[:100]
    if account is not None and title and _agreed(account):
        with database() as connection:
            connection.execute("INSERT INTO songs VALUES (?, ?, ?)", (account.id, title, accounts.now()))
    return redirect(url_for(".room"), 303)  # type: ignore[return-value]


def _agreed(account: accounts.Account) -> bool:
    """The manifest says whether consent is needed; only then is the notifier asked whether it was given."""
    in_force = policy.standing()["in_force"]
    return not in_force or not in_force["consent_required"] or notices.may_go_on(account, policy.POLICY)
