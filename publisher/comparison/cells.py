"""The two cells of one clause: its lines on either side, with what did not change inside it left out."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from publisher.comparison.lines import LineWriter
from publisher.comparison.omission import note, omitted_blocks
from publisher.comparison.table import Cell, Line, LineKind, Span
from publisher.comparison.words import TableWords
from publisher.diffing import BlockChange, Change, ClauseChange, Comparison, block_changes
from publisher.model import Block, BlockKind, Omission

_Pair = tuple[Cell, Cell]


def clause_cells(comparison: Comparison, change: ClauseChange, words: TableWords, omission: Omission) -> _Pair:
    """The new and the old cell of a clause. Its heading always stands; unchanged blocks are left out unless the style
    omits nothing. A clause that came or went as a whole stands in full."""
    writer = LineWriter(comparison, change)
    blocks = block_changes(comparison, change)
    if change.departure:
        blocks = tuple(block for block in blocks if block.block.kind is BlockKind.HEADING) or blocks[:1]
    whole = omission is Omission.NONE or change.change in {Change.ADDED, Change.REMOVED}
    new: list[Line] = []
    old: list[Line] = []
    for is_row, group in groupby(blocks, key=lambda block: block.block.kind is BlockKind.TABLE_ROW):
        run = list(group)
        quiet = not whole and not any(writer.is_changed(block) or writer.is_new_or_gone(block) for block in run)
        if is_row and not quiet:
            pairs = _rows(writer, run, words, whole)
        else:
            grouped = omission is Omission.GROUPED
            pairs = _blocks(writer, run, words, whole, grouped, all_of_it=len(run) == len(blocks))
        for new_line, old_line in pairs:
            new.extend([new_line] if new_line else [])
            old.extend([old_line] if old_line else [])
    return Cell(lines=tuple(new)), Cell(lines=tuple(old))


def heading_cells(comparison: Comparison, change: ClauseChange, words: TableWords) -> _Pair:
    """The cells of an unchanged clause that holds changed ones: its heading, and 「(略)」 for its own text."""
    return clause_cells(comparison, change, words, Omission.GROUPED)


def _blocks(
    writer: LineWriter, blocks: Sequence[BlockChange], words: TableWords, whole: bool, grouped: bool, all_of_it: bool
) -> Iterator[tuple[Line | None, Line | None]]:
    """The lines of paragraphs and items, those that did not change left out in groups."""
    runs = [(quiet, list(run)) for quiet, run in groupby(blocks, key=lambda block: _is_quiet(writer, block, whole))]
    for index, (quiet, run) in enumerate(runs):
        if quiet:
            following = runs[index + 1][1][0] if index + 1 < len(runs) else None
            yield from _omitted(
                run, words, grouped, following, all_of_it=all_of_it and len(runs) <= 2 and not following
            )
        else:
            yield from (_pair(writer, block, words, whole) for block in run)


def _is_quiet(writer: LineWriter, block: BlockChange, whole: bool) -> bool:
    if whole or block.block.kind is BlockKind.HEADING:
        return False
    return not writer.is_changed(block) and not writer.is_new_or_gone(block)


def _omitted(
    blocks: Sequence[BlockChange], words: TableWords, grouped: bool, following: BlockChange | None, all_of_it: bool
) -> Iterator[tuple[Line | None, Line | None]]:
    after = (following.new or following.old, following.old or following.new) if following else (None, None)
    new = omitted_blocks(_of([block.new for block in blocks]), words, grouped, after[0], all_of_it)
    old = omitted_blocks(_of([block.old for block in blocks]), words, grouped, after[1], all_of_it)
    yield from ((line, None) for line in new)
    yield from ((None, line) for line in old)


def _of(blocks: Sequence[Block | None]) -> list[Block]:
    return [block for block in blocks if block is not None]


def _pair(writer: LineWriter, block: BlockChange, words: TableWords, whole: bool) -> tuple[Line | None, Line | None]:
    """The lines of a block on both sides; what stands opposite a block that came or went is said in words."""
    new, old = writer.new(block), writer.old(block)
    if not whole and writer.is_new_or_gone(block):
        depth = block.block.depth
        new = new or note(words.removed, depth)
        old = old or note(words.added, depth)
    return new, old


def _rows(
    writer: LineWriter, rows: Sequence[BlockChange], words: TableWords, whole: bool
) -> Iterator[tuple[Line | None, Line | None]]:
    """The rows of a table: its head, the rows that changed, and one row 「(略)」 for each run that did not."""
    head, body = rows[0], rows[1:]
    yield _headed(writer.new(head)), _headed(writer.old(head))
    for quiet, group in groupby(body, key=lambda row: _is_quiet(writer, row, whole)):
        run = list(group)
        if quiet:
            lines = writer.new(run[0]), writer.old(run[0])
            yield tuple(_row_of_words(line, words.omitted) if line else None for line in lines)  # type: ignore[misc]
            continue
        for row in run:
            new, old = writer.new(row), writer.old(row)
            if not whole and writer.is_new_or_gone(row):
                new = new or _row_of_words(old, words.removed)
                old = old or _row_of_words(new, words.added)
            yield new, old


def _headed(line: Line | None) -> Line | None:
    return Line(kind=line.kind, cells=line.cells, header=True) if line else None


def _row_of_words(model: Line | None, text: str) -> Line:
    """A row as wide as another, with words of the table in its first cell."""
    columns = len(model.cells) if model else 1
    return Line(kind=LineKind.TABLE_ROW, cells=((Span(text=text),), *[()] * (columns - 1)))
