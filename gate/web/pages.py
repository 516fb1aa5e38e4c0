"""The hosted page: `GET /s/{id}` asks, `POST /s/{id}` answers, both with and without JavaScript, framed or not."""

from dataclasses import replace
from datetime import datetime, timedelta

from gate.browser import COOKIE, LOCAL_COOKIE, BrowserState
from gate.model import Origin, ScreeningId
from gate.origins import origin_of
from gate.screening.birthdate import Mistakes, Typed
from gate.service import Accepted, Asked, Passed, Refused
from gate.strict import form
from gate.translation import language
from gate.web.context import Context, network, wait_for
from gate.web.exchange import HTML, Incoming, Outgoing
from gate.web.headers import page_policy
from gate.web.notices import FORESEEN, ForgedError, HastyError, notice
from gate.web.rendering import Page, filled, html
from gate.web.texts import LABELS, sentence

FORM = "application/x-www-form-urlencoded"
_NAMES = {"form", "year", "month", "day"}


def ask(context: Context, incoming: Incoming, screening: str) -> Outgoing:
    """Show how the screening stands; changes nothing but the cookie."""
    page = _page(context, incoming)
    try:
        _require_calm(context, incoming, screening, answering=False)
        opened = context.gate.open(screening)
        page = page.of(opened.site, f"/s/{screening}")
        browser = _browser(context, incoming)
        result = context.gate.look(opened, browser)
    except FORESEEN as error:
        return _notice(page, error)
    cookies = _cookies(context, None) if _wants_cookie(context, browser) else ()
    if isinstance(result, Passed):
        return _done(page, result, cookies)
    if isinstance(result, Refused):
        return _respond(filled("refused.html", page), page, cookies=cookies)
    return _question(page, context.gate.seal.form_token(opened.id), result, Typed(), cookies)


def answer(context: Context, incoming: Incoming, screening: str) -> Outgoing:
    """Take the answer. Nothing of it is kept, whatever it is."""
    page = _page(context, incoming)
    try:
        _require_calm(context, incoming, screening, answering=True)
        opened = context.gate.open(screening)
        page = page.of(opened.site, f"/s/{screening}")
        fields = _fields(context, incoming, opened.id)
        browser = _browser(context, incoming)
        if browser is None and _from_browser(incoming):
            return _without_cookie(page)
        typed = Typed(year=fields.get("year", ""), month=fields.get("month", ""), day=fields.get("day", ""))
        result = context.gate.answer(opened, typed, browser)
    except FORESEEN as error:
        return _notice(page, error)
    if isinstance(result, Asked):
        return _question(page, context.gate.seal.form_token(opened.id), result, typed, ())
    return _settled(context, page, result)


def _settled(context: Context, page: Page, result: Accepted | Refused) -> Outgoing:
    """Lead on to the page of the outcome, in the same words for each: reloading or going back sends nothing again."""
    headers = [("Location", page.address())]
    if isinstance(result, Refused):
        headers += [("Set-Cookie", cookie) for cookie in _cookies(context, result.locked_until)]
    context.metrics.answer("over" if isinstance(result, Accepted) else "under")
    return Outgoing(status=303, body=b"", media_type=HTML, headers=tuple(headers))


def _page(context: Context, incoming: Incoming) -> Page:
    query = incoming.query()
    return Page(
        language=language(query.get("lang"), incoming.header("ACCEPT_LANGUAGE") or ""),
        path="/s",
        embedded="embed" in query,
        sandbox=context.gate.settings.sandbox,
    )


def _require_calm(context: Context, incoming: Incoming, screening: str, *, answering: bool) -> None:
    # One person in a school can use up the tries of one screening, and never those of the whole school's network.
    wait = wait_for(context.answers if answering else context.views, screening[:64])
    wait = wait or wait_for(context.addresses, network(incoming, context))
    if wait:
        raise HastyError(wait)


def _from_browser(incoming: Incoming) -> bool:
    # Every browser sends at least one of the two with a form, and no page can make it leave them out.
    return incoming.header("SEC_FETCH_SITE") is not None or incoming.header("ORIGIN") is not None


def _fields(context: Context, incoming: Incoming, screening: ScreeningId) -> dict[str, str]:
    """The form's fields, once it is sure that the gate's own page sent them."""
    site, origin = incoming.header("SEC_FETCH_SITE"), incoming.header("ORIGIN")
    if site not in (None, "same-origin") or not (origin is None or origin in context.gate.settings.origins):
        raise ForgedError
    if incoming.media_type != FORM:
        raise ForgedError
    fields = dict(form(incoming.body))
    if not set(fields) <= _NAMES or not context.gate.seal.form_token_holds(screening, fields.pop("form", "")):
        raise ForgedError
    return fields


