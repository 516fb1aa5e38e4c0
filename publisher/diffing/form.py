"""Form: differences in what stands between words, and in how a word is written, apart from the wording itself."""

import re

from publisher.diffing.protection import NOTE, REFERENCE
from publisher.diffing.segment import Level, SegmentsBuilder

_SPACE = re.compile(r"[\s\u200b]*")
_TARGET = re.compile(
    r"(?<=\]\()[^()\n]*(?:\([^()\n]*\)[^()\n]*)*(?=\))|(?<=\]\[)[^\]\n]*(?=\])"
    r"""|(?<=\bhref=["'])[^"'<>\n]*(?=["'])|(?<=\bsrc=["'])[^"'<>\n]*(?=["'])"""
)
_LEADS_ELSEWHERE = frozenset({REFERENCE, NOTE})


def write_form(out: SegmentsBuilder, old_end: int, new_end: int) -> None:
    """Write what stands between two words of either text: the same, or markup, markers and white space that differ.

    The target of a link is compared as a whole, on a level of its own.
    """
    old, new = out.rest(old_end, new_end)
    if old == new:
        out.keep(len(old))
        return
    old_targets, new_targets = list(_TARGET.finditer(old)), list(_TARGET.finditer(new))
    if len(old_targets) != len(new_targets):
        write_replacement(out, old_end, new_end, Level.LINK)
        return
    old_start, new_start = out.old, out.new
    for target_old, target_new in zip(old_targets, new_targets, strict=True):
        write_replacement(out, old_start + target_old.start(), new_start + target_new.start(), Level.TYPOGRAPHIC)
        _write_whole(out, old_start + target_old.end(), new_start + target_new.end(), Level.LINK)
    write_replacement(out, old_end, new_end, Level.TYPOGRAPHIC)


def write_token(out: SegmentsBuilder, key: str, old_end: int, new_end: int) -> None:
    """Write one word that is the same in both texts, though perhaps written in another form."""
    if key in _LEADS_ELSEWHERE:
        _write_whole(out, old_end, new_end, Level.LINK)
    else:
        write_replacement(out, old_end, new_end, Level.TYPOGRAPHIC)


def write_spacing(out: SegmentsBuilder, old_end: int, new_end: int) -> None:
    """Write two stretches that differ in white space only."""
    while out.old < old_end or out.new < new_end:
        out.keep(common_head(*out.rest(old_end, new_end)))
        old_space = _SPACE.match(out.old_source, out.old, old_end)
        new_space = _SPACE.match(out.new_source, out.new, new_end)
        before = out.old, out.new
        out.delete(old_space.end() if old_space else out.old, Level.TYPOGRAPHIC)
        out.insert(new_space.end() if new_space else out.new, Level.TYPOGRAPHIC)
        if before == (out.old, out.new):
            break
    write_replacement(out, old_end, new_end, Level.TYPOGRAPHIC)


def write_replacement(out: SegmentsBuilder, old_end: int, new_end: int, level: Level) -> None:
    """Write two stretches as one difference, without what they have in common at either end."""
    old, new = out.rest(old_end, new_end)
    head = common_head(old, new)
    tail = common_tail(old[head:], new[head:])
    out.keep(head)
    out.delete(old_end - tail, level)
    out.insert(new_end - tail, level)
    out.keep(tail)


def _write_whole(out: SegmentsBuilder, old_end: int, new_end: int, level: Level) -> None:
    old, new = out.rest(old_end, new_end)
    if old == new:
        out.keep(len(old))
        return
    out.delete(old_end, level)
    out.insert(new_end, level)


def common_head(first: str, second: str) -> int:
    """The length of the common beginning of two strings."""
    if first[:1] != second[:1]:
        return 0
    low, high = 0, min(len(first), len(second))
    if first[:high] == second[:high]:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def common_tail(first: str, second: str) -> int:
    """The length of the common end of two strings."""
    if first[-1:] != second[-1:]:
        return 0
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[len(first) - middle : len(first) - low] == second[len(second) - middle : len(second) - low]:
            low = middle
        else:
            high = middle - 1
    return low
