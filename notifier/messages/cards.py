"""The words of a notice's card in the inbox: what, when it takes effect, why in one line, and two links."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from notifier.messages.content import build_content
from notifier.model.ids import Language
from notifier.model.manifest_parsing import parse_policy
from notifier.model.notice import Notice, NoticeKind

TITLES: Mapping[str, Mapping[str, str]] = {
    "ja": {
        "revision": "{title}の改定のお知らせ",
        "editorial": "{title}の字句の修正のお知らせ",
        "correction": "{title}に関するお知らせの訂正",
        "withdrawal": "{title}に関するお知らせの取りやめ",
    },
    "en": {
        "revision": "Revision of the {title}",
        "editorial": "Correction of wording in the {title}",
        "correction": "Correction of our notice on the {title}",
        "withdrawal": "Withdrawal of our notice on the {title}",
    },
}
EFFECTIVE: Mapping[str, tuple[str, str]] = {
    "ja": ("{when}から施行", "{when}に施行済み"),
    "en": ("In force from {when}", "In force since {when}"),
}
"""Before and after the effective time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """One language's words of a notice; `changes_url` is empty for a first version."""

    language: Language
    title: str
    summary: str
    to_come: str
    since: str
    changes_url: str
    text_url: str
    effective_at: datetime
    consent_required: bool

    def effective(self, now: datetime) -> str:
        """When it takes effect, or that it has."""
        return self.to_come if now < self.effective_at else self.since


def build_card(notice: Notice, language: Language) -> Card:
    """The card of `notice` for readers of `language` (`ja`, or English)."""
    policy = parse_policy(notice.content)
    version = policy.version(notice.version)
    content = build_content(policy, version, language, now=notice.created_at)
    words = "ja" if language == "ja" else "en"
    kind = "editorial" if content.editorial else "revision"
    title = TITLES[words][kind if notice.kind is NoticeKind.NOTICE else notice.kind]
    to_come, since = (one.format(when=content.effective_instant) for one in EFFECTIVE[words])
    return Card(
        language=language,
        title=title.format(title=content.title),
        summary=content.note,
        to_come=to_come,
        since=since,
        changes_url=content.changes_url,
        text_url=content.text_url,
        effective_at=notice.effective_at,
        consent_required=version.consent_required,
    )
