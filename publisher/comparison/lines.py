"""From a block with its changes to a line of a cell, on either side."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publisher.comparison.table import Line, LineKind, Span
from publisher.comparison.words import TableWords
from publisher.diffing import BlockChange, ClauseChange, Comparison, Level, Op, Piece, PieceKind, cells
from publisher.model import Block, BlockKind, ClauseId, Document
from publisher.parsing.references import label

_CLOSED = re.compile(r"[・．、）①-⑳㉑-㉟]\Z")
_BULLETS = frozenset("-*+")
_KINDS = {
    BlockKind.HEADING: LineKind.HEADING,
    BlockKind.ITEM: LineKind.ITEM,
    BlockKind.TABLE_ROW: LineKind.TABLE_ROW,
}


@dataclass(frozen=True)
class LineWriter:
    """Writes the blocks of one clause as lines of the table."""

    comparison: Comparison
    change: ClauseChange

    def is_changed(self, block: BlockChange) -> bool:
        """Whether a reader of the table is to see a difference in a block."""
        if block.changed or self.marker_changed(block):
            return True
        if self.renumbered(block):
            return True
        return any(self.label_differs(piece) for piece in block.new_pieces)

    def is_new_or_gone(self, block: BlockChange) -> bool:
        """Whether a block has no counterpart, and is not merely the second half of one that was divided."""
        lone = block.new_pieces if block.old is None else block.old_pieces if block.new is None else ()
        return any(piece.op is not Op.EQUAL for piece in lone)

    def new(self, block: BlockChange) -> Line | None:
        """The block's line on the new side."""
        if block.new is None:
            return None
        return self._line(block, block.new, block.new_pieces, self.comparison.new, frozenset())

    def old(self, block: BlockChange) -> Line | None:
        """The block's line on the old side."""
        if block.old is None:
            return None
        moved_links = frozenset(p.old_target for p in block.new_pieces if p.level is Level.LINK and p.old_target)
        return self._line(block, block.old, block.old_pieces, self.comparison.old, moved_links)

    def _line(
        self, change: BlockChange, block: Block, pieces: Sequence[Piece], document: Document, links: frozenset[str]
    ) -> Line:
        kind = _KINDS.get(block.kind, LineKind.PARAGRAPH)
        spans = _Spans(self, change, document, links)
        if kind is LineKind.TABLE_ROW:
            return Line(kind=kind, cells=tuple(tuple(spans.of(cell)) for cell in cells(pieces)))
        lead = spans.lead(block)
        if block.kind is BlockKind.DEFINITION:
            pieces = [replace(piece, text=piece.text.replace("]:", ":", 1)) for piece in pieces]
        return Line(kind=kind, cells=(tuple(merged([*lead, *spans.of(pieces)])),), depth=block.depth)

    def marker_changed(self, block: BlockChange) -> bool:
        """Whether an item has another marker than before, its width apart."""
        markers = {unicodedata.normalize("NFKC", part.marker) for part in (block.old, block.new) if part}
        return len(markers) > 1

    def renumbered(self, block: BlockChange) -> bool:
        """Whether this is the heading of a clause that has another number than before."""
        return block.block.kind is BlockKind.HEADING and self.change.renumbered

    def label_differs(self, piece: Piece) -> bool:
        """Whether a cross reference shows another number than before."""
        if piece.kind is not PieceKind.REFERENCE or piece.op is not Op.EQUAL:
            return False
        return reference(piece, self.comparison.old) != reference(piece, self.comparison.new)


@dataclass(frozen=True)
class _Spans:
    writer: LineWriter
    change: BlockChange
    document: Document
    links: frozenset[str]

    def of(self, pieces: Iterable[Piece]) -> Iterator[Span]:
        """The spans of some pieces; after a link that leads elsewhere now, where it leads."""
        found: list[Span] = []
        for target, group in groupby(pieces, key=lambda piece: piece.target):
            run = list(group)
            found.extend(self._span(piece) for piece in run)
            if target in self.links or any(p.level is Level.LINK and p.kind is not PieceKind.FOOTNOTE for p in run):
                found.extend([Span(text=f" <{target}>", changed=True)] if target and target[0] != "#" else [])
        return iter(merged(found))

    def lead(self, block: Block) -> list[Span]:
        """The marker of an item, the mark of a footnote."""
        if block.kind is BlockKind.ITEM:
            marker = TableWords(self.document.language).bullet if block.marker in _BULLETS else block.marker
            text = marker + ("" if _CLOSED.search(marker) else " ")
        else:
            text = {BlockKind.DEFINITION: f"{block.marker}: ", BlockKind.FOOTNOTE: f"[{block.marker}] "}.get(
                block.kind, ""
            )
        return [Span(text=text, changed=self._differs())] if text else []

    def _differs(self) -> bool:
        return self.writer.marker_changed(self.change) or self.writer.is_new_or_gone(self.change)

    def _span(self, piece: Piece) -> Span:
        text = piece.text
        if piece.kind is PieceKind.REFERENCE:
            text = reference(piece, self.document)
        elif piece.kind is PieceKind.FOOTNOTE:
            text = f"[{piece.text}]"
        heading_number = self.writer.renumbered(self.change) and piece.op is not Op.EQUAL
        other_target = piece.op is Op.EQUAL and piece.kind is not PieceKind.FOOTNOTE  # the target itself is underlined
        differs = (piece.changed and not other_target) or heading_number or self.writer.label_differs(piece)
        return Span(text=text.replace("\\|", "|"), changed=differs, strong=piece.strong)


def reference(piece: Piece, document: Document) -> str:
    """What a cross reference shows in a text: the number of the clause, or the target where there is no such clause."""
    clause = document.clause(ClauseId(piece.target[1:]))
    return label(document, clause) if clause else piece.target


def merged(spans: Iterable[Span]) -> list[Span]:
    """The spans with neighbours of one look joined, and none without text."""
    looks = groupby((span for span in spans if span.text), key=lambda span: (span.changed, span.strong))
    return [
        Span(text="".join(span.text for span in group), changed=changed, strong=strong)
        for (changed, strong), group in looks
    ]
