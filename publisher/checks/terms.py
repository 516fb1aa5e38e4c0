"""Defined terms: those that must be defined are, and those that are defined are used."""

import re
from collections.abc import Iterator

from publisher.checks.finding import Finding, error, warning
from publisher.checks.subject import Subject
from publisher.messages import _
from publisher.model import BlockKind, Document


def check_terms(subject: Subject) -> Iterator[Finding]:
    """`term-undefined`: a text uses a term of `policy.yml` and does not define it."""
    for text in subject.texts:
        for term in subject.policy.terms:
            words = term.words.get(text.language)
            if not words or any(words.casefold() == defined.casefold() for defined in text.definitions):
                continue
            line = _first_use(subject, text, words, [*text.definitions, *_longer(subject, text, words)])
            if line:
                remedy = _("define it by a line `*[{term}]: …`", term=words)
                yield error("term-undefined", text, line, _("{term} is not defined", term=words), remedy)


def check_definitions(subject: Subject) -> Iterator[Finding]:
    """`term-unused`: a definition of something that the text never says."""
    for text in subject.texts:
        for clause in text.clauses:
            for block in clause.blocks:
                if block.kind is BlockKind.DEFINITION and not _first_use(subject, text, block.marker, []):
                    message = _("{term} is defined but never used", term=block.marker)
                    yield warning("term-unused", text, block.line, message, _("remove the definition, or correct it"))


def _longer(subject: Subject, text: Document, words: str) -> list[str]:
    """The other terms that contain this one: 「保有個人データ」 is no use of 「個人データ」."""
    others = (term.words.get(text.language, "") for term in subject.policy.terms)
    return [other for other in others if words.casefold() in other.casefold() and len(other) > len(words)]


def _first_use(subject: Subject, text: Document, words: str, others: list[str]) -> int | None:
    """The line where a term first stands outside definitions and not as a part of a longer term, or None.

    For a term in a table of data it is the line of the clause in which the table is placed.
    """
    line = _use(text, words, others)
    if line is not None:
        return line
    full = subject.expanded(text)
    below = _use(full, words, others)
    clauses = zip(text.clauses, full.clauses, strict=True)
    return next((at.line for at, there in reversed([*clauses]) if below and there.line <= below), None)


def _use(text: Document, words: str, others: list[str]) -> int | None:
    longer = [
        other for other in others if words.casefold() in other.casefold() and other.casefold() != words.casefold()
    ]
    for clause in text.clauses:
        for block in clause.blocks:
            if block.kind in {BlockKind.DEFINITION, BlockKind.BLANK, BlockKind.CODE}:
                continue
            wording = text.wording(block)
            for other in longer:
                wording = re.sub(re.escape(other), lambda match: " " * len(match[0]), wording, flags=re.I)
            found = _pattern(words).search(wording)
            if found:
                return block.line + wording.count("\n", 0, found.start())
    return None


def _pattern(words: str) -> re.Pattern[str]:
    """Latin words stand alone and may have a plural's s; Japanese ones have no such edges."""
    edge = (r"(?<![A-Za-z0-9])", r"(?:s|es)?(?![A-Za-z0-9])") if words.isascii() else ("", "")
    return re.compile(edge[0] + re.escape(words) + edge[1], re.I)
