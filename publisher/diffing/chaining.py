"""Chaining: the pairs of matching tokens that, taken together in order, score best; none but those are visited."""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import repeat

from publisher.diffing.problem import EDGES, Match, Part, Problem

Row = tuple[int, list[int]]
"""The place of an old token, and those of the new tokens that it may match, last place first."""

_BEYOND = 1 << 60

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
            before = front[where - 1]
            reached = before[0]
            score = reached - price
            column = place - first
            diagonal = ends[column]
            if diagonal[1] == above and diagonal[0] >= score:
                before, score = diagonal, diagonal[0]
            score += gain
            if edge:
                score += EDGES[edge & edges[place]]
            ends[column + 1] = chain = (score, at, place, before)
            if score <= reached or (front_at[where] == place and front[where][0] >= score):
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
