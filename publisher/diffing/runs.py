"""Runs: the longest possible stretches of matching tokens, of those that weigh more than a hunk costs.

Such a run begins with a phrase that is just heavy enough. These phrases are looked up as a whole, so that the many
places where two texts share no more than a few common words are not visited.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, repeat

from publisher.diffing.problem import EDGES, Match, Part, Problem, budget, run_weight

_Keys = tuple[str, ...]
_Begin = tuple[int, int, list[int]]
"""An old token, how many tokens from there on match for certain, and the new tokens where they do."""


def heavy_runs(problem: Problem, part: Part, price: int) -> list[Match] | None:
    """The runs that weigh more than `price`; None if to find them, or to chain them, may take more than the budget."""
    old, new = (*problem.old[part.i : part.i_end], ""), (*problem.new[part.j : part.j_end], "\n")  # ends match nothing
    begins, most = _begins(problem, part, price, old, new), budget(part)
    if sum(len(places) for _, _, places in begins) > most:
        return None
    runs = [*_extended(problem, part, price, begins, old, new)]
    return runs if sum(length for _, _, length in runs) <= most else None


def _begins(problem: Problem, part: Part, price: int, old: _Keys, new: _Keys) -> list[_Begin]:
    """Where heavy runs may begin: where a heavy phrase stands, or any token close before the edge of a block, since a
    match of edges weighs more. The places count from where the part begins."""
    tokens = _places_of_tokens(old, new)
    if not tokens:
        return []
    starts = [at for at, key in enumerate(old) if key in tokens]
    phrases: dict[_Keys, list[int]] = {}
    for at, end in _phrases(problem, new, [*chain.from_iterable(tokens.values())], price):
        phrases.setdefault(new[at:end], []).append(at)
    edges = problem.old_edges[part.i : part.i_end]
    begins = []
    for at, end in _phrases(problem, old, starts, price):
        if any(edges[at:end]):
            begins.append((at, 1, tokens[old[at]]))
        elif (phrase := old[at:end]) in phrases:
            begins.append((at, end - at, phrases[phrase]))
    return begins


def _places_of_tokens(old: _Keys, new: _Keys) -> dict[str, list[int]]:
    """Where in the new sequence the tokens of the old one stand."""
    known = set(old)
    places: dict[str, list[int]] = {}
    for at, key in enumerate(new):
        if key in places:
            places[key].append(at)
        elif key in known:
            places[key] = [at]
    return places


def _phrases(problem: Problem, keys: _Keys, starts: Sequence[int], price: int) -> Iterator[tuple[int, int]]:
    """From each start to where the phrase ends that is just heavier than `price`; where none is, it holds the end of
    the keys, which matches nothing."""
    sums = [*accumulate(map(problem.weight, keys[:-1]), initial=0)]
    return zip(starts, map(bisect_right, repeat(sums), [sums[at] + price for at in starts]), strict=True)


def _extended(
    problem: Problem, part: Part, price: int, begins: list[_Begin], old: _Keys, new: _Keys
) -> Iterator[Match]:
    """The heavy runs in full length. What no run begins with, but lies within one, is passed over."""
    for at, known, places in begins:
        before, after = old[at - 1], old[at + 1]
        light = known == 1 and problem.weight(old[at]) + EDGES[problem.old_edges[part.i + at]] <= price
        for place in places:
            if new[place - 1] == before or (light and new[place + 1] != after):
                continue
            length = known
            while old[at + length] == new[place + length]:
                length += 1
            run = (part.i + at, part.j + place, length)
            if known > 1 or run_weight(problem, run) > price:
                yield run
