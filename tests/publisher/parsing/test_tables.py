"""Tables of data become text when a version is published, and a draft made from it gets the data back."""

from hypothesis import given
from hypothesis import strategies as st

from publisher.model import Language, Table, TableColumn, TableRow
from publisher.parsing.tables import collapse_tables, expand_tables, table_text

JA, EN = Language("ja"), Language("en")


def table(*cells: str | tuple[str, ...]) -> Table:
    """A table of one row; its columns are a, b, …"""
    names = "abcdef"[: len(cells)]
    columns = tuple(TableColumn(id=name, title={JA: f"列{name}", EN: name.upper()}) for name in names)
    row = TableRow(id="r", cells={name: {JA: cell, EN: cell} for name, cell in zip(names, cells, strict=True)})
    return Table(id="t", title={JA: "表", EN: "Table"}, columns=columns, rows=(row,))


def test_a_table_is_a_pipe_table_in_each_language() -> None:
    made = table("x", ("y", "z"))
    assert table_text(made, JA) == "| 列a | 列b |\n| --- | --- |\n| x | y、z |\n"
    assert table_text(made, EN) == "| A | B |\n| --- | --- |\n| x | y; z |\n"


def test_pipes_and_line_breaks_stay_inside_their_cell() -> None:
    assert table_text(table("a|b\nc"), EN).splitlines()[2] == "| a\\|b c |"


def test_a_cell_without_a_text_in_the_language_is_empty() -> None:
    assert table_text(table("x"), Language("fr")).splitlines()[2] == "| x |".replace("x", "")


def test_a_line_that_names_a_table_becomes_it_and_nothing_else_changes() -> None:
    source = "# t\r\n\r\n{{ table: t }}\r\n\r\n{{ table: unknown }}\n`{{ table: t }}`\n"
    expected = "# t\r\n\r\n| A |\r\n| --- |\r\n| x |\r\n\r\n{{ table: unknown }}\n`{{ table: t }}`\n"
    assert expand_tables(source, {"t": table("x")}, EN) == expected


words = st.text("ab|\\、;表 \n", min_size=1, max_size=8)
lines = st.lists(
    st.sampled_from(["{{ table: t }}\n", "{{ table: t }}\r\n", "| A |\n", "text\n", "\n", "# h\n"]), max_size=8
)


@given(lines, words)
def test_collapsing_undoes_expanding(source: list[str], cell: str) -> None:
    tables = {"t": table(cell)}
    text = "".join(source)
    expanded = expand_tables(text, tables, EN)
    assert expand_tables(collapse_tables(expanded, tables, EN), tables, EN) == expanded
    assert collapse_tables(expanded, tables, EN) == text
