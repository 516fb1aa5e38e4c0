"""The nouns of a comparison table, ready to be shown: every word that stands in the table is in the model.

To show one, whatever the format: the title centred above; the legend; a header row of `columns` that repeats on every
page; then for each row, for each column, the lines of its cell (or the remark); spans that are `changed` underlined.
「（略）」, 「（新設）」 and 「（削る）」 are ordinary lines, put there by the builder; nothing is added when showing.
"""

from dataclasses import dataclass
from enum import StrEnum

from publisher.model import ClauseId, Language


class LineKind(StrEnum):
    """What a line in a cell is. `NOTE` is a word of the table itself: 「（略）」, 「（新設）」, 「（削る）」."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    TABLE_ROW = "table_row"
    NOTE = "note"


class Side(StrEnum):
    """What a column holds."""

    NEW = "new"
    OLD = "old"
    REMARK = "remark"


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Text of one look: visible text, without markup. `changed` text is underlined."""

    text: str
    changed: bool = False
    strong: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One paragraph, item or heading of a cell, or one row of a table that stands in the cell.

    `cells` holds one tuple of spans, or for a TABLE_ROW one for each of its columns; neighbouring TABLE_ROWs make one
    table, `header` marking its head. `depth` (0 to 2) indents items. An item's marker is part of its first span.
    """

    kind: LineKind
    cells: tuple[tuple[Span, ...], ...]
    depth: int = 0
    header: bool = False

    @property
    def spans(self) -> tuple[Span, ...]:
        """All spans of the line in order."""
        return tuple(span for cell in self.cells for span in cell)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One side of a row; no lines at all where the other side's text has no counterpart in this row."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The plain text, lines separated by line feeds."""
        return "\n".join("".join(span.text for span in line.spans) for line in self.lines)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What stands side by side. `clause` is the clause (of the new text, or the old one where it went), or None for a
    run of unchanged clauses 「（略）」."""

    new: Cell
    old: Cell
    remark: str = ""
    clause: ClauseId | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """One column and its header: 改正後, 改正前, 備考."""

    side: Side
    header: str


@dataclass(frozen=True, kw_only=True)
class ComparisonTable:
    """A whole table in one language: `columns` from left to right by the policy's settings, `legend`
    「下線の部分は改正部分」, `subtitle` which version is compared with which."""

    language: Language
    title: str
    subtitle: str
    legend: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
