"""The languages side by side: the same clauses, and in each the same numbers, dates, links, items and tables."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from publisher.checks.facts import facts, items, table_shapes, targets
from publisher.checks.finding import Finding, Level, error, warning
from publisher.checks.subject import Subject
from publisher.messages import _
from publisher.model import BlockKind, Clause, ClauseId, Document
from publisher.parsing.references import by_clause, links

_NO_BODY = frozenset({BlockKind.HEADING, BlockKind.DEFINITION})


def check_translations(subject: Subject) -> Iterator[Finding]:
    """`translation-missing`: a language of the policy has no text; an error for the one that governs."""
    for language in subject.policy.languages:
        if language not in subject.version.texts:
            governs = language == subject.policy.governing_language
            message = _("there is no text in {language}", language=language)
            remedy = _("write {file}; until then its pages say that there is none", file=f"{language}.md")
            level = Level.ERROR if governs else Level.WARNING
            yield subject.about(f"{language}.md", level, "translation-missing", message, remedy)


def check_clauses(subject: Subject) -> Iterator[Finding]:
    """`parity-clause`, `parity-order`: both texts have the same clauses, in the same order."""
    for source, other in subject.pairs():
        ids, other_ids = _ids(source), _ids(other)
        yield from _lacking(source, other)
        yield from _lacking(other, source)
        common = [i for i in ids if i in other_ids]
        for expected, found in zip(common, [i for i in other_ids if i in ids], strict=False):
            if expected != found:
                clause = other.clause(found)
                message = _(
                    "{found} stands where {file} has {expected}", found=found, file=_name(source), expected=expected
                )
                line = clause.line if clause else 1
                yield error("parity-order", other, line, message, _("put the clauses in the same order"))
                break


def check_levels(subject: Subject) -> Iterator[Finding]:
    """`parity-level`, `parity-number`: a clause has the same level and number in both texts."""
    for source, other, clause, twin in _pairs(subject):
        if clause.level != twin.level:
            message = _(
                "level {level}, but {expected} in {file}", level=twin.level, expected=clause.level, file=_name(source)
            )
            yield error("parity-level", other, twin.line, message, _("use as many `#` in both"))
        if (clause.number and clause.number.key) != (twin.number and twin.number.key):
            message = _(
                "number {number}, but {expected} in {file}",
                number=_number(twin),
                expected=_number(clause),
                file=_name(source),
            )
            yield warning("parity-number", other, twin.line, message, _("give the clause one number"))


def check_facts(subject: Subject) -> Iterator[Finding]:
    """`parity-dates` (an error), `parity-figures`: the same dates and figures stand in both."""
    for source, other, clause, twin in _pairs(subject):
        ours, theirs = facts(source, clause), facts(other, twin)
        for day in sorted((ours.dates - theirs.dates) | (theirs.dates - ours.dates)):
            where = other if day in ours.dates else source
            message = _(
                "{clause}: the date {day} does not stand in {file}", clause=clause.id, day=day, file=_name(where)
            )
            yield error("parity-dates", other, twin.line, message, _("write the same dates in both"))
        if ours.numbers != theirs.numbers:
            message = _(
                "{clause}: figures differ: {difference}",
                clause=clause.id,
                difference=difference(ours.numbers, theirs.numbers),
            )
            yield warning("parity-figures", other, twin.line, message, _("write the same figures in both"))


def check_links(subject: Subject) -> Iterator[Finding]:
    """`parity-links`: the same links stand in both."""
    for source, other in subject.pairs():
        ours, theirs = (by_clause(text, links(text)) for text in (source, other))
        for clause in source.clauses:
            twin = other.clause(clause.id) if clause.explicit else None
            if twin and targets(ours[clause.start]) != targets(theirs[twin.start]):
                shown = difference(targets(ours[clause.start]), targets(theirs[twin.start]))
                message = _("{clause}: links differ: {difference}", clause=clause.id, difference=shown)
                yield error("parity-links", other, twin.line, message, _("link to the same places in both"))


def check_shapes(subject: Subject) -> Iterator[Finding]:
    """`parity-tables` (an error), `parity-items`: tables have the same rows and columns, lists the same items."""
    for source, other, clause, twin in _pairs(subject):
        yield from _compare_tables(source, other, clause, twin)
        if items(clause) != items(twin):
            message = _("{clause}: {count} items, but {expected} in {file}", clause=clause.id,
                        count=items(twin).total(), expected=items(clause).total(), file=_name(source))  # fmt: skip
            yield warning("parity-items", other, twin.line, message, _("write the same items in both"))


def check_stale(subject: Subject) -> Iterator[Finding]:
    """`translation-stale`: a clause changed in the governing text since the last version, its translation did not."""
    for source, other in subject.pairs():
        befores = subject.before(source.language), subject.before(other.language)
        bodies = [_bodies(text) for text in (*map(subject.expanded, (source, other)), *befores) if text is not None]
        if len(bodies) < 4:
            continue
        now, twin_now, was, twin_was = bodies
        for clause in other.clauses:
            name = clause.id
            known = clause.explicit and name in now and name in was and name in twin_was
            if known and now[name] != was[name] and twin_now[name] == twin_was[name]:
                message = _("{clause} changed in {file}, but not here", clause=name, file=_name(source))
                yield warning("translation-stale", other, clause.line, message, _("bring the translation up to date"))


def check_notes(subject: Subject) -> Iterator[Finding]:
    """`note-missing`: a note or a reason in `version.yml` lacks a language in which there is a text."""
    version = subject.version
    reasons = {f"clauses.{clause}.reason": why.reason for clause, why in version.clauses.items()}
    for name, words in {**({"note": version.note} if version.note else {}), **reasons}.items():
        for language in version.texts:
            if not words.get(language):
                message = _("{place} has no text in {languages}", place=name, languages=language)
                yield subject.about("version.yml", Level.ERROR, "note-missing", message, _("write it in each language"))


def _pairs(subject: Subject) -> Iterator[tuple[Document, Document, Clause, Clause]]:
    for source, other in subject.pairs():
        for clause in source.clauses:
            twin = other.clause(clause.id) if clause.explicit else None
            if twin is not None:
                yield source, other, clause, twin


def _compare_tables(source: Document, other: Document, clause: Clause, twin: Clause) -> Iterator[Finding]:
    ours, theirs = table_shapes(source, clause), table_shapes(other, twin)
    if ours == theirs:
        return
    shown = [", ".join(f"{rows} × {columns}" for rows, columns in shapes) or _("none") for shapes in (theirs, ours)]
    message = _("{clause}: tables (rows × columns) {found}, but {expected} in {file}", clause=clause.id,
                found=shown[0], expected=shown[1], file=_name(source))  # fmt: skip
    yield error("parity-tables", other, twin.line, message, _("write the same rows and columns in both"))


def _ids(text: Document) -> list[ClauseId]:
    return [clause.id for clause in text.clauses if clause.explicit and clause.level]


def _lacking(source: Document, other: Document) -> Iterator[Finding]:
    there = set(_ids(other))
    for clause in source.clauses:
        if clause.explicit and clause.level and clause.id not in there:
            message = _("{file} has no clause {id}", file=_name(other), id=clause.id)
            yield error("parity-clause", source, clause.line, message, _("write it in both, under the same id"))


def _bodies(text: Document) -> dict[ClauseId, str]:
    """The title and text of each clause; its number, definitions and spaces at the ends of lines aside."""
    return {clause.id: _body(text, clause) for clause in reversed(text.clauses)}


def _body(text: Document, clause: Clause) -> str:
    parts = (text.text(block) for block in clause.blocks if block.kind not in _NO_BODY)
    return "\n".join(line.strip() for line in (clause.title, *"".join(parts).splitlines())).strip()


def _name(text: Document) -> str:
    return f"{text.language}.md"


def _number(clause: Clause) -> str:
    return clause.number.label if clause.number else _("none")


def difference(ours: Counter[Any], theirs: Counter[Any]) -> str:
    """What only one side has: `-30 +20`."""
    gone = [f"-{fact}" for fact in sorted((ours - theirs).elements())]
    new = [f"+{fact}" for fact in sorted((theirs - ours).elements())]
    return " ".join([*gone, *new])
