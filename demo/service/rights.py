"""The menu 「利用者情報修正」: requests for access, correction, deletion and restriction, by the user or by a legal
representative; and the page on which the privacy manager answers them.

Each request has a number, a receipt by mail, a due date and a state. What became of it is kept in the notifier's
hash-chained log: the kind, the number and the state, and the reason only as a hash.
"""

import hashlib
import secrets
import sqlite3
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, Response, abort, g, redirect, render_template, request, url_for

from demo.service import accounts, mail
from demo.service.accounts import database
from demo.service.language import JAPAN, PREFIX, day, t
from demo.service.notices import notifier

pages = Blueprint("rights", __name__)
DUE_DAYS = 14
"""The policy says without delay; the service promises a day."""
KINDS = ("access", "correction", "deletion", "restriction")
OUTCOMES = ("fulfilled", "refused")


def init_app(app: Flask) -> None:
    """The pages, and the words for kinds and states."""
    app.register_blueprint(pages)
    app.jinja_env.globals.update(kind_words=kind_words, state_words=state_words, KINDS=KINDS, date=date.fromisoformat)


def kind_words(kind: str) -> str:
    """What is asked, in the policy's words."""
    return {
        "access": t(
            "開示（収集、利用及び共有の記録を含む）", "Access (with the record of collection, use and sharing)"
        ),
        "correction": t("訂正", "Correction"),
        "deletion": t("削除", "Deletion"),
        "restriction": t("取扱いの制限", "Restriction of processing"),
    }[kind]


def state_words(state: str) -> str:
    """How far a request is."""
    return {
        "received": t("受付済み", "Received"),
        "fulfilled": t("対応済み", "Fulfilled"),
        "refused": t("お断り", "Refused"),
    }[state]


@pages.get(f"{PREFIX}/my-data")
def ask() -> str:
    """The form, and the requests that the logged-in user has made."""
    account = accounts.current()
    query = "SELECT * FROM requests WHERE account = ? ORDER BY number DESC"
    mine = database().execute(query, (account.id,)).fetchall() if account else []
    return render_template("my_data.html", requests=mine, errors={}, form={})


@pages.post(f"{PREFIX}/my-data")
def asked() -> Any:
    """Take a request: give it a number, mail the receipt, enter it in the log."""
    account, form = accounts.current(), request.form
    errors = _errors(account)
    if errors:
        return render_template("my_data.html", requests=[], errors=errors, form=form), 422
    by = "representative" if form["asked_by"] == "representative" else "self"
    today = datetime.now(JAPAN).date()
    row = {
        "kind": form["kind"],
        "account": account.id if account else None,
        "asked_by": by,
        "name": account.name if account and by == "self" else form["name"].strip(),
        "email": account.email if account and by == "self" else form["email"].strip(),
        "about": account.email if account and by == "self" else form["about"].strip(),
        "details": form.get("details", "").strip()[:2000],
        "language": g.lang,
        "received_at": accounts.now(),
        "due": (today + timedelta(days=DUE_DAYS)).isoformat(),
        "state": "received",
        "salt": secrets.token_hex(16),
    }
    number = _entered(row, today.year)
    _log(row["kind"], number, "received")
    mail.send(row["email"], *_receipt(number, row))
    return redirect(url_for(".receipt", number=number), 303)


@pages.get(f"{PREFIX}/my-data/<number>")
def receipt(number: str) -> str:
    """The number and the day of the answer. Nothing of the request itself: the address can be guessed."""
    row = _request(number)
    return render_template("receipt.html", number=number, due=row["due"])


@pages.get(f"{PREFIX}/manager")
def manager() -> str:
    """For the privacy manager: every request, the open ones first. In your service, behind your staff's login."""
    rows = database().execute("SELECT * FROM requests ORDER BY state != 'received', due, number").fetchall()
    return render_template("manager.html", requests=rows, today=datetime.now(JAPAN).date().isoformat())


