"""The text of a Word paragraph: styled runs, with tracked changes accepted."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from publisher.importing.inline import Styled, safe_target
from publisher.importing.report import Note, NoteCode

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DELETED = frozenset({qn("w:del"), qn("w:moveFrom")})
_INSERTED = frozenset({qn("w:ins"), qn("w:moveTo")})
_NOT_TEXT = frozenset({qn("w:pPr"), qn("w:rPr"), qn("w:instrText"), qn("w:delText"), _MC + "Fallback"})
_FIXED = {qn("w:tab"): "\t", qn("w:br"): "\v", qn("w:cr"): "\v", qn("w:noBreakHyphen"): "-"}
_NOTES = {qn("w:footnoteReference"): "", qn("w:endnoteReference"): "e"}
_PICTURES = frozenset({qn("w:drawing"), qn("w:pict"), qn("w:object")})
_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True)
class Look:
    """The style around a run."""

    strong: bool = False
    emphasis: bool = False
    target: str = ""


@dataclass
class TextReader:
    """Reads paragraphs in document order. `addresses` maps relation ids to the targets of links.

    Collects what a person should know: how many tracked changes were accepted, pictures, hidden text; and in `boxes`
    the paragraphs of text boxes, to be put after the paragraph that anchors them.
    """

    addresses: Mapping[str, str]
    line: int = 0
    tracked: Counter[str] = field(default_factory=Counter)
    notes: list[Note] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)

    def runs(self, element: Any, look: Look = Look()) -> Iterator[Styled]:
        """The styled runs of a paragraph or of anything inside one; `\\v` is a forced line break."""
        for child in element:
            if child.tag in _NOT_TEXT or not isinstance(child.tag, str):
                continue
            if child.tag in _DELETED:
                self.tracked["deleted"] += 1
            elif child.tag == qn("w:r"):
                yield from self._run(child, look)
            else:
                self.tracked["inserted"] += child.tag in _INSERTED
                yield from self.runs(child, self._around(child, look))

    def _around(self, element: Any, look: Look) -> Look:
        if element.tag != qn("w:hyperlink"):
            return look
        anchor = element.get(qn("w:anchor"))
        address = self.addresses.get(element.get(qn("r:id")) or "", "")
        return replace(look, target=safe_target(address) or (f"#{anchor}" if anchor else ""))

    def _run(self, run: Any, look: Look) -> Iterator[Styled]:
        properties = run.find(qn("w:rPr"))
        if _on(properties, "w:vanish"):
            self._note(NoteCode.LEFT_OUT, "".join(text.text or "" for text in run.iter(qn("w:t"))))
            return
        look = replace(look, strong=_on(properties, "w:b"), emphasis=_on(properties, "w:i"))
        for child in run:
            yield from self._piece(child, look)

    def _piece(self, child: Any, look: Look) -> Iterator[Styled]:
        """What one child of a run shows."""
        if child.tag in {qn("w:t"), _MATH_TEXT}:
            yield self._styled(child.text or "", look)
        elif child.tag in _FIXED:
            page = child.get(qn("w:type")) in {"page", "column"}
            yield Styled(text=" " if page else _FIXED[child.tag])
        elif child.tag == qn("w:sym"):
            yield self._styled(self._symbol(child), look)
        elif child.tag in _NOTES:
            yield Styled(text=f"[^{_NOTES[child.tag]}{child.get(qn('w:id'))}]", raw=True)
        elif child.tag in {qn("w:fldChar"), qn("w:instrText")}:
            self._field(child)
        elif child.tag in _PICTURES or child.tag == _MC + "AlternateContent":
            self._picture(child)

    def _styled(self, text: str, look: Look) -> Styled:
        target = look.target or next((target for target in reversed(self.fields) if target), "")
        return Styled(text=text, strong=look.strong, emphasis=look.emphasis, target=target)

    def _symbol(self, element: Any) -> str:
        code = int(element.get(qn("w:char"), "0"), 16)
        if 0xE000 <= code <= 0xF8FF:
            self._note(NoteCode.OBJECT, f"{element.get(qn('w:font'))} U+{code:04X}")
        return chr(code)

    def _field(self, element: Any) -> None:
        """Keep track of fields, for the links that are written as one: HYPERLINK "https://…"."""
        kind = element.get(qn("w:fldCharType"))
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and self.fields:
            self.fields.pop()
        elif element.tag == qn("w:instrText") and self.fields:
            words = (element.text or "").split('"')
            if words[0].strip().upper() == "HYPERLINK" and len(words) > 1:
                self.fields[-1] = safe_target(words[1])

    def _picture(self, element: Any) -> None:
        boxes = [box for box in element.iter(qn("w:txbxContent")) if not _inside(box, _MC + "Fallback", element)]
        self.boxes.extend(boxes)
        if boxes:
            self._note(NoteCode.OBJECT, "text box")
        else:
            names = (
                found.get("descr") or found.get("name") or "" for found in element.iter() if isinstance(found.tag, str)
            )
            self._note(NoteCode.PICTURE, next(filter(None, names), ""))

    def _note(self, code: NoteCode, detail: str) -> None:
        self.notes.append(Note(code=code, line=self.line, detail=detail))


def source_characters(element: Any) -> str:
    """All text below an element that a reader would see with every change accepted, found without reading structure."""
    found: list[str] = []
    walk = etree.iterwalk(element, events=("start",))
    for _, node in walk:
        if _is_unseen(node) or (node.tag == qn("w:txbxContent") and node is not element):
            walk.skip_subtree()
        elif node.tag in {qn("w:t"), _MATH_TEXT}:
            found.append(node.text or "")
        elif node.tag == qn("w:noBreakHyphen"):
            found.append("-")
        elif node.tag == qn("w:sym"):
            found.append(chr(int(node.get(qn("w:char"), "0"), 16)))
    return "".join(found)


def _is_unseen(node: Any) -> bool:
    """Whether nothing below this element is shown: deleted text, a deleted row, hidden text, a fallback picture."""
    if node.tag in _DELETED or node.tag in {_MC + "Fallback", qn("w:pPr")}:
        return True
    if node.tag == qn("w:tr"):
        properties = node.find(qn("w:trPr"))
        return properties is not None and properties.find(qn("w:del")) is not None
    return node.tag == qn("w:r") and _on(node.find(qn("w:rPr")), "w:vanish")


def _inside(node: Any, tag: str, top: Any) -> bool:
    return any(parent.tag == tag for parent in node.iterancestors() if top in parent.iterancestors() or parent is top)


def _on(properties: Any, name: str) -> bool:
    """Whether a switch such as bold is set on a run itself."""
    found = properties.find(qn(name)) if properties is not None else None
    return found is not None and found.get(qn("w:val"), "1") not in _OFF
