"""Unchanged text as the table leaves it out: 「2及び3 (略)」, 「第2条〜第5条 (略)」."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from publisher.comparison.table import Line, LineKind, Span
from publisher.comparison.words import TableWords, number_words
from publisher.model import Block, BlockKind, Clause, Document

_Named = tuple[str, object, int]
"""A name, the style that it shares with those it may be grouped with (None: none), and how far it is indented."""

_BULLETS = "-*+・•●∘○◯■□◆◇※"


def omitted_clauses(
    clauses: Sequence[Clause], document: Document, words: TableWords, grouped: bool
) -> tuple[Line, ...]:
    """Whole clauses, each with all below it, left out: neighbours of one level and one style of number in one line."""
    shown = [(_clause_name(clause, document, words), _style(clause), 0) for clause in clauses]
    return tuple(_lines([pair for pair in shown if pair[0]], words, grouped))


def omitted_blocks(
    blocks: Sequence[Block], words: TableWords, grouped: bool, following: Block | None = None, all_of_it: bool = False
) -> tuple[Line, ...]:
    """Blocks of one clause left out: numbered items by their numbers, anything else as one 「(略)」.

    An item that is left out with all below it stands for what is below it; `following` is the block after these. Where
    this is `all_of_it`, the whole text below the heading, and not numbered throughout, one 「(略)」 is enough.
    """
    whole = _whole(blocks, following)
    if all_of_it and any(not _marker(block) for block in whole):
        return (note(words.omission("", "", 1)),)
    found: list[_Named] = []
    for block in whole:
        name = _marker(block)
        if name or not found or found[-1][0]:
            found.append((name, (block.depth, bool(name)), block.depth if name else 0))
    return tuple(_lines(found, words, grouped))


def note(text: str, depth: int = 0) -> Line:
    """A line of words of the table itself; they are never underlined."""
    return Line(kind=LineKind.NOTE, cells=((Span(text=text),),), depth=depth)


def _lines(named: Iterable[_Named], words: TableWords, grouped: bool) -> Iterable[Line]:
    for (style, depth), group in groupby(named, key=lambda entry: entry[1:]):
        names = [name for name, _, _ in group]
        if grouped and style is not None:
            yield note(words.omission(names[0], names[-1], len(names)), depth)
        else:
            yield from (note(words.omission(name, name, 1), depth) for name in names)


def _clause_name(clause: Clause, document: Document, words: TableWords) -> str:
    """How a clause is named where it is left out; empty for a preamble that holds nothing but the title."""
    if clause.number is not None:
        return number_words(clause.number)
    if clause.level:
        return words.quoted(clause.title)
    silent = {BlockKind.BLANK, BlockKind.HEADING, BlockKind.RULE, BlockKind.DEFINITION}
    return words.preamble if any(block.kind not in silent for block in clause.blocks) else ""


def _style(clause: Clause) -> object:
    """The same for clauses that may be named together, None for one that stands for itself."""
    return (clause.level, clause.number.kind, clause.number.values[:-1]) if clause.number else None


def _whole(blocks: Sequence[Block], following: Block | None) -> list[Block]:
    """The blocks without those that belong to an item which is left out with all below it."""
    found: list[Block] = []
    open_depth = following.depth if following and following.kind is BlockKind.ITEM else 0
    for index, block in enumerate(blocks):
        above = next((other for other in reversed(blocks[:index]) if other.depth < block.depth), None)
        closes = above is not None and (
            open_depth <= above.depth or any(later.depth <= above.depth for later in blocks[index + 1 :])
        )
        if not closes:
            found.append(block)
    return found


def _marker(block: Block) -> str:
    if block.kind is not BlockKind.ITEM or block.marker in _BULLETS:
        return ""
    return block.marker.rstrip(".．、") or block.marker
