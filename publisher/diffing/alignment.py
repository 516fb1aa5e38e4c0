"""Alignment of two token sequences: which tokens are the same, so that few and whole phrases are left as changed.

The score is the weight of the matched tokens less a price for each hunk (an affine gap): tokens that two phrases happen
to share do not tear a rewritten phrase to pieces. Only runs that weigh more than such a price are looked at, so the
cost grows with what these have in common, which is bounded.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from publisher.diffing.anchors import anchors
from publisher.diffing.chaining import best_chain
from publisher.diffing.problem import Match, Part, Problem, run_weight, within_budget
from publisher.diffing.runs import heavy_runs

_DEPTH = 4
_LONG_HUNK = 12
_MERGED_AT_MOST = 0.4


def align(problem: Problem) -> list[Match]:
    """The runs of matching tokens, in order; what lies between two runs is a hunk."""
    return _aligned(problem, problem.whole)


def realign(problem: Problem, matches: list[Match], cut: list[Part]) -> list[Match]:
    """The runs after words were cut in some hunks. In a long text those hunks alone are aligned anew: the runs beside
    them stay, whatever a few words more or less would weigh."""
    if within_budget(problem, _inner(problem, problem.whole)):
        return align(problem)
    return _joined(sorted([*matches, *(run for hunk in cut for run in _aligned(problem, hunk))]))


def _aligned(problem: Problem, part: Part) -> list[Match]:
    return _capped(problem, _joined(_align(problem, part, _DEPTH)), part)


def _capped(problem: Problem, matches: list[Match], part: Part) -> list[Match]:
    """The runs, and in long hunks that have merged more than they should the shorter runs as well."""
    capped: list[Match] = []
    for hunk, match in _gaps(matches, part):
        if min(hunk.i_end - hunk.i, hunk.j_end - hunk.j) >= _LONG_HUNK:
            capped += _torn(problem, hunk)
        capped.append(match)
    return _joined(capped)


def _torn(problem: Problem, part: Part) -> list[Match]:
    """The runs inside a hunk at half the price, if together they are much of it."""
    runs = _best_runs(problem, part, problem.price // 2) or []
    kept = sum(run_weight(problem, run) for run in runs)
    return runs if kept and kept > _MERGED_AT_MOST * min(_weights(problem, part)) else []


def _weights(problem: Problem, part: Part) -> tuple[int, int]:
    """What the tokens of either side of a part weigh."""
    old, new = problem.old[part.i : part.i_end], problem.new[part.j : part.j_end]
    return sum(map(problem.weight, old)), sum(map(problem.weight, new))


def _align(problem: Problem, part: Part, depth: int) -> list[Match]:
    inner = _inner(problem, part)
    head, tail = inner.i - part.i, part.i_end - inner.i_end
    matches = [(part.i, part.j, head)] if head else []
    if inner.i < inner.i_end and inner.j < inner.j_end and depth:
        matches += _align_inner(problem, inner, depth)
    return [*matches, (inner.i_end, inner.j_end, tail)] if tail else matches


def _inner(problem: Problem, part: Part) -> Part:
    """A part without what it begins and ends with in common."""
    old, new = problem.old[part.i : part.i_end], problem.new[part.j : part.j_end]
    head = _in_common(old, new)
    tail = _in_common(old[head:][::-1], new[head:][::-1])
    return Part(part.i + head, part.i_end - tail, part.j + head, part.j_end - tail)


def _in_common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many keys two sequences begin with in common."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(first), len(second)))


def _align_inner(problem: Problem, part: Part, depth: int) -> list[Match]:
    """Align a part that begins and ends with a difference.

    Where there are too many runs, the rarest tokens are matched first, and what lies between them after.
    """
    runs = _best_runs(problem, part, problem.price)
    if runs is not None:
        return runs
    anchored = _joined(anchors(problem, part))
    matches: list[Match] = []
    for gap, anchor in _gaps(anchored, part):
        matches += _align(problem, gap, depth - 1) if anchored else []
        matches.append(anchor)
    return [run for run in _joined(matches) if run_weight(problem, run) >= problem.price]


def _best_runs(problem: Problem, part: Part, price: int) -> list[Match] | None:
    """The best chain of the runs in a part; None if there are too many of them.

    A run that weighs no more than its hunk costs can better no chain, and most do.
    """
    runs = heavy_runs(problem, part, price)
    if runs is None or len(runs) < 2:
        return runs
    rows: defaultdict[int, list[int]] = defaultdict(list)
    for i, j, length in sorted(runs, key=lambda run: run[0] - run[1]):
        for at, place in zip(range(i, i + length), range(j, j + length), strict=True):
            rows[at].append(place)
    return _joined(best_chain(problem, sorted(rows.items()), part, price))


def _gaps(matches: list[Match], part: Part) -> Iterator[tuple[Part, Match]]:
    i, j = part.i, part.j
    for match in [*matches, (part.i_end, part.j_end, 0)]:
        yield Part(i, match[0], j, match[1]), match
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
