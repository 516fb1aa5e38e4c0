"""Alignment of two token sequences: which tokens are the same, so that few and whole phrases are left as changed.

The score is the weight of the matched tokens less a price for each hunk (an affine gap): tokens that two phrases happen
to share do not tear a rewritten phrase to pieces. Only places where tokens match are visited, so the cost grows
with the number of such places, which is bounded.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Match = tuple[int, int, int]
"""Start in the old sequence, start in the new one, length."""

HUNK_PRICE = 45
_ANCHOR_PRICE = 4
_EDGES = (0, 15, 15, 30)
_BUDGET = 20_000
_BUDGET_PER_TOKEN = 4
_DEPTH = 4
_LONG_HUNK = 12
_MERGED_AT_MOST = 0.4


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


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of both sequences: old[i:i_end] against new[j:j_end]."""

    i: int
    i_end: int
    j: int
    j_end: int


def align(problem: Problem) -> list[Match]:
    """The runs of matching tokens, in order; what lies between two runs is a hunk."""
    whole = _Part(0, len(problem.old), 0, len(problem.new))
    return _capped(problem, _joined(_align(problem, whole, _DEPTH)), whole)


def _capped(problem: Problem, matches: list[Match], whole: _Part) -> list[Match]:
    """The runs, and in long hunks that have merged more than they should the shorter runs as well."""
    capped: list[Match] = []
    for part, match in _gaps(matches, whole):
        if min(part.i_end - part.i, part.j_end - part.j) >= _LONG_HUNK:
            capped += _torn(problem, part)
        capped.append(match)
    return _joined(capped)


