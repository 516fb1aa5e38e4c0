"""Writing parts as a text in the format of docs/reference/text-format.md."""

import re
from collections.abc import Iterator, Sequence

from publisher.importing.escaping import escape_cell, escape_title, guard
from publisher.importing.part import Part, PartKind
from publisher.model import BlockKind
from publisher.parsing.lines import classify

_IN_A_ROW = frozenset({PartKind.DEFINITION, PartKind.FOOTNOTE})
_INDENT = "    "
_FULL_WIDTH_NUMBER = re.compile("[0-9０-９]{1,3}")
_CLOSED = re.compile(r"・|.*[．、）]|[①-⑳㉑-㉟]")


def write(parts: Sequence[Part]) -> str:
    """The text, LF line ends, one blank line between blocks, none between the items of a list."""
    lines: list[str] = []
    markers: dict[int, str] = {}
    before: Part | None = None
    for part in parts:
        if before is not None and not _goes_on(markers, part) and not (before.kind is part.kind in _IN_A_ROW):
            lines.append("")
        lines.extend(_lines(part))
        above = {depth: marker for depth, marker in markers.items() if depth < part.depth}
        markers = above | {part.depth: part.marker} if part.kind is PartKind.ITEM else {}
        before = part
    return "\n".join(lines) + "\n"


def _goes_on(markers: dict[int, str], part: Part) -> bool:
    """Whether a part is an item of the list before it, given the last marker of each depth there; after a blank line
    another kind of marker begins another list."""
    if not markers or part.kind is not PartKind.ITEM:
        return False
    return not part.apart or part.depth not in markers or _kind(markers[part.depth]) == _kind(part.marker)


def _kind(marker: str) -> str:
    return re.sub(r"\w+", "", marker)


def _lines(part: Part) -> Iterator[str]:
    match part.kind:
        case PartKind.HEADING:
            yield _heading(part)
        case PartKind.ITEM:
            yield _item(part)
        case PartKind.TABLE:
            yield from _table(part.rows)
        case PartKind.QUOTE:
            yield from (f"> {line}" for line in part.text.split("\n"))
        case PartKind.FOOTNOTE:
            yield f"[^{part.marker}]: {part.text}"
        case PartKind.DEFINITION:
            yield f"*[{part.marker}]: {part.text}"
        case PartKind.RULE:
            yield part.text or part.marker
        case PartKind.CODE | PartKind.DATA:
            yield part.text
        case PartKind.PARAGRAPH:
            yield guard(part.line_text)


def _heading(part: Part) -> str:
    attributes = f" {{#{part.id}}}" if part.id else ""
    return "#" * part.level + " " + escape_title(_heading_text(part)) + attributes


def _heading_text(part: Part) -> str:
    closed = part.marker and part.text.startswith(("（", "("))
    return part.marker + part.text if closed else part.line_text


def _item(part: Part) -> str:
    """The item with its marker as it stood; no space after a marker that brings its own: ・ （１） １． ① ア、"""
    indent = _INDENT * part.depth
    closed = indent + part.marker + part.text
    if _CLOSED.fullmatch(part.marker) and _reads_as_item(closed, part.marker):
        return closed
    gap = "\u3000" if _FULL_WIDTH_NUMBER.fullmatch(part.marker) else " "
    spaced = f"{indent}{part.marker}{gap}{part.text}"
    return spaced if _reads_as_item(spaced, part.marker) else guard(f"{part.marker} {part.text}")


def _reads_as_item(line: str, marker: str) -> bool:
    read = classify(line, 0, len(line))
    return read.kind is BlockKind.ITEM and read.marker == marker


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    columns = max(len(row) for row in rows)
    for index, row in enumerate(rows):
        cells = [escape_cell(cell) for cell in row] + [""] * (columns - len(row))
        yield "| " + " | ".join(cells) + " |"
        if index == 0:
            yield "|" + " --- |" * columns
