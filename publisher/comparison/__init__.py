"""The old/new comparison table 「新旧対照表」, apart from any format it is shown in.

Lives here: the table's model and how it follows from two texts, their diff and a policy's settings.
Must not: produce HTML, Word or PDF (rendering and exporting do), or read a file.
"""

from publisher.comparison.building import build_table, table_of
from publisher.comparison.table import Cell, Column, ComparisonTable, Line, LineKind, Row, Side, Span
from publisher.comparison.texts import compare_versions, full_text

__all__ = [
    "Cell",
    "Column",
    "ComparisonTable",
    "Line",
    "LineKind",
    "Row",
    "Side",
    "Span",
    "build_table",
    "compare_versions",
    "full_text",
    "table_of",
]
