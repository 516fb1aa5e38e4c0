"""A segment: a stretch of text that stays, goes or comes, and what kind of difference that is."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    """Whether a stretch stands in both texts, in the old one only or in the new one only."""

    EQUAL = "="
    DELETE = "-"
    INSERT = "+"


class Level(StrEnum):
    """What kind of difference a stretch is.

    `WORDING`: the words, numbers and signs that a reader reads. `TYPOGRAPHIC`: their form, that is white space, line
    wrapping, width, quotes, markers, numbering of headings, markup. `LINK`: where a link or a footnote mark leads.
    """

    WORDING = "wording"
    TYPOGRAPHIC = "typographic"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of source. `old` and `new` are the offsets in either source at which it stands, or would stand.

    `level` is None for a stretch that stays.
    """

    op: Op
    text: str
    level: Level | None
    old: int
    new: int

    @property
    def old_end(self) -> int:
        """The offset in the old source just after it."""
        return self.old + (len(self.text) if self.op is not Op.INSERT else 0)

    @property
    def new_end(self) -> int:
        """The offset in the new source just after it."""
        return self.new + (len(self.text) if self.op is not Op.DELETE else 0)


Segments = tuple[Segment, ...]


class SegmentsBuilder:
    """Collects segments in order; neighbours of one kind become one, and empty ones are left out.

    Writes from the offsets `old` and `new` on, from which those of the segments count.
    """

    def __init__(self, old_source: str, new_source: str, old: int, new: int) -> None:
        self.old_source, self.new_source = old_source, new_source
        self.old, self.new = old, new
        self._starts = old, new
        self._pieces: list[tuple[Op, Level | None, int, int, int]] = []

    def rest(self, old_end: int, new_end: int) -> tuple[str, str]:
        """What has not been written yet of either source, up to these offsets."""
        return self.old_source[self.old : old_end], self.new_source[self.new : new_end]

    def keep(self, length: int) -> None:
        """The next `length` characters are the same in both."""
        self._add(Op.EQUAL, None, length)
        self.old += length
        self.new += length

    def delete(self, until: int, level: Level) -> None:
        """What stands in the old source up to `until` goes."""
        self._add(Op.DELETE, level, until - self.old)
        self.old = until

    def insert(self, until: int, level: Level) -> None:
        """What stands in the new source up to `until` comes."""
        self._add(Op.INSERT, level, until - self.new)
        self.new = until

    def _add(self, op: Op, level: Level | None, length: int) -> None:
        if length <= 0:
            return
        if self._pieces:
            last_op, last_level, old, new, before = self._pieces[-1]
            if last_op is op and last_level is level:
                self._pieces[-1] = (op, level, old, new, before + length)
                return
        self._pieces.append((op, level, self.old, self.new, length))

    def build(self) -> Segments:
        """The segments collected."""
        segments = []
        start_old, start_new = self._starts
        for op, level, old, new, length in self._pieces:
            text = self.new_source[new : new + length] if op is Op.INSERT else self.old_source[old : old + length]
            segments.append(Segment(op, text, level, old - start_old, new - start_new))
        return tuple(segments)


_MIRROR = {Op.EQUAL: Op.EQUAL, Op.DELETE: Op.INSERT, Op.INSERT: Op.DELETE}


def mirrored(segments: Iterable[Segment]) -> Segments:
    """The segments of the way back: what came goes, and goes before what comes."""
    turned: list[tuple[Op, str, Level | None]] = []
    coming = 0  # where the insertions begin that the next deletions stand before
    before = Op.EQUAL
    for segment in segments:
        if segment.op is Op.EQUAL or (segment.op is Op.DELETE and before is Op.INSERT):
            coming = len(turned)
        piece = (_MIRROR[segment.op], segment.text, segment.level)
        turned.insert(coming if segment.op is Op.INSERT else len(turned), piece)
        coming += segment.op is not Op.DELETE
        before = segment.op
    placed = []
    old = new = 0
    for op, text, level in turned:
        placed.append(Segment(op, text, level, old, new))
        old, new = placed[-1].old_end, placed[-1].new_end
    return tuple(placed)


def old_text(segments: Iterable[Segment]) -> str:
    """The old text that the segments replay."""
    return "".join(segment.text for segment in segments if segment.op is not Op.INSERT)


def new_text(segments: Iterable[Segment]) -> str:
    """The new text that the segments replay."""
    return "".join(segment.text for segment in segments if segment.op is not Op.DELETE)


def has_level(segments: Iterable[Segment], *levels: Level) -> bool:
    """Whether any segment is a difference of one of these levels."""
    return not {segment.level for segment in segments}.isdisjoint(levels)
