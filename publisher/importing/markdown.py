"""Reading Markdown of any dialect: its blocks are kept, what the text format writes otherwise is rewritten."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from publisher.importing import markdown_dialect as dialect
from publisher.importing.html import read_html
from publisher.importing.levels import to_levels
from publisher.importing.part import Part, PartKind, own_characters
from publisher.importing.reading import Reading
from publisher.importing.report import Note, NoteCode
from publisher.importing.wrapping import join
from publisher.model import Block, BlockKind, Document, Language
from publisher.parsing import parse_document
from publisher.parsing.document import heading_id, heading_text
from publisher.parsing.lines import columns

_CELL_BORDER = re.compile(r"(?<!\\)\|")
_ORDERED = re.compile(r"([0-9]{1,3})([.)])")
_PART_OF = {
    BlockKind.PARAGRAPH: PartKind.PARAGRAPH,
    BlockKind.ITEM: PartKind.ITEM,
    BlockKind.QUOTE: PartKind.QUOTE,
    BlockKind.FOOTNOTE: PartKind.FOOTNOTE,
    BlockKind.DEFINITION: PartKind.DEFINITION,
    BlockKind.CODE: PartKind.CODE,
    BlockKind.RULE: PartKind.RULE,
    BlockKind.TABLE_DATA: PartKind.DATA,
}


def read_markdown(text: str) -> Reading:
    """The parts of a cleaned Markdown text. Inline markup stays as it is written."""
    prepared = dialect.prepare(text)
    document = parse_document(prepared.text, Language("und"))
    blocks = [block for clause in document.clauses for block in clause.blocks]
    parts = [inner for part in _parts(document, blocks) for inner in _expanded(part, prepared.html)]
    if not any(part.kind is PartKind.HEADING for part in parts):
        parts = [_undecided(part) for part in parts]
    parts = list(_numbered(_nested(parts)))
    notes = [*prepared.notes]
    drawn = [part for part in parts if part.generated]
    if drawn:
        notes.append(Note(code=NoteCode.NUMBERS_WRITTEN, line=drawn[0].line, detail=str(len(drawn))))
    return Reading(
        parts=_with_levels(parts), characters=own_characters(parts), guess_structure=True, notes=tuple(notes)
    )


def _parts(document: Document, blocks: list[Block]) -> Iterator[Part]:
    """The parts of all blocks but blank ones; neighbouring rows are one table."""
    apart = True
    for is_row, group in groupby(blocks, key=lambda b: b.kind in {BlockKind.TABLE_ROW, BlockKind.TABLE_RULE}):
        run = list(group)
        if is_row:
            rows = tuple(_cells(document.text(b)) for b in run if b.kind is BlockKind.TABLE_ROW)
            yield from [Part(kind=PartKind.TABLE, line=run[0].line, rows=rows)] if rows else []
            continue
        for block in run:
            if block.kind is not BlockKind.BLANK:
                yield _part(document, block, apart)
            apart = block.kind is BlockKind.BLANK


def _expanded(part: Part, html: Sequence[str]) -> Iterator[Part]:
    """The part itself, or the parts of the block of HTML that it stands for."""
    index = dialect.placeholder_index(part.text)
    if index is None:
        yield part
    else:
        reading = read_html(html[index], Path("-"))
        yield from (replace(inner, line=part.line + inner.line - 1) for inner in reading.parts)


def _part(document: Document, block: Block, apart: bool) -> Part:
    wording = document.wording(block)
    if block.kind is BlockKind.HEADING:
        rank = document.text(block).lstrip().index(" ") if " " in document.text(block) else 1
        return _heading(wording, block.line, min(max(rank, 1), 6))
    if block.kind is BlockKind.CODE:
        return Part(kind=PartKind.CODE, text=document.text(block).rstrip("\n"), line=block.line)
    if block.kind is BlockKind.QUOTE:
        text = re.sub(r"(?m)^ {0,3}>[ \t]?", "", wording)
        return Part(kind=PartKind.QUOTE, text="\n".join(text.splitlines()), line=block.line)
    line_start = document.source.rfind("\n", 0, block.start) + 1
    indent = columns(re.match(r"[ \t\u3000]*", document.source[line_start:])[0])  # type: ignore[index]
    return Part(
        kind=_PART_OF[block.kind],
        text=_joined(wording) if block.kind is not BlockKind.TABLE_DATA else document.text(block).strip(),
        line=block.line,
        marker="" if block.kind is BlockKind.TABLE_DATA else block.marker,
        indent=indent,
        apart=apart,
    )


def _heading(wording: str, line: int, rank: int) -> Part:
    written = heading_id(wording) or ""
    text = heading_text(wording).replace("**", "")
    return Part(
        kind=PartKind.HEADING, text=text, line=line, level=rank, id=written, anchors=(written or dialect.slug(text),)
    )


def _joined(wording: str) -> str:
    return join(line.strip(" \t\u3000") for line in wording.split("\n"))


def _cells(row: str) -> tuple[str, ...]:
    inner = re.sub(r"\A[ \t]*\||(?<!\\)\|[ \t]*\Z", "", row.rstrip("\n"))
    return tuple(cell.strip().replace("\\|", "|") for cell in _CELL_BORDER.split(inner))


def _nested(parts: list[Part]) -> Iterator[Part]:
    """The depth of each item by how far it is indented against the items before it, whatever one step measures."""
    indents: list[int] = []
    for part in parts:
        if part.kind is PartKind.ITEM:
            while indents and part.indent < indents[-1]:
                indents.pop()
            if not indents or part.indent > indents[-1]:
                indents.append(part.indent)
            yield replace(part, depth=min(len(indents) - 1, 2))
            continue
        indents.clear()
        yield part


def _numbered(parts: Iterator[Part]) -> Iterator[Part]:
    """Lists whose numbers a Markdown processor would count itself (`1.` on each line) get those numbers."""
    last: dict[int, tuple[str, int]] = {}
    for part in parts:
        match = _ORDERED.fullmatch(part.marker) if part.kind is PartKind.ITEM else None
        last = {depth: seen for depth, seen in last.items() if part.kind is PartKind.ITEM and depth <= part.depth}
        if match is None:
            last.pop(part.depth, None)
            yield part
            continue
        written, value = last.get(part.depth, ("", 0))
        counted = value + 1 if written == part.marker else int(match[1])
        last[part.depth] = (part.marker, counted)
        drawn = counted != int(match[1])
        yield replace(part, marker=f"{counted}{match[2]}", generated=True) if drawn else part


def _undecided(part: Part) -> Part:
    """An item of a text without headings as the line it was: it may be a heading that only looks like an item."""
    if part.kind is PartKind.ITEM and part.marker not in "-*+" and not part.indent:
        return replace(part, kind=PartKind.PARAGRAPH, text=f"{part.marker} {part.text}", marker="")
    return part


def _with_levels(parts: list[Part]) -> tuple[Part, ...]:
    levels = iter(to_levels([part.level for part in parts if part.kind is PartKind.HEADING]))
    return tuple(replace(part, level=next(levels)) if part.kind is PartKind.HEADING else part for part in parts)
