"""The use case: a version, or what changed in it, as one document of one format."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from publisher.comparison import build_table, compare_versions, full_text
from publisher.comparison.words import TableWords
from publisher.errors import RefusedError
from publisher.exporting.facts import Facts
from publisher.exporting.pages import table_page, text_page
from publisher.exporting.word_table import table_word
from publisher.exporting.word_text import clean_word, tracked_word
from publisher.messages import _
from publisher.model import Language, Policy, Version


class Format(StrEnum):
    """The format of a document."""

    DOCX = "docx"
    PDF = "pdf"
    HTML = "html"


class Content(StrEnum):
    """What a document holds: the text, 「新旧対照表」, or the text with tracked changes."""

    TEXT = "text"
    TABLE = "table"
    TRACKED = "tracked"


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a person asks for. `against` is the version to compare with; otherwise the one before `version`.

    `author` and `made` (aware) are those of the tracked changes and of the document.
    """

    version: Version
    against: Version | None
    language: Language
    content: Content
    format: Format
    author: str
    made: datetime
    landscape: bool = False


def make_document(policy: Policy, order: Order) -> bytes:
    """The document. Raises RefusedError where a version has no text in the language, or there is nothing to compare
    with."""
    words = TableWords(order.language)
    title = policy.title.get(order.language, policy.id)
    facts = Facts(
        header=f"{title}　{words.in_force(order.version)}"
        if words.japanese
        else f"{title}, {words.in_force(order.version)}",
        made=order.made,
        author=order.author or policy.controller.get(order.language, policy.id),
        landscape=order.landscape,
    )
    if order.content is Content.TEXT:
        return _text(policy, order, facts)
    old = _old(policy, order)
    comparison = compare_versions(old, order.version, order.language)
    if order.content is Content.TRACKED:
        return tracked_word(comparison, facts)
    table = build_table(policy, old, order.version, comparison)
    if order.format is Format.DOCX:
        return table_word(table, facts)
    return _page(table_page(table, facts), order, facts)


def _text(policy: Policy, order: Order, facts: Facts) -> bytes:
    document = full_text(order.version, order.language)
    if order.format is Format.DOCX:
        return clean_word(document, facts)
    return _page(text_page(document, facts, allow_html=policy.allow_html), order, facts)


def _page(page: str, order: Order, facts: Facts) -> bytes:
    if order.format is not Format.PDF:
        return page.encode()
    from publisher.exporting.pdf import to_pdf  # loaded here: WeasyPrint takes longer to load than most commands to run

    return to_pdf(page, facts)


def _old(policy: Policy, order: Order) -> Version:
    """The version to compare with."""
    old = order.against or policy.predecessor(order.version)
    if old is None:
        what = _("version {version} is the first", version=order.version.label)
        raise RefusedError(what, remedy=_("name another version with --against"))
    if old is order.version or old.label == order.version.label:
        what = _("version {version} cannot be compared with itself", version=old.label)
        raise RefusedError(what, remedy=_("name another version with --against"))
    return old