@pages.post(f"{PREFIX}/manager/<number>")
def close(number: str) -> Response:
    """Close a request with a reason, tell whoever asked, and enter it in the log."""
    row, form = _request(number), request.form
    reason, outcome = form.get("reason", "").strip()[:2000], form.get("outcome")
    if row["state"] != "received" or outcome not in OUTCOMES or not reason:
        abort(400)
    digest = hashlib.sha256(f"{row['salt']} {reason}".encode()).hexdigest()
    _log(row["kind"], number, outcome, digest)
    with database() as connection:
        connection.execute(
            "UPDATE requests SET state = ?, reason = ?, closed_at = ? WHERE number = ? AND state = 'received'",
            (outcome, reason, accounts.now(), number),
        )
    mail.send(row["email"], *_answer(number, row, outcome, reason))
    return redirect(url_for(".manager"), 303)  # type: ignore[return-value]


def _errors(account: accounts.Account | None) -> dict[str, str]:
    form, found = request.form, {}
    if form.get("kind") not in KINDS:
        found["kind"] = t("請求の種類を選んでください。", "Choose what you ask for.")
    if account and form.get("asked_by") != "representative":
        return found
    if not form.get("name", "").strip():
        found["name"] = t("お名前を入力してください。", "Enter your name.")
    if "@" not in form.get("email", "") or "\n" in form["email"] or "\r" in form["email"]:
        found["email"] = t("メールアドレスを入力してください。", "Enter your e-mail address.")
    if not form.get("about", "").strip():
        found["about"] = t("どのアカウントについての請求かを入力してください。", "Say which account this is about.")
    return found


def _entered(row: dict[str, Any], year: int) -> str:
    """Write a request down under the next number of the year."""
    with database() as connection:
        connection.execute("BEGIN IMMEDIATE")
        count = connection.execute("SELECT count(*) FROM requests").fetchone()[0]
        number = f"{year}-{count + 1:04}"
        names = ("number", *row)
        marks = ", ".join("?" * len(names))
        connection.execute(
            f"INSERT INTO requests ({', '.join(names)}) VALUES ({marks})",  # noqa: S608 - names of our own
            (number, *row.values()),
        )
    return number


def _request(number: str) -> sqlite3.Row:
    row: sqlite3.Row | None = database().execute("SELECT * FROM requests WHERE number = ?", (number,)).fetchone()
    return row or abort(404)


def _log(kind: str, number: str, state: str, reason_sha256: str | None = None) -> None:
    """Into the notifier's log; the same again changes nothing there, so that this can simply be tried again."""
    record = {"kind": f"request.{kind}", "number": number, "state": state}
    notifier().for_us("POST", "/v1/records", record | ({"reason_sha256": reason_sha256} if reason_sha256 else {}))


def _receipt(number: str, row: dict[str, Any]) -> tuple[str, str]:
    due = day(date.fromisoformat(row["due"]))
    return t(f"請求を受け付けました（受付番号 {number}）", f"We have received your request ({number})"), t(
        f"{row['name']} 様\n\n次の請求を受け付けました。\n\n受付番号: {number}\n請求の種類: {kind_words(row['kind'])}\n"
        f"回答の期限: {due}\n\n期限までに、このメールアドレスへご回答します。\n\nうたのわ 個人情報管理責任者\n",
        f"Dear {row['name']},\n\nwe have received your request.\n\nNumber: {number}\n"
        f"Request: {kind_words(row['kind'])}\nAnswer by: {due}\n\nThe answer will come to this address.\n\n"
        "Utanowa, Personal Information Manager\n",
    )


def _answer(number: str, row: sqlite3.Row, outcome: str, reason: str) -> tuple[str, str]:
    """In the language in which it was asked."""
    g.lang, reader = row["language"], g.lang
    words = (
        t(f"請求への回答（受付番号 {number}）", f"The answer to your request ({number})"),
        t(
            f"{row['name']} 様\n\n受付番号: {number}\n請求の種類: {kind_words(row['kind'])}\n"
            f"結果: {state_words(outcome)}\n理由: {reason}\n\nうたのわ 個人情報管理責任者\n",
            f"Dear {row['name']},\n\nNumber: {number}\nRequest: {kind_words(row['kind'])}\n"
            f"Outcome: {state_words(outcome)}\nReason: {reason}\n\nUtanowa, Personal Information Manager\n",
        ),
    )
    g.lang = reader
    return words
