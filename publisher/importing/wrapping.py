"""Lines that a mail program or an editor wrapped in mid-sentence, put together again."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from publisher.importing import marks
from publisher.importing.cleaning import width

_WIDEST = 130
_FEWEST_FULL = 3
_PARTICLE = re.compile(
    r"(?:[をはがにへとでや、，]|の|及び|および|または|又は|並びに|ならびに|若しくは|もしくは|かつ|により|による|ために|について|における|"
    r"に関する|[a-z,])\Z"
)
_FIRST_UNIT = re.compile(r"[!-~]+|.[、。，．」』）〕】・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]*")
_CLOSES = re.compile(r"[、。，．」』）〕】]")
_HYPHEN = re.compile(r"[A-Za-z]-\Z")


def wrap_width(lines: Sequence[str]) -> int | None:
    """The column at which the text is wrapped, or None where its lines are whole paragraphs.

    A text is wrapped at W where at least half of its longer lines end within a word of W, and hardly any beyond.
    """
    widths = Counter(width(line) for line in lines if line.strip())
    total = sum(widths.values())
    for candidate in sorted((w for w in widths if w <= _WIDEST), reverse=True):
        beyond = sum(count for w, count in widths.items() if w > candidate)
        if beyond > total * 0.05:
            return None
        full = sum(count for w, count in widths.items() if candidate - 12 < w <= candidate)
        longer = sum(count for w, count in widths.items() if w > candidate / 2)
        if candidate >= 30 and full >= _FEWEST_FULL and full >= longer * 0.5:
            return candidate
    return None


def continues(before: str, line: str, wrapped_at: int | None, sentence_follows: bool) -> bool:
    """Whether `line` goes on with the sentence of `before`, the line above it (neither is blank).

    `sentence_follows` says that the run of lines ends like a sentence, which the cells of a flattened table do not.
    """
    if _CLOSES.match(line):
        return True
    if _opens(before, line):
        return False
    if wrapped_at is not None and _full(before, line, wrapped_at) and not marks.is_special(before):
        return True
    return sentence_follows and _PARTICLE.search(before) is not None and not marks.is_special(before)


def join(lines: Iterable[str]) -> str:
    """The lines as one: a space between two that meet in Latin script, none where Japanese meets anything."""
    text = ""
    for line in lines:
        text += _glue(text, line) + line if text else line
    return text


def _opens(before: str, line: str) -> bool:
    """Whether a line begins something of its own: an item, an article, a chapter, an indented paragraph."""
    if line.startswith("\u3000") and not before.startswith("\u3000"):
        return True
    if marks.article(line) or marks.is_chapter(line) or marks.is_special(line) or marks.is_headed(line):
        return True
    found = marks.opening(line)
    return found is not None and (marks.ends_sentence(before) or not marks.refers(line.strip()))


def _full(before: str, line: str, wrapped_at: int) -> bool:
    """Whether the first word of `line` would not have fitted on the line before."""
    unit = _FIRST_UNIT.match(line.strip(" \t\u3000"))
    needed = width(unit[0]) if unit else 2
    return width(before.rstrip()) + min(needed, wrapped_at // 2) > wrapped_at - 2


def _glue(before: str, line: str) -> str:
    if _HYPHEN.search(before):
        return ""
    return " " if before[-1:].isascii() and line[:1].isascii() else ""
