"""Dividing: a clause whose text now stands in several clauses (split), or several whose text stands in one (merged)."""

from dataclasses import dataclass

from publisher.diffing.features import Features, Index, candidates
from publisher.diffing.pairing import Pairs
from publisher.diffing.similarity import contained

_LONG_ENOUGH = 20
_TAKEN_FROM = 0.6
_NOT_KEPT = 0.45
_TOGETHER = 0.5


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbouring clauses of the old text that are neighbouring clauses of the new one; one of the sides has one."""

    olds: tuple[Index, ...]
    news: tuple[Index, ...]


def find_groups(old: Features, new: Features, pairs: Pairs, moved: set[Index]) -> list[Group]:
    """The clauses that were split or merged, each clause in one group at most. Clauses that moved are left alone."""
    stayed = {i: j for i, j in pairs.items() if i not in moved}
    free_old = [i for i in range(len(old.document.clauses)) if i not in pairs]
    taken = set(pairs.values())
    free_new = [j for j in range(len(new.document.clauses)) if j not in taken]
    splits = _divisions(old, stayed, free_old, new, free_new)
    used = {j for _, news in splits for j in news}
    back = {j: i for i, j in stayed.items()}
    merges = _divisions(new, back, [j for j in free_new if j not in used], old, free_old)
    split_olds = {i for i, _ in splits}
    groups = [Group((i,), news) for i, news in splits]
    groups += [Group(olds, (j,)) for j, olds in merges if not split_olds & set(olds) and j not in used]
    return groups


def _divisions(
    whole: Features, stayed: Pairs, free_whole: list[Index], part: Features, free_part: list[Index]
) -> list[tuple[Index, tuple[Index, ...]]]:
    """The clauses of one text whose words stand in several neighbouring clauses of the other text."""
    free = set(free_part)
    found = []
    for i, j in stayed.items() if free else ():
        parts = _grown(whole, i, part, j, free)
        if len(parts) > 1:
            free -= set(parts)
            found.append((i, parts))
    return found + _from_nothing(whole, free_whole, part, free)


def _grown(whole: Features, i: Index, part: Features, j: Index, free: set[Index]) -> tuple[Index, ...]:
    """`j` with the free neighbours whose words stood in `i` and stand no longer in `j`."""
    parts = [j]
    if (j + 1 not in free and j - 1 not in free) or whole.text(i) == part.text(j):
        return (j,)
    for step in (1, -1):
        at = j + step
        while at in free and _taken(whole, i, part, at, j):
            parts.append(at)
            at += step
    return tuple(sorted(parts))


def _taken(whole: Features, i: Index, part: Features, at: Index, kept: Index) -> bool:
    if len(part.body(at)) < _LONG_ENOUGH or contained(part.grams(at), whole.grams(i)) < _TAKEN_FROM:
        return False
    return contained(part.grams(at), whole.grams(i) - part.grams(kept)) >= _NOT_KEPT


def _from_nothing(
    whole: Features, free_whole: list[Index], part: Features, free: set[Index]
) -> list[tuple[Index, tuple[Index, ...]]]:
    """Clauses that have no counterpart, but whose words stand in neighbouring clauses that have none either."""
    if not free_whole or len(free) < 2:
        return []
    holders: dict[Index, list[Index]] = {}
    for i, j in candidates(whole, free_whole, part, sorted(free)):
        if len(part.body(j)) >= _LONG_ENOUGH and contained(part.grams(j), whole.grams(i)) >= _TAKEN_FROM:
            holders.setdefault(i, []).append(j)
    found = []
    for i, parts in sorted(holders.items()):
        run = _first_run(sorted(set(parts) & free))
        together = frozenset[str]().union(*(part.grams(j) for j in run))
        if len(run) > 1 and contained(whole.grams(i), together) >= _TOGETHER:
            found.append((i, run))
            free -= set(run)
    return found


def _first_run(places: list[Index]) -> tuple[Index, ...]:
    """The longest run of neighbouring places; of equal ones the first."""
    best: list[Index] = []
    run: list[Index] = []
    for place in places:
        run = [*run, place] if run and run[-1] == place - 1 else [place]
        best = run if len(run) > len(best) else best
    return tuple(best)
