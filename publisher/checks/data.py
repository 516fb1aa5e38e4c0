"""The tables of `data.yml`: the same in each language, and nothing in them left to complete."""

from collections.abc import Iterator
from dataclasses import dataclass

from publisher.checks.facts import Facts, facts, targets
from publisher.checks.finding import Finding, Level
from publisher.checks.parity import difference
from publisher.checks.structure import html_in, placeholders_in
from publisher.checks.subject import Subject
from publisher.messages import _
from publisher.model import Document, Language
from publisher.parsing import parse_document
from publisher.parsing.references import links

_NAME = "data.yml"


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cell:
    """One cell: `place` names it, `line` is where it stands in `data.yml`."""

    place: str
    line: int
    texts: dict[Language, str | tuple[str, ...]]

    def words(self, language: Language) -> str:
        """What the cell says in a language, one line for each item of a list."""
        text = self.texts.get(language, "")
        return text if isinstance(text, str) else "\n".join(text)


def check_cells(subject: Subject) -> Iterator[Finding]:
    """`cell-missing`: a cell lacks a language, or a list has not as many items in both."""
    for cell in _cells(subject):
        lacking = [code for code in subject.version.texts if not cell.texts.get(code)]
        lengths = {len(text) if isinstance(text, tuple) else 0 for text in cell.texts.values()}
        if lacking:
            message = _("{place} has no text in {languages}", place=cell.place, languages=", ".join(lacking))
        elif len(lengths) > 1:
            message = _("{place} has lists of different lengths", place=cell.place)
        else:
            continue
        remedy = _("write it in each language")
        yield subject.about(_NAME, Level.ERROR, "cell-missing", message, remedy, cell.line)


def check_cell_facts(subject: Subject) -> Iterator[Finding]:
    """`parity-dates`, `parity-links` (errors), `parity-figures`: a cell says the same in each language."""
    source = subject.governing.language
    for cell in _cells(subject):
        ours = _document(cell, source)
        for other in (text.language for text in subject.translations if cell.texts.get(text.language)):
            yield from _unlike(subject, cell, ours, _document(cell, other))


def check_cell_words(subject: Subject) -> Iterator[Finding]:
    """`placeholder`, `html-in-text`: as in the texts."""
    for cell in _cells(subject):
        for language in subject.version.texts:
            words = cell.words(language)
            for found in placeholders_in(words):
                message = _("a place to complete: {words}", words=found[0][:60])
                remedy = _("write the text that belongs there, or remove it")
                yield subject.about(_NAME, Level.ERROR, "placeholder", message, remedy, cell.line)
            html = "" if subject.policy.allow_html else html_in(words)
            if html:
                message = _("HTML is shown as text: {html}", html=html)
                remedy = _("write it as Markdown, or set `allow_html: true`")
                yield subject.about(_NAME, Level.WARNING, "html-in-text", message, remedy, cell.line)


def _cells(subject: Subject) -> Iterator[_Cell]:
    """Every cell of a draft, in the file's order; what is published stands in the texts themselves."""
    if subject.version.id is not None:
        return
    for table in subject.version.tables.values():
        for row in table.rows:
            for column in table.columns:
                place = f"tables.{table.id}.{row.id}.{column.id}"
                yield _Cell(place=place, line=row.lines.get(column.id, 1), texts=dict(row.cells.get(column.id, {})))


def _document(cell: _Cell, language: Language) -> Document:
    return parse_document(cell.words(language) + "\n", language)


def _facts(document: Document) -> Facts:
    return facts(document, document.clauses[0])


def _unlike(subject: Subject, cell: _Cell, ours: Document, theirs: Document) -> Iterator[Finding]:
    one, other = _facts(ours), _facts(theirs)
    if one.dates != other.dates:
        message = _(
            "{place}: dates differ: {difference}", place=cell.place, difference=difference(one.dates, other.dates)
        )
        remedy = _("write the same dates in both")
        yield subject.about(_NAME, Level.ERROR, "parity-dates", message, remedy, cell.line)
    if one.numbers != other.numbers:
        shown = difference(one.numbers, other.numbers)
        message = _("{clause}: figures differ: {difference}", clause=cell.place, difference=shown)
        remedy = _("write the same figures in both")
        yield subject.about(_NAME, Level.WARNING, "parity-figures", message, remedy, cell.line)
    reached, reached_there = targets([*links(ours)]), targets([*links(theirs)])
    if reached != reached_there:
        shown = difference(reached, reached_there)
        message = _("{clause}: links differ: {difference}", clause=cell.place, difference=shown)
        remedy = _("link to the same places in both")
        yield subject.about(_NAME, Level.ERROR, "parity-links", message, remedy, cell.line)
