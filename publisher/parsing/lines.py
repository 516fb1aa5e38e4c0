"""What one line of a text is, seen alone: heading, item, table row, …. The grammar is docs/reference/text-format.md."""

import re
from dataclasses import dataclass
from functools import lru_cache

from publisher.model import BlockKind

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_BLANK = re.compile(r"[ \t\u3000\ufeff]*\Z")
_HEADING = re.compile(r"\ufeff?#{1,6}[ \t\u3000]+(?=\S)")
_TABLE_RULE = re.compile(r" {0,3}\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?[ \t]*)?\Z")
_TABLE_ROW = re.compile(r" {0,3}\|")
_TABLE_DATA = re.compile(r"\{\{[ \t]*table:[ \t]*([a-z][a-z0-9-]*)[ \t]*\}\}[ \t]*\Z")
_DEFINITION = re.compile(r"\*\[([^\]]+)\]:[ \t]*")
_FOOTNOTE = re.compile(r"\[\^([^\]]+)\]:[ \t]*")
_QUOTE = re.compile(r" {0,3}>[ \t]?")
_RULE = re.compile(r" {0,3}(?:-[ \t]*){3,}\Z| {0,3}(?:\*[ \t]*){3,}\Z| {0,3}(?:_[ \t]*){3,}\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_SP = r"[ \t\u3000]"
_PLAIN = re.compile(r"[A-Z\u3041-\u309f第本当利個前次]|[a-z](?![.)])|[ァ-ン](?![．.、 \t\u3000])")
"""What only running text begins with: most lines do, and need no closer look."""
_ITEM = re.compile(
    rf"(?P<indent>{_SP}*)(?P<marker>"
    rf"[-*+](?={_SP})"  # Markdown bullets need a space
    r"|[・•●∘○◯■□◆◇※]"
    rf"|[0-9０-９]{{1,3}}[.．)）、](?={_SP}|(?<=[．、])(?![0-9０-９]))"
    r"|[0-9０-９]{1,3}(?=\u3000)"  # ２　当社は、…: the paragraphs 項 of an article
    r"|[(（](?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3}|[ァ-ヶ]|[a-zA-Z]|[ivxIVX]{1,5})[)）]"
    r"|[①-⑳㉑-㉟]"
    rf"|(?:[一二三四五六七八九十]{{1,3}}|[ア-ン])(?:[．.、](?={_SP}|\S)|(?={_SP}))"
    rf"|[a-z][.)](?={_SP})"
    rf"){_SP}*(?=\S)"
)

_REMEMBERED_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its ending: where it stands, what it opens, and where its wording begins.

    `kind` is None for a line that only continues what stands before it, and PARAGRAPH for one that may do either.
    """

    kind: BlockKind
    start: int
    end: int
    content: int
    indent: int = 0
    marker: str = ""


def split_lines(source: str) -> list[tuple[int, int]]:
    """The spans of the lines of `source`, endings included; only LF, CR and CRLF end a line."""
    return [match.span() for match in _LINE.finditer(source)]


def fence(text: str) -> str | None:
    """The fence a line opens or closes (three or more ` or ~), or None."""
    match = _FENCE.match(text)
    return match[1] if match else None


def classify(source: str, start: int, end: int) -> Line:
    """What the line `source[start:end]` is, seen alone."""
    text = source[start:end].rstrip("\r\n")
    kind, content, indent, marker = _shape(text) if len(text) < _REMEMBERED_LENGTH else _shape.__wrapped__(text)
    return Line(kind, start, end, start + content, indent, marker)


@lru_cache(maxsize=20_000)
def _shape(text: str) -> tuple[BlockKind, int, int, str]:
    """Kind, offset of the wording, indent and marker of a line. The lines of a text come again in its next version."""
    if _PLAIN.match(text):
        return BlockKind.PARAGRAPH, 0, 0, ""
    if _BLANK.match(text):
        return BlockKind.BLANK, 0, 0, ""
    for kind, pattern in _WITHOUT_MARKER:
        match = pattern.match(text)
        if match:
            return kind, match.end() if kind in _AFTER_PREFIX else 0, 0, ""
    for kind, pattern in _WITH_MARKER:
        match = pattern.match(text)
        if match:
            return kind, match.end(), 0, match[1]
    match = _ITEM.match(text)
    if match:
        return BlockKind.ITEM, match.end(), columns(match["indent"]), match["marker"]
    indent = len(text) - len(text.lstrip(" \t\u3000"))
    return BlockKind.PARAGRAPH, indent, columns(text[:indent]), ""


def columns(indent: str) -> int:
    """The width of an indent in columns: a tab is 4, a full-width space 2."""
    return sum({"\t": 4, "\u3000": 2}.get(character, 1) for character in indent)


_WITHOUT_MARKER = (
    (BlockKind.HEADING, _HEADING),
    (BlockKind.RULE, _RULE),
    (BlockKind.TABLE_RULE, _TABLE_RULE),
    (BlockKind.TABLE_ROW, _TABLE_ROW),
    (BlockKind.QUOTE, _QUOTE),
)
_AFTER_PREFIX = frozenset({BlockKind.HEADING, BlockKind.QUOTE})
_WITH_MARKER = (
    (BlockKind.TABLE_DATA, _TABLE_DATA),
    (BlockKind.DEFINITION, _DEFINITION),
    (BlockKind.FOOTNOTE, _FOOTNOTE),
)
