"""Escaping: a character that the text format would take for markup is shown as itself."""

import re

from publisher.model import BlockKind
from publisher.parsing.lines import classify, fence

_MARKUP = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])"  # a backslash that would escape
    r"|`"
    r"|\*(?!\s)|(?<!\s)\*"  # a star that touches a word may open or close
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore inside a word is one
    r"|\[(?=\^)|\](?=[(\[:])"
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?[A-Za-z0-9]+;)"
)
_NOT_TEXT = frozenset(BlockKind) - {BlockKind.PARAGRAPH, BlockKind.BLANK}


def escape_inline(text: str, more: bool = False) -> str:
    """`text` so that the text format shows it as it stands. `more`: something may follow it."""
    escaped = _MARKUP.sub(r"\\\g<0>", text)
    return escaped + "\\" if more and text.endswith("\\") else escaped


def guard(text: str) -> str:
    """A paragraph that would not be read as one (it opens with `#`, `>`, `|`, `-` …), with that mark escaped."""
    kind = classify(text, 0, len(text)).kind
    if kind in _NOT_TEXT or fence(text):
        return "\\" + text if re.match(r"[!-/:-@\[-`{-~]", text) else text
    return text


def escape_cell(text: str) -> str:
    """The text of a table's cell: no line breaks, and a bar is not a border."""
    return re.sub(r"\s*\n\s*", " ", text).replace("|", "\\|")


def escape_title(text: str) -> str:
    """The text of a heading: what looks like an attribute list or closing marks at its end stays text."""
    brace = text.rfind("{")
    if brace >= 0 and re.fullmatch(r"\{[^{}]*\}[ \t#]*", text[brace:]) and text[brace - 1 : brace] != "\\":
        text = text[:brace] + "\\" + text[brace:]
    return re.sub(r"(\A|[ \t\u3000])(?=#+[ \t\u3000]*\Z)", r"\1\\", text)
