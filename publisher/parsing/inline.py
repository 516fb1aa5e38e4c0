"""What stands inside a line: strong words, links, cross references, footnote marks, code and escaped characters."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

_OPENER = re.compile(r"[\\`\[*_<]")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_CODE = re.compile(r"`+")
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\]")
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\]\(", re.S)
_TARGET = re.compile(r"""[ \t]*<?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>?(?:\s+(?:"[^"]*"|'[^']*'))?[ \t]*\)""")
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]+)>")
_SINGLE_STAR = re.compile(r"(?<!\*)\*(?!\*)")
_LONGEST_LABEL = 1000


class RunKind(StrEnum):
    """What a run shows: its own text, a clause's number, or a footnote's mark."""

    TEXT = "text"
    CODE = "code"
    REFERENCE = "reference"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A stretch of visible text of one style.

    For TEXT and CODE, `text == source[start : start + len(text)]`: each visible character knows its offset. For
    REFERENCE `text` is empty and `target` is `#clause-id`; for FOOTNOTE `text` is the label. `target` is else the
    address that the words link to, or empty.
    """

    kind: RunKind = RunKind.TEXT
    text: str
    start: int
    strong: bool = False
    emphasis: bool = False
    target: str = ""


@dataclass(frozen=True)
class _Style:
    strong: bool = False
    emphasis: bool = False
    target: str = ""


_Found = tuple[int, list[Run]] | None


def parse_inline(source: str, start: int = 0, end: int | None = None) -> tuple[Run, ...]:
    """The visible runs of `source[start:end]` in order, offsets counted in `source`; never fails, linear in length."""
    scan = _Scan(source)
    return tuple(
        run for run in scan.runs(start, len(source) if end is None else end, _Style()) if run.text or run.target
    )


def has_markup(source: str, start: int, end: int) -> bool:
    """Whether anything in `source[start:end]` may be markup; else all of it is visible as it is written."""
    return _OPENER.search(source, start, end) is not None


def visible_text(source: str) -> str:
    """`source` as a reader sees it, without markup; a cross reference shows nothing here (its number is not known)."""
    return "".join(run.text for run in parse_inline(source) if run.kind in {RunKind.TEXT, RunKind.CODE})


class _Scan:
    """One pass over a source. `_absent` keeps, for a closing mark, from where on there is none, so that a text full of
    opening marks costs no more than any other."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._absent: dict[tuple[str, int], int] = {}
        self._by_mark: dict[str, Callable[[int, int, _Style], _Found]] = {
            "\\": self._escape,
            "`": self._code,
            "[": self._bracket,
            "*": self._stars,
            "_": self._underscore,
            "<": self._autolink,
        }

    def runs(self, start: int, end: int, style: _Style) -> Iterator[Run]:
        """The runs between two offsets, in a style that surrounds them."""
        plain, position = start, start
        while opener := _OPENER.search(self.source, position, end):
            found = self._by_mark[opener[0]](opener.start(), end, style)
            if found is None:
                position = opener.end()
                continue
            yield self._text(plain, opener.start(), style)
            position, inner = found
            plain = position
            yield from inner
        yield self._text(plain, end, style)

    def _text(self, start: int, end: int, style: _Style, kind: RunKind = RunKind.TEXT) -> Run:
        text = self.source[start:end]
        return Run(kind=kind, text=text, start=start, strong=style.strong, emphasis=style.emphasis, target=style.target)

    def _find(self, mark: str, start: int, end: int) -> int:
        """Where `mark` next stands before `end`, or -1; a single star is not half of a double one."""
        if start >= self._absent.get((mark, end), end + 1):
            return -1
        if mark == "*":
            match = _SINGLE_STAR.search(self.source, start, end)
            found = match.start() if match else -1
        else:
            found = self.source.find(mark, start, end)
        if found < 0:
            self._absent[mark, end] = start
        return found

    def _escape(self, at: int, end: int, style: _Style) -> _Found:
        if at + 2 > end or not _ESCAPED.match(self.source, at, end):
            return None
        return at + 2, [self._text(at + 1, at + 2, style)]

    def _code(self, at: int, end: int, style: _Style) -> _Found:
        ticks = _CODE.match(self.source, at, end)
        mark = ticks[0] if ticks else "`"
        close = self._find(mark, at + len(mark), end)
        if close < 0:  # the whole run is text: tried again from its second mark, a long run would cost its square
            return at + len(mark), [self._text(at, at + len(mark), style)]
        return close + len(mark), [self._text(at + len(mark), close, style, RunKind.CODE)]

    def _bracket(self, at: int, end: int, style: _Style) -> _Found:
        note = _FOOTNOTE.match(self.source, at, end)
        if note:
            return note.end(), [replace(self._text(at + 2, note.end() - 1, style), kind=RunKind.FOOTNOTE)]
        if style.target or self._find("](", at, end) < 0:
            return None
        label = _LABEL.match(self.source, at, min(end, at + _LONGEST_LABEL))
        target = _TARGET.match(self.source, label.end(), end) if label else None
        if label is None or target is None:
            return None
        if not label[1] and target[1].startswith("#"):
            reference = Run(kind=RunKind.REFERENCE, text="", start=at, strong=style.strong, target=target[1])
            return target.end(), [reference]
        inner = replace(style, target=target[1])
        return target.end(), list(self.runs(at + 1, label.end() - 2, inner))

    def _stars(self, at: int, end: int, style: _Style) -> _Found:
        strong = self.source.startswith("**", at)
        return self._span(at, end, "**" if strong else "*", style)

    def _underscore(self, at: int, end: int, style: _Style) -> _Found:
        before = self.source[at - 1 : at]
        found = None if before.isalnum() else self._span(at, end, "_", style)
        after = self.source[found[0] : found[0] + 1] if found else ""
        return None if after.isalnum() else found

    def _span(self, at: int, end: int, mark: str, style: _Style) -> _Found:
        """Strong or emphasised words: a mark has no space on its inner side, and a style does not nest in itself."""
        strong = mark == "**"
        begin = at + len(mark)
        if (style.strong if strong else style.emphasis) or self.source[begin : begin + 1].isspace():
            return None
        close = self._find(mark, begin + 1, end)
        if close < 0 or self.source[close - 1].isspace() or self.source[close - 1] == "\\":
            return None
        inner = replace(style, strong=True) if strong else replace(style, emphasis=True)
        return close + len(mark), list(self.runs(begin, close, inner))

    def _autolink(self, at: int, end: int, style: _Style) -> _Found:
        match = _AUTOLINK.match(self.source, at, end)
        if match is None:
            return None
        return match.end(), [self._text(at + 1, match.end() - 1, replace(style, target=match[1]))]
