"""Heading levels of a foreign text, whatever rank it begins with, as the levels of the text format."""

from collections.abc import Sequence

_DEEPEST = 4


def to_levels(ranks: Sequence[int]) -> list[int]:
    """1 for the title, 2 to 4 for clauses, given the ranks of all headings in order (`h1` is 1).

    The first heading is the title where it alone has the highest rank; gaps between ranks close.
    """
    if not ranks:
        return []
    top = min(ranks)
    has_title = ranks[0] == top and list(ranks).count(top) == 1
    below = sorted(set(ranks) - {top} if has_title else set(ranks))
    order = {rank: min(index + 2, _DEEPEST) for index, rank in enumerate(below)}
    return [1 if has_title and index == 0 else order[rank] for index, rank in enumerate(ranks)]
