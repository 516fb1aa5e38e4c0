"""Segmenters: where a run of Japanese characters, which has no spaces, falls into words."""

import re
from collections.abc import Callable
from functools import cache, lru_cache
from operator import add

from publisher.diffing import lexicon

Segmenter = Callable[[str], tuple[str, ...]]
"""From a run of Han characters and kana to its words; joined, the words are the run."""

_SHORT = 8
_SCRIPT_RUN = re.compile("[ぁ-ゟ]+|[ァ-ヿ]+|[^ぁ-ゟァ-ヿ]+")
_PIECE = re.compile(r"[^を]{0,99}を|[^を]{1,100}")  # を is always a word; short pieces come again and are remembered
_NUMERALS = frozenset("〇一二三四五六七八九十百千万億")
_HIRAGANA, _KATAKANA, _HAN = range(3)
_KANA = dict.fromkeys(map(chr, range(ord("ぁ"), ord("ゟ") + 1)), _HIRAGANA)
_SCRIPTS = _KANA | dict.fromkeys(map(chr, range(ord("ァ"), ord("ヿ") + 1)), _KATAKANA)
"""The script of each kana; all else that comes here is Han."""
_OKURIGANA = frozenset(_KANA) - frozenset("をはがにとでもへやのしすさせよてただな")

# What a word costs that the lexicon lacks. A known word costs 10 to 13, see publisher.diffing.lexicon.
_HAN_COSTS = (20, 19, 40)  # by length: most compounds are made of words of two characters
_INFLECTED_COSTS = (22, 23)  # by the number of Han characters before the okurigana
_SECOND_OKURIGANA = 3
_KATAKANA_COST, _KATAKANA_LETTER = 11, 2  # and so much for each character
_HIRAGANA_COST = 17
_NUMERAL_COST = 12
_IMPOSSIBLE = 1 << 30

_Step = tuple[int, int]
"""What a way to the end of a run costs, and the length of its first word."""


def segment(run: str) -> tuple[str, ...]:
    """The words of `run` by script classes and the lexicon; the cheapest way through wins, on a tie the longer word."""
    words: list[str] = []
    for piece in _PIECE.findall(run) if len(run) > _SHORT else (run,):
        for part in _parts(piece):
            words += _segment(part) if len(part) > 1 else (part,)
    return tuple(words)


def _parts(run: str) -> list[str]:
    """A run cut where the script changes and no word can hold both characters, so that each part can be cut by itself.

    Such parts come again and again, even in one text, and are remembered.
    """
    parts: list[str] = []
    joints, before = lexicon.joints(), ""
    for part in _SCRIPT_RUN.findall(run):
        after = part[0]
        if before + after in joints or (before and before not in _SCRIPTS and after in _OKURIGANA):
            parts[-1] += part
        else:
            parts.append(part)
        before = part[-1]
    return parts


@lru_cache(maxsize=20_000)
def _segment(run: str) -> tuple[str, ...]:
    """The cheapest path, found from the end: `best[i]` is the cost of what begins at i, `steps[i]` its first word."""
    size = len(run)
    best, steps = [0] * (size + 1), [0] * size
    known, characters = lexicon.words(), _characters()
    longer = [*map(lexicon.lengths().get, map(add, run, run[1:])), None]
    at, cheapest, after, span = size, 0, -1, 0
    for character in reversed(run):
        at -= 1
        script, cost = characters.get(character, (_HAN, _IMPOSSIBLE))
        span = span + 1 if script == after else 1  # how many characters from here on are of one script
        after = script
        cheapest, step = cost + cheapest, int(cost < _IMPOSSIBLE)
        for length in longer[at] or ():
            end = at + length
            found = known.get(run[at:end])
            if found is not None and end <= size and found + best[end] <= cheapest:
                cheapest, step = found + best[end], length
        if script == _KATAKANA:
            cheapest, step = _katakana(at, span, best, (cheapest, step))
        elif not step and script == _HIRAGANA:
            cheapest, step = _HIRAGANA_COST + best[at + 1], 1
        elif step < 2 and script == _HAN:
            cheapest, step = _han(run, at, span, best, (cheapest, step))
        best[at], steps[at] = cheapest, step
    return tuple(_walk(run, steps))


@cache
def _characters() -> dict[str, tuple[int, int]]:
    """The script of a character and what it costs as a word, of all kana and of each known word of one character."""
    known = lexicon.words()
    characters = {*_SCRIPTS, *(word for word in known if len(word) == 1)}
    return {one: (_SCRIPTS.get(one, _HAN), known.get(one, _IMPOSSIBLE)) for one in characters}


def _walk(run: str, steps: list[int]) -> list[str]:
    words, at = [], 0
    while at < len(run):
        end = at + steps[at]
        words.append(run[at:end])
        at = end
    return words


def _katakana(at: int, span: int, best: list[int], step: _Step) -> _Step:
    """A word in katakana that the lexicon lacks, of three letters or more or the whole run, if it is cheaper."""
    for length in (*range(3, span), span):
        cost = _KATAKANA_COST + _KATAKANA_LETTER * length + best[at + length]
        if cost <= step[0]:
            step = cost, length
    return step


def _han(run: str, at: int, span: int, best: list[int], step: _Step) -> _Step:
    """A numeral, one to three Han characters, or one or two with the kana that end an inflected word (okurigana), if
    one of them is cheaper."""
    cheapest, taken = step
    if run[at] in _NUMERALS:
        length = _numeral(run, at)
        cost = _NUMERAL_COST + best[at + length]
        if cost <= cheapest:
            cheapest, taken = cost, length
    for length, price in enumerate(_HAN_COSTS[:span], 1):
        cost = price + best[at + length]
        if cost <= cheapest:
            cheapest, taken = cost, length
    if span > len(_INFLECTED_COSTS):
        return cheapest, taken
    price = _INFLECTED_COSTS[span - 1]
    for end in range(at + span, min(at + (3 if span == 1 else span + 1), len(run))):
        if run[end] not in _OKURIGANA:
            break
        cost = price + best[end + 1]
        if cost <= cheapest:
            cheapest, taken = cost, end + 1 - at
        price += _SECOND_OKURIGANA
    return cheapest, taken


def _numeral(run: str, at: int) -> int:
    end = at
    while end < len(run) and run[end] in _NUMERALS:
        end += 1
    return end - at
