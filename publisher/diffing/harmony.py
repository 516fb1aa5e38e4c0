"""Harmony: a word is cut where the other text shows that one begins or ends.

The lexicon does not know every word. Where a word is put before 運動会, the run of characters may fall apart otherwise
than it did; but if a hunk says that AB came for B, then only A has come.
"""

from collections.abc import Iterator
from itertools import accumulate, pairwise, takewhile

from publisher.diffing import lexicon
from publisher.diffing.form import common_head, common_tail
from publisher.diffing.passage import Tokens
from publisher.diffing.problem import Match, Part

_NUMERALS = frozenset("〇一二三四五六七八九十百千万億")
_LONGEST = 60
"""More than that in common, and it is not for want of a word that it was not matched."""
_PARTICLES = frozenset("はがをにへとでのもや")

Hunk = tuple[Tokens, range]
"""One side of a hunk: the tokens of its text, and which of them went or came."""


def harmonise(old: Tokens, new: Tokens, matches: list[Match]) -> tuple[list[Match], list[Part]]:
    """Cut the words at the ends of each hunk as the other side does. The matches with the places that they have now,
    and the hunks that were cut."""
    moved: list[Match] = []
    cut: list[Part] = []
    old_size, new_size = len(old.keys), len(new.keys)
    i = j = i_shift = j_shift = 0
    for i_next, j_next, length in [*matches, (old_size, new_size, 0)]:
        gone, come = range(i, i_next + i_shift), range(j, j_next + j_shift)
        if gone and come and _harmonise_hunk((old, gone), (new, come)):
            i_shift, j_shift = len(old.keys) - old_size, len(new.keys) - new_size
            cut.append(Part(i, i_next + i_shift, j, j_next + j_shift))
        moved.append((i_next + i_shift, j_next + j_shift, length))
        i, j = i_next + i_shift + length, j_next + j_shift + length
    return moved[:-1], cut


def _harmonise_hunk(old: Hunk, new: Hunk) -> bool:
    first, second = _text(old), _text(new)
    for at_end, shared in ((True, common_tail(first, second)), (False, common_head(first, second))):
        if not shared or shared > _LONGEST:
            continue
        found = [(pieces, new) for pieces in _wordings(old, shared, at_end=at_end)]
        found += [(pieces, old) for pieces in _wordings(new, shared, at_end=at_end)]
        for pieces, one in sorted(found, key=lambda entry: -sum(map(len, entry[0]))):
            if _recut(one, pieces, at_end=at_end):
                return True
        if _cut_affix(old, new, first[-1] if at_end else first[0], at_end=at_end):
            return True
    return False


def _text(hunk: Hunk) -> str:
    tokens, places = hunk
    return "".join(tokens.keys[places.start : places.stop])


def _wordings(model: Hunk, shared: int, *, at_end: bool) -> Iterator[list[str]]:
    """The whole words at one end of a hunk that are not longer than `shared`, the most of them first."""
    tokens, places = model
    sizes = accumulate(len(tokens.keys[at]) for at in (reversed(places) if at_end else places))
    for count in range(sum(1 for _ in takewhile(lambda size: size <= shared, sizes)), 0, -1):
        first = places.stop - count if at_end else places.start
        yield tokens.keys[first : first + count]


def _recut(hunk: Hunk, pieces: list[str], *, at_end: bool) -> bool:
    """Cut the tokens at one end of a hunk into the words that stand there on the other side."""
    tokens, places = hunk
    size = sum(map(len, pieces))
    covered, spare = _covering(tokens, places, size, at_end=at_end)
    text = "".join(tokens.keys[at] for at in covered)
    rest = text[:spare] if at_end else text[size:]
    wanted = [*([rest] if rest else []), *pieces] if at_end else [*pieces, *([rest] if rest else [])]
    if wanted == tokens.keys[covered.start : covered.stop] or not _may_recut(tokens, covered, wanted):
        return False
    crossing = tokens.keys[covered[0] if at_end else covered[-1]]
    if rest and set(crossing) <= _NUMERALS:
        return False
    known = not all(_unknown(tokens, at) for at in covered)
    if known and not _stands_apart(_text(hunk), crossing, pieces, at_end=at_end):
        return False
    _replace(tokens, covered, wanted)
    return True


