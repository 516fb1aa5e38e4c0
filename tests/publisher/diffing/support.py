"""What the diffing tests share: texts in, marked text out."""

from hypothesis import strategies as st

from publisher.diffing import Comparison, Level, Op, Segments, compare
from publisher.model import Document, Language
from publisher.parsing import parse_document

_OPEN = {Op.DELETE: "[-", Op.INSERT: "{+"}
_CLOSE = {Op.DELETE: "-]", Op.INSERT: "+}"}
_MARK = {Level.WORDING: "", Level.TYPOGRAPHIC: "~", Level.LINK: "@"}


def document(source: str, language: str = "ja") -> Document:
    """A text in one language."""
    return parse_document(source, Language(language))


def compared(old: str, new: str, language: str = "ja") -> Comparison:
    """Two texts compared."""
    return compare(document(old, language), document(new, language))


def marked(segments: Segments) -> str:
    """`the [-old-]{+new+} word`; `~` marks a difference of form, `@` one of where a link leads."""
    return "".join(
        s.text if s.level is None else _OPEN[s.op] + _MARK[s.level] + s.text + _CLOSE[s.op] for s in segments
    )


def redline(comparison: Comparison) -> str:
    """The whole text, marked."""
    return "".join(marked(change.segments) for change in comparison.changes if not change.departure)


_PIECES = [
    *("氏名", "個人情報", "利用目的", "当社は", "第4条", "第5条第1項", "。", "、", "「", "」", "Ａ１", "が\u3099"),
    *("か\u3099", "葛\U000e0100", "ｶﾞ", "data", "the user", "12", "1,000", "-", "'s", ". ", "https://e.com/x", "a@b.co"),
    *("😀", "👨\u200d👩\u200d👧", "\ufeff", "\u200b", " ", "\n", "\n\n", "\r\n", "\r", "\u3000", "\t", "\u2028"),
    *("- ", "1. ", "(1) ", "・", "# ", "## ", "## 1. ", "### 第2条（", "）", " {#id}", " {#b}", "> ", "```\n", "***\n"),
    *("[a](http://x.y/z)", "[](#a)", "[^1]", "[^1]: ", "*[t]: ", "**", "*", "_x_", "`", "\\*", "<b>", "[", "](", ")"),
    *("| a | b |\n", "|---|---|\n", "|", "\\|", "{{ table: x }}\n"),
]
SOURCES = st.lists(st.sampled_from(_PIECES), max_size=30).map("".join) | st.text(max_size=60)
"""Texts full of everything that the format knows, in no order."""


@st.composite
def revisions(draw: st.DrawFn) -> tuple[str, str]:
    """A text and a revision of it: some pieces taken out, put in or moved."""
    old = draw(st.lists(st.sampled_from(_PIECES), max_size=30))
    new = list(old)
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(new)))
        if draw(st.booleans()):
            del new[at : at + draw(st.integers(1, 5))]
        else:
            new[at:at] = draw(st.lists(st.sampled_from(_PIECES), max_size=4))
    return "".join(old), "".join(new)
