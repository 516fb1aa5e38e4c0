"""The consents' operations: what a user is asked, their decision, and the app-server's question."""

import json

from notifier.model.consent import Consent, Decision
from notifier.model.ids import Language, RecipientId
from notifier.model.standing import Standing
from notifier.service.consenting import Answer, PolicyQuestions, Question
from notifier.web.bodies import LANGUAGES, json_object, language_of
from notifier.web.context import Context
from notifier.web.exchange import Incoming, Outgoing
from notifier.web.problems import ProblemError
from notifier.web.tokens import User

_LIMITS = {
    "policy": 128,
    "version": 32,
    "decision": 16,
    "item": 128,
    "language": 2,
    "request": 1000,
    "shown": 20_000,
}


def questions(context: Context, incoming: Incoming, user: User) -> Outgoing:
    """Where the user stands and what they are asked. Records nothing."""
    found = context.consenting.questions(user.recipient, language_of(incoming) or _language(context, user))
    return _answer({"policies": [_questions(one) for one in found]})


def decide(context: Context, incoming: Incoming, user: User) -> Outgoing:
    """Record a decision; the same one again gives the same record."""
    members = json_object(incoming, _LIMITS, required=("policy", "version", "decision"))
    if members["decision"] not in tuple(Decision):
        raise ProblemError("invalid", f"decision must be one of: {', '.join(Decision)}")
    language = members.get("language") or _language(context, user)
    if language not in LANGUAGES:
        raise ProblemError("invalid", f"language must be one of: {', '.join(LANGUAGES)}")
    answer = Answer(
        policy=members["policy"],
        version=members["version"],
        decision=Decision(members["decision"]),
        item=members.get("item"),
        language=Language(language),
        request=members.get("request"),
        shown=members.get("shown", ""),
    )
    consent = context.consenting.decide(user.recipient, answer)
    return _answer(_record(consent), status=201)


def _language(context: Context, user: User) -> Language:
    """The user's own, where the app does not say which words it showed."""
    return context.notifier.recipients.language(user.recipient) or Language("ja")


def standings(context: Context, incoming: Incoming, _caller: str, recipient: str) -> Outgoing:
    """For the app's server: has this user consented to what is in force?"""
    if "\0" in recipient or len(recipient) > 255:
        raise ProblemError("invalid", "recipient is an id of 1 to 255 characters")
    wanted = incoming.query.get("policy")
    if wanted is not None:
        context.consenting.policy(wanted)
    found = context.consenting.standings(RecipientId(recipient))
    body = [
        {
            "policy": policy.id,
            **_standing(standing),
            "items": [{"id": item.id, **_decided(decided), "consented": _accepted(decided)} for item, decided in items],
        }
        for policy, standing, items in found
        if wanted in (None, policy.id)
    ]
    return _answer({"recipient": recipient, "policies": body})


def _questions(one: PolicyQuestions) -> dict[str, object]:
    return {
        "policy": one.policy.id,
        "title": dict(one.policy.title),
        **_standing(one.standing),
        "versions": [_question(question) for question in one.versions],
        "items": [_question(question) for question in one.items],
    }


def _standing(one: Standing) -> dict[str, object]:
    return {
        "in_force": one.in_force,
        "needed": one.asks is not None,
        "consented": one.consented,
        **_decided(one.decided),
    }


def _question(one: Question) -> dict[str, object]:
    words = one.asking
    return {
        "version": one.version.id,
        "item": one.item.id if one.item else None,
        "effective_at": one.version.effective_at.isoformat(),
        **_decided(one.decided),
        "request": {
            "id": one.request,
            "language": words.language,
            "title": words.title,
            "summary": words.summary,
            "details": list(words.details),
            "on_yes": words.on_yes,
            "on_no": words.on_no,
            "accept": words.accept,
            "refuse": words.refuse,
            "withdraw": words.withdraw,
            "text_language": words.text_language,
            "text_url": words.text_url,
            "changes_url": words.changes_url or None,
            "text_sha256": words.text_sha256,
        },
    }


def _decided(consent: Consent | None) -> dict[str, object]:
    return {
        "decision": consent.decision if consent else None,
        "decided_at": consent.decided_at.isoformat(timespec="seconds") if consent else None,
    }


def _accepted(consent: Consent | None) -> bool:
    return consent is not None and consent.decision is Decision.ACCEPTED


def _record(consent: Consent) -> dict[str, object]:
    return {
        "policy": consent.policy,
        "version": consent.version,
        "item": consent.item,
        "decision": consent.decision,
        "decided_at": consent.decided_at.isoformat(timespec="seconds"),
        "language": consent.language,
        "text_sha256": consent.text_hash,
        "shown_sha256": consent.shown_hash,
        "record": consent.receipt,
    }


def _answer(body: object, status: int = 200) -> Outgoing:
    return Outgoing(status=status, body=json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
