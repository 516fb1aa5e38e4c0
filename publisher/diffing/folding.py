"""Character folding: forms of one character that a reader takes as the same, so that only the form has changed."""

import re
import unicodedata
from functools import lru_cache

_HALF_KANA = (
    "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテト"
    "ナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン\u3099\u309a"
)

# Characters that open Markdown markup only in their half-width form: folded in keys, never before markup is read.
_MARKUP = frozenset("!#*<>[\\]_`{|}~")

_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_WIDTH |= {0xFF61 + offset: kana for offset, kana in enumerate(_HALF_KANA)}
_WIDTH |= {0xFFE0: "¢", 0xFFE1: "£", 0xFFE5: "¥", 0x3000: " ", 0x00A0: " ", 0x2002: " ", 0x2003: " ", 0x2009: " "}

_APOSTROPHES = dict.fromkeys(map(ord, "‘’‛′"), "'")
_READING = {code: folded for code, folded in _WIDTH.items() if folded not in _MARKUP} | _APOSTROPHES
_FOLDABLE = re.compile(f"[{re.escape(''.join(map(chr, _READING)))}]")

_QUOTES = dict.fromkeys(map(ord, "“”„‟″「」『』｢｣〝〞〟«»'"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−─"), "-")
_OTHERS = {ord("〜"): "~", ord("、"): ",", ord("…"): "...", ord("‥"): ".."}
_SAME = _WIDTH | _APOSTROPHES | _QUOTES | _DASHES | _OTHERS

INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"
"""Characters that show nothing by themselves."""
_DROPPED = dict.fromkeys([*map(ord, INVISIBLE), *range(0xE0100, 0xE01F0)])


def fold_for_reading(text: str) -> str:
    """`text` with letters, digits, kana and brackets of one width, so that patterns need know only one.

    One character stays one character: offsets into the answer are offsets into `text`.
    """
    return text.translate(_READING) if not text.isascii() and _FOLDABLE.search(text) else text


@lru_cache(maxsize=4_000)
def sign_key(text: str) -> str:
    """What a punctuation mark is compared by: 、 and ，, “ and 「, – and - are the same mark in another form."""
    return text.translate(_SAME).translate(_DROPPED) or text


@lru_cache(maxsize=20_000)
def word_key(text: str) -> str:
    """What a word is compared by: composed kana and accents, no variation selectors."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.translate(_DROPPED)) or text
