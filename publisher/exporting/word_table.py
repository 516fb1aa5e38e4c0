"""「新旧対照表」 as a Word document: title centred above, thin black rules, head repeated, changed words underlined."""

import io
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from publisher.comparison import Cell, ComparisonTable, Line, LineKind, Row, Side, Span
from publisher.exporting.facts import Facts
from publisher.exporting.word_look import TABLE_CELL, TABLE_HEAD, furnish, new_document
from publisher.exporting.word_text import repeat_head

_WIDTHS = {False: (Mm(160), Mm(28)), True: (Mm(257), Mm(40))}
"""The width of the page inside its margins and of the remarks, portrait and landscape."""

_INDENT = Mm(4)


def table_word(table: ComparisonTable, facts: Facts) -> bytes:
    """The table as a .docx file, A4 portrait or landscape."""
    word = new_document(table.title, table.language, facts.made, facts.landscape)
    furnish(word, facts.header)
    word.add_paragraph(table.title, style="Title")
    word.add_paragraph(table.subtitle).alignment = WD_ALIGN_PARAGRAPH.CENTER
    word.add_paragraph(table.legend).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _rows(word, table, facts.landscape)
    buffer = io.BytesIO()
    word.save(buffer)
    return buffer.getvalue()


def _rows(word: Any, table: ComparisonTable, landscape: bool) -> None:
    sides = [column.side for column in table.columns]
    grid = word.add_table(rows=1, cols=len(sides), style="Table Grid")
    grid.autofit = False
    head = grid.rows[0]
    repeat_head(head._tr)
    for cell, column in zip(head.cells, table.columns, strict=True):
        cell.paragraphs[0].style = TABLE_HEAD
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        cell.paragraphs[0].add_run(column.header)
    for row in table.rows:
        word_row = grid.add_row()
        for cell, side in zip(word_row.cells, sides, strict=True):
            _fill(cell, _lines(row, side))
    _set_widths(grid, sides, landscape)


def _set_widths(grid: Any, sides: Sequence[Side], landscape: bool) -> None:
    whole, remarks = _WIDTHS[landscape]
    texts = whole - remarks if Side.REMARK in sides else whole
    widths = [remarks if side is Side.REMARK else texts // 2 for side in sides]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _lines(row: Row, side: Side) -> tuple[Line, ...]:
    if side is Side.REMARK:
        return _remark(row.remark).lines
    return (row.new if side is Side.NEW else row.old).lines


def _remark(text: str) -> Cell:
    line = Line(kind=LineKind.PARAGRAPH, cells=((Span(text=text),),))
    return Cell(lines=(line,) if text else ())


def _fill(cell: Any, lines: Sequence[Line]) -> None:
    """Put lines into a cell, whose first paragraph is there already; Word wants one after an inner table, too."""
    free = [cell.paragraphs[0]]
    for is_row, group in groupby(lines, key=lambda line: line.kind is LineKind.TABLE_ROW):
        run = list(group)
        if is_row:
            _inner_table(cell, run)
            free = [cell.paragraphs[-1]]
            continue
        for line in run:
            paragraph = free.pop() if free else cell.add_paragraph()
            _paragraph(paragraph, line)
    if free:
        free.pop().style = TABLE_CELL


def _paragraph(paragraph: Any, line: Line) -> None:
    paragraph.style = TABLE_CELL
    hangs = line.kind is LineKind.ITEM
    paragraph.paragraph_format.left_indent = _INDENT * (line.depth + (1 if hangs else 0))
    if hangs:
        paragraph.paragraph_format.first_line_indent = -_INDENT
    _spans(paragraph, line.spans, strong=line.kind is LineKind.HEADING)


def _inner_table(cell: Any, lines: Sequence[Line]) -> None:
    columns = max(len(line.cells) for line in lines)
    inner = cell.add_table(rows=0, cols=columns)
    inner.style = "Table Grid"
    for line in lines:
        word_cells = inner.add_row().cells
        for word_cell, spans in zip(word_cells, line.cells, strict=False):
            word_cell.paragraphs[0].style = TABLE_HEAD if line.header else TABLE_CELL
            _spans(word_cell.paragraphs[0], spans)
    _indent_inner(inner)


def _indent_inner(inner: Any) -> None:
    """A little room between the rules of the inner and the outer table, on both sides."""
    width = inner._tbl.tblPr.find(qn("w:tblW"))
    width.set(qn("w:w"), "4800")  # fiftieths of a per cent of the cell
    width.set(qn("w:type"), "pct")
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "60")
    indent.set(qn("w:type"), "dxa")
    inner._tbl.tblPr.append(indent)


def _spans(paragraph: Any, spans: Sequence[Span], strong: bool = False) -> None:
    for span in spans:
        run = paragraph.add_run(span.text)
        run.bold = True if strong or span.strong else None
        run.underline = True if span.changed else None
