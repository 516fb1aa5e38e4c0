"""Features of a text's clauses: title, body, what they are made of, and which clause holds which."""

from collections import Counter
from collections.abc import Iterable
from functools import cached_property

from publisher.diffing.similarity import (
    Grams,
    body_key,
    body_text,
    clause_likeness,
    grams,
    likeness,
    title_key,
    title_likeness,
)
from publisher.model import Document

Index = int
"""The place of a clause in its document."""


class Features:
    """What the clauses of one document look like, worked out where it is asked for. Clauses are named by index."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._titles: dict[Index, str] = {}
        self._texts: dict[Index, str] = {}
        self._bodies: dict[Index, str] = {}
        self._grams: dict[Index, Grams] = {}
        self._subtrees: dict[Index, Grams] = {}

    def title(self, index: Index) -> str:
        """The title without number and width."""
        if index not in self._titles:
            self._titles[index] = title_key(self.document.clauses[index])
        return self._titles[index]

    def is_unique(self, index: Index) -> bool:
        """Whether the clause alone bears its title in the document."""
        title = self.title(index)
        return bool(title) and self._title_counts[title] == 1

    @cached_property
    def _title_counts(self) -> Counter[str]:
        return Counter(map(self.title, range(len(self.document.clauses))))

    def source(self, index: Index) -> tuple[str, str]:
        """The title and what stands below the heading, as written."""
        clause = self.document.clauses[index]
        begin = clause.blocks[0].end if clause.level else clause.start
        return clause.title, self.document.source[begin : clause.end].strip()

    def text(self, index: Index) -> str:
        """The body as written, without markers."""
        if index not in self._texts:
            self._texts[index] = body_text(self.document, self.document.clauses[index])
        return self._texts[index]

    def body(self, index: Index) -> str:
        """The body without white space and width; empty for a heading alone."""
        if index not in self._bodies:
            self._bodies[index] = body_key(self.text(index))
        return self._bodies[index]

    def grams(self, index: Index) -> Grams:
        """The stretches of characters of the clause's own body."""
        if index not in self._grams:
            self._grams[index] = grams(self.text(index))
        return self._grams[index]

    def subtree(self, index: Index) -> Grams:
        """The stretches of the clause and of all clauses inside it."""
        if index not in self._subtrees:
            inner = (self.subtree(child) for child in self.children.get(index, ()))
            self._subtrees[index] = self.grams(index).union(*inner)
        return self._subtrees[index]

    @cached_property
    def children(self) -> dict[Index | None, list[Index]]:
        """The clauses directly inside each clause, and under None the outermost ones."""
        found: dict[Index | None, list[Index]] = {}
        for index, parent in enumerate(self.parents):
            found.setdefault(parent, []).append(index)
        return found

    @cached_property
    def parents(self) -> list[Index | None]:
        """For each clause the nearest one before it with a lower level; None for the outermost."""
        parents: list[Index | None] = []
        open_clauses: list[Index] = []
        for index, clause in enumerate(self.document.clauses):
            while open_clauses and self.document.clauses[open_clauses[-1]].level >= clause.level:
                open_clauses.pop()
            parents.append(open_clauses[-1] if open_clauses else None)
            if clause.level:
                open_clauses.append(index)
        return parents


def score(old: Features, i: Index, new: Features, j: Index, sections: bool = False) -> float:
    """How likely two clauses are the same one, 0 to 1; `sections` looks at all that they hold."""
    title = title_likeness(old.title(i), new.title(j))
    first, second = (old.subtree(i), new.subtree(j)) if sections else (old.grams(i), new.grams(j))
    return clause_likeness(title, likeness(first, second) if first or second else None)


def candidates(
    old: Features, olds: Iterable[Index], new: Features, news: Iterable[Index], sections: bool = False
) -> list[tuple[Index, Index]]:
    """The pairs worth scoring: for each new clause the old ones that share its title or most of its rarer stretches.

    Few for each clause, so that the number of pairs grows with the number of clauses and not with its square.
    """
    by_gram: dict[str, list[Index]] = {}
    by_title: dict[str, list[Index]] = {}
    for i in olds:
        by_title.setdefault(old.title(i), []).append(i)
        for gram in old.subtree(i) if sections else old.grams(i):
            by_gram.setdefault(gram, []).append(i)
    pairs = []
    for j in news:
        counts = dict.fromkeys(
            by_title.get(new.title(j), ())[:_SAME_TITLE] if new.title(j) or not new.body(j) else (), 1
        )
        for gram in new.subtree(j) if sections else new.grams(j):
            holders = by_gram.get(gram, ())
            if len(holders) <= _COMMON_GRAM:
                for i in holders:
                    counts[i] = counts.get(i, 0) + 1
        best = sorted(counts, key=lambda i: (-counts[i], i))[:_BEST]  # not by chance where they share as much
        pairs += [(i, j) for i in {*best, *by_title.get(new.title(j), ())[:_SAME_TITLE]} if i in counts]
    return pairs


_COMMON_GRAM = 24
_BEST = 4
_SAME_TITLE = 4
