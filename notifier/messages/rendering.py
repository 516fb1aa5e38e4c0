"""From content to words: Jinja2 templates, one text and one HTML a kind of notice and language."""

import hashlib
from functools import cache
from pathlib import Path

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    StrictUndefined,
    TemplateError,
    select_autoescape,
)

from notifier.messages.content import Content
from notifier.model.channel import Channel
from notifier.model.errors import NotifierError
from notifier.model.ids import Language
from notifier.model.notice import NoticeKind
from notifier.ports.notices import Rendering

LANGUAGES = (Language("ja"), Language("en"))
"""Languages that have templates."""


class TemplateBroken(NotifierError):
    """the template {name} cannot be rendered: {reason}"""


class Templates:
    """The built-in templates; files of the same name in `folder` go before them."""

    def __init__(self, folder: Path | None = None) -> None:
        self._environment = _environment(FileSystemLoader(folder)) if folder else _built_in()

    def render(self, kind: NoticeKind, channel: Channel, content: Content) -> Rendering:
        """Subject, text and HTML of one language; raises TemplateBroken."""
        subject = " ".join(self._fill(kind, channel, content, "subject.txt").split())
        text = self._fill(kind, channel, content, "txt")
        html = self._fill(kind, channel, content, "html" if channel is Channel.MAIL else "letter.html")
        whole = "\0".join((subject, text, html))
        digest = hashlib.sha256(whole.encode()).hexdigest()
        return Rendering(channel=channel, language=content.language, subject=subject, text=text, html=html, hash=digest)

    def _fill(self, kind: NoticeKind, channel: Channel, content: Content, ending: str) -> str:
        return self.fill(f"{content.language}/{kind}.{ending}", content=content, channel=channel.value)

    def fill(self, name: str, **facts: object) -> str:
        """The template `name` with `facts`; raises TemplateBroken."""
        try:
            return self._environment.get_template(name).render(**facts)
        except TemplateError as problem:
            raise TemplateBroken(name=name, reason=problem) from problem


@cache
def _built_in() -> Environment:
    """One a process: a template that is filled again is not compiled again."""
    return _environment()


def _environment(*before: BaseLoader) -> Environment:
    return Environment(
        loader=ChoiceLoader([*before, PackageLoader("notifier.messages", "templates")]),
        autoescape=select_autoescape(["html"], default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
