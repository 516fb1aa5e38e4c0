"""Reading HTML: headings, paragraphs, lists and tables of the element that holds the policy."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

from publisher.errors import BadInputError
from publisher.importing import html_lists, html_page, html_tables, marks, wrapping
from publisher.importing.cleaning import visible
from publisher.importing.inline import Styled, safe_target, to_markdown
from publisher.importing.levels import to_levels
from publisher.importing.part import Part, PartKind
from publisher.importing.reading import Reading
from publisher.importing.report import Note, NoteCode

_HEADING = re.compile(r"h[1-6]")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_BLOCK_NAMES = sorted(_BLOCKS)
_STRONG = frozenset({"b", "strong"})
_EMPHASIS = frozenset({"em", "i", "cite"})
_DEEPEST_ITEM = 2


def read_html(text: str, path: Path, select: str | None = None) -> Reading:
    """The parts of a cleaned HTML page or fragment. Raises BadInputError where `select` finds nothing."""
    page = html_page.open_page(BeautifulSoup(html_page.with_lines(text), "lxml"), path, select)
    walk = _Walk(page.base)
    parts = [part for part in walk.blocks(page.root, _Style(), 0) if part.text.strip() or part.rows or part.marker]
    characters = visible(page.root.get_text())
    if not characters:
        raise BadInputError("the page holds no text", path=path, remedy="name the element that does with --select")
    notes = (*page.notes, *walk.notes, *html_lists.written_numbers(parts))
    return Reading(parts=_with_levels(parts), characters=characters, guess_structure=True, notes=notes)


@dataclass(frozen=True)
class _Style:
    strong: bool = False
    emphasis: bool = False
    target: str = ""


@dataclass
class _Walk:
    """One pass over an element; collects notes on the way."""

    base: str
    notes: list[Note] = field(default_factory=list)

    def blocks(self, element: Tag, style: _Style, depth: int) -> Iterator[Part]:
        """The parts of an element in order; text between blocks is a paragraph."""
        line = html_page.line_of(element)
        pending: list[Styled] = []
        for child in element.children:
            if isinstance(child, Tag) and self._is_block(child):
                yield from self._paragraphs(pending, line)
                pending = []
                yield from self._block(child, style, depth)
                line = html_page.line_of(child) or line
            else:
                pending.extend(self.inline(child, style))
        yield from self._paragraphs(pending, line)

    def inline(self, node: object, style: _Style) -> Iterator[Styled]:
        """The styled runs of an inline node; `\\v` stands for a forced line break."""
        if isinstance(node, PreformattedString):
            return
        if isinstance(node, NavigableString):
            yield Styled(text=str(node), strong=style.strong, emphasis=style.emphasis, target=style.target)
        elif isinstance(node, Tag):
            if node.name == "br":
                yield Styled(text="\v")
            elif node.name == "img":
                self._picture(node)
            else:
                for child in node.children:
                    yield from self.inline(child, self._inner(node, style))

    def cell(self, element: Tag) -> list[str]:
        """The lines of a table's cell."""
        parts = [part for part in self.blocks(element, _Style(), 0) if part.text]
        return [part.text if part.generated else part.marker + part.text for part in parts]

    def _inner(self, tag: Tag, style: _Style) -> _Style:
        if tag.name in _STRONG:
            return replace(style, strong=True)
        if tag.name in _EMPHASIS:
            return replace(style, emphasis=True)
        if tag.name == "a" and tag.get("href"):
            return replace(style, target=safe_target(html_page.absolute(str(tag["href"]), self.base)))
        return style

    def _is_block(self, tag: Tag) -> bool:
        return tag.name in _BLOCKS or (tag.name not in {"br", "img"} and tag.find(_BLOCK_NAMES) is not None)

    def _block(self, tag: Tag, style: _Style, depth: int) -> Iterator[Part]:
        line = html_page.line_of(tag)
        if _HEADING.fullmatch(tag.name):
            text = to_markdown(self._flat(tag, _Style())).replace("\v", " ").strip()
            yield Part(
                kind=PartKind.HEADING,
                text=_unmarked(text),
                line=line,
                level=int(tag.name[1]),
                anchors=html_page.anchors(tag),
            )
        elif tag.name in {"ul", "ol"}:
            yield from self._list(tag, style, depth)
        elif tag.name == "table" and html_tables.holds_data(tag):
            yield from self._table(tag)
        elif tag.name == "pre":
            lines = [
                run for line_text in tag.get_text().split("\n") for run in (Styled(text=line_text), Styled(text="\v"))
            ]
            yield from self._paragraphs(lines, line)
        elif tag.name == "blockquote":
            yield from (
                replace(part, kind=PartKind.QUOTE) if part.kind is PartKind.PARAGRAPH else part
                for part in self.blocks(tag, style, depth)
            )
        else:
            inner = self._inner(tag, style)
            yield from self.blocks(tag, replace(inner, strong=True) if tag.name == "dt" else inner, depth)

    def _flat(self, tag: Tag, style: _Style) -> Iterator[Styled]:
        """All inline content of a tag, blocks inside it included."""
        for child in tag.children:
            yield from self.inline(child, style)

    def _paragraphs(self, runs: list[Styled], line: int) -> Iterator[Part]:
        """A paragraph for each forced line, those that only wrap a sentence joined again."""
        lines: list[str] = []
        for text in _split(runs):
            if lines and text and lines[-1] and wrapping.continues(lines[-1], text, None, text.endswith(("。", "."))):
                lines[-1] = wrapping.join([lines[-1], text])
            else:
                lines.append(text)
        for index, text in enumerate(lines):
            if text:
                yield Part(text=text, line=line, apart=index == 0 or not lines[index - 1])

    def _list(self, tag: Tag, style: _Style, depth: int) -> Iterator[Part]:
        for marker, item in html_lists.items(tag):
            if isinstance(item, NavigableString):
                yield from self._paragraphs(list(self.inline(item, style)), html_page.line_of(tag))
                continue
            parts = _lines_joined(self.blocks(item, style, min(depth + 1, _DEEPEST_ITEM)))
            if not parts:
                continue
            first = parts[0]
            if first.kind is PartKind.PARAGRAPH and item.name == "li":
                yield _item(first, marker, depth)
                yield from parts[1:]
            else:
                yield from parts

    def _table(self, tag: Tag) -> Iterator[Part]:
        line = html_page.line_of(tag)
        grid = html_tables.grid(tag, self.cell)
        part = Part(kind=PartKind.TABLE, rows=grid.rows, line=line)
        if Counter(part.own_characters) != Counter(visible("".join(_texts_of_cells(tag)))):
            yield from self.blocks(tag, _Style(), 0)
            return
        if grid.spans:
            self.notes.append(Note(code=NoteCode.CELL_SPANS, line=line, detail=" / ".join(grid.spans)))
        if grid.multiline:
            self.notes.append(Note(code=NoteCode.CELL_LINES, line=line, detail=" / ".join(grid.multiline)))
        for caption in tag.find_all("caption", recursive=False):
            yield from self.blocks(caption, _Style(strong=True), 0)
        yield part

    def _picture(self, tag: Tag) -> None:
        detail = " ".join(str(tag.get(name, "")) for name in ("src", "alt")).strip()
        self.notes.append(Note(code=NoteCode.PICTURE, line=html_page.line_of(tag), detail=detail[:200]))


