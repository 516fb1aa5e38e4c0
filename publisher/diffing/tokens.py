"""Tokens: the words, numbers, addresses and signs of a visible text, with what each is compared by and what it weighs.

White space, markup and invisible characters are no tokens: they are the form that stands between them.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate

from publisher.diffing.folding import INVISIBLE, fold_for_reading, sign_key, word_key
from publisher.diffing.lexicon import function_words
from publisher.diffing.protection import SCAN, SCAN_PLAIN, shield
from publisher.diffing.segmenter import Segmenter, segment

Found = tuple[list[str], list[int], list[int]]
"""Tokens as columns: what each is compared by, where it begins and where it ends in the text."""

CELL = "\x00cell"
"""What the bar between two cells of a table is compared by."""
SENTENCE_ENDS = frozenset("。.!?！？")
_DASHES = dict.fromkeys(map(ord, "‐‑–−"), "-")
_LIGHT_SIGNS = 5
_SENTENCE = 16
_CELL = 25
_LIGHT_WORD = 9
_LATIN_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "and",
        "or",
        "as",
        "is",
        "are",
        "be",
        "was",
        "were",
        "been",
        "it",
        "its",
        "this",
        "that",
        "these",
        "those",
        "any",
        "all",
        "such",
        "may",
        "will",
        "shall",
        "not",
        "no",
        "we",
        "our",
        "us",
        "you",
        "your",
        "they",
        "their",
        "if",
        "when",
        "which",
        "who",
        "than",
        "then",
        "so",
        "do",
        "does",
        "has",
        "have",
        "had",
        "about",
        "into",
        "under",
        "upon",
        "other",
        "can",
    ]
)


def tokenise(text: str, segmenter: Segmenter = segment, base: int = 0) -> Found:
    """The tokens of a visible text in order; what lies between them is white space or shows nothing.

    `base` is the offset of the text itself.
    """
    folded = fold_for_reading(shield(text))
    if folded.isascii() and "<" not in folded:
        return _plain(text, folded, base)
    found: Found = ([], [], [])
    keys, starts, ends = found
    for match in SCAN.finditer(folded):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "run":
            words = segmenter(match[0])
            bounds = [*accumulate(map(len, words), initial=base + start)]
            keys += words
            starts += bounds[:-1]
            ends += bounds[1:]
        elif kind == "japanese":
            _japanese(match[0], base + start, segmenter, found)
        elif kind != "space" and kind != "tag":
            raw = text[start:end]
            keys.append(sign_key(raw) if kind == "mark" else _key(str(kind), match[0], raw))
            starts.append(base + start)
            ends.append(base + end)
    return found


def _plain(text: str, folded: str, base: int) -> Found:
    """The same for the most usual text in Latin script, in a fraction of the time."""
    pieces = SCAN_PLAIN.split(folded)
    bounds = [*accumulate(map(len, pieces), initial=base)]
    keys, starts, ends = pieces[1::2], bounds[1:-1:2], bounds[2::2]
    if "'" in keys:  # the one sign that is compared by another, unless it was written as ’
        keys = [sign_key(text[at - base]) if key == "'" else key for key, at in zip(keys, starts, strict=True)]
    return keys, starts, ends


def _key(kind: str, folded: str, raw: str) -> str:
    if kind == "latin" and folded.isascii():
        return folded
    if kind in ("sign", "dots"):
        return sign_key(raw)
    if kind == "atom":
        return raw
    if kind == "legal":
        return re.sub(r"[ \t]", "", folded)
    return word_key(folded).translate(_DASHES)


def _japanese(run: str, start: int, segmenter: Segmenter, found: Found) -> None:
    """Add the words of a run, cut as if no white space or invisible character stood in it."""
    keys, starts, ends = found
    spans = list(_characters(run, start))
    at = 0
    for word in segmenter("".join(character for character, _, _ in spans)):
        keys.append(word)
        starts.append(spans[at][1])
        at += len(word)
        ends.append(spans[at - 1][2])


def _characters(run: str, start: int) -> Iterator[tuple[str, int, int]]:
    """The visible characters of a run with their spans; a voicing mark is one character with its kana."""
    at = 0
    while at < len(run):
        size = 2 if run[at + 1 : at + 2] in ("\u3099", "\u309a") else 1
        character = word_key(run[at : at + size])
        if _shows(run[at]):
            yield character[0], start + at, start + at + size
        at += size


def _shows(character: str) -> bool:
    selector = "\ufe00" <= character <= "\ufe0f" or character >= "\U000e0100"
    return not (selector or character.isspace() or character in INVISIBLE)


def is_light_latin(key: str) -> bool:
    """Whether a Latin word is an article, a preposition or the like, with which a phrase often begins."""
    return key.lower() in _LATIN_WORDS


@lru_cache(maxsize=50_000)
def weight(key: str) -> int:
    """How much of a text a match of this token keeps, in tenths of a character or so.

    A particle or a comma that two phrases happen to share says little; a word, a number or a sentence's end more.
    """
    if key in SENTENCE_ENDS:
        return _SENTENCE
    if key == CELL:
        return _CELL
    if len(key) == 1 and not key.isalnum():
        return _LIGHT_SIGNS
    if key.isascii():
        return _LIGHT_WORD if key.lower() in _LATIN_WORDS else 14 + 2 * min(len(key), 8)
    if key in function_words() or (len(key) == 1 and "ぁ" <= key <= "ゟ"):
        return min(5 + 2 * len(key), 13)
    return 10 * min(max(len(key), 1), 5)
