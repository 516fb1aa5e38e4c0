"""Reading Word documents: paragraphs with the numbers Word draws, tables, notes; tracked changes are accepted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path
from typing import Any

from docx.oxml.ns import qn

from publisher.errors import BadInputError
from publisher.importing import marks, word_tables
from publisher.importing.cleaning import clean, visible
from publisher.importing.inline import Styled, to_markdown
from publisher.importing.levels import to_levels
from publisher.importing.part import Part, PartKind
from publisher.importing.reading import Reading
from publisher.importing.report import Note, NoteCode
from publisher.importing.word_file import addresses, open_word, related
from publisher.importing.word_numbers import Numbering, read_numbering
from publisher.importing.word_styles import Styles, read_styles
from publisher.importing.word_text import TextReader, source_characters
from publisher.parsing import visible_text

_LIST = re.compile(r"list(?: bullet| number| continue| paragraph)?(?: ([2-9]))?")
_TOC = re.compile(r"toc ?(?:[1-9]|heading)")
_BOOKMARK = "clause_"
_BULLETS = "-・•●∘○◯■□◆◇※"
_DEFINITION = "policy definition"
_DEEPEST_ITEM = 2


def read_word(data: bytes, path: Path) -> Reading:
    """The parts of a .docx file. Raises BadInputError for a file that cannot be read or holds no text."""
    document = open_word(data, path)
    body = document.element.body
    walk = _Walk(
        text=TextReader(addresses(document)),
        styles=read_styles(document.styles.element),
        numbering=read_numbering(related(document, "numbering")),
    )
    found = [*walk.blocks(body), *walk.rest()]
    notes_at = len(found) - sum(1 for _ in takewhile(lambda part: part.kind is PartKind.DEFINITION, reversed(found)))
    for kind, prefix in (("endnotes", "e"), ("footnotes", "")):
        found[notes_at:notes_at] = walk.footnotes(related(document, kind), prefix)
    parts = [part for part in found if part.text.strip() or part.rows or part.marker]
    if not parts:
        raise BadInputError("the document holds no text", path=path, remedy="give the document with the policy's text")
    notes = (*walk.summary(), *walk.text.notes, *_comments(related(document, "comments")), *_furniture(document))
    characters = visible(clean("".join([*walk.characters, *walk.text_of_notes])).text)
    return Reading(parts=_with_levels(parts), characters=characters, guess_structure=True, notes=notes)


@dataclass
class _Walk:
    """One pass over a document in order."""

    text: TextReader
    styles: Styles
    numbering: Numbering
    carried: list[Styled] = field(default_factory=list)
    characters: list[str] = field(default_factory=list)
    text_of_notes: list[str] = field(default_factory=list)
    drawn: int = 0
    notes: list[Note] = field(default_factory=list)

    def blocks(self, element: Any) -> Iterator[Part]:
        """The parts of a body, a content control or a text box."""
        for child in element:
            if child.tag == qn("w:p"):
                self.text.line += 1
                yield from self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self.text.line += 1
                self.characters.append(source_characters(child))
                table = word_tables.read_table(child, self._cell, self.text.line, self.notes)
                yield from [] if table is None else [table]
            elif _is_contents(child):
                self._leave_out(child, "table of contents")
            elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:moveTo"), qn("w:customXml")}:
                yield from self.blocks(child)

    def rest(self) -> Iterator[Part]:
        """What a deleted paragraph end left over at the end of the document."""
        runs, self.carried = self.carried, []
        yield from (Part(text=text, line=self.text.line) for text in _lines(runs) if text)
        yield from self._boxes()

    def footnotes(self, root: Any, prefix: str) -> Iterator[Part]:
        """The footnotes or endnotes of a document."""
        for note in [] if root is None else root:
            if note.get(qn("w:type")) in {None, "normal"}:
                self.text_of_notes.append(source_characters(note))
                text = " ".join(to_markdown(self.text.runs(p)) for p in note.iter(qn("w:p"))).strip()
                marker = f"{prefix}{note.get(qn('w:id'))}"
                if text:
                    yield Part(kind=PartKind.FOOTNOTE, text=text, line=0, marker=marker, generated=True)

    def summary(self) -> Iterator[Note]:
        """What the pass noticed as a whole."""
        if self.drawn:
            yield Note(code=NoteCode.NUMBERS_WRITTEN, detail=str(self.drawn))
        tracked = self.text.tracked
        if tracked["inserted"] or tracked["deleted"]:
            detail = f"+{tracked['inserted']} −{tracked['deleted']}"
            yield Note(code=NoteCode.TRACKED_CHANGES, detail=detail)
        yield from self.notes

    def _cell(self, paragraphs: Iterator[Any]) -> list[str]:
        lines = (to_markdown(self._own_runs(p)).replace("\v", " ") for p in paragraphs)
        return [line for line in lines if line]

    def _own_runs(self, paragraph: Any) -> list[Styled]:
        """The runs of a paragraph; where its end was deleted, they go to the next one."""
        runs = [*self.carried, *self.text.runs(paragraph)]
        self.carried = runs if _end_deleted(paragraph) else []
        return [] if self.carried else runs

    def _paragraph(self, paragraph: Any) -> Iterator[Part]:
        name = self.styles.name(paragraph)
        if _TOC.fullmatch(name):
            self._leave_out(paragraph, name)
            return
        self.characters.append(source_characters(paragraph))
        runs = self._own_runs(paragraph)
        for index, text in enumerate(_lines(runs)):
            part = Part(text=text, line=self.text.line, apart=index == 0)
            if index == 0:
                part = self._drawn(paragraph, replace(part, **_bookmarks(paragraph)))
                part = self._styled(paragraph, name, part)
            yield part
        yield from self._boxes()

    def _boxes(self) -> Iterator[Part]:
        boxes, self.text.boxes = self.text.boxes, []
        for box in boxes:
            yield from self.blocks(box)

    def _leave_out(self, element: Any, what: str) -> None:
        text = source_characters(element)
        self.notes.append(Note(code=NoteCode.LEFT_OUT, line=self.text.line, detail=f"{what}: {text}"))

    def _drawn(self, paragraph: Any, part: Part) -> Part:
        """The part with the number that Word draws before it."""
        place = self.styles.numbering(paragraph)
        label = self.numbering.label(*place).strip(" \t\u3000") if place and part.text else ""
        if not label or place is None:
            return part
        self.drawn += label != "-"
        return replace(part, marker=label, generated=True, depth=min(place[1], _DEEPEST_ITEM))

    def _styled(self, paragraph: Any, name: str, part: Part) -> Part:
        """The part as the paragraph's style says: heading, quotation, item."""
        rank = self.styles.rank(paragraph)
        if rank is not None and part.text:
            return replace(part, kind=PartKind.HEADING, level=rank, text=marks.bare(part.text).replace("**", ""))
        if "quote" in name:
            return replace(part, kind=PartKind.QUOTE)
        if name == _DEFINITION:
            return _definition(part)
        opening = marks.opening(part.text)
        match = _LIST.fullmatch(name)
        if match and not part.generated and opening and opening.marker:
            depth = min(int(match[1] or 1) - 1, _DEEPEST_ITEM)
            return replace(part, kind=PartKind.ITEM, marker=opening.marker, text=opening.rest, depth=depth)
        if part.generated and part.marker in _BULLETS:
            depth = min(int(match[1] or 1) - 1, _DEEPEST_ITEM) if match else 0
            return replace(part, kind=PartKind.ITEM, depth=max(depth, part.depth))
        return part


