"""`policy.yml`: what holds for every version of a policy."""

import re
from dataclasses import dataclass
from pathlib import Path

from publisher.content.fields import LANGUAGE, Fields
from publisher.content.files import decode, read_bytes
from publisher.content.nodes import parse_yaml
from publisher.messages import _
from publisher.model import Contact, Language, Omission, PolicyId, TableStyle, Term

HEADERS = ("改正後・改正前", "新・旧", "改正案・現行")
ORDERS = ("new-left", "old-left")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+")
_MOST_DAYS = 3650


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The fields of `policy.yml`, named as in `Policy`."""

    id: PolicyId
    title: dict[Language, str]
    governing_language: Language
    languages: tuple[Language, ...]
    controller: dict[Language, str]
    contact: Contact
    lead_time_days: int
    terms: tuple[Term, ...]
    table_style: TableStyle
    allow_html: bool


def read_settings(folder: Path) -> Settings:
    """Read `policy.yml` of a policy's folder, whose name must be the policy's id. Raises BadInputError."""
    path = folder / "policy.yml"
    fields = Fields(parse_yaml(decode(read_bytes(folder, path), path), path), path)
    languages = _languages(fields)
    settings = Settings(
        id=PolicyId(fields.word("id", [folder.resolve().name])),
        title=fields.by_language("title", languages),
        languages=languages,
        governing_language=Language(fields.word("governing_language", languages)),
        controller=fields.by_language("controller", languages),
        contact=_contact(fields, languages),
        lead_time_days=fields.integer("lead_time_days", 30, _MOST_DAYS),
        terms=_terms(fields, languages),
        table_style=_table_style(fields),
        allow_html=fields.boolean("allow_html", False),
    )
    fields.done()
    return settings


def _languages(fields: Fields) -> tuple[Language, ...]:
    languages = fields.texts("languages") or ("ja", "en")
    for language in languages:
        if not LANGUAGE.fullmatch(language) or languages.count(language) > 1:
            remedy = _("list two-letter codes once each: `[ja, en]`")
            raise fields.bad(f"{language!r}", fields.line("languages"), remedy, "languages")
    return tuple(Language(language) for language in languages)


def _contact(fields: Fields, languages: tuple[Language, ...]) -> Contact:
    contact = fields.sub("contact")
    email = contact.text("email")
    if not _EMAIL.fullmatch(email):
        remedy = _("write an address such as privacy@example.com")
        raise contact.bad(
            _("{email} is not an e-mail address", email=repr(email)), contact.line("email"), remedy, "email"
        )
    name = contact.by_language("name", languages)
    contact.done()
    return Contact(name=name, email=email)


def _terms(fields: Fields, languages: tuple[Language, ...]) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for index, node in enumerate(fields.list("terms")):
        item = Fields(node, fields.path, f"terms[{index}]")
        term = Term(id=item.text("id"), words=item.languages(languages))
        item.done()
        if term.id in terms:
            raise item.bad(_("{id} is there twice", id=repr(term.id)), node.line, _("keep one"), "id")
        terms[term.id] = term
    return tuple(terms.values())


def _table_style(fields: Fields) -> TableStyle:
    style = fields.maybe("table")
    if style is None:
        return TableStyle()
    read = TableStyle(
        headers=style.word("headers", HEADERS, HEADERS[0]),
        new_on_left=style.word("order", ORDERS, ORDERS[0]) == ORDERS[0],
        remarks=style.boolean("remarks", False),
        omission=Omission(style.word("omission", Omission, Omission.GROUPED)),
    )
    style.done()
    return read
