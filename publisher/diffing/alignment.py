"""Alignment of two token sequences: which tokens are the same, so that few and whole phrases are left as changed.

The score is the weight of the matched tokens less a price for each hunk (an affine gap): tokens that two phrases happen
to share do not tear a rewritten phrase to pieces. Only places where tokens match are visited, so the cost grows
with the number of such places, which is bounded.
"""

from collections.abc import Iterator, Sequence

from publisher.diffing.chaining import Match, Part, Problem, best_chain, best_runs, find_places, run_weight

_ANCHOR_PRICE = 4
_DEPTH = 4
_LONG_HUNK = 12
_MERGED_AT_MOST = 0.4


def align(problem: Problem) -> list[Match]:
    """The runs of matching tokens, in order; what lies between two runs is a hunk."""
    whole = Part(0, len(problem.old), 0, len(problem.new))
    return _capped(problem, _joined(_align(problem, whole, _DEPTH)), whole)


def _capped(problem: Problem, matches: list[Match], whole: Part) -> list[Match]:
    """The runs, and in long hunks that have merged more than they should the shorter runs as well."""
    capped: list[Match] = []
    for part, match in _gaps(matches, whole):
        if min(part.i_end - part.i, part.j_end - part.j) >= _LONG_HUNK:
            capped += _torn(problem, part)
        capped.append(match)
    return _joined(capped)


def _torn(problem: Problem, part: Part) -> list[Match]:
    """The runs inside a hunk at half the price, if together they are much of it."""
    places, complete = find_places(problem, part)
    runs = _joined(best_runs(problem, places, part, problem.price // 2)) if complete else []
    kept = sum(run_weight(problem, run) for run in runs)
    smaller = min(
        _weight(problem, problem.old[part.i : part.i_end]), _weight(problem, problem.new[part.j : part.j_end])
    )
    return runs if kept > _MERGED_AT_MOST * smaller else []


def _weight(problem: Problem, keys: Sequence[str]) -> int:
    return sum(map(problem.weight, keys))


def _align(problem: Problem, part: Part, depth: int) -> list[Match]:
    old, new = problem.old[part.i : part.i_end], problem.new[part.j : part.j_end]
    head = _in_common(old, new)
    tail = _in_common(old[head:][::-1], new[head:][::-1])
    inner = Part(part.i + head, part.i_end - tail, part.j + head, part.j_end - tail)
    matches = [(part.i, part.j, head)] if head else []
    if inner.i < inner.i_end and inner.j < inner.j_end and depth:
        matches += _align_inner(problem, inner, depth)
    return [*matches, (inner.i_end, inner.j_end, tail)] if tail else matches


def _in_common(first: Sequence[str], second: Sequence[str]) -> int:
    """How many keys two sequences begin with in common."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(first), len(second)))


def _align_inner(problem: Problem, part: Part, depth: int) -> list[Match]:
    """Align a part that begins and ends with a difference.

    Where there are too many places to match, the rarest tokens are matched first, and what lies between them after.
    """
    places, complete = find_places(problem, part)
    if complete:
        return _joined(best_runs(problem, places, part, problem.price))
    rows = [(at, places[key]) for at in range(part.i, part.i_end) if (key := problem.old[at]) in places]
    anchors = _joined(best_chain(problem, rows, part, _ANCHOR_PRICE))
    matches: list[Match] = []
    for gap, anchor in _gaps(anchors, part):
        matches += _align(problem, gap, depth - 1) if anchors else []
        matches.append(anchor)
    return [run for run in _joined(matches) if run_weight(problem, run) >= problem.price]


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
