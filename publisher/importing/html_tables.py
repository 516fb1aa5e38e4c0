"""HTML tables as rows of cells: a cell that spans stands where it begins, and the cells it covers stay empty."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bs4.element import Tag

_CONTAINED = ["h1", "h2", "h3", "h4", "h5", "h6", "table"]
_MOST_COLUMNS = 60
_LONGEST_SPAN = 1000
_EXCERPT = 20


@dataclass(frozen=True, kw_only=True)
class Grid:
    """The rows of a table, each as wide as the widest; which cells span others, and which held several lines."""

    rows: tuple[tuple[str, ...], ...]
    spans: tuple[str, ...]
    multiline: tuple[str, ...]


def holds_data(table: Tag) -> bool:
    """Whether a table is one; a table with headings or tables inside, or with one cell, only lays out a page."""
    return table.find(_CONTAINED) is None and len(table.find_all(["td", "th"], limit=2)) > 1


def grid(table: Tag, read_cell: Callable[[Tag], list[str]]) -> Grid:
    """The cells of a table in their places."""
    taken: dict[tuple[int, int], str] = {}
    spans: list[str] = []
    multiline: list[str] = []
    for row, tag in enumerate(_rows(table)):
        column = 0
        for cell in tag.find_all(["td", "th"], recursive=False):
            while (row, column) in taken:
                column += 1
            lines = read_cell(cell)
            text = " ".join(lines)
            high, wide = _span(cell, "rowspan", _LONGEST_SPAN), _span(cell, "colspan", _MOST_COLUMNS)
            spans.extend([f"{_short(text)} ({high} × {wide})"] if high > 1 or wide > 1 else [])
            multiline.extend([_short(text)] if len(lines) > 1 else [])
            taken |= {(row + down, column + right): "" for down in range(high) for right in range(wide)}
            taken[row, column] = text
    return Grid(rows=_filled(taken, len(list(_rows(table)))), spans=tuple(spans), multiline=tuple(multiline))


def _rows(table: Tag) -> Iterator[Tag]:
    """The rows as a browser shows them: heads first, feet last."""
    found = table.find_all("tr")
    rank = {"thead": 0, "tfoot": 2}
    yield from sorted(found, key=lambda row: rank.get(row.parent.name if row.parent else "", 1))


def _filled(taken: dict[tuple[int, int], str], height: int) -> tuple[tuple[str, ...], ...]:
    width = max((column for _, column in taken), default=0) + 1
    return tuple(tuple(taken.get((row, column), "") for column in range(width)) for row in range(height))


def _span(cell: Tag, name: str, most: int) -> int:
    text = str(cell.get(name, "1")).strip()
    return max(1, min(int(text), most)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _short(text: str) -> str:
    return text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
