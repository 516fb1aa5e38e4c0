"""Rising sequences: the heaviest part of a list whose order is kept, which says what stayed and what moved."""

from bisect import bisect_left
from collections.abc import Sequence


def heaviest_rising(values: Sequence[int], weights: Sequence[float]) -> list[int]:
    """The indexes of the strictly rising subsequence of `values` with the greatest total weight; O(n log n).

    `front` holds chains by growing last value, each heavier than all that end lower.
    """
    front_values: list[int] = []
    front: list[tuple[float, int]] = []
    before = [-1] * len(values)
    for index, value in enumerate(values):
        at = bisect_left(front_values, value)
        total, before[index] = (front[at - 1][0] + weights[index], front[at - 1][1]) if at else (weights[index], -1)
        if at and front[at - 1][0] >= total:
            continue
        if at < len(front) and front_values[at] == value and front[at][0] >= total:
            continue
        end = at
        while end < len(front) and front[end][0] <= total:
            end += 1
        front_values[at:end] = [value]
        front[at:end] = [(total, index)]
    return _chain(front[-1][1] if front else -1, before)


def longest_rising(values: Sequence[int]) -> list[int]:
    """The indexes of a longest strictly rising subsequence, in order."""
    return heaviest_rising(values, [1.0] * len(values))


def _chain(index: int, before: list[int]) -> list[int]:
    chain = []
    while index >= 0:
        chain.append(index)
        index = before[index]
    return chain[::-1]
