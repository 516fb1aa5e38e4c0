"""Words: the difference of two passages word by word, as segments that replay both of them to the byte."""

import re

from publisher.diffing.alignment import align, realign
from publisher.diffing.folding import fold_for_reading
from publisher.diffing.form import common_head, common_tail, write_form, write_spacing, write_token
from publisher.diffing.harmony import harmonise
from publisher.diffing.passage import Passage, Tokens, read_tokens
from publisher.diffing.problem import Problem
from publisher.diffing.protection import JAPANESE
from publisher.diffing.segment import Level, Segments, SegmentsBuilder, mirrored
from publisher.diffing.segmenter import Segmenter, segment
from publisher.diffing.settling import settle
from publisher.diffing.sliding import slide
from publisher.diffing.splitting import split_by_block
from publisher.diffing.tokens import weight
from publisher.diffing.trimming import differing_parts, trimmed

_BETWEEN_WORDS = re.compile(rf"(?<=[^\W_第{JAPANESE}])[\s\u200b]+(?=[^\W_第{JAPANESE}])")
_LINE_STARTS = ("", "\n", "\r")
_SPACE = re.compile(r"[\s\u200b]+")


def diff_words(old: Passage, new: Passage, segmenter: Segmenter = segment) -> Segments:
    """What changed between two passages.

    In order, the kept and deleted texts joined are the old passage exactly, the kept and inserted ones the new one;
    offsets count from where either begins.
    The way back is the mirror of the way there. Costs time in proportion to what changed, and is bounded for any input.
    """
    first, second = old.text, new.text
    if (len(first), first) > (len(second), second):
        return mirrored(_diff_words(new, old, segmenter))
    return _diff_words(old, new, segmenter)


def _diff_words(old: Passage, new: Passage, segmenter: Segmenter) -> Segments:
    out = SegmentsBuilder(old.source, new.source, old.start, new.start)
    if old.text == new.text:
        out.keep(old.end - old.start)
        return out.build()
    inner_old, inner_new = trimmed(old, new)
    out.keep(inner_old.start - out.old)
    if same_but_for_spaces(inner_old.text, inner_new.text):
        write_spacing(out, inner_old.end, inner_new.end)
    else:
        for part_old, part_new in differing_parts(inner_old, inner_new):
            out.keep(part_old.start - out.old)
            _write_part(out, part_old, part_new, segmenter)
    out.keep(old.end - out.old)
    return out.build()


def same_but_for_spaces(first: str, second: str) -> bool:
    """Whether a reader cannot tell the white space of one text from that of the other, and the rest is the same."""
    head = common_head(first, second)
    if head < min(len(first), len(second)) and not (_SPACE.match(first, head) or _SPACE.match(second, head)):
        return False
    return _bare(first) == _bare(second) and squashed(first) == squashed(second)


def _bare(text: str) -> str:
    return "".join(text.replace("\u200b", " ").split())


def squashed(text: str) -> str:
    """`text` without the white space that a reader cannot tell from none, and with one blank between Latin words."""
    return _SPACE.sub("", _BETWEEN_WORDS.sub("\x00", text))


def _write_part(out: SegmentsBuilder, old: Passage, new: Passage, segmenter: Segmenter) -> None:
    old_tokens, new_tokens = read_tokens(old, segmenter), read_tokens(new, segmenter)
    matches, cut = harmonise(old_tokens, new_tokens, align(_problem(old_tokens, new_tokens)))
    if cut:
        matches = realign(_problem(old_tokens, new_tokens), matches, cut)
    matches = slide(old_tokens, new_tokens, settle(old_tokens, new_tokens, matches))
    writer = _Writer(out, old_tokens, new_tokens)
    i = j = 0
    for i_next, j_next, length in matches:
        writer.hunk(range(i, i_next), range(j, j_next), old_tokens.starts[i_next], new_tokens.starts[j_next])
        writer.run(i_next, j_next, length)
        i, j = i_next + length, j_next + length
    writer.hunk(range(i, len(old_tokens.keys)), range(j, len(new_tokens.keys)), old.end, new.end)


def _problem(old: Tokens, new: Tokens) -> Problem:
    return Problem(tuple(old.keys), tuple(new.keys), weight, old.edges(), new.edges())


