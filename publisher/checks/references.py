"""Cross references, footnotes and tables: what a text points to must be there, and still be what it meant."""

from collections import Counter
from collections.abc import Iterator

from publisher.checks.finding import Finding, Level, error, warning
from publisher.checks.subject import Subject
from publisher.messages import _
from publisher.model import BlockKind, Clause, Document, Number
from publisher.parsing.inline import RunKind, parse_inline
from publisher.parsing.references import Written, by_clause, is_safe_target, links, written

_Numbers = dict[tuple[tuple[int, ...], tuple[int, ...]], list[Clause]]


def check_links(subject: Subject) -> Iterator[Finding]:
    """`reference-broken`, `reference-ambiguous`: `[](#id)` leads to one clause of the same text."""
    for text in subject.texts:
        counts = Counter(clause.id for clause in text.clauses)
        for link in links(text):
            target = link.clause_id
            if target is None:
                continue
            if not counts[target]:
                message = _("no clause has the id {id}", id=target)
                yield error("reference-broken", text, link.line, message, _("correct the id, or give it to a clause"))
            elif counts[target] > 1:
                message = _("{count} clauses have the id {id}", count=counts[target], id=target)
                yield error("reference-ambiguous", text, link.line, message, _("give each clause its own"))


def check_targets(subject: Subject) -> Iterator[Finding]:
    """`link-unusable`: a link that a page does not make, or a picture, which it does not show."""
    for text in subject.texts:
        for link in links(text):
            is_picture = text.source[max(link.start - 2, 0) : link.start] == "!["
            if is_picture:
                message = _("a picture is not shown: {target}", target=link.target[:60])
                remedy = _("say in words what it shows")
            elif not is_safe_target(link.target):
                message = _("readers get no link to {target}", target=link.target[:60])
                remedy = _("link to https:, mailto:, tel:, a path that begins with `/`, or `#id`")
            else:
                continue
            yield warning("link-unusable", text, link.line, message, remedy)


def check_written(subject: Subject) -> Iterator[Finding]:
    """`reference-missing`: 「第9条」 is written out, but no clause has that number."""
    for text in subject.texts:
        numbers = _numbers(text)
        for reference in written(text):
            if _clause(numbers, reference.number) is None:
                message = _("there is no {label} in this text", label=reference.number.label)
                yield warning("reference-missing", text, reference.line, message, _remedy())


def check_shifted(subject: Subject) -> Iterator[Finding]:
    """`reference-shifted` (条ずれ): a number is written as in the version before, where it meant another clause."""
    for text in subject.texts:
        old = subject.before(text.language)
        if old is None:
            continue
        now, then = by_clause(text, written(text)), by_clause(old, written(old))
        numbers, old_numbers = _numbers(text), _numbers(old)
        for clause in text.clauses:
            before = old.clause(clause.id) if clause.explicit else None
            kept = {reference.number.key for reference in then[before.start]} if before else set()
            for reference in now[clause.start]:
                means, meant = _clause(numbers, reference.number), _clause(old_numbers, reference.number)
                if reference.number.key in kept and means and meant and meant.explicit and means.id != meant.id:
                    yield _shifted(text, reference, meant)


def check_footnotes(subject: Subject) -> Iterator[Finding]:
    """`footnote-missing`, `footnote-unused`: each mark has its note, each note its mark."""
    for text in subject.texts:
        marks = dict(_marks(text))
        for label, line in marks.items():
            if label not in text.footnotes:
                message = _("the footnote {label} is not written", label=label)
                yield error("footnote-missing", text, line, message, _("add a line `[^{label}]: …`", label=label))
        for clause in text.clauses:
            for block in clause.blocks:
                if block.kind is BlockKind.FOOTNOTE and block.marker not in marks:
                    message = _("nothing points to the footnote {label}", label=block.marker)
                    yield warning("footnote-unused", text, block.line, message, _("mark its place, or remove it"))


def check_tables_placed(subject: Subject) -> Iterator[Finding]:
    """`table-unknown`, `table-unused`: `{{ table: id }}` names a table of `data.yml`, and each table is placed."""
    tables = subject.version.tables
    for text in subject.texts:
        for block in (block for clause in text.clauses for block in clause.blocks):
            if block.kind is BlockKind.TABLE_DATA and block.marker not in tables:
                message = _("no table {id} in data.yml", id=block.marker)
                yield error("table-unknown", text, block.line, message, _("correct the name, or write the table"))
    if subject.version.id is not None:  # what is published holds the tables as text
        return
    for text in subject.texts:
        placed = {block.marker for clause in text.clauses for block in clause.blocks}
        for name in tables:
            if name not in placed:
                message = _("the table {id} is not placed in {file}", id=name, file=f"{text.language}.md")
                remedy = _("place it by a line of its own: {mark}", mark=f"{{{{ table: {name} }}}}")
                yield subject.about("data.yml", Level.WARNING, "table-unused", message, remedy)


def _remedy() -> str:
    return _("follow the numbers, or write `[](#id)`, which follows them by itself")


def _numbers(text: Document) -> _Numbers:
    """The clauses that bear each number."""
    numbers: _Numbers = {}
    for clause in text.clauses:
        if clause.number:
            numbers.setdefault(clause.number.key, []).append(clause)
    return numbers


def _clause(numbers: _Numbers, number: Number) -> Clause | None:
    """The clause with this number, of the same style if there is one; “Section 4” and “Article 4” both find `4.`."""
    found = numbers.get(number.key, [])
    return next((c for c in found if c.number and c.number.kind is number.kind), None) or next(iter(found), None)


def _shifted(text: Document, reference: Written, meant: Clause) -> Finding:
    moved = text.clause(meant.id)
    label = reference.number.label
    if moved is not None and moved.number is not None:
        number = moved.number.label
        message = _("{label} was {title}, which is now {number}", label=label, title=meant.title, number=number)
    else:
        message = _("{label} was {title}, which is gone", label=label, title=meant.title)
    return warning("reference-shifted", text, reference.line, message, _remedy())


def _marks(text: Document) -> Iterator[tuple[str, int]]:
    for clause in text.clauses:
        for block in clause.blocks:
            if block.kind in {BlockKind.CODE, BlockKind.BLANK}:
                continue
            for run in parse_inline(text.source, block.content, block.end):
                if run.kind is RunKind.FOOTNOTE:
                    yield run.text, block.line + text.source.count("\n", block.content, run.start)
