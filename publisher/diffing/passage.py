"""A passage: a stretch of source whose tokens know where in the source they stand."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from publisher.diffing.protection import NOTE, REFERENCE
from publisher.diffing.segmenter import Segmenter, segment
from publisher.diffing.tokens import CELL, tokenise
from publisher.model import Block, BlockKind
from publisher.parsing import Run, RunKind, has_markup, parse_inline, parse_number
from publisher.parsing.document import heading_text

_FORM_ONLY = frozenset({BlockKind.BLANK, BlockKind.TABLE_RULE, BlockKind.RULE})
_AS_WRITTEN = frozenset({BlockKind.CODE, BlockKind.TABLE_DATA})
_PLACEHOLDERS = {RunKind.REFERENCE: REFERENCE, RunKind.FOOTNOTE: NOTE}


@dataclass(slots=True)
class Tokens:
    """The tokens of a passage, as columns: what each is compared by, its span in the source, and its block's start."""

    keys: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    blocks: list[int] = field(default_factory=list)

    def edges(self) -> list[int]:
        """For each token 1 if it is the first of its block, plus 2 if it is the last."""
        edges = [0] * len(self.blocks)
        at = 0
        while at < len(edges):
            edges[at] += 1
            at = self.block_end(at)
            edges[at - 1] += 2
        return edges

    def block_end(self, at: int) -> int:
        """Where the block of a token ends."""
        return bisect_right(self.blocks, self.blocks[at], at)


@dataclass(frozen=True, slots=True)
class Passage:
    """`source[start:end]` and the blocks of the text that it touches; offsets count in `source`."""

    source: str
    start: int
    end: int
    blocks: Sequence[Block]

    @property
    def text(self) -> str:
        """The exact source of the passage."""
        return self.source[self.start : self.end]

    def narrowed(self, start: int, end: int) -> "Passage":
        """The part of this passage between two offsets."""
        touched = [block for block in self.blocks if block.start < end and block.end > start]
        return Passage(self.source, start, end, touched)


def read_tokens(passage: Passage, segmenter: Segmenter = segment) -> Tokens:
    """The tokens of a passage in order. Indents, markers, clause numbers, markup and white space are not among them."""
    tokens = Tokens()
    for block in passage.blocks:
        if block.kind not in _FORM_ONLY:
            _read_block(passage, block, segmenter, tokens)
    return tokens


def wording_start(source: str, block: Block) -> int:
    """Where a block's wording begins: after indent and marker, in a heading after the number too."""
    if block.kind is BlockKind.DEFINITION:
        return source.index("[", block.start) + 1
    if block.kind is not BlockKind.HEADING:
        return block.content
    number = parse_number(source[block.content : block.end].rstrip("\r\n"))
    return block.content + (number[1] if number else 0)


def wording_end(source: str, block: Block) -> int:
    """Where a block's wording ends: before the line ending, in a heading before the attribute list too."""
    end = len(source[block.start : block.end].rstrip("\r\n")) + block.start
    if block.kind is BlockKind.HEADING:
        return block.start + len(heading_text(source[block.start : end]))
    return end


def _read_block(passage: Passage, block: Block, segmenter: Segmenter, tokens: Tokens) -> None:
    source, wording = passage.source, (wording_start(passage.source, block), wording_end(passage.source, block))
    start, end = max(passage.start, wording[0]), min(passage.end, wording[1])
    if start >= end:
        return
    if block.kind in _AS_WRITTEN or not has_markup(source, *wording):
        keys, starts, ends = tokenise(source[start:end], segmenter, start)
    else:
        visible = _visible(source, wording, start, end)
        keys, firsts, lasts = tokenise("".join(piece for piece, _, _ in visible), segmenter)
        spans = _Spans(visible)
        starts, ends = list(map(spans.start, firsts)), list(map(spans.end, lasts))
    if block.kind is BlockKind.TABLE_ROW:
        keys, starts, ends = _with_cells(source, block, keys, starts, ends)
    tokens.keys += keys
    tokens.starts += starts
    tokens.ends += ends
    tokens.blocks += [block.start] * len(keys)


def _with_cells(
    source: str, block: Block, keys: list[str], starts: list[int], ends: list[int]
) -> tuple[list[str], list[int], list[int]]:
    """The tokens of a table row: bars between cells are known as such, those around the row are form."""
    outer = outer_bars(source, block)
    bars = [key == "|" and source[start - 1 : start] != "\\" for key, start in zip(keys, starts, strict=True)]
    kept = [at for at, bar in enumerate(bars) if not (bar and starts[at] in outer)]
    return [CELL if bars[at] else keys[at] for at in kept], [starts[at] for at in kept], [ends[at] for at in kept]


def _visible(source: str, wording: tuple[int, int], start: int, end: int) -> list[tuple[str, int, int]]:
    """The visible text between two offsets of a wording, in pieces with their spans in the source."""
    pieces = []
    for run in parse_inline(source, *wording):
        piece = _piece(source, run)
        if piece[1] < end and piece[2] > start:
            pieces.append(_clipped(piece, start, end))
    return pieces


def _piece(source: str, run: Run) -> tuple[str, int, int]:
    placeholder = _PLACEHOLDERS.get(run.kind)
    if placeholder is None:
        return run.text, run.start, run.start + len(run.text)
    closing = "]" if run.kind is RunKind.FOOTNOTE else ")"
    return placeholder, run.start, source.index(closing, run.start) + (run.kind is RunKind.REFERENCE)


def _clipped(piece: tuple[str, int, int], start: int, end: int) -> tuple[str, int, int]:
    text, first, last = piece
    if len(text) != last - first or (first >= start and last <= end):
        return piece
    return text[max(start - first, 0) : len(text) - max(last - end, 0)], max(first, start), min(last, end)


def outer_bars(source: str, block: Block) -> tuple[int, int]:
    """Where the bars stand that open and close a table row; -1 for the second where the row is not closed."""
    row = source[block.start : block.end].rstrip()
    first = block.start + row.index("|")
    closed = row.endswith("|") and not row.endswith("\\|") and len(row) > first - block.start + 1
    return first, block.start + len(row) - 1 if closed else -1


class _Spans:
    """From offsets in the visible text to offsets in the source."""

    def __init__(self, visible: list[tuple[str, int, int]]) -> None:
        self._visible = visible
        self._begins = [0]
        for text, _, _ in visible:
            self._begins.append(self._begins[-1] + len(text))

    def start(self, offset: int) -> int:
        """The source offset of the visible character at `offset`."""
        index = bisect_right(self._begins, offset) - 1
        return self._visible[index][1] + offset - self._begins[index]

    def end(self, offset: int) -> int:
        """The source offset just after the visible character before `offset`."""
        index = bisect_right(self._begins, offset - 1) - 1
        _, first, last = self._visible[index]
        return last if offset == self._begins[index + 1] else first + offset - self._begins[index]
