"""Word tables as rows of cells: a merged cell stands where it begins, and the cells it covers stay empty."""

from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml.ns import qn

from publisher.importing.part import Part, PartKind
from publisher.importing.report import Note, NoteCode

_EXCERPT = 20

ReadCell = Callable[[Iterator[Any]], list[str]]


def read_table(table: Any, read_cell: ReadCell, line: int, notes: list[Note]) -> Part | None:
    """The table as a part, None where all its rows are deleted; merged cells and cells of several lines are noted."""
    merged: list[str] = []
    multiline: list[str] = []
    rows = []
    for row in _rows(table):
        cells = [""] * int(_value(row.find(qn("w:trPr")), "w:gridBefore") or 0)
        for cell in _cells(row):
            lines = read_cell(cell.iter(qn("w:p")))
            wide = int(_value(cell.find(qn("w:tcPr")), "w:gridSpan") or 1)
            merged.extend([_short(" ".join(lines))] if wide > 1 or _begins_merge(cell) else [])
            multiline.extend([_short(lines[0])] if len(lines) > 1 else [])
            cells.extend([" ".join(lines), *[""] * (wide - 1)])
        rows.append(cells)
    for code, found in ((NoteCode.CELL_SPANS, merged), (NoteCode.CELL_LINES, multiline)):
        notes.extend([Note(code=code, line=line, detail=" / ".join(found))] if found else [])
    if not rows:
        return None
    width = max(len(row) for row in rows)
    filled = tuple(tuple(row + [""] * (width - len(row))) for row in rows)
    return Part(kind=PartKind.TABLE, rows=filled, line=line)


def _rows(table: Any) -> Iterator[Any]:
    """The rows, those that are tracked as deleted left out."""
    for row in table.iter(qn("w:tr")):
        properties = row.find(qn("w:trPr"))
        nested = next(row.iterancestors(qn("w:tbl"))) is not table
        if not nested and (properties is None or properties.find(qn("w:del")) is None):
            yield row


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")}:
            yield from _cells(child)


def _begins_merge(cell: Any) -> bool:
    properties = cell.find(qn("w:tcPr"))
    merge = properties.find(qn("w:vMerge")) if properties is not None else None
    return merge is not None and merge.get(qn("w:val")) == "restart"


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name)) if element is not None else None
    return (found.get(qn("w:val")) or "") if found is not None else ""


def _short(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
