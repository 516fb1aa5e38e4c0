"""The problem of an alignment: two sequences of tokens, what a match weighs, and what a hunk costs."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import and_
from typing import NamedTuple

Match = tuple[int, int, int]
"""Start in the old sequence, start in the new one, length."""

HUNK_PRICE = 45
EDGES = (0, 15, 15, 30)
"""What a match weighs more where both tokens begin a block, end one, or are all of one."""
_BUDGET = 20_000
_BUDGET_PER_TOKEN = 4


class Part(NamedTuple):
    """A part of both sequences: old[i:i_end] against new[j:j_end]."""

    i: int
    i_end: int
    j: int
    j_end: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Two sequences of keys, what a match weighs by its key, and what a hunk costs in the same measure.

    The edges say of each token whether it begins (1) or ends (2) a block: two that do so alike match the better for it,
    so that rows and items are not torn apart.
    """

    old: tuple[str, ...]
    new: tuple[str, ...]
    weight: Callable[[str], int]
    old_edges: Sequence[int]
    new_edges: Sequence[int]
    price: int = HUNK_PRICE

    @property
    def whole(self) -> Part:
        """All of both sequences."""
        return Part(0, len(self.old), 0, len(self.new))


def run_weight(problem: Problem, run: Match) -> int:
    """What the tokens of a run weigh, with the edges that they share."""
    i, j, length = run
    edges = map(and_, problem.old_edges[i : i + length], problem.new_edges[j : j + length])
    return sum(map(problem.weight, problem.old[i : i + length])) + sum(EDGES[edge] for edge in edges if edge)


def budget(part: Part) -> int:
    """How many places where tokens match may be visited in a part."""
    return max(_BUDGET, _BUDGET_PER_TOKEN * (part.i_end - part.i + part.j_end - part.j))


def within_budget(problem: Problem, part: Part) -> bool:
    """Whether all places where tokens of a part match may be visited."""
    counts = Counter(problem.old[part.i : part.i_end])
    return sum(counts[key] for key in problem.new[part.j : part.j_end]) <= budget(part)
