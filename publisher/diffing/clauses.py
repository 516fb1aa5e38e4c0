"""Clauses: the comparison of two texts, clause by clause and then word by word in those that changed."""

from collections.abc import Iterator
from dataclasses import replace

from publisher.diffing.form import write_replacement
from publisher.diffing.passage import Passage
from publisher.diffing.reading_order import Placed, in_reading_order
from publisher.diffing.result import Change, ClauseChange, Comparison, number_key
from publisher.diffing.segment import Level, Op, Segment, Segments, SegmentsBuilder, has_level
from publisher.diffing.segmenter import Segmenter, segment
from publisher.diffing.words import diff_words
from publisher.model import Clause, Document

_REMEMBERED = 20_000


class Comparer:
    """Compares texts, and remembers the words of each pair of clause texts it has compared.

    One comparer for all versions of a policy does the work once for each revision of a clause, however many pairs of
    versions hold it.
    """

    def __init__(self, segmenter: Segmenter = segment) -> None:
        self._segmenter = segmenter
        self._known: dict[tuple[str, str], Segments] = {}

    def compare(self, old: Document, new: Document) -> Comparison:
        """What happened to each clause between two texts of one language, and which of its words changed."""
        return Comparison(old, new, tuple(self._changes(old, new)))

    def words(self, old: Document, olds: list[Clause], new: Document, news: list[Clause]) -> Segments:
        """The words of neighbouring clauses against those of others; offsets count from the first clause's start."""
        start_old, start_new = olds[0].start, news[0].start
        key = (old.source[start_old : olds[-1].end], new.source[start_new : news[-1].end])
        known = self._known.get(key)
        if known is None:
            known = diff_words(_passage(old, olds), _passage(new, news), self._segmenter)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[key] = known
        return known

    def _changes(self, old: Document, new: Document) -> Iterator[ClauseChange]:
        for group in in_reading_order(old, new):
            if len(group.olds) == len(group.news) == 1:
                yield self._pair(old, old.clauses[group.olds[0]], new, new.clauses[group.news[0]], group)
                continue
            olds, news = [old.clauses[i] for i in group.olds], [new.clauses[j] for j in group.news]
            if olds and news:
                yield from self._divided(old, olds, new, news)
            else:
                yield _lone(old, new, olds, news)

    def _pair(self, old: Document, before: Clause, new: Document, after: Clause, group: Placed) -> ClauseChange:
        segments = self._segments(old, before, new, after)
        if len(segments) == 1 and not group.moved:
            return ClauseChange(Change.UNCHANGED, before, after, segments)
        changed = has_level(segments, Level.WORDING, Level.LINK)
        if group.moved:
            change = Change.MOVED_AND_CHANGED if changed else Change.MOVED
        elif changed:
            change = Change.CHANGED
        else:
            change = Change.RENUMBERED if number_key(before) != number_key(after) else Change.UNCHANGED
        return ClauseChange(change, before, after, segments, departure=group.departure)

    def _segments(self, old: Document, before: Clause, new: Document, after: Clause) -> Segments:
        old_text, new_text = old.text(before), new.text(after)
        if old_text == new_text:
            return (Segment(Op.EQUAL, old_text, None, 0, 0),)
        return _renumbered(old_text, before, new_text, after) or self.words(old, [before], new, [after])

    def _divided(self, old: Document, olds: list[Clause], new: Document, news: list[Clause]) -> Iterator[ClauseChange]:
        segments = self.words(old, olds, new, news)
        if len(olds) == 1:
            for clause, part in zip(news, _cut(segments, [c.end - news[0].start for c in news], new=True), strict=True):
                moved = tuple(_rebased(part, 0, clause.start - news[0].start))
                yield ClauseChange(Change.SPLIT, olds[0], clause, moved)
        else:
            for clause, part in zip(
                olds, _cut(segments, [c.end - olds[0].start for c in olds], new=False), strict=True
            ):
                moved = tuple(_rebased(part, clause.start - olds[0].start, 0))
                yield ClauseChange(Change.MERGED, clause, news[0], moved)


def compare(old: Document, new: Document, segmenter: Segmenter = segment) -> Comparison:
    """What happened to each clause between two texts of one language, and which of its words changed."""
    return Comparer(segmenter).compare(old, new)


def _renumbered(old: str, before: Clause, new: str, after: Clause) -> Segments:
    """The segments of two clauses that differ in their number alone; empty where more differs."""
    if before.number is None or after.number is None:
        return ()
    at = before.blocks[0].content - before.start
    old_end, new_end = at + len(before.number.label), at + len(after.number.label)
    if old[:at] != new[:at] or old[old_end:] != new[new_end:] or old[at:old_end] != before.number.label:
        return ()
    out = SegmentsBuilder(old, new, 0, 0)
    out.keep(at)
    write_replacement(out, old_end, new_end, Level.TYPOGRAPHIC)
    out.keep(len(old) - old_end)
    return out.build()


def _lone(old: Document, new: Document, olds: list[Clause], news: list[Clause]) -> ClauseChange:
    if olds:
        return ClauseChange(Change.REMOVED, olds[0], None, _whole(Op.DELETE, old.text(olds[0])))
    return ClauseChange(Change.ADDED, None, news[0], _whole(Op.INSERT, new.text(news[0])))


def _whole(op: Op, text: str) -> Segments:
    return (Segment(op, text, Level.WORDING, 0, 0),) if text else ()


def _passage(document: Document, clauses: list[Clause]) -> Passage:
    blocks = [block for clause in clauses for block in clause.blocks]
    return Passage(document.source, clauses[0].start, clauses[-1].end, blocks)


def _rebased(segments: Segments, old: int, new: int) -> Iterator[Segment]:
    return (Segment(s.op, s.text, s.level, s.old - old, s.new - new) for s in segments)


def _cut(segments: Segments, ends: list[int], *, new: bool) -> Iterator[Segments]:
    """The segments up to each offset in the new text, or in the old one; one that spans an end is cut in two."""
    rest = list(segments)
    for end in ends[:-1]:
        part: list[Segment] = []
        while rest and (rest[0].new_end if new else rest[0].old_end) <= end:
            part.append(rest.pop(0))
        at = end - (rest[0].new if new else rest[0].old) if rest else 0
        if at > 0:
            first, second = _halves(rest[0], at)
            part.append(first)
            rest[0] = second
        yield tuple(part)
    yield tuple(rest)


def _halves(segment: Segment, at: int) -> tuple[Segment, Segment]:
    first = replace(segment, text=segment.text[:at])
    return first, replace(segment, text=segment.text[at:], old=first.old_end, new=first.new_end)
