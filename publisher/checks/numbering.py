"""Numbers of clauses and items: gaps, repeats and 枝番号 out of order."""

from collections.abc import Iterator, Sequence

from publisher.checks.finding import Finding, warning
from publisher.checks.subject import Subject
from publisher.messages import _
from publisher.model import BlockKind, Clause, Document, Number, NumberKind
from publisher.parsing.numbers import parse_number


def check_clause_numbers(subject: Subject) -> Iterator[Finding]:
    """`numbering-gap`, `numbering-order`: the clauses under one heading count 1, 2, 3; 第4条の2 follows 第4条."""
    for text in subject.texts:
        for siblings in _siblings(text):
            numbered = [(clause.number, clause.line) for clause in siblings if clause.number is not None]
            yield from _check(text, numbered)


def check_item_numbers(subject: Subject) -> Iterator[Finding]:
    """`numbering-gap`, `numbering-order`: so do the items of one list."""
    for text in subject.texts:
        for clause in text.clauses:
            for items in _lists(clause):
                yield from _check(text, items)


def _siblings(text: Document) -> Iterator[list[Clause]]:
    """The clauses that share a parent, and among them those of one level."""
    groups: dict[tuple[object, int], list[Clause]] = {}
    for clause in text.clauses:
        parent = text.parent(clause)
        groups.setdefault((parent.start if parent else None, clause.level), []).append(clause)
    yield from groups.values()


def _lists(clause: Clause) -> Iterator[list[tuple[Number, int]]]:
    """The runs of items numbered in one style at one depth.

    A number 1 after a paragraph or a table begins a new run, as does a shallower item for those below it; another
    number goes on with the run before.
    """
    runs: dict[tuple[int, NumberKind], list[tuple[Number, int]]] = {}
    interrupted: set[tuple[int, NumberKind]] = set()
    for block in clause.blocks:
        if block.kind is not BlockKind.ITEM:
            interrupted |= set(runs) if block.kind is not BlockKind.BLANK else set()
            continue
        for key in [key for key in runs if key[0] > block.depth]:
            yield runs.pop(key)
        found = parse_number(f"{block.marker} ")
        if found is None:
            continue
        key = (block.depth, found[0].kind)
        if key in interrupted and found[0].values == (1,) and not found[0].branch:
            yield runs.pop(key, [])
        interrupted.discard(key)
        runs.setdefault(key, []).append((found[0], block.line))
    yield from runs.values()


def _check(text: Document, numbered: Sequence[tuple[Number, int]]) -> Iterator[Finding]:
    """Each number follows the one before it of the same style; a list may begin anywhere but is told if not at 1."""
    last: dict[NumberKind, Number] = {}
    for number, line in numbered:
        before = last.get(number.kind)
        last[number.kind] = number
        if before is None:
            if number.values[-1] != 1 or number.branch:
                yield _gap(text, line, number, None)
        elif number.key <= before.key:
            message = _("{number} comes after {before}", number=number.label, before=before.label)
            yield warning("numbering-order", text, line, message, _("number the clauses in their order"))
        elif not _follows(before, number):
            yield _gap(text, line, number, before)


def _gap(text: Document, line: int, number: Number, before: Number | None) -> Finding:
    if before is None:
        message = _("the numbers begin at {number}", number=number.label)
    else:
        message = _("{number} follows {before}: a number is missing", number=number.label, before=before.label)
    remedy = _("renumber, or keep the number of a deleted clause with the word 「削除」 (“Deleted”)")
    return warning("numbering-gap", text, line, message, remedy)


def _follows(before: Number, number: Number) -> bool:
    """Whether `number` is the next of `before`: 4 → 5, 4 → 4の2, 4の2 → 4の3 or 5, 4の2 → 4の2の2."""
    if number.branch:
        if number.values != before.values:
            return False
        if number.branch[:-1] == before.branch:
            return number.branch[-1] == 2
        depth = len(number.branch)
        same = number.branch[:-1] == before.branch[: depth - 1]
        return same and len(before.branch) >= depth and number.branch[-1] == before.branch[depth - 1] + 1
    parent, last = number.values[:-1], number.values[-1]
    if len(number.values) > len(before.values):
        return parent == before.values and last == 1
    depth = len(number.values)
    return parent == before.values[: depth - 1] and last == before.values[depth - 1] + 1
