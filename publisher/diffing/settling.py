"""Settling: a row, an item or a paragraph that stays is matched with one other, not with parts of two.

`500円` → `800円` with the row `300円` below it may match 円 with that of either row, at the same price. A reader takes
the row that came as a whole row.
"""

from collections.abc import Iterator

from publisher.diffing.passage import Tokens
from publisher.diffing.problem import Match
from publisher.diffing.tokens import weight


def settle(old: Tokens, new: Tokens, matches: list[Match]) -> list[Match]:
    """The matches, those of a block's last words brought back to the block that holds its first ones."""
    for one, other, turned in ((old, new, False), (new, old, True)):
        if len(set(other.blocks)) > 1:
            pairs = [(j, i, length) if turned else (i, j, length) for i, j, length in matches]
            settled = [match for match in _settled(one, other, pairs) if match[2]]
            matches = [(i, j, length) if not turned else (j, i, length) for i, j, length in settled]
    return matches


def _settled(one: Tokens, other: Tokens, matches: list[Match]) -> Iterator[Match]:
    before: Match | None = None
    for match in matches:
        tail = _tail(one, other, before, match) if before and before[2] else 0
        if before and tail:
            end = other.block_end(before[1] + before[2])
            if one.keys[match[0] : match[0] + tail] == other.keys[end - tail : end]:
                yield match[0], end - tail, tail
            match = (match[0] + tail, match[1] + tail, match[2] - tail)
        yield match
        before = match


def _tail(one: Tokens, other: Tokens, before: Match, match: Match) -> int:
    """How many tokens a match begins with that belong to a block whose first words `before` matches elsewhere."""
    i, j, length = match
    start = before[1] + before[2]
    torn = one.blocks[i - 1] == one.blocks[i] == one.blocks[before[0] + before[2] - 1]
    if (
        not torn
        or start >= j
        or other.blocks[start] != other.blocks[start - 1]
        or other.blocks[start] == other.blocks[j]
    ):
        return 0
    tail = min(one.block_end(i) - i, length)
    if i + tail < len(one.blocks) and one.blocks[i + tail] == one.blocks[i]:
        return 0  # more of the block follows, so it was divided
    end = other.block_end(start)
    if end - tail >= start and one.keys[i : i + tail] == other.keys[end - tail : end]:
        return tail
    first = next(
        at for at in range(before[0] + before[2] - 1, -1, -1) if at == 0 or one.blocks[at - 1] != one.blocks[i]
    )
    head = _weighs(one, max(first, before[0]), before[0] + before[2])
    last = _weighs(one, i, i + tail)
    return tail if last < min(head, _weighs(other, end, j)) else 0


def _weighs(tokens: Tokens, start: int, end: int) -> int:
    return sum(map(weight, tokens.keys[start:end]))
