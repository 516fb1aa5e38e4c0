"""The words with which a person is asked for consent: what is asked, what happens on yes and on no, how to withdraw.

The notifier makes them and keeps them, so that a record says exactly what was shown (EDPB 05/2020; TS 27560)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from notifier.messages.content import pick
from notifier.messages.dates import day
from notifier.model.ids import Language
from notifier.model.log import canonical
from notifier.model.manifest import OptionalItem, Policy, Version

WORDS: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "title": "{title}（{day}施行）への同意のお願い",
        "item_title": "{label}のための情報の取扱い（任意）",
        "item_summary": "{controller}が次の情報を取得し、{label}のために利用します。",
        "yes": "同意すると：{day}施行の{title}が適用されます。同意は、いつでもこの画面で撤回することができます。",
        "item_yes": "同意すると：上の情報をこの目的に利用します。同意は、いつでもこの画面で撤回することができます。",
        "item_no": "同意しないと：この目的には利用しません。基本的なサービスは、これまでどおりお使いいただけます。",
        "no": "同意しないと：同意しなかったことを記録します。その後のサービスのご利用については、{controller}から"
        "ご案内します。後から同意することもできます。",
        "accept": "同意する",
        "refuse": "同意しない",
        "withdraw": "同意を撤回する",
    },
    "en": {
        "title": "Your consent to the {title} in force from {day}",
        "item_title": "Use of information for: {label} (optional)",
        "item_summary": "{controller} would collect the following and use it for: {label}.",
        "yes": "If you agree: the {title} of {day} applies to you. You can withdraw your consent here at any time.",
        "item_yes": "If you agree: the information above is used for this purpose. You can withdraw here at any time.",
        "item_no": "If you do not agree: it is not used for this purpose. The basic service stays as it is.",
        "no": "If you do not agree: we record that you did not. {controller} will tell you what this means for your "
        "use of the service. You can still agree later.",
        "accept": "Agree",
        "refuse": "Do not agree",
        "withdraw": "Withdraw consent",
    },
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """One question in one language. `text_language` differs where the text has no translation; `details` list what
    would be collected for an optional item."""

    language: Language
    title: str
    summary: str
    details: tuple[str, ...]
    on_yes: str
    on_no: str
    accept: str
    refuse: str
    withdraw: str
    text_language: Language
    text_url: str
    changes_url: str
    text_sha256: str

    @property
    def shown(self) -> str:
        """Everything that is put before the person, as canonical JSON."""
        return canonical({name: getattr(self, name) for name in self.__slots__})

    @property
    def shown_hash(self) -> str:
        """sha256 (hex) of `shown`."""
        return hashlib.sha256(self.shown.encode()).hexdigest()


def ask(
    policy: Policy, version: Version, item: OptionalItem | None, language: Language, on_refusal: Mapping[str, str]
) -> Asking:
    """The question about a version, or about one optional item. `on_refusal` is what the app says, by language, that
    happens on no; otherwise general words stand there."""
    key = "ja" if language == "ja" else "en"
    words, governing = WORDS[key], policy.governing_language
    label = pick(item.label, language, governing) or item.id if item else ""
    facts = {
        "title": pick(policy.title, language, governing),
        "day": day(version.effective, Language(key)),
        "controller": pick(policy.controller, language, governing),
        "label": label,
    }
    text_language = language if language in version.texts else _text_language(version, governing)
    no = words["item_no"] if item else on_refusal.get(key) or words["no"]
    return Asking(
        language=Language(key),
        title=words["item_title" if item else "title"].format(**facts),
        summary=words["item_summary"].format(**facts) if item else pick(version.note, language, governing),
        details=_details(item, language, governing),
        on_yes=words["item_yes" if item else "yes"].format(**facts),
        on_no=no.replace("{controller}", facts["controller"]),
        accept=words["accept"],
        refuse=words["refuse"],
        withdraw=words["withdraw"],
        text_language=text_language,
        text_url=version.texts[text_language].url,
        changes_url="" if item else pick(version.changes, text_language, governing),
        text_sha256=version.texts[text_language].sha256,
    )


def _text_language(version: Version, governing: Language) -> Language:
    return governing if governing in version.texts else next(iter(version.texts))


def _details(item: OptionalItem | None, language: Language, governing: Language) -> tuple[str, ...]:
    if item is None:
        return ()
    return item.details.get(language) or item.details.get(governing) or ()
