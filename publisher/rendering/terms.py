"""Defined terms: where a text uses one, and the HTML that explains it on hover, focus and touch."""

import re
from collections.abc import Callable, Mapping
from html import escape

_HAN = re.compile(r"[\u3400-\u9fff々]")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]")
_WORD = re.compile(r"\w")


class TermMarker:
    """Finds the defined terms of one text.

    A term counts only where it stands alone: 「個人情報」 in 「個人情報保護法」 is part of another word.
    """

    def __init__(self, definitions: Mapping[str, str], place: str = "") -> None:
        self._definitions = definitions
        self._numbers = {term: number for number, term in enumerate(definitions, 1)}
        self._by_words = {term.casefold(): term for term in definitions}
        longest_first = sorted(definitions, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)", re.I)
        self._place = place

    def mark(self, text: str, write: Callable[[str], str], marked: set[str]) -> str:
        """`text` as HTML, `write` making plain words into HTML; a term in `marked` is not explained again, and each
        one explained is added to it. The ids of the explanations end in the place given."""
        pieces, done = [], 0
        for match in self._pattern.finditer(text):
            term = self._by_words.get(match[0].casefold())
            if term is None or term in marked or not _stands_alone(text, match.start(), match.end()):
                continue
            marked.add(term)
            pieces += [write(text[done : match.start()]), self._explained(match[0], term, write)]
            done = match.end()
        return "".join((*pieces, write(text[done:])))

    def _explained(self, words: str, term: str, write: Callable[[str], str]) -> str:
        note = f"term-{self._numbers[term]}-{self._place}"
        definition = escape(self._definitions[term], quote=False)
        return (
            f'<span class="term"><dfn tabindex="0" aria-describedby="{note}">{write(words)}</dfn>'
            f'<span class="definition" role="tooltip" id="{note}">{definition}</span></span>'
        )


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not _joins(text[start - 1 : start], text[start]) and not _joins(text[end - 1], text[end : end + 1])


def _joins(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    if not left or not right:
        return False
    same_script = any(script.match(left) and script.match(right) for script in (_HAN, _KATAKANA))
    both_latin = bool(_WORD.match(left) and _WORD.match(right)) and left.isascii() and right.isascii()
    return same_script or both_latin