class _Writer:
    """Writes hunks and runs of matching tokens, with the form between them, in the order of the text."""

    def __init__(self, out: SegmentsBuilder, old: Tokens, new: Tokens) -> None:
        self.out, self.old, self.new = out, old, new

    def run(self, i: int, j: int, length: int) -> None:
        """Tokens that match, and what stands between them; halved until the source is the same or one token is left."""
        old_end, new_end = self.old.ends[i + length - 1], self.new.ends[j + length - 1]
        before, after = self.out.rest(old_end, new_end)
        if before == after:
            self.out.keep(len(before))
        elif length == 1:
            write_form(self.out, self.old.starts[i], self.new.starts[j])
            write_token(self.out, self.old.keys[i], old_end, new_end)
        else:
            self.run(i, j, length // 2)
            self.run(i + length // 2, j + length // 2, length - length // 2)

    def hunk(self, deleted: range, inserted: range, old_end: int, new_end: int) -> None:
        """Tokens that do not match, and the form up to where the next that do begin."""
        hunks = split_by_block(self.old, self.new, deleted, inserted) if deleted and inserted else [(deleted, inserted)]
        if len(hunks) == 1:
            self._one(*hunks[0], old_end, new_end)
            return
        for at, (gone, come) in enumerate(hunks):
            old_next = next((self.old.starts[later[0]] for later, _ in hunks[at + 1 :] if later), old_end)
            new_next = next((self.new.starts[later[0]] for _, later in hunks[at + 1 :] if later), new_end)
            self._one(gone, come, old_next, new_next)

    def _one(self, deleted: range, inserted: range, old_end: int, new_end: int) -> None:
        if deleted and inserted:
            self._replacement(deleted, inserted)
        elif deleted:
            self._deletion(self.old.starts[deleted[0]], self.old.ends[deleted[-1]], old_end, new_end)
        elif inserted:
            self._insertion(self.new.starts[inserted[0]], self.new.ends[inserted[-1]], old_end, new_end)
        write_form(self.out, old_end, new_end)

    def _replacement(self, deleted: range, inserted: range) -> None:
        out, old, new = self.out, self.old, self.new
        write_form(out, old.starts[deleted[0]], new.starts[inserted[0]])
        before, after = out.rest(old.ends[deleted[-1]], new.ends[inserted[-1]])
        same = same_but_for_spaces(fold_for_reading(before), fold_for_reading(after))
        level = Level.TYPOGRAPHIC if same else Level.WORDING
        out.delete(old.ends[deleted[-1]], level)
        out.insert(new.ends[inserted[-1]], level)

    def _insertion(self, start: int, end: int, old_end: int, new_end: int) -> None:
        out = self.out
        gap, stretch = out.rest(old_end, new_end)
        at_line = out.new_source[max(out.new - 1, 0) : out.new] in _LINE_STARTS
        head, rest, tail = _split_gap(gap, stretch, start - out.new, end - out.new, at_line)
        out.keep(head)
        out.delete(out.old + rest, Level.TYPOGRAPHIC)
        out.insert(new_end - tail, Level.WORDING)

    def _deletion(self, start: int, end: int, old_end: int, new_end: int) -> None:
        out = self.out
        stretch, gap = out.rest(old_end, new_end)
        at_line = out.old_source[max(out.old - 1, 0) : out.old] in _LINE_STARTS
        head, rest, tail = _split_gap(gap, stretch, start - out.old, end - out.old, at_line)
        out.keep(head)
        out.delete(old_end - tail, Level.WORDING)
        out.insert(out.new + rest, Level.TYPOGRAPHIC)


def _split_gap(gap: str, stretch: str, start: int, end: int, at_line: bool) -> tuple[int, int, int]:
    """Where words that one side has more divide the form that stands in their place on the other side.

    `stretch[start:end]` are those words. The answer is how much of `gap` stands before them and how much of it has no
    counterpart, then how much of `stretch` after them does not belong to them. Whole lines come and go as whole
    lines, words with the blank after them.
    """
    head, tail = common_head(gap, stretch[:start]), common_tail(gap, stretch[end:])
    line = gap.rfind("\n", 0, head) + 1
    ending = stretch.find("\n", end) + 1
    if ending and (line or at_line) and "\n" not in gap[head:]:
        return line, 0, len(stretch) - max(ending, stretch.rfind("\n") + 1)
    if head + tail < len(gap):
        return head, len(gap) - head - tail, tail
    return head, 0, len(gap) - head
