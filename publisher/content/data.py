"""`data.yml`: the tables that are written once for every language."""

import re
from pathlib import Path

from publisher.content.fields import Fields
from publisher.content.nodes import Node, parse_yaml
from publisher.messages import _
from publisher.model import Language, Table, TableColumn, TableRow

_ID = re.compile(r"[a-z][a-z0-9-]*")


def read_tables(text: str, path: Path, languages: tuple[Language, ...]) -> dict[str, Table]:
    """Read `data.yml`: tables by id, in the order of the file. Raises BadInputError."""
    fields = Fields(parse_yaml(text, path), path)
    tables = {name: _table(name, table, languages) for name, table in fields.each("tables")}
    fields.done()
    return tables


def _table(name: str, fields: Fields, languages: tuple[Language, ...]) -> Table:
    _check_id(name, fields, fields.node.line)
    columns = tuple(_column(item, languages) for item in _unique(fields, "columns"))
    if not columns:
        raise fields.bad(_("no columns"), fields.node.line, _("list at least one: `- {id: …, title: {ja: …, en: …}}`"))
    rows = tuple(_row(item, columns, languages) for item in _unique(fields, "rows"))
    title = fields.by_language("title", languages)
    fields.done()
    return Table(id=name, title=title, columns=columns, rows=rows)


def _unique(fields: Fields, key: str) -> list[Fields]:
    """The items of a list, each with an id that no other has."""
    seen: set[str] = set()
    items = []
    for index, node in enumerate(fields.list(key)):
        item = _item(node, fields, f"{key}[{index}]")
        name = item.text("id")
        _check_id(name, item, item.line("id"))
        if name in seen:
            raise item.bad(_("{id} is there twice", id=repr(name)), item.line("id"), _("give each its own"), "id")
        seen.add(name)
        items.append(item)
    return items


def _item(node: Node, fields: Fields, key: str) -> Fields:
    return Fields(node, fields.path, fields.name(key))


def _column(item: Fields, languages: tuple[Language, ...]) -> TableColumn:
    column = TableColumn(id=item.text("id"), title=item.by_language("title", languages))
    item.done()
    return column


def _row(item: Fields, columns: tuple[TableColumn, ...], languages: tuple[Language, ...]) -> TableRow:
    name = item.text("id")
    known = {column.id for column in columns}
    cells, lines = {}, {}
    for column, cell in item.each("cells"):
        if column not in known:
            raise cell.bad(_("no such column"), cell.node.line, _("known: {words}", words=", ".join(sorted(known))))
        texts = {language: cell.text_or_texts(language) for language in languages}
        cell.done()
        lines[column] = cell.node.line
        cells[column] = {language: text for language, text in texts.items() if text}
    item.done()
    return TableRow(id=name, cells=cells, lines=lines)


def _check_id(name: str, fields: Fields, line: int) -> None:
    if not _ID.fullmatch(name):
        raise fields.bad(_("{id} is not an id", id=repr(name)), line, _("use lower-case letters, digits and hyphens"))