def _item(part: Part, marker: str, depth: int) -> Part:
    """A list item; where its text has a marker of its own, that one is kept and none is drawn."""
    opening = marks.opening(part.text)
    if opening is not None and opening.marker and marks.bare(part.text) == part.text:
        return replace(part, kind=PartKind.ITEM, marker=opening.marker, text=opening.rest, depth=depth)
    return replace(part, kind=PartKind.ITEM, marker=marker, generated=True, depth=depth)


def _lines_joined(parts: Iterator[Part]) -> list[Part]:
    """The parts of a list item; forced lines that are no items of their own stay in its first paragraph."""
    found: list[Part] = []
    for part in parts:
        lines = found and part.kind is found[-1].kind is PartKind.PARAGRAPH and not part.apart
        if lines and marks.opening(part.text) is None:
            found[-1] = replace(found[-1], text=wrapping.join([found[-1].text, part.text]))
        else:
            found.append(part)
    return found


def _split(runs: list[Styled]) -> list[str]:
    lines: list[list[Styled]] = [[]]
    for run in runs:
        if run.text == "\v":
            lines.append([])
        else:
            lines[-1].append(run)
    return [to_markdown(line) for line in lines]


def _texts_of_cells(table: Tag) -> Iterator[str]:
    """All text of a table but its captions, also what stands where no text may."""
    return (text for text in table.strings if not text.find_parent("caption"))


def _unmarked(text: str) -> str:
    return text.replace("**", "")


def _with_levels(parts: list[Part]) -> tuple[Part, ...]:
    levels = iter(to_levels([part.level for part in parts if part.kind is PartKind.HEADING]))
    return tuple(replace(part, level=next(levels)) if part.kind is PartKind.HEADING else part for part in parts)
