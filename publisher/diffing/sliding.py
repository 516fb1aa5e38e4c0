"""Sliding: a phrase that comes or goes beside its like can be cut in several places; readers expect one of them.

`A、B` → `A、X、B` may be shown as `X、` or as `、X`: a phrase begins where a paragraph, a sentence or an item begins.
"""

from publisher.diffing.lexicon import function_words
from publisher.diffing.passage import Tokens
from publisher.diffing.problem import Match
from publisher.diffing.tokens import SENTENCE_ENDS, is_light_latin

_FARTHEST = 200
_BLOCK, _SENTENCE, _PHRASE, _HEAD, _TORN = 12, 9, 5, 1, -8
_PHRASE_ENDS = frozenset(",;:・")


def slide(old: Tokens, new: Tokens, matches: list[Match]) -> list[Match]:
    """The matches, shifted so that each pure deletion or insertion stands where a reader expects it."""
    slid: list[Match] = []
    for match in matches:
        if slid:
            before, match = _between(old, new, slid.pop(), match)
            slid.append(before)
        slid.append(match)
    return [match for match in slid if match[2]]


def _between(old: Tokens, new: Tokens, before: Match, after: Match) -> tuple[Match, Match]:
    old_start, new_start = before[0] + before[2], before[1] + before[2]
    deleted, inserted = after[0] - old_start, after[1] - new_start
    if bool(deleted) == bool(inserted):
        return before, after
    side, start, end = (old, old_start, after[0]) if deleted else (new, new_start, after[1])
    side_end = len(side.keys) if after[0] + after[2] == len(old.keys) and after[1] + after[2] == len(new.keys) else -1
    left_limit = before[2] if before[:2] == (0, 0) else before[2] - 1
    right_limit = after[2] if side_end >= 0 else after[2] - 1
    shift = _best_shift(side, start, end, left_limit, right_limit)
    return (
        (before[0], before[1], before[2] + shift),
        (after[0] + shift, after[1] + shift, after[2] - shift),
    )


def _best_shift(side: Tokens, start: int, end: int, left_limit: int, right_limit: int) -> int:
    keys = side.keys
    left, right = 0, 0
    while left < min(left_limit, _FARTHEST) and keys[start - left - 1] == keys[end - left - 1]:
        left += 1
    while right < min(right_limit, _FARTHEST) and keys[start + right] == keys[end + right]:
        right += 1
    if not left and not right:
        return 0
    return max(range(-left, right + 1), key=lambda shift: (_grade(side, start + shift, end + shift), -abs(shift)))


def _grade(side: Tokens, start: int, end: int) -> int:
    inside = side.keys[start:end]
    torn = _TORN if inside.count("(") != inside.count(")") else 0
    return _beginning(side, start) + _beginning(side, end) + torn


def _beginning(side: Tokens, at: int) -> int:
    """How much a phrase seems to begin with the token at `at`."""
    if at == 0 or at >= len(side.keys) or side.blocks[at] != side.blocks[at - 1]:
        return _BLOCK
    before, key = side.keys[at - 1], side.keys[at]
    if before in SENTENCE_ENDS:
        return _SENTENCE
    if before in _PHRASE_ENDS:
        return _PHRASE
    if key.isascii():
        return _HEAD if is_light_latin(key) else 0
    return 0 if key in function_words() else _HEAD
