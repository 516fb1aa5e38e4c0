"""Guessing: which lines head something where nothing in a text says so: numbered titles, dressed lines, short ones."""

import re
from collections.abc import Callable
from functools import partial
from itertools import pairwise

from publisher.model import BlockKind
from publisher.parsing.headlines import Found, Seen, is_dressed, plain_headline, reads_as_title
from publisher.parsing.numbers import parse_number

_NUMBERED_RANK, _DRESSED_RANK = 40, 60
_Style = tuple[str, int]
"""How a number is written, its digits apart, and of how many parts it is."""


def numbered(lines: list[Seen]) -> Found:
    """The members of those numberings whose lines read as titles and have a text of their own below them."""
    styles: dict[_Style, dict[int, int]] = {}
    for at, seen in enumerate(lines):
        number = parse_number(seen.bare) if seen.may_head and not seen.line.indent else None
        if number and reads_as_title(seen.bare[number[1] :]) and _begins(lines, at):
            digits = re.sub(r"[0-9]+|[０-９]+|[〇一二三四五六七八九十百]+", "0", number[0].label)
            styles.setdefault((digits, len(number[0].values)), {})[at] = number[0].values[-1]
    first = {style: min(members) for style, members in styles.items()}
    of = {at: style for style, members in styles.items() for at in members}
    found: Found = {}
    for order, (style, members) in enumerate(styles.items()):
        heads = _heads(lines, members, partial(_is_inner, first, of, style))
        for at in heads:
            found[at] = plain_headline(lines[at], _NUMBERED_RANK + style[1] * 5 + order)
    return found


def _is_inner(first: dict[_Style, int], of: dict[int, _Style], style: _Style, at: int) -> bool:
    """Whether a line is running text, or of a numbering that begins later than `style` does."""
    return at not in of or first[of[at]] > first[style]


def _begins(lines: list[Seen], at: int) -> bool:
    """Whether a line begins something: after a blank or an item, or after a line that ends a sentence."""
    before = lines[at - 1] if at else None
    return before is None or before.blank or before.line.kind is BlockKind.ITEM or before.bare[-1:] in "。.．：:"


def _heads(lines: list[Seen], members: dict[int, int], is_inner: Callable[[int], bool]) -> list[int]:
    """Of the members of a numbering, with their numbers, those that head a text: running text, or a numbering that
    begins below them. The items of a list inside a clause may look the same, but stand line on line."""
    heads = []
    for at in members:
        after = _next(lines, at)
        if after >= 0 and (members[after] == 1 if after in members else is_inner(after)):
            heads.append(at)
    apart = [at for at in heads if not at or lines[at - 1].blank]
    if 3 * len(apart) >= 2 * len(heads):
        heads = [at for at in heads if not at or lines[at - 1].line.kind is not BlockKind.ITEM]
    rising = sum(members[b] == members[a] + 1 for a, b in pairwise(heads))
    return heads if len(heads) > 1 and 2 * rising >= len(heads) - 1 else []


def _next(lines: list[Seen], at: int) -> int:
    """The next line that shows anything, or -1."""
    return next((i for i in range(at + 1, len(lines)) if not lines[i].blank), -1)


def dressed(lines: list[Seen]) -> Found:
    """Lines such as 【…】, ■… and those in capitals, if they have a text below them."""
    return _that(lines, lambda at: is_dressed(lines[at].bare) and _begins(lines, at))


def standing(lines: list[Seen]) -> Found:
    """Short lines that stand alone, capital first, and head longer ones."""

    def stands(at: int) -> bool:
        bare = lines[at].bare
        alone = (not at or lines[at - 1].blank) and at + 1 < len(lines) and lines[at + 1].blank
        after = _next(lines, at) if alone else -1
        if after < 0 or bare[:1].islower() or not reads_as_title(bare):
            return False
        return len(lines[after].bare) > len(bare) + 10

    found = _that(lines, stands)
    longer = sum(1 for seen in lines if not seen.blank) - len(found)
    return found if 2 < len(found) <= longer else {}


def _that(lines: list[Seen], heads: Callable[[int], bool]) -> Found:
    places = [at for at, seen in enumerate(lines) if seen.line.kind is not BlockKind.CODE and not seen.blank]
    found = {at for at in places if lines[at].may_head and heads(at)}
    above = {at for at in found if _next(lines, at) in found}
    return {at: plain_headline(lines[at], _DRESSED_RANK) for at in found - above} if len(found) > 1 else {}
