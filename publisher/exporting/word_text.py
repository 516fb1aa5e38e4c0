"""A text as a Word document, clean or with real tracked changes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from publisher.diffing import Comparison, Op
from publisher.exporting.facts import Facts
from publisher.exporting.flow import Flow, Paragraph, Table, text_flow, tracked_flow
from publisher.exporting.runs import Run
from publisher.exporting.word_look import DEFINITION, TABLE_CELL, TABLE_HEAD, furnish, new_document
from publisher.exporting.word_xml import RunWriter, Tracker
from publisher.model import BlockKind, Document

_STYLES = {BlockKind.QUOTE: "Quote", BlockKind.DEFINITION: DEFINITION}
_LEVELS = ("Title", "Heading 1", "Heading 2", "Heading 3")
_DEPTHS = ("", " 2", " 3")
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


def clean_word(document: Document, facts: Facts) -> bytes:
    """The text as a .docx file: styles, typed numbers, footnotes, and bookmarks that carry the clause ids."""
    return _word(text_flow(document), document, facts)


def tracked_word(comparison: Comparison, facts: Facts) -> bytes:
    """Both texts as a .docx file with tracked changes: all accepted it is the new text, all rejected the old one."""
    return _word(tracked_flow(comparison), comparison.new, facts)


def _word(flow: Flow, document: Document, facts: Facts) -> bytes:
    word = new_document(document.title, document.language, facts.made, facts.landscape)
    furnish(word, facts.header)
    _Writer(word, _run_writer(word, facts), flow).write()
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _run_writer(word: Any, facts: Facts) -> RunWriter:
    def relate(address: str) -> str:
        relation: str = word.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return relation

    return RunWriter(Tracker(facts.author, facts.made.astimezone(UTC)), relate)


@dataclass
class _Writer:
    word: Any
    runs: RunWriter
    flow: Flow

    def write(self) -> None:
        """Write the flow into the document, its footnotes into a part of their own."""
        notes = [p for p in self.flow if isinstance(p, Paragraph) and p.kind is BlockKind.FOOTNOTE]
        self.runs.footnotes.update({note.note: number for number, note in enumerate(notes, 1)})
        if notes:
            self._footnotes(notes)
        for part in self.flow:
            if isinstance(part, Table):
                self._table(part)
            elif part.kind is not BlockKind.FOOTNOTE:
                self._paragraph(part)

    def _paragraph(self, part: Paragraph) -> None:
        paragraph = self.word.add_paragraph(style=_style(part))._p
        if part.clause and part.op is not Op.DELETE:
            self.runs.bookmark(paragraph, part.clause)
        self.runs.track_end(paragraph, part.op)
        self.runs.fill(paragraph, part.runs, whole=part.op is not Op.EQUAL)

    def _table(self, table: Table) -> None:
        word_table = self.word.add_table(rows=0, cols=len(table.rows[0].cells))
        word_table.style = "Table Grid"
        for index, row in enumerate(table.rows):
            word_row = word_table.add_row()
            self.runs.track_row(word_row._tr, row.op)
            if index == 0:
                repeat_head(word_row._tr)
            for cell, runs in zip(word_row.cells, row.cells, strict=True):
                cell.paragraphs[0].style = TABLE_HEAD if index == 0 else TABLE_CELL
                paragraph = cell.paragraphs[0]._p
                self.runs.track_end(paragraph, row.op)
                self.runs.fill(paragraph, runs, whole=row.op is not Op.EQUAL)
        self.word.add_paragraph().paragraph_format.space_after = 0

    def _footnotes(self, notes: Sequence[Paragraph]) -> None:
        root = etree.fromstring(f"<w:footnotes {nsdecls('w', 'r')}>{_SEPARATORS}</w:footnotes>")
        for number, note in enumerate(notes, 1):
            element = etree.SubElement(root, qn("w:footnote"), {qn("w:id"): str(number)})
            paragraph = OxmlElement("w:p")
            self.runs.track_end(paragraph, note.op)
            mark = OxmlElement("w:r")
            mark.append(OxmlElement("w:footnoteRef"))
            paragraph.append(mark)
            self.runs.fill(paragraph, (Run(Op.EQUAL, " "), *note.runs), whole=note.op is not Op.EQUAL)
            element.append(paragraph)
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self.word.part.package
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, package)
        self.word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def repeat_head(row: Any) -> None:
    """Repeat a table's first row on every page."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(head)


def _style(part: Paragraph) -> str:
    if part.kind is BlockKind.HEADING:
        return _LEVELS[part.level]
    if part.kind is BlockKind.ITEM:
        return ("List Bullet" if part.bullet else "List") + _DEPTHS[part.depth]
    return _STYLES.get(part.kind, "Normal")
