"""「新旧対照表」 for a terminal: two or three columns, what is underlined on paper between low lines."""

import re
import shutil
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from publisher.cli.output import width
from publisher.comparison import Cell, ComparisonTable, Line, LineKind, Row, Side, Span

_WORD = re.compile(r"[!-~]+ *|.", re.S)
_NARROWEST = 60


def terminal_width() -> int:
    """How many columns there are to write in."""
    return max(_NARROWEST, shutil.get_terminal_size((100, 24)).columns)


def lines(table: ComparisonTable, columns: int) -> Iterator[str]:
    """The table, `columns` wide."""
    each = (columns - 3 * (len(table.columns) - 1)) // len(table.columns)
    yield from (table.title, table.subtitle, f"{table.legend} (_…_)", "")
    rule = "-+-".join("-" * each for _ in table.columns)
    yield _beside([[column.header] for column in table.columns], each)
    for row in table.rows:
        yield rule
        yield _beside([wrapped(_text(row, column.side), each) for column in table.columns], each)


def wrapped(text: str, columns: int) -> list[str]:
    """The lines of a text, none wider than `columns`; Latin words are kept whole where they fit."""
    found: list[str] = []
    for line in text.split("\n"):
        current = ""
        for word in _WORD.findall(line):
            if current and width(current) + width(word.rstrip()) > columns:
                found.append(current.rstrip())
                current = ""
            while width(word.rstrip()) > columns:
                found.append(word[:columns])
                word = word[columns:]
            current += word
        found.append(current.rstrip())
    return found


def _beside(cells: Sequence[Sequence[str]], columns: int) -> str:
    rows = zip_longest(*cells, fillvalue="")
    return "\n".join(" | ".join(text + " " * (columns - width(text)) for text in row).rstrip() for row in rows)


def _text(row: Row, side: Side) -> str:
    if side is Side.REMARK:
        return row.remark
    return _cell(row.new if side is Side.NEW else row.old)


def _cell(cell: Cell) -> str:
    return "\n".join(_line(line) for line in cell.lines)


def _line(line: Line) -> str:
    joint = " / " if line.kind is LineKind.TABLE_ROW else ""
    return "  " * line.depth + joint.join(_spans(spans) for spans in line.cells)


def _spans(spans: Sequence[Span]) -> str:
    return "".join(f"_{span.text}_" if span.changed else span.text for span in spans)
