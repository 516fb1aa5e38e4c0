"""The flow of a document: its paragraphs and tables in order, each piece of text kept, inserted or deleted.

A clean text is the flow of a text compared with itself.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from publisher.diffing import (
    BlockChange,
    Change,
    ClauseChange,
    Comparison,
    Op,
    Piece,
    PieceKind,
    block_changes,
    cells,
    compare,
)
from publisher.exporting.runs import BULLETS, Run, defined, joined, lead, marker, reference, run_of, trimmed
from publisher.model import Block, BlockKind, Clause, ClauseId, Document

_TableKey = tuple[str, int]  # the side, and where the table begins
_NOT_PARAGRAPHS = frozenset({BlockKind.TABLE_RULE, BlockKind.BLANK, BlockKind.RULE})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it stands in the document. `op` is that of its end: an inserted paragraph is inserted whole.

    `level` is 0 for the title and 1 to 3 for clauses; `depth` that of an item; `bullet` says that its marker is drawn.
    `note` is the label of a footnote. A definition is its term in strong words, a tab, and what it means.
    """

    kind: BlockKind
    op: Op
    runs: tuple[Run, ...]
    level: int = 0
    depth: int = 0
    bullet: bool = False
    note: str = ""
    clause: ClauseId | None = None


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table; its cells are runs."""

    op: Op
    cells: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table, the first row its head. All rows have as many cells."""

    rows: tuple[TableRow, ...]


Flow = tuple[Paragraph | Table, ...]


def text_flow(document: Document) -> Flow:
    """A text as it stands."""
    return tracked_flow(compare(document, document))


def tracked_flow(comparison: Comparison) -> Flow:
    """Both texts in one: without what is inserted it reads as the old one, without what is deleted as the new one.

    A clause that moved is deleted in one place and inserted in the other.
    """
    together = groupby(comparison.changes, key=_whole)
    return tuple(part for _, changes in together for part in _parts_of([_ClauseFlow(comparison, c) for c in changes]))


def _whole(change: ClauseChange) -> object:
    """What neighbouring changes have in common: the clause that was split, or the one that several were merged into."""
    if change.change is Change.SPLIT and change.old:
        return "old", change.old.start
    return ("new", change.new.start) if change.change is Change.MERGED and change.new else change


def _parts_of(flows: Sequence["_ClauseFlow"]) -> Iterator[Paragraph | Table]:
    """The parts of one clause, or of several that were split or merged; a table is never written in two pieces."""
    split = flows[0].change.change is Change.SPLIT
    if not _cut_tables([flow.table_keys() for flow in flows]):
        for flow in flows:
            yield from flow.parts()
    elif split:
        yield from flows[0].one_side(_rejoined(flows, new=False), Op.DELETE)
        for flow in flows:
            yield from flow.one_side(flow.blocks, Op.INSERT)
    else:
        for flow in flows:
            yield from flow.one_side(flow.blocks, Op.DELETE)
        yield from flows[0].one_side(_rejoined(flows, new=True), Op.INSERT)


def _cut_tables(found: Sequence[set[_TableKey]]) -> bool:
    """Whether a table stands in two of the places."""
    return any(count > 1 for count in Counter(key for keys in found for key in keys).values())


def _rejoined(flows: Sequence["_ClauseFlow"], *, new: bool) -> list[BlockChange]:
    """The blocks of the side that has one clause, each whole again."""
    pieces: dict[Block, list[Piece]] = {}
    for flow in flows:
        for change in flow.blocks:
            block = change.new if new else change.old
            if block:
                pieces.setdefault(block, []).extend(change.new_pieces if new else change.old_pieces)
    return [
        BlockChange(None if new else b, b if new else None, tuple(p), () if new else tuple(p), tuple(p) if new else ())
        for b, p in pieces.items()
    ]


