"""A text and 「新旧対照表」 as HTML documents that stand alone: one file, no script, nothing from elsewhere."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined

from publisher.comparison import ComparisonTable
from publisher.exporting.facts import Facts
from publisher.model import Document
from publisher.rendering.comparison_table import comparison_table_html
from publisher.rendering.text import text_html

_LANDSCAPE = "body { page: table-landscape; }"
_PORTRAIT = "body { page: table-portrait; }"


def text_page(document: Document, facts: Facts, *, allow_html: bool = False) -> str:
    """The text as an HTML document."""
    label = "要点: " if document.language == "ja" else "In short: "
    return (
        _environment()
        .get_template("text.html")
        .render(
            text=text_html(document, allow_html=allow_html, terms=False),
            language=document.language,
            header=facts.header,
            summary_label=label,
            style=_file("style.css"),
        )
    )


def table_page(table: ComparisonTable, facts: Facts) -> str:
    """The table as an HTML document, printed on A4 portrait or landscape."""
    return (
        _environment()
        .get_template("table.html")
        .render(
            table=table,
            rows=comparison_table_html(table),
            header=facts.header,
            style=_file("style.css") + (_LANDSCAPE if facts.landscape else _PORTRAIT),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _file(name: str) -> str:
    return (files("publisher.exporting") / "templates" / name).read_text(encoding="utf-8")
