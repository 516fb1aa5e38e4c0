"""Segmenters: where a run of Japanese characters, which has no spaces, falls into words."""

import re
from collections.abc import Callable
from functools import lru_cache

from publisher.diffing import lexicon

Segmenter = Callable[[str], tuple[str, ...]]
"""From a run of Han characters and kana to its words; joined, the words are the run."""

_SHORT = 8
_PIECE = re.compile(r"[^を]{0,99}を|[^を]{1,100}")  # を is always a word; short pieces come again and are remembered
_NUMERALS = frozenset("〇一二三四五六七八九十百千万億")
_NOT_OKURIGANA = frozenset("をはがにとでもへやのしすさせよてただな")

# What a word costs that the lexicon lacks. A known word costs 10 to 13, see publisher.diffing.lexicon.
_HAN = (20, 19, 40)  # by length: most compounds are made of words of two characters
_INFLECTED = (22, 23)  # by the number of Han characters before the okurigana
_INFLECTED_KANA = 3
_KATAKANA = (11, 2)  # and so much for each character
_HIRAGANA = 17
_NUMERAL = 12
_IMPOSSIBLE = 1 << 30


def segment(run: str) -> tuple[str, ...]:
    """The words of `run` by script classes and the lexicon; the cheapest way through wins, on a tie the longer word."""
    if len(run) <= _SHORT:
        return _segment(run)
    return tuple(word for piece in _PIECE.findall(run) for word in _segment(piece))


@lru_cache(maxsize=20_000)
def _segment(run: str) -> tuple[str, ...]:
    """The cheapest path, found from the end: `best[i]` is the cost of what begins at i, `step[i]` its first word."""
    size = len(run)
    best, step = [0] * (size + 1), [0] * (size + 1)
    same = _same_script(run)
    known, lengths = lexicon.words(), lexicon.lengths()
    for at in range(size - 1, -1, -1):
        first, cheapest = run[at], _IMPOSSIBLE
        for length in lengths.get(first, ()):
            if at + length > size:
                break
            cost = known.get(run[at : at + length], _IMPOSSIBLE) + best[at + length]
            if cost < _IMPOSSIBLE and cost <= cheapest:
                cheapest, step[at] = cost, length
        if step[at] < 2 or "ァ" <= first <= "ヿ":
            for length, price in _unknown(run, at, same, cheapest < _IMPOSSIBLE):
                if price + best[at + length] <= cheapest:
                    cheapest, step[at] = price + best[at + length], length
        best[at] = cheapest
    return tuple(_walk(run, step))


def _walk(run: str, step: list[int]) -> list[str]:
    words, at = [], 0
    while at < len(run):
        words.append(run[at : at + step[at]])
        at += step[at]
    return words


def _same_script(run: str) -> list[int]:
    """For each position, how many characters from there on are of one script."""
    spans = [1] * (len(run) + 1)
    after = ""
    for at in range(len(run) - 1, -1, -1):
        script = _script(run[at])
        if script == after:
            spans[at] = spans[at + 1] + 1
        after = script
    return spans


def _script(character: str) -> str:
    if "ぁ" <= character <= "ゟ":
        return "hiragana"
    return "katakana" if "ァ" <= character <= "ヿ" else "han"


def _unknown(run: str, at: int, same: list[int], known: bool) -> list[tuple[int, int]]:
    """Words that the lexicon lacks and that may begin at `at`, as (length, cost), by the script they begin with."""
    script = _script(run[at])
    if script == "hiragana":
        return [] if known else [(1, _HIRAGANA)]
    if script == "katakana":
        return [(some, _KATAKANA[0] + _KATAKANA[1] * some) for some in (*range(3, same[at]), same[at])]
    numeral = [(_numeral(run, at), _NUMERAL)] if run[at] in _NUMERALS else []
    return numeral + _han(run, at, same[at])


def _han(run: str, at: int, span: int) -> list[tuple[int, int]]:
    """One to three Han characters, or one or two with the kana that end an inflected word (okurigana)."""
    found = [(some, _HAN[some - 1]) for some in range(1, min(span, len(_HAN)) + 1)]
    if span <= len(_INFLECTED):
        for kana in (1, 2) if span == 1 else (1,):
            end = at + span + kana
            if end > len(run) or _script(run[end - 1]) != "hiragana" or run[end - 1] in _NOT_OKURIGANA:
                break
            found.append((span + kana, _INFLECTED[span - 1] + _INFLECTED_KANA * (kana - 1)))
    return found


def _numeral(run: str, at: int) -> int:
    end = at
    while end < len(run) and run[end] in _NUMERALS:
        end += 1
    return end - at
