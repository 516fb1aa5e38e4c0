"""The HTML of what stands inside a line: words, links, cross references, footnote marks and defined terms."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby

from publisher.model import Document
from publisher.parsing import Run, RunKind, parse_inline, references
from publisher.parsing.references import is_safe_target
from publisher.rendering.terms import TermMarker

_LINE_BREAK = re.compile(r"(?P<hard>[ \t]{2,}|\\)?[ \t\u3000]*(?:\r\n|\r|\n)[ \t\u3000]*")
_LATIN_SIDE = re.compile(r"[\u0021-\u02af\u1e00-\u1eff\u2010-\u203a]")
_PLAIN_ELEMENT = re.compile(r"&lt;(/?)(ruby|rb|rt|rp|sup|sub|small|kbd|u|wbr|br)[ ]?/?&gt;", re.I)
_VOID = frozenset({"wbr", "br"})
_URL = r"(?<![\w/])https?://[!-;=?-Z\\\]_a-z|~]+"
_MAIL = r"(?<![\w.+@-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
_ADDRESS = re.compile(f"{_URL}|{_MAIL}")
_BREAK = "\x00"
_SENTENCE_END = ".,:;!?'\"*_"


@dataclass(frozen=True)
class PartOfText:
    """What the HTML of a part depends on outside of it.

    `labels` are the words for the `#id`s it refers to, `notes` the places of the footnotes it marks, and `first_marks`
    those whose first mark in the whole text is here.
    """

    labels: Mapping[str, str]
    notes: Mapping[str, int]
    first_marks: frozenset[str]

    @classmethod
    def of(cls, document: Document) -> "PartOfText":
        """For a whole text."""
        labels = {clause.id: references.label(document, clause) for clause in reversed(document.clauses)}
        notes = {label: place for place, label in enumerate(document.footnotes, 1)}
        return cls({str(id_): label for id_, label in labels.items()}, notes, frozenset(notes))


class InlineWriter:
    """Writes the inline HTML of one text. It remembers which terms and notes were shown already, so that only the first
    use in a clause explains a term and only the first mark of a note can be returned to."""

    def __init__(
        self,
        document: Document,
        terms: TermMarker,
        *,
        allow_html: bool = False,
        part: PartOfText | None = None,
    ) -> None:
        """`part` says what has to be known of the whole text where `document` is a part of it."""
        whole = part or PartOfText.of(document)
        self.document = document
        self.notes = whole.notes
        self._whole = whole
        self._terms = terms
        self._allow_html = allow_html
        self._marked: set[str] = set()

    def html(self, start: int, end: int, *, terms: bool = True) -> str:
        """The HTML of `source[start:end]`; `terms` whether defined terms are explained."""
        runs = parse_inline(self.document.source, start, end)
        return self._balanced("".join(self._linked(list(group), terms) for _, group in groupby(runs, key=_link_of)))

    def plain(self, start: int, end: int) -> str:
        """The words of `source[start:end]` without any markup, for tables of contents and titles."""
        runs = parse_inline(self.document.source, start, end)
        return joined("".join(self._plain_run(run) for run in runs))

    def reference(self, target: str) -> str:
        """The words for a cross reference to `#id`; the id itself where there is no such clause."""
        return self._whole.labels.get(target.lstrip("#"), target)

    def _plain_run(self, run: Run) -> str:
        if run.kind is RunKind.REFERENCE:
            return self.reference(run.target)
        return "" if run.kind is RunKind.FOOTNOTE else run.text

    def _linked(self, runs: list[Run], terms: bool) -> str:
        target = _link_of(runs[0])
        inner = "".join(self._run(run, terms=terms and not target, addresses=not target) for run in runs)
        return f'<a href="{escape(target)}"{_relation(target)}>{inner}</a>' if target else inner

    def _run(self, run: Run, *, terms: bool, addresses: bool) -> str:
        if run.kind is RunKind.FOOTNOTE:
            return self._note_mark(run.text)
        if run.kind is RunKind.REFERENCE:
            words = f'<a class="reference" href="{escape(run.target)}">{escape(self.reference(run.target))}</a>'
        elif run.kind is RunKind.CODE:
            words = f"<code>{escape(run.text)}</code>"
        else:
            words = "".join(self._words(run.text, terms, addresses))
        if run.emphasis:
            words = f"<em>{words}</em>"
        return f"<strong>{words}</strong>" if run.strong else words

    def _words(self, text: str, terms: bool, addresses: bool) -> Iterator[str]:
        """Plain words, with bare addresses linked and defined terms explained."""
        done = 0
        for match in _ADDRESS.finditer(text) if addresses else ():
            address = match[0].rstrip(_SENTENCE_END)
            yield self._prose(text[done : match.start()], terms)
            target = address if "://" in address else f"mailto:{address}"
            yield f'<a href="{escape(target)}"{_relation(target)}>{escape(address)}</a>'
            done = match.start() + len(address)
        yield self._prose(text[done:], terms)

    def _prose(self, text: str, terms: bool) -> str:
        return self._terms.mark(text, self._escaped, self._marked) if terms else self._escaped(text)

    def _escaped(self, text: str) -> str:
        html = escape(joined(text, _BREAK), quote=False).replace(_BREAK, "<br>")
        return _PLAIN_ELEMENT.sub(r"<\1\2>", html) if self._allow_html else html

    def _balanced(self, html: str) -> str:
        return balanced(html) if self._allow_html else html

    def _note_mark(self, label: str) -> str:
        place = self.notes.get(label)
        if place is None:
            return escape(f"[^{label}]")
        first = label in self._whole.first_marks and f"^{label}" not in self._marked
        self._marked.add(f"^{label}")
        anchor = f' id="note-{place}-mark"' if first else ""
        return f'<sup class="note-mark"{anchor}><a href="#note-{place}">{place}</a></sup>'


def joined(text: str, hard_break: str = " ") -> str:
    """Lines joined as a reader sees them: by a space between Latin words, by nothing in Japanese, by `hard_break`
    where the line asks for a break."""
    return _LINE_BREAK.sub(lambda match: _joint(text, match, hard_break), text)


def balanced(html: str) -> str:
    """Allowed elements closed in the order they were opened; a closing tag that closes nothing is left out."""
    waiting: list[str] = []
    pieces: list[str] = []
    for piece in re.split(r"(</?[a-z]+[^<>]*>)", html, flags=re.I):
        tag = re.match(r"<(/?)([a-z]+)", piece, re.I)
        if tag is None or tag[2].lower() in _VOID:
            pieces.append(piece)
        elif not tag[1]:
            waiting.append(tag[2])
            pieces.append(piece)
        elif tag[2] in waiting:
            while (last := waiting.pop()) != tag[2]:
                pieces.append(f"</{last}>")
            pieces.append(piece)
    return "".join(pieces) + "".join(f"</{tag}>" for tag in reversed(waiting))


def _joint(text: str, match: re.Match[str], hard_break: str) -> str:
    if match["hard"] and match.end() < len(text):
        return hard_break
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return " " if _LATIN_SIDE.match(before) and _LATIN_SIDE.match(after) else ""


def _link_of(run: Run) -> str:
    """The address that a run's words lead to, or nothing: cross references are links of their own."""
    if run.kind is RunKind.REFERENCE or not is_safe_target(run.target):
        return ""
    return run.target


def _relation(target: str) -> str:
    return ' rel="external"' if re.match("https?:", target, re.I) else ""
