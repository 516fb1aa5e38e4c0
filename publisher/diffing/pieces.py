"""Pieces: the visible text of a clause, block by block, with what changed in it.

A piece follows from the segments of the comparison and from the runs that parsing finds: nothing is compared again.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from publisher.diffing.passage import outer_bars, wording_end, wording_start
from publisher.diffing.segment import Level, Op, Segment, Segments
from publisher.model import Block, BlockKind, Clause, Document
from publisher.parsing import Run, RunKind, parse_inline

_BREAK = re.compile(r"[ \t\u3000]*(?:\r\n|\r|\n)[ \t\u3000]*")
_WIDE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


class PieceKind(StrEnum):
    """What a piece shows: text, code, a clause's number in place of a reference, a footnote's mark, a cell's edge."""

    TEXT = "text"
    CODE = "code"
    REFERENCE = "reference"
    FOOTNOTE = "footnote"
    BAR = "bar"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of visible text of one look that stays, goes or comes.

    A piece that stays may carry a level: `TYPOGRAPHIC` where its emphasis changed, `LINK` where it leads elsewhere
    than before (`old_target`). For a REFERENCE `text` is empty and `target` is `#clause-id`; for a FOOTNOTE `text` is
    the label. A BAR parts two cells of a table row.
    """

    op: Op
    text: str
    level: Level | None
    kind: PieceKind = PieceKind.TEXT
    strong: bool = False
    emphasis: bool = False
    target: str = ""
    old_target: str = ""

    @property
    def changed(self) -> bool:
        """Whether a reader is to see that something changed here: words came or went, or a link leads elsewhere."""
        return self.level in (Level.WORDING, Level.LINK)


@dataclass(frozen=True, slots=True)
class Placed:
    """A piece, the place of its segment in the sequence, and its offset in the clause on its own side."""

    segment: int
    offset: int
    piece: Piece


class Side:
    """One side of a compared clause: its visible text, with what stays and what on this side comes or goes."""

    def __init__(self, document: Document, clause: Clause, segments: Segments, *, new: bool) -> None:
        self._source, self._clause, self._new = document.source, clause, new
        absent = Op.DELETE if new else Op.INSERT
        self._own = [(index, segment) for index, segment in enumerate(segments) if segment.op is not absent]
        self._starts = [self._start(segment) for _, segment in self._own]

    def blocks(self) -> Iterator[tuple[Block, list[Placed]]]:
        """Each block that shows anything, with its pieces in order.

        In a clause that was split or merged the segments are those of one part: a block of which they hold nothing that
        shows, at most a marker or a bar, belongs to another part.
        """
        for block in self._clause.blocks:
            if block.kind not in (BlockKind.BLANK, BlockKind.RULE, BlockKind.TABLE_RULE) and self._reached(block):
                pieces = list(self._pieces(block))
                if pieces or self._holds(block):
                    yield block, pieces

    def _start(self, segment: Segment) -> int:
        return self._clause.start + (segment.new if self._new else segment.old)

    def _reached(self, block: Block) -> bool:
        return bool(self._own) and self._starts[0] < block.end and block.start < self._end()

    def _holds(self, block: Block) -> bool:
        return self._starts[0] <= block.start and block.end <= self._end()

    def _end(self) -> int:
        last = self._own[-1][1]
        return self._clause.start + (last.new_end if self._new else last.old_end)

    def _pieces(self, block: Block) -> Iterator[Placed]:
        limits = bounds(self._source, block)
        for run in _runs(self._source, block, limits):
            at = max(run.start, self._starts[0])
            end = min(run.start + max(len(run.text), 1), self._end())
            while at < end:
                place = bisect_right(self._starts, at) - 1
                until = min(end, self._starts[place + 1] if place + 1 < len(self._starts) else end)
                index, segment = self._own[place]
                for offset, kind, text in _parted(self._source, block, run, at, until, limits):
                    piece = Piece(segment.op, text, segment.level, kind, run.strong, run.emphasis, run.target)
                    yield Placed(index, offset - self._clause.start, piece)
                at = until


def bounds(source: str, block: Block) -> tuple[int, int]:
    """Where a block's visible text begins and ends: no indent, marker, attribute list, outer bar or line ending."""
    start, end = block.content, wording_end(source, block)
    if block.kind is BlockKind.TABLE_ROW:
        first, last = outer_bars(source, block)
        start, end = first + 1, (last if last > first else end)
    elif block.kind is BlockKind.DEFINITION:
        start = wording_start(source, block)
    return start, max(start, end)


def _runs(source: str, block: Block, limits: tuple[int, int]) -> Sequence[Run]:
    if block.kind in (BlockKind.CODE, BlockKind.TABLE_DATA):
        return [Run(kind=RunKind.CODE, text=source[limits[0] : limits[1]], start=limits[0])]
    return parse_inline(source, *limits)


def _parted(
    source: str, block: Block, run: Run, start: int, end: int, limits: tuple[int, int]
) -> Iterator[tuple[int, PieceKind, str]]:
    """What a part of a run shows: its offset, its kind and its text; the bars of a table row by themselves."""
    kind = PieceKind(run.kind.value)
    if not run.text:
        yield start, kind, ""
        return
    at = start
    while block.kind is BlockKind.TABLE_ROW and (bar := source.find("|", at, end)) >= 0:
        if source[bar - 1] != "\\":
            yield at, kind, source[at:bar]
            yield bar, PieceKind.BAR, ""
            at = bar + 1
        else:
            yield at, kind, source[at : bar + 1]
            at = bar + 1
    text = _joined(source, at, end, limits)
    if text:
        yield at, kind, text


def _joined(source: str, start: int, end: int, limits: tuple[int, int]) -> str:
    """Visible text without line breaks: in Japanese they stand for nothing, elsewhere for a blank."""

    def join(match: re.Match[str]) -> str:
        before = source[max(limits[0], start + match.start() - 1) : start + match.start()]
        after = source[start + match.end() : min(limits[1], start + match.end() + 1)]
        return "" if _WIDE.match(before) or _WIDE.match(after) else " "

    return _BREAK.sub(join, source[start:end])


def with_their_spaces(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces as readers see them: the space beside a word that went or came goes or comes with it.

    By itself a space is form; left out beside a word that is shown, it would join two words.
    """
    shown = list(pieces)
    for at, piece in enumerate(pieces):
        if piece.op is Op.EQUAL or piece.level is not Level.TYPOGRAPHIC or piece.text.strip() or not piece.text:
            continue
        beside = [pieces[i] for i in (at - 1, at + 1) if 0 <= i < len(pieces)]
        if any(other.op is piece.op and other.level is Level.WORDING for other in beside):
            shown[at] = replace(piece, level=Level.WORDING)
    return shown
