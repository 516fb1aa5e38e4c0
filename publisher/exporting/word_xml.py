"""The XML of Word's paragraphs, runs and tracked changes (ECMA-376 Part 1, 17)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from publisher.diffing import Op
from publisher.exporting.runs import Run

BOOKMARK = "clause_"
_LONGEST_BOOKMARK = 40
_CONTROLS = {"\n": "w:br", "\t": "w:tab"}
_TRACK = {Op.INSERT: "w:ins", Op.DELETE: "w:del"}


@dataclass
class Tracker:
    """Who changed what when, and the counter of the changes."""

    author: str
    at: datetime
    count: int = 0

    def mark(self, op: Op, *, whole: bool = False) -> Any:
        """A new `w:ins` or `w:del`. `whole` paragraphs and rows are dated two minutes later.

        LibreOffice joins changes of one author and almost one time that touch, even across the end of a paragraph that
        neither holds: words inserted at its end and an inserted paragraph after it. Rejecting both would take that end
        away.
        """
        self.count += 1
        at = self.at + timedelta(minutes=2) if whole else self.at
        element = OxmlElement(_TRACK[op])
        element.set(qn("w:id"), str(self.count))
        element.set(qn("w:author"), self.author)
        element.set(qn("w:date"), at.isoformat(timespec="seconds").replace("+00:00", "Z"))
        return element


@dataclass
class RunWriter:
    """Writes runs into paragraphs. `relate` gives the relation id of an address, `footnotes` the id of a label."""

    tracker: Tracker
    relate: Any
    footnotes: dict[str, int] = field(default_factory=dict)
    bookmarks: int = 0

    def fill(self, paragraph: Any, runs: tuple[Run, ...], *, whole: bool = False) -> None:
        """Put runs into a paragraph element. `whole` says that the paragraph itself came or went."""
        for run in runs:
            element = self._run(run)
            if run.op is not Op.EQUAL:
                mark = self.tracker.mark(run.op, whole=whole)
                mark.append(element)
                element = mark
            paragraph.append(self._linked(element, run.target) if run.target else element)

    def track_end(self, paragraph: Any, op: Op) -> None:
        """Track the mark that ends a paragraph as inserted or deleted."""
        if op is Op.EQUAL:
            return
        properties = paragraph.get_or_add_pPr()
        look = OxmlElement("w:rPr")
        look.append(self.tracker.mark(op, whole=True))
        properties.append(look)

    def track_row(self, row: Any, op: Op) -> None:
        """Track a whole row of a table as inserted or deleted."""
        if op is not Op.EQUAL:
            row.get_or_add_trPr().append(self.tracker.mark(op, whole=True))

    def bookmark(self, paragraph: Any, clause: str) -> None:
        """Name a heading by its clause's id, where the name is not too long for Word."""
        name = bookmark_name(clause)
        if not name:
            return
        self.bookmarks += 1
        for tag in ("w:bookmarkStart", "w:bookmarkEnd"):
            element = OxmlElement(tag)
            element.set(qn("w:id"), str(self.bookmarks))
            if tag == "w:bookmarkStart":
                element.set(qn("w:name"), name)
            paragraph.append(element)

    def _run(self, run: Run) -> Any:
        element = OxmlElement("w:r")
        element.append(_properties(run))
        if run.footnote and run.footnote in self.footnotes:
            reference = OxmlElement("w:footnoteReference")
            reference.set(qn("w:id"), str(self.footnotes[run.footnote]))
            element.append(reference)
            return element
        for child in _texts(run.text or f"[{run.footnote}]", "w:delText" if run.op is Op.DELETE else "w:t"):
            element.append(child)
        return element

    def _linked(self, element: Any, target: str) -> Any:
        link = OxmlElement("w:hyperlink")
        name = bookmark_name(target[1:]) if target.startswith("#") else ""
        if name:
            link.set(qn("w:anchor"), name)
        elif not target.startswith("#"):
            link.set(qn("r:id"), self.relate(target))
        else:
            return element
        link.append(element)
        return link


def bookmark_name(clause: str) -> str:
    """The name of a clause's bookmark: letters, digits and underscores, at most 40; empty where it would be longer."""
    name = BOOKMARK + clause.replace("-", "_")
    return name if len(name) <= _LONGEST_BOOKMARK else ""


def _properties(run: Run) -> Any:
    properties = OxmlElement("w:rPr")
    if run.footnote:
        _set(properties, "w:rStyle", "FootnoteReference")
        _set(properties, "w:vertAlign", "superscript")
        return properties
    for wanted, tag in ((run.strong, "w:b"), (run.emphasis, "w:i")):
        if wanted:
            properties.append(OxmlElement(tag))
    if run.target.startswith(("http", "mailto")):
        _set(properties, "w:color", "1F3F77")
    return properties


def _set(properties: Any, tag: str, value: str) -> None:
    element = OxmlElement(tag)
    element.set(qn("w:val"), value)
    properties.append(element)


def _texts(text: str, tag: str) -> Iterator[Any]:
    """The text as elements: tabs and line breaks are elements of their own."""
    for piece in re.split(r"([\n\t])", text):
        if piece in _CONTROLS:
            yield OxmlElement(_CONTROLS[piece])
        elif piece:
            element = OxmlElement(tag)
            element.text = piece
            element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            yield element
