"""Chaining: the pairs of matching tokens that, taken together in order, score best; none but those are visited."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import and_
from typing import NamedTuple

Match = tuple[int, int, int]
"""Start in the old sequence, start in the new one, length."""
Places = dict[str, list[int]]
"""Where in the new sequence each key of the old one stands, last place first."""
Row = tuple[int, list[int]]
"""The place of an old token, and those of the new tokens that it may match, last place first."""

HUNK_PRICE = 45
_EDGES = (0, 15, 15, 30)
_BUDGET = 20_000
_BUDGET_PER_TOKEN = 4
_BEYOND = 1 << 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Two sequences of keys, what a match weighs by its key, and what a hunk costs in the same measure.

    The edges say of each token whether it begins (1) or ends (2) a block: two that do so alike match the better for it,
    so that rows and items are not torn apart.
    """

    old: Sequence[str]
    new: Sequence[str]
    weight: Callable[[str], int]
    old_edges: Sequence[int]
    new_edges: Sequence[int]
    price: int = HUNK_PRICE


class Part(NamedTuple):
    """A part of both sequences: old[i:i_end] against new[j:j_end]."""

    i: int
    i_end: int
    j: int
    j_end: int


def run_weight(problem: Problem, run: Match) -> int:
    """What the tokens of a run weigh, with the edges that they share."""
    i, j, length = run
    edges = map(and_, problem.old_edges[i : i + length], problem.new_edges[j : j + length])
    return sum(map(problem.weight, problem.old[i : i + length])) + sum(_EDGES[edge] for edge in edges if edge)


def find_places(problem: Problem, part: Part) -> tuple[Places, bool]:
    """The places that match, without those of the commonest keys if beyond the budget; and whether none is missing."""
    olds = problem.old[part.i : part.i_end]
    known = set(olds)
    places: Places = {}
    for at in range(part.j_end - 1, part.j - 1, -1):
        key = problem.new[at]
        if key in places:
            places[key].append(at)
        elif key in known:
            places[key] = [at]
    if len(olds) * (part.j_end - part.j) <= _BUDGET:
        return places, True
    left = max(_BUDGET, _BUDGET_PER_TOKEN * (len(olds) + part.j_end - part.j))
    counts = Counter(olds)
    costs = [(counts[key] * len(found), key) for key, found in places.items()]
    if sum(cost for cost, _ in costs) <= left:
        return places, True
    kept: Places = {}
    for cost, key in sorted(costs):
        left -= cost
        if left < 0:
            break
        kept[key] = places[key]
    return kept, False


def best_runs(problem: Problem, places: Places, part: Part, price: int) -> list[Match]:
    """The best chain through a part none of whose places was left out.

    A run that weighs no more than its hunk costs can better no chain, and most do: they are not looked at twice.
    """
    runs = _heavy_runs(problem, places, part, price) if places else []
    if len(runs) < 2:
        return runs
    rows: dict[int, list[int]] = {}
    for i, j, length in runs:
        for step in range(length):
            rows.setdefault(i + step, []).append(j + step)
    return best_chain(problem, [(at, sorted(found, reverse=True)) for at, found in sorted(rows.items())], part, price)


def _heavy_runs(problem: Problem, places: Places, part: Part, price: int) -> list[Match]:
    """The longest possible runs of matching tokens that weigh more than `price`."""
    i, j = part.i, part.j
    old, new = [*problem.old[i : part.i_end], ""], [*problem.new[j : part.j_end], "\n"]  # their ends match nothing
    runs = []
    before = ""
    for at, key in enumerate(old):
        if key in places:
            after = old[at + 1]
            gain, edge = problem.weight(key), problem.old_edges[i + at]
            light = gain + _EDGES[edge] <= price
            for place in places[key]:
                if new[place - j - 1] == before or (light and new[place - j + 1] != after):
                    continue
                length = 1
                while old[at + length] == new[place - j + length]:
                    length += 1
                run = (i + at, place, length)
                weight = gain + _EDGES[edge & problem.new_edges[place]] if length == 1 else run_weight(problem, run)
                if weight > price:
                    runs.append(run)
        before = key
    return runs


_Chain = tuple[int, int, int, "_Chain | None"]
"""A chain of matches: its score, the pair (i, j) that it ends with, and the chain before that pair."""


def best_chain(problem: Problem, rows: Iterable[Row], part: Part, price: int) -> list[Match]:
    """The chain of matching pairs with the highest score, as runs of one.

    `front` keeps, by growing j, the chains that a hunk can follow, each better than all that end further left, and last
    one that nothing comes up to; `ends` the newest chain that ends just before each j. Of one row the places come last
    first, so that a chain never follows one of its own row. This is where the time is spent.
    """
    best: _Chain = (0, part.i - 1, part.j - 1, None)
    front_at, front = [part.j - 1, _BEYOND], [best, (_BEYOND, 0, 0, None)]
    ends: list[_Chain] = [(0, -2, 0, None)] * (part.j_end - part.j + 1)
    edges, first = problem.new_edges, part.j
    for at, places in rows:
        gain, edge, above = problem.weight(problem.old[at]), problem.old_edges[at], at - 1
        # What is done at one place moves nothing before it, so all may be looked up at once.
        for place, where in zip(places, [*map(bisect_left, repeat(front_at), places)], strict=True):
            chain = front[where - 1]
            score = chain[0] - price
            column = place - first
            diagonal = ends[column]
            if diagonal[1] == above and diagonal[0] >= score:
                chain, score = diagonal, diagonal[0]
            score += gain
            if edge:
                score += _EDGES[edge & edges[place]]
            ends[column + 1] = chain = (score, at, place, chain)
            if front[where if front_at[where] == place else where - 1][0] >= score:
                continue
            if front[where][0] > score:
                front_at.insert(where, place)
                front.insert(where, chain)
            else:
                front_at[where] = place
                front[where] = chain
                if front[where + 1][0] <= score:
                    _drop_beaten(front_at, front, where)
            if score > best[0]:
                best = chain
    return _pairs(best)


def _drop_beaten(front_at: list[int], front: list[_Chain], at: int) -> None:
    """Take out of the front the chains after `at` that are no better than the one at `at`."""
    end = at + 1
    while front[end][0] <= front[at][0]:
        end += 1
    del front_at[at + 1 : end], front[at + 1 : end]


def _pairs(end: _Chain) -> list[Match]:
    pairs: list[Match] = []
    chain: _Chain | None = end
    while chain is not None and chain[3] is not None:
        pairs.append((chain[1], chain[2], 1))
        chain = chain[3]
    return pairs[::-1]