def _definition(part: Part) -> Part:
    """A definition as our own export writes it: the term in strong words, a tab, what it means."""
    match = re.match(r"\*\*(.+?)\*\*[ \t]*(?=\S)", part.text)
    if match is None:
        return part
    return replace(part, kind=PartKind.DEFINITION, marker=visible_text(match[1]), text=part.text[match.end() :])


def _lines(runs: list[Styled]) -> list[str]:
    lines: list[list[Styled]] = [[]]
    for run in runs:
        if run.text == "\v":
            lines.append([])
        else:
            lines[-1].append(replace(run, text=clean(run.text).text))
    return [text for text in map(to_markdown, lines) if text] or [""]


def _is_contents(element: Any) -> bool:
    """Whether this is a content control that holds Word's table of contents."""
    galleries = element.findall(f".//{qn('w:docPartGallery')}") if element.tag == qn("w:sdt") else []
    return any(gallery.get(qn("w:val")) == "Table of Contents" for gallery in galleries)


def _end_deleted(paragraph: Any) -> bool:
    """Whether the mark that ends the paragraph is tracked as deleted or moved away."""
    properties = paragraph.find(qn("w:pPr"))
    mark = properties.find(qn("w:rPr")) if properties is not None else None
    return mark is not None and (mark.find(qn("w:del")) is not None or mark.find(qn("w:moveFrom")) is not None)


def _bookmarks(paragraph: Any) -> dict[str, Any]:
    """The clause id that our own export left as a bookmark, and all names that links may use."""
    names = tuple(mark.get(qn("w:name")) or "" for mark in paragraph.iter(qn("w:bookmarkStart")))
    ids = [name.removeprefix(_BOOKMARK).replace("_", "-") for name in names if name.startswith(_BOOKMARK)]
    return {"anchors": names, "id": ids[0] if ids else ""}


def _comments(root: Any) -> Iterator[Note]:
    for comment in [] if root is None else root:
        author = comment.get(qn("w:author")) or ""
        yield Note(code=NoteCode.COMMENT, detail=f"{author}: {source_characters(comment)}")


def _furniture(document: Any) -> Iterator[Note]:
    """Notes on the text of headers and footers, which is not the policy's."""
    texts = (
        paragraph.text.strip()
        for section in document.sections
        for furniture in (section.header, section.footer)
        for paragraph in furniture.paragraphs
    )
    yield from (Note(code=NoteCode.LEFT_OUT, detail=text) for text in dict.fromkeys(texts) if text)


def _with_levels(parts: list[Part]) -> tuple[Part, ...]:
    levels = iter(to_levels([part.level for part in parts if part.kind is PartKind.HEADING]))
    return tuple(replace(part, level=next(levels)) if part.kind is PartKind.HEADING else part for part in parts)
