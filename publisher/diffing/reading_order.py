"""Reading order: the clauses of both texts in one sequence in which either text can be read from top to bottom."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.diffing.dividing import Group, find_groups
from publisher.diffing.features import Features, Index
from publisher.diffing.pairing import Pairs, moved_pairs, pair_clauses
from publisher.model import Document


@dataclass(frozen=True, slots=True)
class Placed:
    """Clauses that belong together, in their place. A clause that came or went has nothing on the other side.

    A clause that moved stands twice: as `departure` where it was, and where it is.
    """

    olds: tuple[Index, ...]
    news: tuple[Index, ...]
    moved: bool = False
    departure: bool = False


def in_reading_order(old: Document, new: Document) -> Iterator[Placed]:
    """All clauses of both texts; those that stayed in place divide what came, went and moved."""
    features = Features(old), Features(new)
    pairs = pair_clauses(*features)
    moved = moved_pairs(pairs, old)
    stays = _stays(*features, pairs, moved)
    back = {pairs[i]: i for i in moved}
    i = j = 0
    for stay in [*stays, Placed((len(old.clauses),), (len(new.clauses),))]:
        for at in range(i, stay.olds[0]):
            yield Placed((at,), (pairs[at],), moved=True, departure=True) if at in moved else Placed((at,), ())
        for at in range(j, stay.news[0]):
            yield Placed((back[at],), (at,), moved=True) if at in back else Placed((), (at,))
        if stay.olds[0] < len(old.clauses):
            yield stay
        i, j = stay.olds[-1] + 1, stay.news[-1] + 1


def _stays(old: Features, new: Features, pairs: Pairs, moved: set[Index]) -> list[Placed]:
    groups = find_groups(old, new, pairs, moved)
    lone = sorted((i, j) for i, j in pairs.items() if i not in moved)
    if not groups:
        return [Placed((i,), (j,)) for i, j in lone]
    grouped_old = {i for group in groups for i in group.olds}
    grouped_new = {j for group in groups for j in group.news}
    stays = [Placed((i,), (j,)) for i, j in lone if i not in grouped_old and j not in grouped_new]
    fixed = dict(lone)
    stays += [Placed(g.olds, g.news) for g in _in_order(groups, fixed)]
    return sorted(stays, key=lambda stay: stay.olds)


def _in_order(groups: list[Group], fixed: Pairs) -> Iterator[Group]:
    """The groups that stand, like the clauses that stayed, in the same order in both texts."""
    olds, news = sorted(fixed), sorted(fixed.values())
    last = -1
    for group in sorted(groups, key=lambda group: group.olds):
        anchored = any(fixed.get(i) in group.news for i in group.olds)
        between = bisect_left(olds, group.olds[0]) == bisect_left(news, group.news[0])
        if (anchored or between) and group.news[0] > last:
            last = group.news[-1]
            yield group
