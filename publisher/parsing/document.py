"""From the characters of a text to its clauses and blocks, losing none of them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.model import PREAMBLE, Block, BlockKind, Clause, ClauseId, Document, Language, Number
from publisher.parsing.lines import Line, classify, fence, split_lines
from publisher.parsing.numbers import split_heading

CLAUSE_ID = re.compile(r"[a-z][a-z0-9-]{0,62}")
_ATTRIBUTES = re.compile(r"[ \t\u3000]*(?<!\\)\{:?([^{}]*)\}[ \t]*#*[ \t]*\Z")
_CLOSING = re.compile(r"(?:(?:\A|[ \t\u3000])#+)?[ \t\u3000]*\Z")
_HASH_ID = re.compile(r"#([^\s#}]+)")
_JOINS = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.DEFINITION, BlockKind.FOOTNOTE})
_DEPTH_COLUMNS = 4
_DEEPEST = 2


def parse_document(source: str, language: Language, path: Path | None = None) -> Document:
    """Read a text in the format of docs/reference/text-format.md.

    Never fails: what has no structure is a paragraph. The clauses partition `source`, the blocks partition each
    clause. A heading without an id, or with one that is not well formed, gets one that starts with `~`; an id written
    twice stays. Both are for `check` to report.
    """
    blocks = list(join_lines(enumerate(read_lines(source), 1)))
    heads = {block.start: _head(source, block, level) for block in blocks if (level := _level(source, block))}
    return assemble(source, language, path, blocks, heads)


@dataclass(frozen=True, slots=True)
class Head:
    """What a heading says: its level (1 for the title of the text, 2 and more for clauses), its number, its title."""

    level: int
    number: Number | None
    title: str
    id: str | None = None


def assemble(
    source: str, language: Language, path: Path | None, blocks: Iterable[Block], heads: Mapping[int, Head]
) -> Document:
    """The document of blocks that partition `source`; `heads` says at which of their starts a clause begins."""
    clauses: list[Clause] = []
    gathered: list[Block] = []
    title = ""
    for block in blocks:
        head = heads.get(block.start)
        if head and head.level == 1 and not title:
            title = head.title
        elif head:
            clauses.extend(_clause(gathered, heads, len(clauses)))
            gathered = []
        gathered.append(block)
    clauses.extend(_clause(gathered, heads, len(clauses)))
    return Document(source=source, language=language, path=path, title=title, clauses=tuple(clauses))


def heading_id(text: str) -> str | None:
    """The id in the attribute list that ends a heading's line, as written, or None."""
    attributes = _ATTRIBUTES.search(text)
    found = _HASH_ID.search(attributes[1]) if attributes else None
    return found[1] if found else None


def heading_text(text: str) -> str:
    """A heading's line without the attribute list that ends it."""
    return _CLOSING.sub("", _ATTRIBUTES.sub("", text))


def _level(source: str, block: Block) -> int:
    """1 for the title, 2 to 4 for a clause's heading, 0 for any other block."""
    if block.kind is not BlockKind.HEADING:
        return 0
    hashes = source[block.start : block.content].strip("\ufeff \t\u3000")
    return len(hashes) if len(hashes) <= 4 else 0


def _head(source: str, block: Block, level: int) -> Head:
    line = source[block.content : block.end].rstrip("\r\n")
    if level == 1:
        return Head(level, None, heading_text(line))
    written = heading_id(line)
    if written is not None and not CLAUSE_ID.fullmatch(written):  # it becomes a part of addresses and of file names
        written = None
    return Head(level, *split_heading(heading_text(line)), written)


def _clause(blocks: list[Block], heads: Mapping[int, Head], index: int) -> Iterator[Clause]:
    if not blocks:
        return
    head = heads.get(blocks[0].start)
    level = head.level - 1 if head else 0
    written = head.id if head and level else PREAMBLE if index == 0 else None
    yield Clause(
        id=ClauseId(written or f"~{index}"),
        explicit=written is not None,
        level=level,
        number=head.number if head and level else None,
        title=head.title if head and level else "",
        start=blocks[0].start,
        end=blocks[-1].end,
        line=blocks[0].line,
        blocks=tuple(blocks),
    )


def join_lines(lines: Iterable[tuple[int, Line]]) -> Iterator[Block]:
    """The blocks of numbered lines in order: blank lines are one block, as are the lines of a paragraph or an item."""
    current: Block | None = None
    for number, line in lines:
        if current is not None and _continues(current, line):
            current = replace(current, end=line.end)
            continue
        if current is not None:
            yield current
        current = _block(line, number)
    if current is not None:
        yield current


def read_lines(source: str) -> Iterator[Line]:
    """The lines in order, those inside a fence being code whatever they look like."""
    closing = ""
    for start, end in split_lines(source):
        line = classify(source, start, end)
        marks = fence(source[start:end]) or ""
        if closing or marks:
            line = replace(line, kind=BlockKind.CODE, content=start)
            if not closing:
                closing = marks
            elif marks.startswith(closing):
                closing = ""
        yield line


def _continues(block: Block, line: Line) -> bool:
    if line.kind is BlockKind.PARAGRAPH:
        return block.kind in _JOINS
    return line.kind is block.kind and line.kind in {BlockKind.BLANK, BlockKind.CODE, BlockKind.QUOTE}


def _block(line: Line, number: int) -> Block:
    return Block(
        kind=line.kind,
        start=line.start,
        end=line.end,
        line=number,
        content=line.content,
        depth=min((line.indent + 1) // _DEPTH_COLUMNS, _DEEPEST),
        marker=line.marker,
    )
