"""Similarity: how much two clauses have in common, numbers and form apart."""

import re
from functools import lru_cache
from itertools import pairwise

from publisher.diffing.folding import fold_for_reading
from publisher.model import BlockKind, Clause, Document

Grams = frozenset[str]

_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_TITLE_SHARE = 0.35
_FORM_ONLY = frozenset({BlockKind.BLANK, BlockKind.TABLE_RULE, BlockKind.RULE, BlockKind.HEADING})


def title_key(clause: Clause) -> str:
    """A clause's title without number, white space and width."""
    return _packed(fold_for_reading(clause.title)).lower()


def body_text(document: Document, clause: Clause) -> str:
    """A clause's text without headings, indents, markers and white space between blocks; the title is not in it."""
    return "\n".join([document.wording(block) for block in clause.blocks if block.kind not in _FORM_ONLY])


def body_key(text: str) -> str:
    """What two bodies that say the same have in common: the text without white space, in one width."""
    return _packed(fold_for_reading(text))


def _packed(text: str) -> str:
    return "".join(text.replace("\u200b", " ").split())


@lru_cache(maxsize=8_000)
def grams(text: str) -> Grams:
    """The short stretches that a text is made of: three characters in Japanese, two words in Latin script."""
    folded = fold_for_reading(text)
    if _JAPANESE.search(folded):
        packed = _packed(folded)
        return frozenset([packed[at : at + 3] for at in range(len(packed) - 2)]) or frozenset((packed,))
    words = folded.split()
    return frozenset(map(" ".join, pairwise(words))) or frozenset(words)


def likeness(first: Grams, second: Grams) -> float:
    """Twice what two texts share over what they hold together (Dice), 0 to 1."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0


def contained(part: Grams, whole: Grams) -> float:
    """The share of `part` that stands in `whole`, 0 to 1."""
    return len(part & whole) / len(part) if part else 0.0


def clause_likeness(title: float, body: float | None) -> float:
    """Title and body in one figure; None for a body where both clauses are headings alone."""
    return title if body is None else _TITLE_SHARE * title + (1 - _TITLE_SHARE) * body


def title_likeness(first: str, second: str) -> float:
    """How alike two title keys are: 1 for equal ones, at most 0.9 for others."""
    if first == second:
        return 1.0 if first else 0.5
    pairs_first = {first[at : at + 2] for at in range(len(first) - 1)} or {first}
    pairs_second = {second[at : at + 2] for at in range(len(second) - 1)} or {second}
    return min(0.9, 2 * len(pairs_first & pairs_second) / (len(pairs_first) + len(pairs_second)))
