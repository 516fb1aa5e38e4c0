"""Blocks: the paragraphs, items, table rows and headings of a compared clause, side by side."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.diffing.pieces import Piece, PieceKind, Placed, Side
from publisher.diffing.result import ClauseChange, Comparison
from publisher.diffing.segment import Level, Op, Segments
from publisher.model import Block

Pieces = tuple[Piece, ...]
_Column = list[tuple[Block, list[Placed]]]


@dataclass(frozen=True, slots=True)
class BlockChange:
    """A block of the old clause beside its counterpart in the new one; None where there is none.

    `pieces` is the redline: what went stands before what came in its place. `old_pieces` and `new_pieces` are the two
    sides. A paragraph that was divided shows its second half as a block without counterpart whose pieces stay.
    """

    old: Block | None
    new: Block | None
    pieces: Pieces
    old_pieces: Pieces
    new_pieces: Pieces

    @property
    def block(self) -> Block:
        """The block on the new side, or the old one where there is none."""
        block = self.new or self.old
        if block is None:
            raise ValueError("a change of no block")
        return block

    @property
    def changed(self) -> bool:
        """Whether a reader is to see a change of words or of a link here."""
        return any(piece.changed for piece in self.pieces)

    @property
    def form_changed(self) -> bool:
        """Whether the form changed: width, emphasis, marker."""
        markers = {block.marker for block in (self.old, self.new) if block}
        return len(markers) > 1 or any(piece.level is Level.TYPOGRAPHIC for piece in self.pieces)


def block_changes(comparison: Comparison, change: ClauseChange) -> tuple[BlockChange, ...]:
    """The blocks of a clause in reading order, those that belong together side by side.

    All follows from the segments of `change`; in a clause that was split or merged each entry has the blocks of its
    part.
    """
    olds = _column(comparison, change, new=False)
    news = _column(comparison, change, new=True)
    styles = _styles(olds)
    news = [(block, [_restyled(placed, change.segments, styles) for placed in pieces]) for block, pieces in news]
    return tuple(_in_order(olds, news, _counterparts(olds, news, change.segments)))


def cells(pieces: Sequence[Piece]) -> tuple[Pieces, ...]:
    """The pieces of a table row cell by cell; outer blanks taken off.

    In the redline a column that went or came stands as a cell of its own, in every row.
    """
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.kind is PieceKind.BAR:
            found.append([])
        else:
            found[-1].append(piece)
    return tuple(tuple(_stripped(cell)) for cell in found)


def _stripped(cell: list[Piece]) -> Iterator[Piece]:
    for at, piece in enumerate(cell):
        text = piece.text.lstrip() if at == 0 else piece.text
        text = text.rstrip() if at == len(cell) - 1 else text
        if text or piece.kind is PieceKind.REFERENCE:
            yield replace(piece, text=text)


def _column(comparison: Comparison, change: ClauseChange, *, new: bool) -> _Column:
    clause, document = (change.new, comparison.new) if new else (change.old, comparison.old)
    return list(Side(document, clause, change.segments, new=new).blocks()) if clause else []


def _styles(olds: _Column) -> dict[tuple[int, int], Piece]:
    return {(p.segment, p.offset): p.piece for _, pieces in olds for p in pieces if p.piece.op is Op.EQUAL}


def _restyled(placed: Placed, segments: Segments, styles: dict[tuple[int, int], Piece]) -> Placed:
    """What stays, with the level of a change of its emphasis or of its link."""
    if placed.piece.op is not Op.EQUAL:
        return placed
    segment = segments[placed.segment]
    before = styles.get((placed.segment, placed.offset - segment.new + segment.old))
    if before is None:
        return placed
    now = placed.piece
    if before.target != now.target:
        return replace(placed, piece=replace(now, level=Level.LINK, old_target=before.target))
    if (before.strong, before.emphasis, before.kind) != (now.strong, now.emphasis, now.kind):
        return replace(placed, piece=replace(now, level=Level.TYPOGRAPHIC))
    return placed


def _counterparts(olds: _Column, news: _Column, segments: Segments) -> dict[int, int]:
    """Which old block belongs to which new one, by place: those that share most of what stays; the rest in turn."""
    places = {(p.segment, p.offset): at for at, (_, pieces) in enumerate(olds) for p in pieces}
    starts = sorted(places)
    shared: Counter[tuple[int, int]] = Counter()
    for j, (_, pieces) in enumerate(news):
        for placed in pieces:
            if placed.piece.op is Op.EQUAL:
                segment = segments[placed.segment]
                i = _holder(starts, places, (placed.segment, placed.offset - segment.new + segment.old))
                if i is not None:
                    shared[i, j] += len(placed.piece.text) + 1
    best_old, best_new = _best(shared, 0), _best(shared, 1)
    pairs = {i: j for i, j in best_old.items() if best_new[j] == i}
    return pairs | _leftovers(olds, news, pairs)


def _holder(starts: list[tuple[int, int]], places: dict[tuple[int, int], int], at: tuple[int, int]) -> int | None:
    """The old block that holds an offset of a segment."""
    place = bisect_right(starts, at) - 1
    return places[starts[place]] if place >= 0 and starts[place][0] == at[0] else None


def _best(shared: Counter[tuple[int, int]], side: int) -> dict[int, int]:
    best: dict[int, tuple[int, int]] = {}
    for pair, count in shared.items():
        one, other = pair[side], pair[1 - side]
        if one not in best or count > best[one][0]:
            best[one] = (count, other)
    return {one: other for one, (_, other) in best.items()}


def _leftovers(olds: _Column, news: _Column, pairs: dict[int, int]) -> dict[int, int]:
    """Blocks written anew: of what went and what came between two pairs, those of one kind in turn."""
    found: dict[int, int] = {}
    i = j = 0
    for i_next, j_next in [*sorted(pairs.items()), (len(olds), len(news))]:
        gone = [at for at in range(i, i_next) if _replaced(olds[at])]
        come = [at for at in range(j, j_next) if _replaced(news[at])]
        for old, new in zip(gone, come, strict=False):
            if olds[old][0].kind is not news[new][0].kind:
                break
            found[old] = new
        i, j = i_next + 1, j_next + 1
    return found


def _replaced(entry: tuple[Block, list[Placed]]) -> bool:
    return not any(placed.piece.op is Op.EQUAL and placed.piece.kind is not PieceKind.BAR for placed in entry[1])


def _in_order(olds: _Column, news: _Column, pairs: dict[int, int]) -> Iterator[BlockChange]:
    i = j = 0
    for i_next, j_next in [*sorted(pairs.items()), (len(olds), len(news))]:
        yield from (_change(olds[at], None) for at in range(i, i_next))
        yield from (_change(None, news[at]) for at in range(j, j_next))
        if i_next < len(olds):
            yield _change(olds[i_next], news[j_next])
        i, j = i_next + 1, j_next + 1


def _change(old: tuple[Block, list[Placed]] | None, new: tuple[Block, list[Placed]] | None) -> BlockChange:
    before, after = old[1] if old else [], new[1] if new else []
    gone = [placed for placed in before if new is None or placed.piece.op is Op.DELETE]
    merged = sorted([*gone, *after], key=lambda placed: placed.segment)
    return BlockChange(
        old=old[0] if old else None,
        new=new[0] if new else None,
        pieces=tuple(placed.piece for placed in merged),
        old_pieces=tuple(placed.piece for placed in before),
        new_pieces=tuple(placed.piece for placed in after),
    )
