"""Pipe tables as HTML that stays readable on a narrow screen."""

import re
from collections.abc import Sequence
from html import escape

from publisher.model import Block, BlockKind
from publisher.rendering.inline import InlineWriter

_CELL = re.compile(r"(?:[^|\\\r\n]|\\.)+|(?<=\|)(?=\|)")


def table_html(blocks: Sequence[Block], writer: InlineWriter) -> str:
    """A run of table rows and rules. The first row is the head where a rule follows it; the first column names its row.

    Every cell carries its column's title, which the style sheet shows where the table becomes a list.
    """
    rows = [_cells(writer.document.source, block) for block in blocks if block.kind is BlockKind.TABLE_ROW]
    has_head = any(block.kind is BlockKind.TABLE_RULE for block in blocks[1:2])
    titles = [writer.plain(*span) for span in rows[0]] if has_head and rows else []
    head = _head(rows[0], writer) if has_head and rows else ""
    body = "".join(_row(row, titles, writer) for row in (rows[1:] if has_head else rows))
    return f'<div class="table"><table>{head}<tbody>{body}</tbody></table></div>'


def _head(row: list[tuple[int, int]], writer: InlineWriter) -> str:
    cells = "".join(f'<th scope="col">{writer.html(*span, terms=False)}</th>' for span in row)
    return f"<thead><tr>{cells}</tr></thead>"


def _row(row: list[tuple[int, int]], titles: list[str], writer: InlineWriter) -> str:
    cells = []
    for place, span in enumerate(row):
        title = f' data-title="{escape(titles[place])}"' if place < len(titles) else ""
        tag, scope = ("th", ' scope="row"') if place == 0 else ("td", "")
        cells.append(f"<{tag}{scope}{title}>{writer.html(*span)}</{tag}>")
    return f"<tr>{''.join(cells)}</tr>"


def _cells(source: str, block: Block) -> list[tuple[int, int]]:
    """The spans of a row's cells, without the space around them."""
    line = source[block.start : block.end].rstrip("\r\n \t")
    begin = len(line) - len(line.lstrip(" \t|"))
    stop = len(line) - 1 if line.endswith("|") and not line.endswith("\\|") else len(line)
    begin = line.find("|") + 1 if line.lstrip().startswith("|") else begin
    return [_trimmed(source, block.start + m.start(), block.start + m.end()) for m in _CELL.finditer(line, begin, stop)]


def _trimmed(source: str, start: int, end: int) -> tuple[int, int]:
    while start < end and source[start] in " \t":
        start += 1
    while end > start and source[end - 1] in " \t":
        end -= 1
    return start, end