@dataclass(frozen=True)
class _ClauseFlow:
    comparison: Comparison
    change: ClauseChange

    @cached_property
    def blocks(self) -> list[BlockChange]:
        """What is written of the clause."""
        return [
            part
            for block in block_changes(self.comparison, self.change)
            if block.block.kind not in _NOT_PARAGRAPHS
            for part in _apart(block)
        ]

    def parts(self) -> Iterator[Paragraph | Table]:
        """The paragraphs and tables of the clause."""
        if self.change.moved:
            yield from self.one_side(self.blocks, Op.DELETE if self.change.departure else Op.INSERT)
        elif self._divided():
            yield from self.one_side(self.blocks, Op.DELETE)
            yield from self.one_side(self.blocks, Op.INSERT)
        else:
            yield from self._both_sides()

    def table_keys(self) -> set[_TableKey]:
        """The tables of either side that have a row here."""
        return set().union(*(self._keys(block).items() for block in self.blocks))

    def _divided(self) -> bool:
        """Whether a paragraph or a table was parted in two or two were joined: kept text would stand in two places."""
        lone = [b.new_pieces if b.old is None else b.old_pieces if b.new is None else () for b in self.blocks]
        if any(piece.op is Op.EQUAL for pieces in lone for piece in pieces):
            return True
        runs = [run for table, run in self._tables_apart(self.blocks) if table]
        return _cut_tables([set().union(*(self._keys(block).items() for block in run)) for run in runs])

    def one_side(self, blocks: Sequence[BlockChange], op: Op) -> Iterator[Paragraph | Table]:
        """The blocks of one side, all of them deleted or inserted."""
        new = op is Op.INSERT
        own = [replace(b, old=None) if new else replace(b, new=None) for b in blocks if (b.new if new else b.old)]
        for table, run in self._tables_apart(own):
            if table:
                yield self._table_of(run, op)
            else:
                yield from (self._lone(block, op) for block in run)

    def _both_sides(self) -> Iterator[Paragraph | Table]:
        for table, run in self._tables_apart(self.blocks):
            if table:
                yield from self._tables(run)
            else:
                for block in run:
                    yield from self._paragraphs(block)

    def _tables_apart(self, blocks: Sequence[BlockChange]) -> Iterator[tuple[bool, list[BlockChange]]]:
        """The runs of paragraphs and of the rows of one table; two tables with nothing between them stay two."""
        run: list[BlockChange] = []
        seen: dict[str, int] = {}
        for block in blocks:
            places = self._keys(block)
            other = any(seen.get(side, place) != place for side, place in places.items())
            if run and (bool(places) != bool(seen) or other):
                yield bool(seen), run
                run, seen = [], {}
            run.append(block)
            seen |= places
        if run:
            yield bool(seen), run

    def _keys(self, change: BlockChange) -> dict[str, int]:
        """The table on either side that a row stands in."""
        sides = [("old", change.old), ("new", change.new)]
        return {side: self._places[side, b.start] for side, b in sides if b and (side, b.start) in self._places}

    @cached_property
    def _places(self) -> dict[_TableKey, int]:
        return {**_table_places(self.change.old, "old"), **_table_places(self.change.new, "new")}

    def _paragraphs(self, change: BlockChange) -> Iterator[Paragraph]:
        """A paragraph that both texts have, or one that only one of them has, or two where the form differs."""
        old, new = change.old, change.new
        if old is None or new is None:
            yield self._lone(change, Op.DELETE if new is None else Op.INSERT)
        elif _form(old) != _form(new):
            yield self._lone(replace(change, new=None), Op.DELETE)
            yield self._lone(replace(change, old=None), Op.INSERT)
        else:
            yield self._paragraph(new, Op.EQUAL, [*marker(old, new), *self._runs(change.pieces)])

    def _lone(self, change: BlockChange, op: Op) -> Paragraph:
        """A paragraph of one side, all of it deleted or inserted."""
        new = op is Op.INSERT
        block = change.new if new else change.old
        if block is None:
            raise ValueError("a paragraph of neither side")
        pieces = change.new_pieces if new else change.old_pieces
        return self._paragraph(block, op, [*lead(block, op), *self._runs(pieces, op)])

    def _paragraph(self, block: Block, op: Op, runs: Sequence[Run]) -> Paragraph:
        clause = self._clause(op)
        heading = block.kind is BlockKind.HEADING
        return Paragraph(
            kind=block.kind,
            op=op,
            runs=tuple(joined(defined(runs) if block.kind is BlockKind.DEFINITION else runs)),
            level=clause.level if heading and clause else 0,
            depth=block.depth,
            bullet=block.marker in BULLETS and block.kind is BlockKind.ITEM,
            note=block.marker if block.kind is BlockKind.FOOTNOTE else "",
            clause=clause.id if heading and clause and clause.level and clause.explicit else None,
        )

    def _clause(self, op: Op) -> Clause | None:
        return self.change.old if op is Op.DELETE else self.change.new

    def _tables(self, rows: Sequence[BlockChange]) -> Iterator[Table]:
        """One table with its rows tracked; where columns came or went, the old one deleted and the new one inserted."""
        if all(row.old is None for row in rows) or all(row.new is None for row in rows):
            yield self._table_of(rows, Op.INSERT if rows[0].old is None else Op.DELETE)
            return
        widths = {
            len(cells(pieces)) for row in rows for pieces in (row.pieces, row.old_pieces, row.new_pieces) if pieces
        }
        if len(widths) == 1:
            yield Table(tuple(self._row(row) for row in rows))
            return
        yield self._table_of([row for row in rows if row.old], Op.DELETE)
        yield self._table_of([row for row in rows if row.new], Op.INSERT)

    def _row(self, row: BlockChange) -> TableRow:
        if row.old is None or row.new is None:
            op = Op.INSERT if row.old is None else Op.DELETE
            return self._row_of(row, op)
        return TableRow(Op.EQUAL, tuple(tuple(trimmed(self._runs(cell))) for cell in cells(row.pieces)))

    def _row_of(self, row: BlockChange, op: Op) -> TableRow:
        own = cells(row.old_pieces if op is Op.DELETE else row.new_pieces)
        return TableRow(op, tuple(tuple(trimmed(self._runs(cell, op))) for cell in own))

    def _table_of(self, rows: Sequence[BlockChange], op: Op) -> Table:
        found = [self._row_of(row, op) for row in rows]
        width = max(len(row.cells) for row in found)
        return Table(tuple(TableRow(row.op, row.cells + ((),) * (width - len(row.cells))) for row in found))

    def _runs(self, pieces: Sequence[Piece], side: Op = Op.EQUAL) -> Iterator[Run]:
        """The runs of pieces; those of one side are all deleted or all inserted. A cross reference shows the clause's
        number in the text that it belongs to."""
        for piece in pieces:
            op = piece.op if side is Op.EQUAL else side
            if piece.kind is PieceKind.BAR:
                continue
            if piece.kind is not PieceKind.REFERENCE:
                yield run_of(piece, op)
                continue
            before, after = reference(piece, self.comparison.old), reference(piece, self.comparison.new)
            shown = [(op, before if op is Op.DELETE else after)]
            if op is Op.EQUAL and before != after:
                shown = [(Op.DELETE, before), (Op.INSERT, after)]
            for each, text in shown:
                yield Run(each, text, piece.strong, piece.emphasis, piece.target)


def _apart(change: BlockChange) -> tuple[BlockChange, ...]:
    """A block, or two where a row of a table stands beside something else."""
    if change.old is None or change.new is None:
        return (change,)
    rows = BlockKind.TABLE_ROW in {change.old.kind, change.new.kind} and change.old.kind is not change.new.kind
    return (replace(change, new=None), replace(change, old=None)) if rows else (change,)


def _table_places(clause: Clause | None, side: str) -> dict[_TableKey, int]:
    """For each row of the clause, by where it begins, where its table begins."""
    places: dict[_TableKey, int] = {}
    table, inside = 0, False
    for block in clause.blocks if clause else ():
        is_table = block.kind in {BlockKind.TABLE_ROW, BlockKind.TABLE_RULE}
        if is_table and not inside:
            table = block.start
        inside = is_table
        if block.kind is BlockKind.TABLE_ROW:
            places[side, block.start] = table
    return places


def _form(block: Block) -> object:
    """What the style of a paragraph depends on."""
    bullet = block.marker in BULLETS if block.kind is BlockKind.ITEM else False
    note = block.marker if block.kind is BlockKind.FOOTNOTE else ""
    return block.kind, block.depth, bullet, note
