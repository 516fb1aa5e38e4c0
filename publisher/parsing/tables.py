"""Tables of data as text: what `{{ table: id }}` becomes when a version is published, and back again."""

from collections.abc import Mapping

from publisher.model import BlockKind, Language, Table, TableRow
from publisher.parsing.document import parse_document

_JOINS = {Language("ja"): "、"}
_DEFAULT_JOIN = "; "


def table_text(table: Table, language: Language, ending: str = "\n") -> str:
    """The table as a Markdown pipe table in one language, each line closed by `ending`.

    A cell without a text in that language is empty; the items of a list are joined by 「、」 or `; `.
    """
    head = [column.title.get(language, "") for column in table.columns]
    body = [[_cell(row, column.id, language) for column in table.columns] for row in table.rows]
    return "".join(_line(cells) + ending for cells in (head, ["---"] * len(head), *body))


def expand_tables(source: str, tables: Mapping[str, Table], language: Language) -> str:
    """`source` with each `{{ table: id }}` line replaced by the table's text.

    A line that names no table stays as it is (`check` reports it). Everything else stays to the character.
    """
    document = parse_document(source, language)
    pieces, done = [], 0
    for block in (block for clause in document.clauses for block in clause.blocks):
        table = tables.get(block.marker) if block.kind is BlockKind.TABLE_DATA else None
        if table is not None:
            line = document.text(block)
            ending = line[len(line.rstrip("\r\n")) :] or "\n"
            pieces += [source[done : block.start], table_text(table, language, ending)]
            done = block.end
    return "".join((*pieces, source[done:]))


def collapse_tables(source: str, tables: Mapping[str, Table], language: Language) -> str:
    """`source` with each table that stands in it exactly as data would render it replaced by `{{ table: id }}`.

    The inverse of `expand_tables`, for starting a draft from a published text.
    """
    for name, table in tables.items():
        for ending in ("\r\n", "\n"):
            source = _collapse(source, table_text(table, language, ending), f"{{{{ table: {name} }}}}{ending}")
    return source


def _collapse(source: str, text: str, mark: str) -> str:
    """Replace `text` where it begins a line."""
    pieces = source.split(text)
    result = pieces[0]
    for piece in pieces[1:]:
        result += (mark if not result or result[-1] in "\r\n" else text) + piece
    return result


def _cell(row: TableRow, column: str, language: Language) -> str:
    value = row.cells.get(column, {}).get(language, "")
    joined = value if isinstance(value, str) else _JOINS.get(language, _DEFAULT_JOIN).join(value)
    return " ".join(joined.split()).replace("|", "\\|")


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
