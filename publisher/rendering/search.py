"""What the host's search reads of a page: headings with their anchors and plain words."""

import re
from html import escape

from publisher.rendering.text import TextHtml

_HIDDEN = re.compile(r'<span class="definition".*?</span>', re.S)
_BLOCK_END = re.compile(r"</(?:p|li|td|th|tr|blockquote|pre)>|(?<=</span>)(?=<p>)")
_TAG = re.compile(r"<[^<>]+>")


def search_html(text: TextHtml) -> str:
    """The text as plain headings and paragraphs, without definitions repeated in place."""
    pieces = [f'<h1 id="top">{escape(text.title)}</h1>{_words(text.preamble)}']
    for clause in text.clauses:
        gap = "" if clause.title.startswith("（") else " "
        heading = escape(f"{clause.number}{gap}{clause.title}".strip())
        level = min(clause.level + 1, 6)
        pieces.append(f'<h{level} id="{clause.anchor}">{heading}</h{level}>{_words(clause.body)}')
    return "\n".join(pieces)


def _words(html: str) -> str:
    """The words alone, those of different blocks kept apart."""
    plain = _TAG.sub("", _BLOCK_END.sub(" ", _HIDDEN.sub("", html)))
    return f"<p>{' '.join(plain.split())}</p>"
