"""Consents: what a user is asked, what they decided, and whether they have consented to what is in force.

A request for consent is a sealed note of who was shown which words about which version, and after which decision. It
is good for one answer: once the person has decided, the note no longer follows the last decision. Asking writes
nothing, so that a GET never consents.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from notifier.messages.asking import Asking, ask
from notifier.messages.record import build_record
from notifier.model.consent import (
    Answered,
    BadRequestId,
    Consent,
    Decision,
    NothingToWithdraw,
    RequestNeeded,
    ShownBy,
    StaleVersion,
)
from notifier.model.errors import NotifierError
from notifier.model.ids import Language, RecipientId
from notifier.model.manifest import OptionalItem, Policy, UnknownPolicy, Version
from notifier.model.standing import Standing, answerable, asking, in_force, last, span, standing
from notifier.ports import Clock
from notifier.ports.consents import Consents, Policies
from notifier.ports.vault import Vault

REQUEST_LASTS = timedelta(days=1)
JAPANESE = Language("ja")
_PURPOSE = "consent request"


class UnknownItem(NotifierError):
    """{policy} has no optional item {item}; it has: {known}"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a user sends. `request` is the id of a request that the notifier made; without it the app may say in
    `shown` what it put before the person."""

    policy: str
    version: str
    decision: Decision
    item: str | None = None
    language: Language = JAPANESE
    request: str | None = None
    shown: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """One thing a user can decide about, with the decision there is and the words with which it is asked."""

    version: Version
    item: OptionalItem | None
    decided: Consent | None
    asking: Asking
    request: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyQuestions:
    """All about one policy: where the user stands, the versions that ask, the optional items."""

    policy: Policy
    standing: Standing
    versions: Sequence[Question]
    items: Sequence[Question]


@dataclass(frozen=True, kw_only=True)
class Consenting:
    """The use cases over the stores. `new_id` makes a record's id."""

    consents: Consents
    policies: Policies
    vault: Vault
    clock: Clock
    new_id: Callable[[], str]
    on_refusal: Mapping[str, str] = field(default_factory=dict)

    def policy(self, policy: str) -> Policy:
        """Raises UnknownPolicy."""
        known = self.policies.all()
        for one in known:
            if one.id == policy:
                return one
        raise UnknownPolicy(policy=policy, known=", ".join(one.id for one in known) or "-")

    def standings(
        self, recipient: RecipientId
    ) -> list[tuple[Policy, Standing, list[tuple[OptionalItem, Consent | None]]]]:
        """Whether a user has consented to what is in force, policy by policy, with the optional items."""
        decided, now = self.consents.latest(recipient), self.clock()
        return [
            (
                one,
                standing(one, decided, now),
                [(item, last(decided, one.id, (), item.id)) for item in one.optional_items],
            )
            for one in self.policies.all()
        ]

    def questions(self, recipient: RecipientId, language: Language) -> list[PolicyQuestions]:
        """What a user is asked, with requests that can be answered for a day. Writes nothing."""
        decided, now = self.consents.latest(recipient), self.clock()
        return [self._questions(policy, recipient, decided, language, now) for policy in self.policies.all()]

    def _questions(
        self, policy: Policy, recipient: RecipientId, decided: Sequence[Consent], language: Language, now: datetime
    ) -> PolicyQuestions:
        current = in_force(policy, now) or (policy.versions[0] if policy.versions else None)
        items = policy.optional_items if current else ()
        return PolicyQuestions(
            policy=policy,
            standing=standing(policy, decided, now),
            versions=[
                self._question(policy, one, None, recipient, decided, language, now) for one in asking(policy, now)
            ],
            items=[
                self._question(policy, current, item, recipient, decided, language, now) for item in items if current
            ],
        )

    def _question(
        self,
        policy: Policy,
        version: Version,
        item: OptionalItem | None,
        recipient: RecipientId,
        decided: Sequence[Consent],
        language: Language,
        now: datetime,
    ) -> Question:
        known = last(decided, policy.id, thread(policy, version, now), item.id if item else None)
        words = ask(policy, version, item, language, self.on_refusal)
        note = {
            "s": self.vault.subject(recipient),
            "p": policy.id,
            "v": version.id,
            "i": item.id if item else None,
            "l": words.language,
            "h": words.shown_hash,
            "a": known.id if known else 0,
            "t": int(now.timestamp()),
        }
        return Question(version=version, item=item, decided=known, asking=words, request=self._sealed(note))

    def _sealed(self, note: Mapping[str, object]) -> str:
        text = base64.urlsafe_b64encode(json.dumps(note, separators=(",", ":")).encode()).decode("ascii").rstrip("=")
        return f"{text}.{self.vault.token(_PURPOSE, text)}"

    def decide(self, recipient: RecipientId, answer: Answer) -> Consent:
        """Record a decision. The same request answered the same way again gives the same record.

        Raises UnknownPolicy, UnknownVersion, UnknownItem and ConsentRefused's subclasses; then nothing is recorded."""
        policy = self.policy(answer.policy)
        version = policy.version(answer.version)
        item = self._item(policy, answer.item)
        now = self.clock()
        words = ask(policy, version, item, answer.language, self.on_refusal)
        note = self._opened(recipient, answer, now) if answer.request else None
        if note is not None:
            words = ask(policy, version, item, Language(note["l"]), self.on_refusal)
            if words.shown_hash != note["h"]:
                raise BadRequestId()
        key = self._replay_key(answer)

        def make(known: Sequence[Consent]) -> Consent:
            latest = last(known, policy.id, thread(policy, version, now), answer.item)
            repeated = self._repeated(answer, latest, key)
            if repeated is not None:
                return repeated
            self._require_allowed(policy, version, answer, known, latest, note, now)
            return self._made(recipient, policy, version, item, words, answer, now, key)

        return self.consents.decide(recipient, make)

    def _repeated(self, answer: Answer, latest: Consent | None, key: str | None) -> Consent | None:
        """The record that there is already: sent again by a poor connection, or pressed twice."""
        if key is not None:
            known = self.consents.replayed(key)
            if known is not None and known.decision is answer.decision:
                return known
            return None
        same = latest is not None and latest.decision is answer.decision and latest.version == answer.version
        return latest if same else None

    def _require_allowed(
        self,
        policy: Policy,
        version: Version,
        answer: Answer,
        known: Sequence[Consent],
        latest: Consent | None,
        note: Mapping[str, Any] | None,
        now: datetime,
    ) -> None:
        if note is not None and note["a"] != (latest.id if latest else 0):
            raise Answered()
        if answer.decision is Decision.WITHDRAWN:
            if latest is None or latest.decision is not Decision.ACCEPTED:
                raise NothingToWithdraw(policy=policy.id, version=version.id)
        else:
            self._require_current(policy, version, now)
            if note is None and any(_same(one, answer) for one in known):
                raise RequestNeeded()

    def _require_current(self, policy: Policy, version: Version, now: datetime) -> None:
        current = answerable(policy, now)
        if version.id not in {one.id for one in current}:
            binding = span(policy, now)
            raise StaleVersion(policy=policy.id, version=version.id, current=binding[-1].id if binding else "-")

    def _item(self, policy: Policy, item: str | None) -> OptionalItem | None:
        if item is None:
            return None
        for one in policy.optional_items:
            if one.id == item:
                return one
        known = ", ".join(one.id for one in policy.optional_items) or "-"
        raise UnknownItem(policy=policy.id, item=item, known=known)

    def _opened(self, recipient: RecipientId, answer: Answer, now: datetime) -> Mapping[str, Any]:
        text, _, seal = (answer.request or "").partition(".")
        if not hmac.compare_digest(seal.encode(), self.vault.token(_PURPOSE, text).encode()):
            raise BadRequestId()
        try:
            note: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, binascii.Error) as problem:
            raise BadRequestId() from problem
        mine = (self.vault.subject(recipient), answer.policy, answer.version, answer.item)
        fresh = now - datetime.fromtimestamp(note["t"], now.tzinfo) <= REQUEST_LASTS
        if (note["s"], note["p"], note["v"], note["i"]) != mine or not fresh:
            raise BadRequestId()
        return note

    def _replay_key(self, answer: Answer) -> str | None:
        """One answer a request; the key names the request and not the person."""
        return self.vault.token("consent answer", answer.request) if answer.request else None

    def _made(
        self,
        recipient: RecipientId,
        policy: Policy,
        version: Version,
        item: OptionalItem | None,
        words: Asking,
        answer: Answer,
        now: datetime,
        key: str | None,
    ) -> Consent:
        shown_by = ShownBy.NOTIFIER if key else ShownBy.APP
        shown = words.shown if key else answer.shown
        record = build_record(
            self.new_id(), self.vault.subject(recipient), policy, version, item, words, shown, shown_by,
            answer.decision, now,
        )  # fmt: skip
        return Consent(
            recipient=recipient,
            policy=policy.id,
            version=version.id,
            item=item.id if item else None,
            decision=answer.decision,
            language=words.language,
            text_hash=words.text_sha256,
            shown=shown,
            shown_hash=hashlib.sha256(shown.encode()).hexdigest(),
            decided_at=now,
            replay_key=key,
            receipt=record,
        )


def thread(policy: Policy, version: Version, now: datetime) -> list[Version]:
    """The versions whose decisions follow one another with this one's: those that rest on one base share a thread."""
    binding = span(policy, now)
    return binding if version.id in {one.id for one in binding} else [version]


def _same(one: Consent, answer: Answer) -> bool:
    """Whether this very decision was made before: a bare one might be the old one, replayed."""
    return (one.policy, one.version, one.item, one.decision) == (
        answer.policy, answer.version, answer.item, answer.decision,
    )  # fmt: skip
