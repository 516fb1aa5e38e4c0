"""A comparison as one HTML file that stands alone: the redline, then 「新旧対照表」; no script, no other file."""

from publisher.comparison import ComparisonTable
from publisher.diffing import Comparison
from publisher.model import Version
from publisher.rendering import frame
from publisher.rendering.changes import redline_entries, summary
from publisher.rendering.comparison_table import comparison_table_html
from publisher.rendering.words import Words


def comparison_page(comparison: Comparison, table: ComparisonTable, version: Version | None) -> str:
    """The page; `version` is that of the new text, whose reasons are shown, or None where the text is a file's."""
    words = Words(comparison.new.language)
    entries = redline_entries(comparison, version, words)
    title = words("changes.title")
    facts: dict[str, object] = {
        "title": f"{title}: {comparison.new.title}" if comparison.new.title else title,
        "subtitle": table.subtitle,
        "entries": entries,
        "summary": summary(comparison, entries, words),
        "jumps": {entry.position: entry.anchor for entry in entries if entry.position},
        "table": table,
        "rows": comparison_table_html(table, anchored=False),
        "style": "".join((frame.ASSETS / name).read_text(encoding="utf-8") for name in ("base.css", "site.css")),
    }
    return frame.body("comparison.html", "", comparison.new.language, **facts)
