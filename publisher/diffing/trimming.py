"""Trimming: the parts of two passages that need no comparison, found before anything is cut into words."""

from collections import Counter
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
    head = _head(old, new)
    tail = _tail(old, new, head)
    if not head and not tail:
        return old, new
    return old.narrowed(old.start + head, old.end - tail), new.narrowed(new.start + head, new.end - tail)


def _head(old: Passage, new: Passage) -> int:
    """The length of the common beginning, back to a line's or a sentence's end."""
    first, second = old.text, new.text
    length = common_head(first, second)
    if length == len(first) == len(second):
        return length
    ends = [_after(first, first.rfind(mark, 0, length), mark) for mark in _SENTENCE_ENDS]
    return max(0, *ends)


def _tail(old: Passage, new: Passage, head: int) -> int:
    """The length of the common end, on to the next beginning of a line or a sentence."""
    first = old.text[head:]
    length = common_tail(first, new.text[head:])
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
    by_text = {old.source[b.start : b.end]: b for b in _once(old)}
    pairs = [(by_text[text], b) for b in _once(new) if (text := new.source[b.start : b.end]) in by_text]
    return [pairs[index] for index in longest_rising([pair[0].start for pair in pairs])]


def _once(passage: Passage) -> list[Block]:
    whole = [
        block
        for block in passage.blocks
        if passage.start <= block.start and block.end <= passage.end and block.kind is not BlockKind.BLANK
    ]
    count = Counter(passage.source[block.start : block.end] for block in whole)
    return [
        block
        for block in whole
        if block.end - block.start >= _SHORTEST_ANCHOR and count[passage.source[block.start : block.end]] == 1
    ]
