"""A whole text as HTML in pieces, ready for a page: its clauses, table of contents, definitions and footnotes."""

import re
from dataclasses import dataclass
from html import escape

from publisher.model import BlockKind, Clause, Document, Language
from publisher.parsing import parse_document
from publisher.parsing.document import heading_text
from publisher.rendering.blocks import blocks_html, summary_html
from publisher.rendering.inline import InlineWriter, PartOfText
from publisher.rendering.terms import TermMarker

_REFERENCE = re.compile(r"\]\(#([^)\s]*)\)")
_NOTE_MARK = re.compile(r"\[\^([^\]\s]+)\](?!:)")


@dataclass(frozen=True, kw_only=True, slots=True)
class ClauseHtml:
    """One clause. `number` and `title` are plain words, the others HTML; `anchor` is its id on the page."""

    id: str
    anchor: str
    level: int
    number: str
    title: str
    title_html: str
    summary: str
    body: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TextHtml:
    """One text: `preamble` is HTML, `definitions` and `notes` pairs of a term or a place and HTML."""

    title: str
    preamble: str
    clauses: tuple[ClauseHtml, ...]
    definitions: tuple[tuple[str, str], ...]
    notes: tuple[tuple[int, str], ...]


def text_html(document: Document, *, allow_html: bool = False, terms: bool = True) -> TextHtml:
    """The HTML of a text. HTML written in the text is shown as text, except for harmless elements where allowed.

    With `terms` the first use of a defined term in each clause carries its definition.
    """
    definitions = tuple(document.definitions.items())
    explained = definitions if terms else ()
    clauses = _clauses(document, explained, allow_html)
    writer = InlineWriter(document, TermMarker({}), allow_html=allow_html)
    return TextHtml(
        title=document.title,
        preamble="".join(clause.body for clause in clauses if not clause.level),
        clauses=tuple(clause for clause in clauses if clause.level),
        definitions=tuple((term, escape(words, quote=False)) for term, words in definitions),
        notes=tuple(_notes(writer)),
    )


_Part = tuple[tuple[tuple[str, str], ...], tuple[tuple[str, int], ...], frozenset[str]]
_Definitions = tuple[tuple[str, str], ...]
_LATEST: dict[Language, dict[tuple[object, ...], ClauseHtml]] = {}
"""The clauses of the text made last in each language. One version shares most of its clauses with the next, so that
the HTML of a clause is made once for all of them; to remember one text is enough, and bounds the memory."""


def _clauses(document: Document, definitions: _Definitions, allow_html: bool) -> list[ClauseHtml]:
    whole = PartOfText.of(document)
    marked: set[str] = set()
    before, made, clauses = _LATEST.get(document.language, {}), dict[tuple[object, ...], ClauseHtml](), []
    for clause in document.clauses:
        text = document.text(clause)
        part = _part(text, whole, marked)
        key = (text, clause.id, definitions, part, allow_html)
        known = before.get(key) or _clause_html(text, document.language, clause.id, definitions, part, allow_html)
        clauses.append(made.setdefault(key, known))
    _LATEST[document.language] = made
    return clauses


def _part(text: str, whole: PartOfText, marked: set[str]) -> _Part:
    """What the HTML of one clause depends on outside of it; adds the notes that it marks to `marked`."""
    labels = tuple((id_, whole.labels[id_]) for id_ in _REFERENCE.findall(text) if id_ in whole.labels)
    notes = tuple((label, whole.notes[label]) for label in _NOTE_MARK.findall(text) if label in whole.notes)
    first = frozenset(label for label, _ in notes) - marked
    marked |= first
    return labels, notes, first


def _clause_html(
    text: str, language: Language, id_: str, definitions: _Definitions, part: _Part, allow_html: bool
) -> ClauseHtml:
    labels, notes, first = part
    document = parse_document(text, language)
    clause = document.clauses[0]
    marker = TermMarker(dict(definitions), id_.replace("~", "clause-"))
    outside = PartOfText(dict(labels), dict(notes), first)
    writer = InlineWriter(document, marker, allow_html=allow_html, part=outside)
    start, end, label = _heading(clause, document) if clause.level else (0, 0, "")
    return ClauseHtml(
        id=id_,
        anchor=id_.replace("~", "clause-"),
        level=clause.level,
        number=label,
        title=writer.plain(start, end),
        title_html=writer.html(start, end, terms=False),
        summary=summary_html(clause.blocks, writer),
        body=blocks_html(clause.blocks, writer),
    )


def _heading(clause: Clause, document: Document) -> tuple[int, int, str]:
    """The span of a heading's words after its number, and the number as written."""
    block = clause.blocks[0]
    words = heading_text(document.wording(block))
    label = clause.number.label if clause.number else ""
    after = words[len(label) :] if words.startswith(label) else words
    start = block.content + len(words) - len(after.lstrip(" \t\u3000"))
    return start, block.content + len(words), label


def _notes(writer: InlineWriter) -> list[tuple[int, str]]:
    document = writer.document
    blocks = [b for clause in document.clauses for b in clause.blocks if b.kind is BlockKind.FOOTNOTE]
    return [
        (writer.notes[block.marker], writer.html(block.content, block.content + len(document.wording(block))))
        for block in blocks
    ]