def _question(page: Page, token: str, result: Asked, typed: Typed, cookies: tuple[str, ...]) -> Outgoing:
    body = html(
        "question.html",
        page,
        form=token,
        fields=_inputs(page, result.mistakes, typed),
        mistakes=[{"field": m.field.value, "sentence": sentence(m)} for m in result.mistakes],
    )
    return _respond(body, page, status=422 if result.mistakes else 200, cookies=cookies)


def _inputs(page: Page, mistakes: Mistakes, typed: Typed) -> list[dict[str, str | None]]:
    errors = {mistake.field.value: sentence(mistake) for mistake in mistakes}
    values = {"year": typed.year, "month": typed.month, "day": typed.day}
    labels = {field.value: label for field, label in LABELS.items()}
    return [
        {"name": name, "label": labels[name], "value": values[name], "error": errors.get(name)}
        for name in page.language("day month year").split()
    ]


def _done(page: Page, passed: Passed, cookies: tuple[str, ...]) -> Outgoing:
    screening = passed.screening
    values = {"screening": screening.id, "attestation": passed.attestation}
    if page.embedded:
        return _respond(filled("done.html", page, origin=screening.origin, **values), page, cookies=cookies)
    if screening.return_url is None:
        return _respond(filled("done.html", page), page, cookies=cookies)
    values["return_url"] = screening.return_url
    if screening.state is not None:
        values["state"] = screening.state
    to = origin_of(screening.return_url)
    return _respond(filled("done.html", page, **values), page, to=to, cookies=cookies)


def _without_cookie(page: Page) -> Outgoing:
    """No cookie, no lock, so no answer: framed pages go on in a window of their own, where the cookie is
    first-party.
    """
    alone = replace(page, embedded=False)
    words = {
        "heading": "Please go on in a window of its own",
        "sentence": "Your browser does not let this question be asked inside another page.",
        "link_text": "Open the question",
    }
    if not page.embedded:
        words = {
            "heading": "Please allow cookies",
            "sentence": "Your browser does not keep cookies for this page. Allow them, then enter the date again.",
            "link_text": "Back to the question",
        }
    return _respond(html("message.html", page, link=alone.address(), reload=page.embedded, **words), page, status=400)


def _notice(page: Page, error: Exception) -> Outgoing:
    found = notice(error)
    words = {"heading": found.heading, "sentence": found.sentence, "link_text": ""}
    body = html("message.html", page, link=None, reload=False, **words)
    return _respond(body, page, status=found.status, retry_after=found.retry_after)


def _respond(
    body: str,
    page: Page,
    *,
    status: int = 200,
    to: Origin | None = None,
    cookies: tuple[str, ...] = (),
    retry_after: int | None = None,
) -> Outgoing:
    framed_by = page.site.origins if page.embedded and page.site else ()
    headers = [("Content-Language", page.language.code), *(("Set-Cookie", cookie) for cookie in cookies)]
    if retry_after:
        headers.append(("Retry-After", str(retry_after)))
    return Outgoing(
        status=status,
        body=body.encode(),
        media_type=HTML,
        policy=page_policy(to, framed_by),
        headers=tuple(headers),
    )


def _wants_cookie(context: Context, browser: BrowserState | None) -> bool:
    """Whether the browser has no cookie, or one that would soon end. A lock is never written over."""
    if browser is None:
        return True
    now = context.gate.clock()
    half = timedelta(seconds=context.gate.settings.lock_seconds / 2)
    return not browser.locked(now) and now >= browser.since + half


def _cookies(context: Context, locked_until: datetime | None) -> tuple[str, ...]:
    """Every browser gets the same kind of cookie for the same time, so that having one says nothing."""
    age = context.gate.settings.lock_seconds
    value = context.gate.seal.cookie(BrowserState(since=context.gate.clock(), locked_until=locked_until))
    kept = f"{COOKIE}={value}; Max-Age={age}; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
    if context.gate.settings.secure:
        return (kept,)
    # Without https (on one's own machine only) some browsers drop what is Secure.
    return kept, f"{LOCAL_COOKIE}={value}; Max-Age={age}; Path=/; HttpOnly; SameSite=Lax"


def _browser(context: Context, incoming: Incoming) -> BrowserState | None:
    """What the browser's cookie says; of two, the one with the lock."""
    kept = context.gate.seal.browser_state(incoming.cookie(COOKIE))
    local = None if context.gate.settings.secure else incoming.cookie(LOCAL_COOKIE)
    other = context.gate.seal.browser_state(local) if local else None
    return max(filter(None, (kept, other)), key=_weight, default=None) if other else kept


def _weight(state: BrowserState) -> tuple[bool, datetime]:
    return state.locked_until is not None, state.since
