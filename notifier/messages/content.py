"""What a template may use: the notice in one language, nothing of the recipient."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from notifier.messages.dates import day, instant
from notifier.model.ids import Language
from notifier.model.manifest import Clause, Policy, Version

LABELS: dict[str, dict[str, str]] = {
    "ja": {
        "added": "追加",
        "removed": "削除",
        "changed": "変更",
        "moved": "移動",
        "moved_and_changed": "移動・変更",
        "renumbered": "番号変更",
        "split": "分割",
        "merged": "統合",
    },
    "en": {
        "added": "added",
        "removed": "removed",
        "changed": "changed",
        "moved": "moved",
        "moved_and_changed": "moved and changed",
        "renumbered": "renumbered",
        "split": "split",
        "merged": "merged",
    },
}
OTHER_LANGUAGE = {"ja": "en", "en": "ja"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ClauseView:
    """One changed clause: its heading, the kind of change in words, and why (or an empty text)."""

    title: str
    label: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """Everything in `language`; `text_language` differs from it where the policy has no such translation."""

    language: Language
    text_language: Language
    title: str
    controller: str
    effective: str
    effective_instant: str
    in_force: bool
    editorial: bool
    note: str
    clauses: tuple[ClauseView, ...]
    changes_url: str
    text_url: str
    other_url: str
    consent_required: bool
    contact_name: str
    contact_email: str
    settings_url: str
    answer_url: str
    reason: str = ""
    """Why a notice is corrected or withdrawn."""


def build_content(
    policy: Policy,
    version: Version,
    language: Language,
    *,
    now: datetime,
    settings_url: str = "",
    answer_url: str = "",
    reasons: Mapping[Language, str] | None = None,
) -> Content:
    """The content for readers of `language`. Where a text is not translated, the governing language stands in."""
    governing = policy.governing_language
    text_language = language if language in version.texts else _first(version, governing)
    other = Language(OTHER_LANGUAGE.get(language, governing))
    return Content(
        language=language,
        text_language=text_language,
        title=pick(policy.title, language, governing),
        controller=pick(policy.controller, language, governing),
        effective=day(version.effective, language),
        effective_instant=instant(version.effective_at, language),
        in_force=version.effective_at <= now,
        editorial=version.klass == "editorial",
        note=pick(version.note, language, governing),
        clauses=tuple(_clause(one, language, governing) for one in version.clauses),
        changes_url=pick(version.changes, text_language, governing),
        text_url=version.texts[text_language].url,
        other_url=version.texts[other].url if other in version.texts and other != text_language else "",
        consent_required=version.consent_required,
        contact_name=pick(policy.contact_name, language, governing),
        contact_email=policy.contact_email,
        settings_url=settings_url,
        answer_url=answer_url,
        reason=pick(reasons or {}, language, governing),
    )


def pick(words: Mapping[Language, str], language: Language, governing: Language) -> str:
    """The words in `language`, in the governing one, in any, or an empty text."""
    return words.get(language) or words.get(governing) or next(iter(words.values()), "")


def _first(version: Version, governing: Language) -> Language:
    return governing if governing in version.texts else next(iter(version.texts))


def _clause(clause: Clause, language: Language, governing: Language) -> ClauseView:
    labels = LABELS.get(language, LABELS["en"])
    return ClauseView(
        title=pick(clause.title, language, governing),
        label=labels[clause.change],
        reason=pick(clause.reason, language, governing),
    )
