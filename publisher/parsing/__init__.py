"""Parsing: from the characters of a text to its clauses, blocks, numbers and references.

Lives here: everything that reads the text format (docs/reference/text-format.md) and keeps exact source offsets.
Must not: read files, know versions or produce HTML.
"""

from publisher.parsing.document import parse_document
from publisher.parsing.foreign import parse_any_document
from publisher.parsing.inline import Run, RunKind, has_markup, parse_inline, visible_text
from publisher.parsing.numbers import parse_number, split_heading

__all__ = [
    "Run",
    "RunKind",
    "has_markup",
    "parse_any_document",
    "parse_document",
    "parse_inline",
    "parse_number",
    "split_heading",
    "visible_text",
]
