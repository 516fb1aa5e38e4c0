"""「新旧対照表」 as HTML: thin black rules and underlines only, so that it can be printed and filed as it is."""

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from publisher.comparison import Cell, ComparisonTable, Line, LineKind, Row, Side, Span


def comparison_table_html(table: ComparisonTable, *, anchored: bool = True) -> str:
    """The table with its head; title, subtitle, legend are the page's. `anchored` rows have the clause's id."""
    head = "".join(f'<th scope="col">{escape(column.header)}</th>' for column in table.columns)
    anchors = _anchors(table.rows) if anchored else [""] * len(table.rows)
    columns = [column.side for column in table.columns]
    body = "".join(_row(row, anchor, columns) for row, anchor in zip(table.rows, anchors, strict=True))
    sides = "".join(f'<col class="col-{column.side}">' for column in table.columns)
    top = f"<colgroup>{sides}</colgroup><thead><tr>{head}</tr></thead>"
    return f'<table class="taishohyo">{top}<tbody>{body}</tbody></table>'


def _anchors(rows: Sequence[Row]) -> Iterator[str]:
    """An id for each row about a clause; a clause that stands in two rows has a number after its second."""
    seen: Counter[str] = Counter()
    for row in rows:
        name = row.clause.replace("~", "clause-") if row.clause else ""
        seen[name] += 1
        yield f"{name}-{seen[name]}" if name and seen[name] > 1 else name


def _row(row: Row, name: str, sides: Sequence[Side]) -> str:
    anchor = f' id="{escape(name)}"' if name else ""
    cells = {Side.NEW: _cell(row.new), Side.OLD: _cell(row.old), Side.REMARK: f"<p>{escape(row.remark)}</p>"}
    return f"<tr{anchor}>{''.join(f'<td>{cells[side]}</td>' for side in sides)}</tr>"


def _cell(cell: Cell) -> str:
    pieces: list[str] = []
    for is_table, group in groupby(cell.lines, key=lambda line: line.kind is LineKind.TABLE_ROW):
        lines = list(group)
        pieces.append(_inner_table(lines) if is_table else "".join(_line(line) for line in lines))
    return "".join(pieces)


def _inner_table(lines: Sequence[Line]) -> str:
    rows = []
    for line in lines:
        tag = "th" if line.header else "td"
        rows.append(f"<tr>{''.join(f'<{tag}>{_spans(cell)}</{tag}>' for cell in line.cells)}</tr>")
    return f'<table class="inner">{"".join(rows)}</table>'


def _line(line: Line) -> str:
    words = _spans(line.spans)
    kind = f"line-{line.kind}" + (f" depth-{line.depth}" if line.depth else "")
    return f'<p class="{kind}">{words}</p>'


def _spans(spans: Sequence[Span]) -> str:
    return "".join(_span(span) for span in spans)


def _span(span: Span) -> str:
    words = escape(span.text, quote=False)
    words = f"<strong>{words}</strong>" if span.strong else words
    return f"<u>{words}</u>" if span.changed else words
