"""The words of a notice on a channel, in each of its languages, from what the notice keeps of the manifest."""

from collections.abc import Iterable

from notifier.messages.content import build_content
from notifier.messages.rendering import Templates
from notifier.model.channel import Channel
from notifier.model.manifest_parsing import parse_policy
from notifier.model.notice import Notice
from notifier.ports.notices import Notices, Rendering

IN_WORDS = (Channel.MAIL, Channel.LETTER, Channel.FAX)
"""Channels that have words of their own; the inbox makes its cards from the content."""


def render_words(
    templates: Templates, notice: Notice, channels: Iterable[Channel], settings_url: str, answer_url: str
) -> list[Rendering]:
    """The renderings of `channels`; raises TemplateBroken. The words are those of the time of planning."""
    policy = parse_policy(notice.content)
    version = policy.version(notice.version)
    reasons = notice.content.get("notice_reason")
    contents = [
        build_content(
            policy,
            version,
            language,
            now=notice.created_at,
            settings_url=settings_url,
            answer_url=answer_url,
            reasons=reasons if isinstance(reasons, dict) else {},
        )
        for language in notice.languages
    ]
    chosen = [channel for channel in IN_WORDS if channel in channels]
    return [templates.render(notice.kind, channel, content) for channel in chosen for content in contents]


class Wording:
    """Makes words that a notice lacks."""

    def __init__(self, notices: Notices, templates: Templates, settings_url: str = "", answer_url: str = "") -> None:
        self._notices = notices
        self._templates = templates
        self._urls = (settings_url, answer_url)

    def complete(self, notice: Notice, channels: Iterable[Channel]) -> None:
        """Add the words of those of `channels` that the notice has none for; raises TemplateBroken."""
        known = {one.channel for one in self._notices.renderings(notice.id)}
        missing = [one for one in channels if one in IN_WORDS and one not in known]
        if missing:
            self._notices.add_renderings(notice.id, render_words(self._templates, notice, missing, *self._urls))
