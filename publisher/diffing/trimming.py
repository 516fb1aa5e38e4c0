"""Trimming: the parts of two passages that need no comparison, found before anything is cut into words."""

from collections.abc import Iterator

from publisher.diffing.form import common_head, common_tail
from publisher.diffing.passage import Passage
from publisher.diffing.rising import longest_rising
from publisher.model import Block, BlockKind

Pair = tuple[Passage, Passage]
_SENTENCE_ENDS = ("\n", "。", ". ")
_SHORTEST_ANCHOR = 6


def differing_parts(old: Passage, new: Passage) -> Iterator[Pair]:
    """The pairs of parts that differ, in order; what lies between them is whole blocks that are the same in both."""
    if min(len(old.blocks), len(new.blocks)) < 3:
        yield old, new
        return
    i, j = old.start, new.start
    for block_old, block_new in _anchors(old, new):
        if (i, j) != (block_old.start, block_new.start):
            yield trimmed(old.narrowed(i, block_old.start), new.narrowed(j, block_new.start))
        i, j = block_old.end, block_new.end
    if (i, j) != (old.end, new.end):
        yield trimmed(old.narrowed(i, old.end), new.narrowed(j, new.end))


def trimmed(old: Passage, new: Passage) -> Pair:
    """Both passages without what they begin and end with in common, up to a line's or a sentence's end, so that what is
    left can be read by itself."""
    first, second = old.text, new.text
    head = _head(first, second)
    tail = _tail(first[head:], second[head:])
    if not head and not tail:
        return old, new
    return old.narrowed(old.start + head, old.end - tail), new.narrowed(new.start + head, new.end - tail)


def _head(first: str, second: str) -> int:
    """The length of the common beginning, back to a line's or a sentence's end."""
    length = common_head(first, second)
    if length == len(first) == len(second):
        return length
    ends = [_after(first, first.rfind(mark, 0, length), mark) for mark in _SENTENCE_ENDS]
    return max(0, *ends)


def _tail(first: str, second: str) -> int:
    """The length of the common end, on to the next beginning of a line or a sentence."""
    length = common_tail(first, second)
    start = len(first) - length
    begins = [_after(first, first.find(mark, start), mark) for mark in _SENTENCE_ENDS]
    return len(first) - min((begin for begin in begins if begin >= start), default=len(first))


def _after(text: str, at: int, mark: str) -> int:
    """The offset after a sentence's end at `at`, or -1 where there is none: “2. ” and “e.g. ” end no sentence."""
    if at < 0 or (mark == ". " and not (at >= 3 and text[at - 3 : at].isalpha())):
        return -1
    return at + len(mark)


def _anchors(old: Passage, new: Passage) -> list[tuple[Block, Block]]:
    """Whole blocks that stand once in each passage, the same to the byte, in the longest common order."""
    olds, news = _once(old), _once(new)
    pairs = [(olds[text], block) for text, block in news.items() if text in olds]
    return [pairs[index] for index in longest_rising([pair[0].start for pair in pairs])]


def _once(passage: Passage) -> dict[str, Block]:
    """The blocks that stand whole in a passage and once, by their text."""
    found: dict[str, Block] = {}
    again = set()
    for block in passage.blocks:
        whole = passage.start <= block.start and block.end <= passage.end
        if whole and block.end - block.start >= _SHORTEST_ANCHOR and block.kind is not BlockKind.BLANK:
            text = passage.source[block.start : block.end]
            if found.setdefault(text, block) is not block:
                again.add(text)
    return {text: block for text, block in found.items() if text not in again}