def _torn(problem: Problem, part: _Part) -> list[Match]:
    """The runs inside a hunk at half the price, if together they are much of it."""
    places, complete = _places(problem, part)
    runs = _joined(_best_chain(problem, places, part, problem.price // 2)) if complete else []
    kept = sum(_run_weight(problem, run) for run in runs)
    smaller = min(
        _weight(problem, problem.old[part.i : part.i_end]), _weight(problem, problem.new[part.j : part.j_end])
    )
    return runs if kept > _MERGED_AT_MOST * smaller else []


def _weight(problem: Problem, keys: Sequence[str]) -> int:
    return sum(map(problem.weight, keys))


def _align(problem: Problem, part: _Part, depth: int) -> list[Match]:
    head = _common_head(problem, part)
    tail = _common_tail(problem, part, head)
    inner = _Part(part.i + head, part.i_end - tail, part.j + head, part.j_end - tail)
    matches = [(part.i, part.j, head)] if head else []
    if inner.i < inner.i_end and inner.j < inner.j_end and depth:
        matches += _align_inner(problem, inner, depth)
    return [*matches, (inner.i_end, inner.j_end, tail)] if tail else matches


def _common_head(problem: Problem, part: _Part) -> int:
    old, new, length = problem.old, problem.new, 0
    most = min(part.i_end - part.i, part.j_end - part.j)
    while length < most and old[part.i + length] == new[part.j + length]:
        length += 1
    return length


def _common_tail(problem: Problem, part: _Part, head: int) -> int:
    old, new, length = problem.old, problem.new, 0
    most = min(part.i_end - part.i, part.j_end - part.j) - head
    while length < most and old[part.i_end - length - 1] == new[part.j_end - length - 1]:
        length += 1
    return length


def _align_inner(problem: Problem, part: _Part, depth: int) -> list[Match]:
    """Align a part that begins and ends with a difference.

    Where there are too many places to match, the rarest tokens are matched first, and what lies between them after.
    """
    places, complete = _places(problem, part)
    if complete:
        return _joined(_best_chain(problem, places, part, problem.price))
    anchors = _joined(_best_chain(problem, places, part, _ANCHOR_PRICE))
    matches: list[Match] = []
    for gap, anchor in _gaps(anchors, part):
        matches += _align(problem, gap, depth - 1) if anchors else []
        matches.append(anchor)
    return [run for run in _joined(matches) if _run_weight(problem, run) >= problem.price]


def _run_weight(problem: Problem, run: Match) -> int:
    i, j, length = run
    edges = zip(problem.old_edges[i : i + length], problem.new_edges[j : j + length], strict=True)
    return sum(map(problem.weight, problem.old[i : i + length])) + sum(_EDGES[old & new] for old, new in edges)


def _places(problem: Problem, part: _Part) -> tuple[dict[str, list[int]], bool]:
    """Where in the new sequence each key stands, last place first, the commonest keys left out if beyond the budget;
    and whether none was left out."""
    places: dict[str, list[int]] = {}
    for at in range(part.j_end - 1, part.j - 1, -1):
        places.setdefault(problem.new[at], []).append(at)
    counts: dict[str, int] = {}
    for key in problem.old[part.i : part.i_end]:
        if key in places:
            counts[key] = counts.get(key, 0) + 1
    left = max(_BUDGET, _BUDGET_PER_TOKEN * (part.i_end - part.i + part.j_end - part.j))
    kept: dict[str, list[int]] = {}
    for cost, key in sorted((count * len(places[key]), key) for key, count in counts.items()):
        left -= cost
        if left < 0:
            return kept, False
        kept[key] = places[key]
    return kept, True


_Chain = tuple[int, int, int, "_Chain | None"]
"""A chain of matches: its score, the pair (i, j) that it ends with, and the chain before that pair."""


def _best_chain(problem: Problem, places: dict[str, list[int]], part: _Part, price: int) -> list[Match]:
    """The chain of matching pairs with the highest score.

    `front` keeps, by growing j, the chains that a hunk can follow, each better than all that end further left. Of one
    row the places come last first, so that a chain never follows one of its own row. This is where the time is spent.
    """
    best: _Chain = (0, part.i - 1, part.j - 1, None)
    front_at, front, edges = [part.j - 1], [best], problem.new_edges
    row: dict[int, _Chain] = {}
    for at in range(part.i, part.i_end):
        above, row = row, {}
        key = problem.old[at]
        if key not in places:
            continue
        gain, edge = problem.weight(key), problem.old_edges[at]
        for place in places[key]:
            where = bisect_left(front_at, place)
            before = front[where - 1]
            score = before[0] - price
            diagonal = above.get(place - 1)
            if diagonal is not None and diagonal[0] >= score:
                before, score = diagonal, diagonal[0]
            score += gain + _EDGES[edge & edges[place]]
            row[place] = chain = (score, at, place, before)
            last = where if where < len(front) and front_at[where] == place else where - 1
            if front[last][0] < score:
                _advance(front_at, front, chain, where)
                if score > best[0]:
                    best = chain
    return _pairs(best)


def _advance(front_at: list[int], front: list[_Chain], chain: _Chain, at: int) -> None:
    """Put a chain into the front at its place; drop those it beats."""
    end = at
    while end < len(front) and front[end][0] <= chain[0]:
        end += 1
    front_at[at:end] = [chain[2]]
    front[at:end] = [chain]


def _pairs(end: _Chain) -> list[Match]:
    pairs: list[Match] = []
    chain: _Chain | None = end
    while chain is not None and chain[3] is not None:
        pairs.append((chain[1], chain[2], 1))
        chain = chain[3]
    return pairs[::-1]


def _gaps(matches: list[Match], part: _Part) -> Iterator[tuple[_Part, Match]]:
    i, j = part.i, part.j
    for match in [*matches, (part.i_end, part.j_end, 0)]:
        yield _Part(i, match[0], j, match[1]), match
        i, j = match[0] + match[2], match[1] + match[2]


def _joined(matches: list[Match]) -> list[Match]:
    joined: list[Match] = []
    for i, j, length in matches:
        if not length:
            continue
        if joined and joined[-1][0] + joined[-1][2] == i and joined[-1][1] + joined[-1][2] == j:
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + length)
        else:
            joined.append((i, j, length))
    return joined
