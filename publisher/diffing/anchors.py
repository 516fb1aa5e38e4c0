"""Anchors: where two texts have too much in common to look at all of it, their rarest tokens are matched first."""

from collections import Counter

from publisher.diffing.chaining import Row, best_chain
from publisher.diffing.problem import Match, Part, Problem, budget

_ANCHOR_PRICE = 4


def anchors(problem: Problem, part: Part) -> list[Match]:
    """The best chain of the rarest tokens that match, of as many as the budget allows."""
    return best_chain(problem, _rare_rows(problem, part), part, _ANCHOR_PRICE)


def _rare_rows(problem: Problem, part: Part) -> list[Row]:
    counts = Counter(problem.old[part.i : part.i_end])
    places: dict[str, list[int]] = {key: [] for key in counts}
    for at in range(part.j_end - 1, part.j - 1, -1):
        if (key := problem.new[at]) in places:
            places[key].append(at)
    left, rare = budget(part), set()
    for cost, key in sorted((counts[key] * len(found), key) for key, found in places.items() if found):
        left -= cost
        if left < 0:
            break
        rare.add(key)
    return [(at, places[key]) for at in range(part.i, part.i_end) if (key := problem.old[at]) in rare]