def _may_recut(tokens: Tokens, covered: range, wanted: list[str]) -> bool:
    """Whether the tokens are Japanese and fall into words that way: with Han characters among them, or into particles
    (に|より), and no run of katakana is cut but into two that could be words."""
    if not all(_plain(tokens, at) for at in covered):
        return False
    if not any(map(_is_han, "".join(wanted))) and not all(
        word in lexicon.function_words() or _is_long_katakana(word) for word in wanted
    ):
        return False
    joints = pairwise(wanted)
    return all(
        _is_long_katakana(a) and _is_long_katakana(b) for a, b in joints if _is_katakana(a[-1]) and _is_katakana(b[0])
    )


def _is_long_katakana(word: str) -> bool:
    return len(word) > 2 and all(map(_is_katakana, word)) and word[0] not in "ーッャュョァィゥェォン"


def _stands_apart(text: str, crossing: str, pieces: list[str], *, at_end: bool) -> bool:
    """Whether words at one end of a hunk may be taken off though a word that the lexicon knows is cut: 広告|主に."""
    size = sum(map(len, pieces))
    beside = text[:-size][-2:] if at_end else text[size:][:2]
    if all(word in lexicon.function_words() for word in pieces) and crossing in lexicon.function_words():
        return True
    if _is_katakana(crossing[0]) and _is_katakana(crossing[-1]):
        return True
    return len(beside) > 1 and (
        size > 1 or pieces[0] in _PARTICLES or (len(crossing) > 2 and all(map(_is_han, beside)))
    )


def _cut_affix(old: Hunk, new: Hunk, character: str, *, at_end: bool) -> bool:
    """Cut off the character that two unknown compounds end or begin with: 小学生 → 団体生 says that 団体 came."""
    sides = [(tokens, places[-1] if at_end else places[0]) for tokens, places in (old, new)]
    for tokens, at in sides:
        if (
            len(tokens.keys[at]) < 3
            or set(tokens.keys[at]) & _NUMERALS
            or not _unknown(tokens, at)
            or not _plain(tokens, at)
        ):
            return False
    for tokens, at in sides:
        key = tokens.keys[at]
        wanted = [key[:-1], character] if at_end else [character, key[1:]]
        _replace(tokens, range(at, at + 1), wanted)
    return True


def _covering(tokens: Tokens, places: range, length: int, *, at_end: bool) -> tuple[range, int]:
    """The tokens that the last, or first, characters of a hunk fall into, and how many more characters these have."""
    total, count = 0, 0
    for at in reversed(places) if at_end else places:
        if total >= length:
            break
        total, count = total + len(tokens.keys[at]), count + 1
    covered = range(places.stop - count, places.stop) if at_end else range(places.start, places.start + count)
    return covered, total - length


def _plain(tokens: Tokens, at: int) -> bool:
    """Whether a token is a Japanese word, no reference, that stands in the source as it is."""
    key = tokens.keys[at]
    japanese = all("\u3041" <= c <= "\u9fff" for c in key) and key[:1] != "第"
    return japanese and tokens.ends[at] - tokens.starts[at] == len(key)


def _unknown(tokens: Tokens, at: int) -> bool:
    """Whether a token is a plain run of Han characters that the lexicon does not know as a word of two or more."""
    key = tokens.keys[at]
    return _plain(tokens, at) and all(map(_is_han, key)) and (len(key) == 1 or key not in lexicon.words())


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def _is_katakana(character: str) -> bool:
    return "\u30a1" <= character <= "\u30ff"


def _replace(tokens: Tokens, covered: range, pieces: list[str]) -> None:
    start, block = tokens.starts[covered.start], tokens.blocks[covered.start]
    starts = [start + sum(map(len, pieces[:at])) for at in range(len(pieces))]
    place = slice(covered.start, covered.stop)
    tokens.keys[place] = pieces
    tokens.starts[place] = starts
    tokens.ends[place] = [begin + len(piece) for begin, piece in zip(starts, pieces, strict=True)]
    tokens.blocks[place] = [block] * len(pieces)
