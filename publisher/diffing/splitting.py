"""Splitting: a hunk that spans several paragraphs, items or rows, as one hunk for each pair of them."""

from itertools import groupby

from publisher.diffing.passage import Tokens

Hunk = tuple[range, range]
"""Places of tokens that go, and of tokens that come in their stead; either may be empty."""


def split_by_block(old: Tokens, new: Tokens, deleted: range, inserted: range) -> list[Hunk]:
    """The hunk, cut where one block ends and another begins, so that no item runs over into the next.

    What continues a block that stays before the hunk, or leads into one that stays after it, is not paired with a block
    that came or went as a whole.
    """
    if _in_one_block(old, deleted) and _in_one_block(new, inserted):
        return [(deleted, inserted)]
    olds, news = _groups(old, deleted), _groups(new, inserted)
    first = _taken(olds, news, _continues(old, deleted), _continues(new, inserted), 0)
    last = _taken(olds, news, _leads_on(old, deleted), _leads_on(new, inserted), -1)
    count = min(len(olds), len(news))
    middle = list(zip(olds[:count], news[:count], strict=True))
    rest = [(_joined(olds[count:], deleted.stop), _joined(news[count:], inserted.stop))]
    return [hunk for hunk in (*first, *middle, *rest, *last) if hunk[0] or hunk[1]]


def _in_one_block(tokens: Tokens, places: range) -> bool:
    return tokens.blocks[places.start] == tokens.blocks[places.stop - 1]


def _groups(tokens: Tokens, places: range) -> list[range]:
    groups = (list(group) for _, group in groupby(places, lambda place: tokens.blocks[place]))
    return [range(group[0], group[-1] + 1) for group in groups]


def _continues(tokens: Tokens, places: range) -> bool:
    """Whether the block of the first token began before it."""
    return places.start > 0 and tokens.blocks[places.start - 1] == tokens.blocks[places.start]


def _leads_on(tokens: Tokens, places: range) -> bool:
    """Whether the block of the last token goes on after it."""
    return places.stop < len(tokens.blocks) and tokens.blocks[places.stop] == tokens.blocks[places.stop - 1]


def _taken(olds: list[range], news: list[range], old_open: bool, new_open: bool, at: int) -> list[Hunk]:
    """Take the group at one end off, with its counterpart if both sides are open there."""
    if not (old_open and olds) and not (new_open and news):
        return []
    empty = range(0)
    return [(olds.pop(at) if old_open and olds else empty, news.pop(at) if new_open and news else empty)]


def _joined(groups: list[range], stop: int) -> range:
    return range(groups[0].start, groups[-1].stop) if groups else range(stop, stop)
