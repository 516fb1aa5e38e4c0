"""The HTML of a clause's blocks: paragraphs, nested items with their markers as written, tables, quotes, code."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import groupby

from publisher.model import Block, BlockKind
from publisher.rendering.inline import InlineWriter
from publisher.rendering.tables import table_html

_SUMMARY = re.compile(r"(?:>[ \t]?)?(?:要点|In short)[:：][ \t\u3000]*")
_BULLETS = frozenset("-*+・•●∘○◯■□◆◇")
_TABLE = frozenset({BlockKind.TABLE_ROW, BlockKind.TABLE_RULE})
_SHOWN_ELSEWHERE = frozenset({BlockKind.HEADING, BlockKind.BLANK, BlockKind.DEFINITION, BlockKind.FOOTNOTE})


@dataclass(slots=True)
class _Item:
    """One item of a list while it is being put together: its own HTML and the items below it."""

    depth: int
    html: str
    below: list["_Item"] = field(default_factory=list)


def summary_html(blocks: Sequence[Block], writer: InlineWriter) -> str:
    """The words of a clause's 「要点」, or nothing."""
    block = _summary(blocks, writer)
    return writer.html(_after_label(block, writer), block.end, terms=False) if block else ""


def blocks_html(blocks: Sequence[Block], writer: InlineWriter) -> str:
    """The HTML of a clause's blocks; heading, summary, definitions and footnotes are left to the page."""
    summary = _summary(blocks, writer)
    shown = [block for block in blocks if block is not summary and block.kind not in _SHOWN_ELSEWHERE]
    return "".join(_group_html(name, list(group), writer) for name, group in groupby(_in_groups(shown), _group_name))


def _group_name(entry: tuple[str, Block]) -> str:
    return entry[0]


def _in_groups(blocks: Sequence[Block]) -> Iterator[tuple[str, Block]]:
    """Each block with the group it is shown in: rows make a table, items and what is indented under them a list."""
    name = ""
    for block in blocks:
        if block.kind in _TABLE:
            name = "table"
        elif block.kind is BlockKind.ITEM or (name == "list" and block.kind is BlockKind.PARAGRAPH and block.depth):
            name = "list"
        else:
            name = f"{block.kind}@{block.start}"
        yield name, block


def _group_html(name: str, group: list[tuple[str, Block]], writer: InlineWriter) -> str:
    blocks = [block for _, block in group]
    if name == "table":
        return table_html(blocks, writer)
    return _list_html(blocks, writer) if name == "list" else _block_html(blocks[0], writer)


def _block_html(block: Block, writer: InlineWriter) -> str:
    text = writer.document.text(block)
    if block.kind is BlockKind.QUOTE:
        return f"<blockquote>{_quote_html(block, writer)}</blockquote>"
    if block.kind is BlockKind.CODE:
        lines = text.rstrip().splitlines()
        return f"<pre><code>{escape(chr(10).join(lines[1:-1] if len(lines) > 1 else lines))}</code></pre>"
    if block.kind is BlockKind.RULE:
        return "<hr>"
    return f"<p>{writer.html(block.content, _end(block, writer))}</p>"


def _quote_html(block: Block, writer: InlineWriter) -> str:
    """A quote's lines, each without its mark; an empty one ends a paragraph."""
    paragraphs: list[list[str]] = [[]]
    for line in re.finditer(r"[^\r\n]+", writer.document.text(block)):
        mark = re.match(r" {0,3}>[ \t]?", line[0])
        begin = block.start + line.start() + (mark.end() if mark else 0)
        if line[0].strip(" \t>"):
            paragraphs[-1].append(writer.html(begin, block.start + line.end()))
        else:
            paragraphs.append([])
    return "".join(f"<p>{'<br>'.join(lines)}</p>" for lines in paragraphs if lines)


def _list_html(blocks: list[Block], writer: InlineWriter) -> str:
    tops: list[_Item] = []
    path: list[_Item] = []
    for block in blocks:
        if block.kind is not BlockKind.ITEM:
            path[-1].html += f"<p>{writer.html(block.content, _end(block, writer))}</p>"
            continue
        while path and path[-1].depth >= block.depth:
            path.pop()
        item = _Item(block.depth, _item_html(block, writer))
        (path[-1].below if path else tops).append(item)
        path.append(item)
    return _nested(tops)


def _nested(items: list[_Item]) -> str:
    if not items:
        return ""
    inner = "".join(f"<li>{item.html}{_nested(item.below)}</li>" for item in items)
    return f'<ul class="items">{inner}</ul>'


def _item_html(block: Block, writer: InlineWriter) -> str:
    words = writer.html(block.content, _end(block, writer))
    if block.marker in _BULLETS:
        return f'<span class="marker" aria-hidden="true">・</span><p>{words}</p>'
    return f'<span class="marker">{escape(block.marker)}</span><p>{words}</p>'


def _summary(blocks: Sequence[Block], writer: InlineWriter) -> Block | None:
    """The quote directly under the heading that opens with 「要点:」 or “In short:”."""
    wording = [block for block in blocks if block.kind not in {BlockKind.HEADING, BlockKind.BLANK}]
    first = wording[0] if wording else None
    if first is None or first.kind is not BlockKind.QUOTE:
        return None
    return first if _SUMMARY.match(writer.document.wording(first)) else None


def _after_label(block: Block, writer: InlineWriter) -> int:
    label = _SUMMARY.match(writer.document.wording(block))
    return block.content + (label.end() if label else 0)


def _end(block: Block, writer: InlineWriter) -> int:
    """Where a block's wording ends, its line ending left out."""
    return block.content + len(writer.document.wording(block))
