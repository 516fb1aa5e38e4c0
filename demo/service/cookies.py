"""Cookies by the categories of the policy's own table; none of a category that was not allowed is ever set.

What is not in COOKIES cannot be set through `put`, and what was refused later is taken away with the next answer.
"""

from typing import Any

from flask import Blueprint, Flask, Response, g, redirect, render_template, request, url_for

from demo.service import policy
from demo.service.accounts import database
from demo.service.language import PREFIX

pages = Blueprint("cookies", __name__)
CHOICE = "cookie_choice"
"""The choice itself: the categories that were allowed, `performance.functional`; itself a necessary cookie."""
COOKIES = {"counted": "performance", "text_size": "functional"}
"""Every cookie of ours that is not necessary, with its category. Necessary: session, age_attestation, cookie_choice."""
OPTIONAL = ("performance", "functional")
YEAR, DAY = 31_536_000, 86_400
SIZES = ("normal", "large")


def init_app(app: Flask) -> None:
    """Pages, the template's view of the choice, and the two uses: counting visitors by page, and the text size."""
    app.register_blueprint(pages)

    @app.context_processor
    def shown() -> dict[str, Any]:
        return {"allowed": allowed(), "cookie_chosen": CHOICE in request.cookies, "text_size": _size()}

    @app.after_request
    def obey(response: Response) -> Response:
        _count(response)
        for name, category in COOKIES.items():
            if name in request.cookies and category not in allowed():
                response.delete_cookie(name)
        return response


def allowed() -> frozenset[str]:
    """The categories that the user has allowed. Without a choice, none but the necessary ones."""
    chosen = g.get("cookie_choice", request.cookies.get(CHOICE, ""))
    return frozenset(chosen.split(".")) & frozenset(OPTIONAL)


def put(response: Response, name: str, value: str, seconds: int) -> None:
    """Set a cookie, if its category is allowed."""
    if COOKIES[name] in allowed():
        response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="Lax", secure=request.is_secure)


@pages.get(f"{PREFIX}/cookies")
def choose() -> str:
    """The three categories, in the words of the policy in force."""
    return render_template("cookies.html", rows=policy.table("cookies"), saved="saved" in request.args)


@pages.post(f"{PREFIX}/cookies")
def chosen() -> Response:
    """Keep the choice, and obey it in this very answer."""
    whole = request.form.get("whole")
    wanted = [one for one in OPTIONAL if whole == "all" or (whole is None and request.form.get(one) == "allow")]
    g.cookie_choice = ".".join(wanted) or "necessary"
    response = redirect(url_for(".choose", saved=1), 303)
    response.set_cookie(CHOICE, g.cookie_choice, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response  # type: ignore[return-value]


@pages.post(f"{PREFIX}/text-size")
def resize() -> Response:
    """Remember the text size: a functional cookie, so only where those are allowed."""
    response = redirect(url_for(".choose"), 303)
    size = request.form.get("size", "normal")
    put(response, "text_size", size if size in SIZES else "normal", YEAR)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


def _size() -> str:
    size = request.cookies.get("text_size", "normal")
    return size if size in SIZES and "functional" in allowed() else "normal"


def _count(response: Response) -> None:
    """How many visitors saw a page, in aggregate: one each a day, and nothing of who they are."""
    if request.method != "GET" or response.status_code != 200 or "performance" not in allowed():
        return
    if request.endpoint in (None, "static", "notices.token") or "counted" in request.cookies:
        return
    with database() as connection:
        connection.execute(
            "INSERT INTO views VALUES (?, 1) ON CONFLICT (page) DO UPDATE SET visitors = visitors + 1",
            (request.endpoint,),
        )
    put(response, "counted", "1", DAY)
