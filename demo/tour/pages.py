"""The tour's pages."""

import sqlite3
from datetime import UTC, datetime

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

from demo.running.backstage import Backstage
from demo.running.operator import CommandError
from demo.service import accounts, policy
from demo.service.language import PREFIX, preferred
from demo.tour import mailbox, steps

pages = Blueprint("tour", __name__, template_folder="templates")
SAMPLES = 12
"""Made-up users who signed up before: so that the plan has people to count."""
MAIL_POLICY = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
)


def add_tour(app: Flask, backstage: Backstage) -> None:
    """Put the tour before the service: its first page is the demo's."""
    app.extensions["backstage"] = backstage
    app.register_blueprint(pages)
    app.jinja_env.globals.update(backstage=backstage, STEPS=steps.STEPS)
    connection = sqlite3.connect(backstage.options.accounts)
    with connection:
        connection.execute(steps.TABLE)
        connection.executemany(
            "INSERT OR IGNORE INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?)", map(_sample, range(SAMPLES))
        )
    connection.close()


def _sample(number: int) -> tuple[str, ...]:
    name, language = f"見本{number + 1}" if number % 3 else f"Sample {number + 1}", "ja" if number % 3 else "en"
    address, since = f"sample{number + 1}@example.com", datetime.now(UTC).isoformat(timespec="seconds")
    return f"sample-{number + 1:02}", f"sample-{number}", name, address, language, "self_declared", since


def backstage() -> Backstage:
    """What the buttons do."""
    found: Backstage = current_app.extensions["backstage"]
    return found


@pages.get("/")
def language() -> Response:
    """The tour in the reader's language."""
    return redirect(url_for(".tour", lang=preferred()))  # type: ignore[return-value]


@pages.get(f"{PREFIX}/")
def tour() -> str:
    """The steps, those that are done ticked off."""
    return render_template("tour.html", done=steps.done(), version=steps.new_version())


@pages.post(f"{PREFIX}/tick/child")
def child() -> Response:
    """The user says that they were refused: the service cannot know it, for the gate tells nobody."""
    steps.tick("child")
    return _back("child")


@pages.get(f"{PREFIX}/go/<any(policy, changes):what>")
def go(what: str) -> Response:
    """To the site, noting that the step is done."""
    version = steps.new_version()
    if what == "policy":
        steps.tick("read")
        to = policy.policy()["urls"]["in_force"][g.lang]
    else:
        if version is None:
            return _back("changes")
        steps.tick("changes")
        to = version["changes"][g.lang]
    return redirect(to)  # type: ignore[return-value]


@pages.get(f"{PREFIX}/publish")
def publish() -> str:
    """What the check says of the draft; then, how the publication goes and what each command said."""
    job = backstage().publication
    if job and job.version and not job.running and not job.failed:
        steps.tick("publish")
    findings = backstage().check(g.lang) if backstage().drafted and not job else []
    return render_template("publish.html", job=job, findings=findings, version=steps.new_version())


@pages.post(f"{PREFIX}/publish")
def publish_now() -> Response:
    """Press the button."""
    backstage().publish(g.lang)
    return redirect(url_for(".publish"), 303)  # type: ignore[return-value]


@pages.get(f"{PREFIX}/mail")
def mail() -> str:
    """All mail, that to the logged-in user first."""
    account = accounts.current()
    found = mailbox.letters(backstage().options.mail)
    mine = [one for one in found if account and one.to == account.email]
    return render_template("mail.html", mine=mine, rest=[one for one in found if one not in mine])


@pages.get(f"{PREFIX}/mail/<name>")
def letter(name: str) -> str:
    """One message."""
    found = mailbox.letter(backstage().options.mail, name) or abort(404)
    if found.html:  # a notice; receipts are plain text
        steps.tick("mail")
    return render_template("letter.html", letter=found)


@pages.get(f"{PREFIX}/mail/<name>/html")
def letter_html(name: str) -> Response:
    """The HTML part by itself, in a sandbox: no script, nothing from elsewhere."""
    found = mailbox.letter(backstage().options.mail, name)
    if found is None or found.html is None:
        abort(404)
    return Response(found.html, mimetype="text/html", headers={"Content-Security-Policy": MAIL_POLICY})


@pages.get(f"{PREFIX}/proof")
def proof() -> str:
    """Where the proof is downloaded and checked."""
    return render_template("proof.html", version=steps.new_version(), result=None)


@pages.get(f"{PREFIX}/proof.json")
def proof_file() -> Response:
    """The proof of what the logged-in user was told about the new version."""
    account, version = accounts.current(), steps.new_version()
    if account is None or version is None:
        return redirect(url_for(".proof"))  # type: ignore[return-value]
    backstage().import_people(g.lang)
    content = backstage().prove(account.id, version["id"])
    steps.tick("proof")
    name = f"proof-privacy-{version['id']}.json"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/json", headers=disposition)


@pages.post(f"{PREFIX}/proof")
def check_proof() -> str:
    """Check an uploaded proof, as `notifier proof-check` does."""
    upload = request.files.get("proof")
    if upload is None or not upload.filename:
        return render_template("proof.html", version=steps.new_version(), result=None, missing=True)
    try:
        holds, said = backstage().check_proof(upload.read(), g.lang)
    except CommandError as problem:
        holds, said = False, str(problem)
    if holds:
        steps.tick("check")
    return render_template("proof.html", version=steps.new_version(), result=(holds, said))


@pages.post(f"{PREFIX}/reset")
def reset() -> Response:
    """Begin anew: everything is wiped and started again."""
    if not backstage().can_begin_anew:
        abort(404)
    session.clear()
    backstage().begin_anew()
    return redirect(url_for(".language"), 303)  # type: ignore[return-value]


def _back(step: str) -> Response:
    return redirect(url_for(".tour", _anchor=step), 303)  # type: ignore[return-value]
